//! Events, chosen ways and starts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use serde_json::{Value, json};
use workflow::{
    Definition,
    definition::Strictness,
    engine::Status,
    simulation::{Standing, simulate},
};

fn run(body: &str, script: Value) -> Vec<Standing> {
    let xml = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{body}</process></definitions>"#
    );
    let definition = Definition::read(&xml, Strictness::Lenient).unwrap_or_else(|error| panic!("{error:?}"));
    simulate(&definition, &serde_json::from_value(script).unwrap(), 0).unwrap()
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

#[test]
fn a_condition_on_the_border_fires_each_time_it_becomes_true() {
    let body = format!(
        r#"<startEvent id="s"/><userTask id="a"/><boundaryEvent id="late" cancelActivity="false" attachedToRef="a"><conditionalEventDefinition><condition>late</condition></conditionalEventDefinition></boundaryEvent><sendTask id="urge"/><endEvent id="e"/><endEvent id="u"/>{}"#,
        flows("s-a a-e late-urge urge-u")
    );
    let set = |late: bool| json!({ "set": { "variables": { "late": late } } });
    let standings = run(
        &body,
        json!({ "steps": [set(true), set(true), set(false), set(true)] }),
    );
    let urged: Vec<usize> = standings.iter().map(|standing| standing.messages.len()).collect();
    assert_eq!(urged, [0, 1, 0, 0, 1]);
    assert_eq!(standings[4].open_tasks, ["a"]);
}

#[test]
fn an_interrupting_event_sub_process_takes_over_once() {
    let body = format!(
        r#"<startEvent id="s"/><userTask id="a"/><endEvent id="e"/><subProcess id="stop" triggeredByEvent="true"><startEvent id="asked"><messageEventDefinition messageRef="stop"/></startEvent><userTask id="clean"/><endEvent id="c"/>{}</subProcess>{}"#,
        flows("asked-clean clean-c"),
        flows("s-a a-e")
    );
    let stop = json!({ "message": { "name": "stop" } });
    let standings = run(
        &body,
        json!({ "steps": [stop, stop, { "complete": { "element": "clean" } }] }),
    );
    assert_eq!(standings[1].open_tasks, ["clean"]);
    assert!(standings[2].refused.is_some());
    assert_eq!(standings[3].status, Status::Completed);
}

#[test]
fn an_error_in_an_error_handler_goes_outwards() {
    let body = format!(
        r#"<startEvent id="s"/><userTask id="a"/><endEvent id="e"><errorEventDefinition errorRef="E"/></endEvent><subProcess id="h" triggeredByEvent="true"><startEvent id="caught"><errorEventDefinition errorRef="E"/></startEvent><endEvent id="again"><errorEventDefinition errorRef="E"/></endEvent>{}</subProcess>{}"#,
        flows("caught-again"),
        flows("s-a a-e")
    );
    let standings = run(&body, json!({ "steps": [{ "complete": { "element": "a" } }] }));
    assert_eq!(standings[1].status, Status::Failed);
    assert_eq!(standings[1].passed, ["a", "e", "caught", "again"]);
}

#[test]
fn a_decision_without_conditions_waits_for_a_choice() {
    let body = format!(
        r#"<startEvent id="s"/><exclusiveGateway id="g"/><userTask id="a"/><userTask id="b"/><endEvent id="e"/>{}"#,
        flows("s-g g-a g-b a-e b-e")
    );
    let choose = json!({ "choose": { "gateway": "g", "flow": "g-b" } });
    assert_eq!(run(&body, json!({ "steps": [choose] }))[1].open_tasks, ["b"]);
    let standings = run(
        &body,
        json!({ "steps": [{ "set": { "variables": {} } }, choose] }),
    );
    assert_eq!(
        (standings[1].tokens.as_slice(), standings[2].open_tasks.as_slice()),
        (&["g".to_owned()][..], &["b".to_owned()][..])
    );
}

#[test]
fn an_event_gateway_starts_a_process_by_either_message() {
    let body = format!(
        r#"<eventBasedGateway id="g" instantiate="true"/><intermediateCatchEvent id="m"><messageEventDefinition messageRef="order"/></intermediateCatchEvent><receiveTask id="r" messageRef="offer"/><userTask id="a"/><userTask id="b"/><endEvent id="e"/>{}"#,
        flows("g-m g-r m-a r-b a-e b-e")
    );
    for (message, open) in [("order", "a"), ("offer", "b")] {
        let standings = run(&body, json!({ "start": { "message": { "name": message } } }));
        assert_eq!(standings[0].open_tasks, [open]);
    }
}

#[test]
fn of_several_starts_one_starts_an_instance() {
    let body = format!(
        r#"<startEvent id="s"/><startEvent id="t"/><userTask id="a"/><userTask id="b"/><endEvent id="e"/>{}"#,
        flows("s-a t-b a-e b-e")
    );
    assert_eq!(run(&body, json!({}))[0].open_tasks, ["a"]);
    assert_eq!(run(&body, json!({ "at": "t" }))[0].open_tasks, ["b"]);
}

