//! Undoing what was done: compensation events, and transactions that are called off.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use serde_json::{Value, json};
use workflow::{
    Definition, Error,
    definition::Strictness,
    engine::Status,
    simulation::{Standing, simulate},
    soundness,
};

fn read(body: &str) -> Definition {
    let xml = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{body}</process></definitions>"#
    );
    Definition::read(&xml, Strictness::Publish).unwrap_or_else(|error| panic!("{error:?}"))
}

/// Runs a process that can be published, completing one task after the other.
fn run(body: &str, tasks: &[&str]) -> Vec<Standing> {
    let definition = read(body);
    assert_eq!(soundness::check(&definition), []);
    let steps: Vec<Value> = tasks
        .iter()
        .map(|task| json!({ "complete": { "element": task } }))
        .collect();
    simulate(
        &definition,
        &serde_json::from_value(json!({ "steps": steps })).unwrap(),
        0,
    )
    .unwrap()
}

fn flows(text: &str) -> String {
    text.split_whitespace()
        .map(|pair| {
            let (from, to) = pair.split_once('-').unwrap();
            format!(r#"<sequenceFlow id="{pair}" sourceRef="{from}" targetRef="{to}"/>"#)
        })
        .collect::<Vec<_>>()
        .concat()
}

/// A task, the event on its border, and the task that undoes it.
fn undone_by(task: &str, by: &str) -> String {
    format!(
        r#"<userTask id="{task}"/><boundaryEvent id="b-{task}" attachedToRef="{task}"><compensateEventDefinition/></boundaryEvent><userTask id="{by}" isForCompensation="true"/><association id="as-{task}" sourceRef="b-{task}" targetRef="{by}"/>"#
    )
}

fn open(standings: &[Standing]) -> Vec<String> {
    standings
        .iter()
        .map(|standing| standing.open_tasks.join(" "))
        .collect()
}

#[test]
fn what_was_done_is_undone_last_first_and_then_the_case_goes_on() {
    let body = [
        r#"<startEvent id="s"/>"#.to_owned(),
        undone_by("book", "unbook"),
        undone_by("pay", "refund"),
        r#"<userTask id="other"/><intermediateThrowEvent id="undo"><compensateEventDefinition/></intermediateThrowEvent><userTask id="tell"/><endEvent id="e"/>"#.to_owned(),
        flows("s-book book-pay pay-other other-undo undo-tell tell-e"),
    ]
    .concat();
    let standings = run(&body, &["book", "pay", "other", "refund", "unbook", "tell"]);
    assert_eq!(
        open(&standings),
        ["book", "pay", "other", "refund", "unbook", "tell", ""]
    );
    assert_eq!(standings.last().unwrap().status, Status::Completed);
}

#[test]
fn only_the_activity_named_is_undone_and_what_was_not_done_is_not() {
    let body = [
        r#"<startEvent id="s"/>"#.to_owned(),
        undone_by("book", "unbook"),
        undone_by("pay", "refund"),
        undone_by("never", "unnever"),
        r#"<exclusiveGateway id="x" default="x-undo"/><endEvent id="e"><compensateEventDefinition activityRef="book"/></endEvent><intermediateThrowEvent id="undo"/><endEvent id="n"/>"#.to_owned(),
        flows("s-book book-pay pay-x x-undo undo-e never-n"),
        r#"<sequenceFlow id="x-never" sourceRef="x" targetRef="never"><conditionExpression>false</conditionExpression></sequenceFlow>"#.to_owned(),
    ]
    .concat();
    let standings = run(&body, &["book", "pay", "unbook"]);
    assert_eq!(open(&standings), ["book", "pay", "unbook", ""]);
    assert_eq!(standings.last().unwrap().status, Status::Completed);
}

#[test]
fn each_round_that_was_done_is_undone() {
    let body = [
        r#"<startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask><boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><userTask id="un" isForCompensation="true"/><association id="as" sourceRef="b" targetRef="un"/><endEvent id="e"><compensateEventDefinition/></endEvent>"#,
        &flows("s-a a-e"),
    ]
    .concat();
    assert_eq!(
        open(&run(&body, &["a", "a", "un", "un"])),
        ["a", "a", "un", "un", ""]
    );
}

#[test]
fn a_sub_process_is_undone_by_what_was_done_inside_it() {
    let body = [
        r#"<startEvent id="s"/><subProcess id="sub"><startEvent id="i"/>"#,
        &undone_by("book", "unbook"),
        r#"<endEvent id="j"/>"#,
        &flows("i-book book-j"),
        r#"</subProcess><intermediateThrowEvent id="undo"><compensateEventDefinition/></intermediateThrowEvent><endEvent id="e"/>"#,
        &flows("s-sub sub-undo undo-e"),
    ]
    .concat();
    assert_eq!(open(&run(&body, &["book", "unbook"])), ["book", "unbook", ""]);
}

#[test]
fn an_event_sub_process_decides_how_a_sub_process_is_undone() {
    let body = [
        r#"<startEvent id="s"/><subProcess id="sub"><startEvent id="i"/>"#,
        &undone_by("book", "unbook"),
        r#"<endEvent id="j"/><subProcess id="how" triggeredByEvent="true"><startEvent id="h"><compensateEventDefinition/></startEvent><userTask id="ask"/><intermediateThrowEvent id="inner"><compensateEventDefinition/></intermediateThrowEvent><endEvent id="k"/>"#,
        &flows("h-ask ask-inner inner-k"),
        "</subProcess>",
        &flows("i-book book-j"),
        r#"</subProcess><intermediateThrowEvent id="undo"><compensateEventDefinition/></intermediateThrowEvent><endEvent id="e"/>"#,
        &flows("s-sub sub-undo undo-e"),
    ]
    .concat();
    let standings = run(&body, &["book", "ask", "unbook"]);
    assert_eq!(open(&standings), ["book", "ask", "unbook", ""]);
    assert_eq!(standings.last().unwrap().status, Status::Completed);
}

fn transaction(around: &str) -> String {
    [
        r#"<startEvent id="s"/><transaction id="t"><startEvent id="i"/>"#,
        &undone_by("book", "unbook"),
        r#"<parallelGateway id="f"/><userTask id="wait"/><userTask id="refuse"/><endEvent id="stop"><cancelEventDefinition/></endEvent><endEvent id="j"/>"#,
        &flows("i-book book-f f-wait f-refuse wait-j refuse-stop"),
        r#"</transaction><userTask id="next"/><endEvent id="e"/>"#,
        around,
        &flows("s-t t-next next-e"),
    ]
    .concat()
}

#[test]
fn a_transaction_called_off_is_undone_and_left_by_its_cancel_event() {
    let cancel = [
        r#"<boundaryEvent id="off" attachedToRef="t"><cancelEventDefinition/></boundaryEvent><userTask id="tell"/><endEvent id="g"/>"#,
        &flows("off-tell tell-g"),
    ]
    .concat();
    let standings = run(&transaction(&cancel), &["book", "refuse", "unbook", "tell"]);
    assert_eq!(open(&standings), ["book", "wait refuse", "unbook", "tell", ""]);
    let finished = run(&transaction(&cancel), &["book", "wait"]);
    assert_eq!(open(&finished), ["book", "wait refuse", "refuse"]);
}

#[test]
fn a_transaction_without_a_cancel_event_ends_there() {
    let standings = run(&transaction(""), &["book", "refuse", "unbook"]);
    assert_eq!(open(&standings), ["book", "wait refuse", "unbook", ""]);
    assert_eq!(standings.last().unwrap().status, Status::Completed);
}

#[test]
fn only_a_transaction_can_be_called_off() {
    let xml = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>
<endEvent id="e"><cancelEventDefinition/></endEvent><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process></definitions>"#;
    let Err(Error::Unsupported(issues)) = Definition::read(xml, Strictness::Lenient) else {
        panic!("it was read");
    };
    assert_eq!((issues[0].line, issues[0].element.as_str()), (2, "e"));
}

#[test]
fn a_long_row_of_rounds_is_undone_without_running_out_of_anything() {
    let xml = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/><scriptTask id="a"><standardLoopCharacteristics loopMaximum="9000"/></scriptTask><boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition/></boundaryEvent><scriptTask id="un" isForCompensation="true"/><association id="as" sourceRef="b" targetRef="un"/><endEvent id="e"><compensateEventDefinition/></endEvent><sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/></process></definitions>"#;
    let definition = Definition::read(xml, Strictness::Lenient).unwrap();
    let standings = simulate(
        &definition,
        &serde_json::from_value(json!({ "steps": [] })).unwrap(),
        0,
    )
    .unwrap();
    let undone = standings[0].passed.iter().filter(|id| *id == "un").count();
    assert_eq!((undone, standings[0].status), (9000, Status::Completed));
}
