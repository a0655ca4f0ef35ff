//! Processes that cannot always end are told so, with the place.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: short to call, and a panic is the failure"
)]

use workflow::{Definition, definition::Strictness, soundness};

fn faults(body: &str) -> Vec<String> {
    let xml = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{body}</process></definitions>"#
    );
    let definition = Definition::read(&xml, Strictness::Publish).unwrap();
    soundness::check(&definition)
        .into_iter()
        .map(|issue| issue.element)
        .collect()
}

fn flow(from: &str, to: &str) -> String {
    format!(
        r#"<sequenceFlow id="{from}-{to}" sourceRef="{from}" targetRef="{to}"><conditionExpression>x</conditionExpression></sequenceFlow>"#
    )
}

fn plain(from: &str, to: &str) -> String {
    format!(r#"<sequenceFlow id="{from}-{to}" sourceRef="{from}" targetRef="{to}"/>"#)
}

#[test]
fn a_join_after_a_decision_waits_for_ever() {
    let body = [
        r#"<startEvent id="s"/><exclusiveGateway id="g"/><userTask id="a"/><userTask id="b"/><parallelGateway id="j"/><endEvent id="e"/>"#.to_owned(),
        plain("s", "g"), flow("g", "a"), flow("g", "b"), plain("a", "j"), plain("b", "j"), plain("j", "e"),
    ]
    .concat();
    assert!(faults(&body).contains(&"j".to_owned()));
}

#[test]
fn a_step_nothing_leads_to_is_named() {
    let body = [
        r#"<startEvent id="s"/><userTask id="a"/><userTask id="lost"/><endEvent id="e"/>"#.to_owned(),
        plain("s", "a"),
        plain("a", "e"),
        plain("lost", "e"),
    ]
    .concat();
    assert_eq!(faults(&body), ["lost"]);
}

#[test]
fn a_circle_without_a_way_out_is_found() {
    let body = [
        r#"<startEvent id="s"/><userTask id="a"/><userTask id="b"/>"#.to_owned(),
        plain("s", "a"),
        plain("a", "b"),
        plain("b", "a"),
    ]
    .concat();
    assert_eq!(faults(&body), ["s"]);
}

#[test]
fn branches_that_are_not_joined_pile_up_in_a_circle() {
    let body = [
        r#"<startEvent id="s"/><exclusiveGateway id="m"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><endEvent id="e"/>"#.to_owned(),
        plain("s", "m"), plain("m", "f"), plain("f", "a"), plain("f", "b"), plain("a", "m"), plain("b", "e"),
    ]
    .concat();
    assert!(!faults(&body).is_empty());
}

#[test]
fn an_ordinary_process_with_review_and_return_is_sound() {
    let body = [
        r#"<startEvent id="s"/><userTask id="draft"/><inclusiveGateway id="f"/><userTask id="content"/><userTask id="form"/>
           <inclusiveGateway id="j"/><exclusiveGateway id="ok"/><userTask id="sign"/>
           <boundaryEvent id="late" cancelActivity="false" attachedToRef="sign"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
           <sendTask id="urge"/><endEvent id="urged"/><endEvent id="e"/>"#.to_owned(),
        plain("s", "draft"), plain("draft", "f"), flow("f", "content"), flow("f", "form"), plain("content", "j"), plain("form", "j"),
        plain("j", "ok"), flow("ok", "draft"), flow("ok", "sign"), plain("sign", "e"), plain("late", "urge"), plain("urge", "urged"),
    ]
    .concat();
    assert_eq!(faults(&body), Vec::<String>::new());
}

/// A step that is done again until it is right, with an event that interrupts nothing.
fn looping(after_event: &str) -> String {
    [
        r#"<startEvent id="s"/><userTask id="a"/><exclusiveGateway id="ok"/><endEvent id="e"/>
           <boundaryEvent id="late" cancelActivity="false" attachedToRef="a"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"#
            .to_owned(),
        plain("s", "a"),
        plain("a", "ok"),
        flow("ok", "a"),
        flow("ok", "e"),
        after_event.to_owned(),
    ]
    .concat()
}

#[test]
fn urging_beside_a_step_in_a_loop_is_sound() {
    let urge = [
        r#"<parallelGateway id="f"/><userTask id="x"/><userTask id="y"/><parallelGateway id="j"/><endEvent id="urged"/>"#.to_owned(),
        plain("late", "f"),
        plain("f", "x"),
        plain("f", "y"),
        plain("x", "j"),
        plain("y", "j"),
        plain("j", "urged"),
    ]
    .concat();
    assert_eq!(faults(&looping(&urge)), Vec::<String>::new());
}

#[test]
fn what_goes_on_beside_a_loop_must_still_end_by_itself() {
    let waits = [
        r#"<userTask id="x"/><userTask id="lost"/><parallelGateway id="j"/><endEvent id="urged"/>"#
            .to_owned(),
        plain("late", "x"),
        plain("x", "j"),
        plain("lost", "j"),
        plain("j", "urged"),
    ]
    .concat();
    assert!(!faults(&looping(&waits)).is_empty());
    // What goes back into the main way comes on top of it each time.
    let back = [
        r#"<userTask id="x"/>"#.to_owned(),
        plain("late", "x"),
        plain("x", "a"),
    ]
    .concat();
    assert!(!faults(&looping(&back)).is_empty());
}