#[test]
fn an_event_with_several_triggers_waits_for_the_first() {
    let body = format!(
        r#"<startEvent id="s"/><intermediateCatchEvent id="either"><messageEventDefinition messageRef="answer"/><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent><userTask id="a"/><endEvent id="e"/>{}"#,
        flows("s-either either-a a-e")
    );
    let answered = json!({ "steps": [{ "message": { "name": "answer" } }, { "wait": { "seconds": 7200 } }] });
    let standings = run(&body, answered);
    assert_eq!(standings[0].tokens, ["either"]);
    assert_eq!(standings[1].open_tasks, ["a"]);
    assert_eq!(
        standings[2].open_tasks,
        ["a"],
        "the timer fired although the message came"
    );
    let late = run(&body, json!({ "steps": [{ "wait": { "seconds": 3600 } }] }));
    assert_eq!(late[1].open_tasks, ["a"]);
}

#[test]
fn a_start_that_waits_for_all_of_several_is_refused_by_name() {
    let xml = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="both" parallelMultiple="true"><messageEventDefinition messageRef="m"/><signalEventDefinition signalRef="n"/></startEvent><endEvent id="e"/>{}</process></definitions>"#,
        flows("both-e")
    );
    let (_, issues) = Definition::inspect(&xml, Strictness::Publish).unwrap();
    assert_eq!(issues.len(), 1);
    assert_eq!(issues[0].element, "both");
}

#[test]
fn an_event_that_waits_for_all_goes_on_with_the_last() {
    let body = format!(
        r#"<startEvent id="s"/><intermediateCatchEvent id="both" parallelMultiple="true"><messageEventDefinition messageRef="m"/><signalEventDefinition signalRef="g"/></intermediateCatchEvent><userTask id="a"/><endEvent id="e"/>{}"#,
        flows("s-both both-a a-e")
    );
    let message = json!({ "message": { "name": "m" } });
    let signal = json!({ "signal": { "name": "g" } });
    for order in [[&signal, &signal, &message], [&message, &message, &signal]] {
        let standings = run(&body, json!({ "steps": order }));
        let open: Vec<_> = standings
            .iter()
            .map(|standing| standing.open_tasks.len())
            .collect();
        assert_eq!(open, [0, 0, 0, 1]);
    }
}

#[test]
fn an_event_may_let_several_things_be_known() {
    let body = format!(
        r#"<startEvent id="s"/><parallelGateway id="f"/><intermediateCatchEvent id="c"><signalEventDefinition signalRef="g"/></intermediateCatchEvent><userTask id="a"/><userTask id="go"/><intermediateThrowEvent id="t"><messageEventDefinition messageRef="m"/><signalEventDefinition signalRef="g"/></intermediateThrowEvent><endEvent id="e"/>{}"#,
        flows("s-f f-c c-a a-e f-go go-t t-e")
    );
    let standings = run(&body, json!({ "steps": [{ "complete": { "element": "go" } }] }));
    assert_eq!(standings[1].messages, ["m"]);
    assert_eq!(standings[1].open_tasks, ["a"]);
}

#[test]
fn an_event_definition_may_stand_beside_the_processes() {
    let xml = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="x"><signal id="g" name="go"/><signalEventDefinition id="def" signalRef="g"/><process id="p"><startEvent id="s"/><intermediateCatchEvent id="c"><eventDefinitionRef>d:def</eventDefinitionRef></intermediateCatchEvent><endEvent id="e"/><sequenceFlow id="1" sourceRef="s" targetRef="c"/><sequenceFlow id="2" sourceRef="c" targetRef="e"/></process></definitions>"#;
    let definition = Definition::read(xml, Strictness::Publish).unwrap();
    let script = json!({ "steps": [{ "signal": { "name": "go" } }] });
    let standings = simulate(&definition, &serde_json::from_value(script).unwrap(), 0).unwrap();
    assert_eq!(
        standings
            .iter()
            .map(|standing| standing.status)
            .collect::<Vec<_>>(),
        [Status::Running, Status::Completed]
    );
}

#[test]
fn a_repeated_step_tells_its_border_of_the_first_round_or_of_each() {
    for (behavior, expected) in [("One", [0, 1, 1, 1]), ("None", [0, 1, 2, 3])] {
        let named = behavior.to_lowercase();
        let xml = format!(
            r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><signal id="g" name="done"/><signalEventDefinition id="def" signalRef="g"/><process id="p"><startEvent id="s"/><userTask id="a"><multiInstanceLoopCharacteristics behavior="{behavior}" {named}BehaviorEventRef="def"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></userTask><boundaryEvent id="b" attachedToRef="a" cancelActivity="false"><signalEventDefinition signalRef="g"/></boundaryEvent><userTask id="tell"/><endEvent id="e"/>{}</process></definitions>"#,
            flows("s-a a-e b-tell tell-e")
        );
        let definition = Definition::read(&xml, Strictness::Publish).unwrap();
        let done = json!({ "complete": { "element": "a" } });
        let script = serde_json::from_value(json!({ "steps": [done, done, done] })).unwrap();
        let told: Vec<usize> = simulate(&definition, &script, 0)
            .unwrap()
            .iter()
            .map(|standing| standing.open_tasks.iter().filter(|id| *id == "tell").count())
            .collect();
        assert_eq!(told, expected, "{behavior}");
    }
}
