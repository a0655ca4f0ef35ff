//! Small processes, run by hand.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests: short to call, and a panic is the failure"
)]

use serde_json::{Map, Value, json};
use workflow::{
    Command, Definition, Effect, Instance, apply,
    definition::Strictness,
    engine::{Outcome, Status},
};

const HOUR: i64 = 3_600_000_000;

struct Case {
    definition: Definition,
    instance: Instance,
    passed: Vec<String>,
    now: i64,
}

impl Case {
    fn start(body: &str, variables: Value) -> Self {
        let xml = format!(
            r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
               <message id="m" name="reply"/><error id="e" errorCode="E1"/>
               <process id="p" isExecutable="true">{body}</process></definitions>"#
        );
        let definition = Definition::read(&xml, Strictness::Lenient).unwrap();
        let mut case = Self {
            definition,
            instance: Instance::default(),
            passed: Vec::new(),
            now: 0,
        };
        case.apply(&Command::Start {
            process: 0,
            at: None,
            variables: object(variables),
        });
        case
    }

    fn apply(&mut self, command: &Command) {
        let Outcome { instance, effects } =
            apply(&self.definition, &self.instance, command, self.now).unwrap();
        self.instance = instance;
        self.passed
            .extend(effects.into_iter().filter_map(|effect| match effect {
                Effect::Passed { element } => Some(element.to_string()),
                _ => None,
            }));
    }

    fn open(&self) -> Vec<&str> {
        self.instance
            .open_tasks()
            .map(|token| &*self.definition.nodes[token.node].id)
            .collect()
    }

    fn complete(&mut self, element: &str, variables: Value) {
        let task = self
            .instance
            .open_tasks()
            .find(|token| self.definition.nodes[token.node].id == element)
            .unwrap_or_else(|| panic!("{element} is not open"))
            .id;
        self.apply(&Command::Complete {
            task,
            by: None,
            variables: object(variables),
        });
    }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn flow(id: &str, from: &str, to: &str) -> String {
    format!(r#"<sequenceFlow id="{id}" sourceRef="{from}" targetRef="{to}"/>"#)
}

fn condition(id: &str, from: &str, to: &str, condition: &str) -> String {
    format!(
        r#"<sequenceFlow id="{id}" sourceRef="{from}" targetRef="{to}"><conditionExpression>{condition}</conditionExpression></sequenceFlow>"#
    )
}

#[test]
fn parallel_branches_are_joined() {
    let body = [
        r#"<startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><parallelGateway id="j"/><endEvent id="end"/>"#.to_owned(),
        flow("1", "s", "f"), flow("2", "f", "a"), flow("3", "f", "b"), flow("4", "a", "j"), flow("5", "b", "j"), flow("6", "j", "end"),
    ]
    .concat();
    let mut case = Case::start(&body, json!({}));
    assert_eq!(case.open(), ["a", "b"]);
    case.complete("b", json!({}));
    assert_eq!(case.instance.status, Status::Running);
    case.complete("a", json!({}));
    assert_eq!(case.instance.status, Status::Completed);
    assert_eq!(case.passed, ["s", "f", "b", "a", "j", "end"]);
}

#[test]
fn an_inclusive_join_waits_only_for_ways_that_were_taken() {
    let body = [
        r#"<startEvent id="s"/><inclusiveGateway id="f" default="d"/><userTask id="a"/><userTask id="b"/><userTask id="c"/><inclusiveGateway id="j"/><endEvent id="end"/>"#.to_owned(),
        flow("1", "s", "f"), condition("2", "f", "a", "${x &gt; 1}"), condition("3", "f", "b", "x &gt; 2"), flow("d", "f", "c"),
        flow("4", "a", "j"), flow("5", "b", "j"), flow("6", "c", "j"), flow("7", "j", "end"),
    ]
    .concat();
    let mut one = Case::start(&body, json!({"x": 2}));
    assert_eq!(one.open(), ["a"]);
    one.complete("a", json!({}));
    assert_eq!(one.instance.status, Status::Completed);

    let mut two = Case::start(&body, json!({"x": 3}));
    assert_eq!(two.open(), ["a", "b"]);
    two.complete("a", json!({}));
    assert_eq!(two.instance.status, Status::Running);
    two.complete("b", json!({}));
    assert_eq!(two.passed.iter().filter(|element| *element == "j").count(), 1);

    assert_eq!(Case::start(&body, json!({"x": 0})).open(), ["c"]);
}

#[test]
fn two_of_three_approvals_are_enough() {
    let body = [
        r#"<startEvent id="s"/><userTask id="approve"><multiInstanceLoopCharacteristics>
           <loopCardinality>3</loopCardinality>
           <completionCondition>nrOfCompletedInstances &gt;= 2</completionCondition>
           </multiInstanceLoopCharacteristics></userTask><endEvent id="end"/>"#
            .to_owned(),
        flow("1", "s", "approve"),
        flow("2", "approve", "end"),
    ]
    .concat();
    let mut case = Case::start(&body, json!({}));
    assert_eq!(case.open().len(), 3);
    case.complete("approve", json!({}));
    assert_eq!(case.open().len(), 2);
    case.complete("approve", json!({}));
    assert_eq!(case.instance.status, Status::Completed);
}

#[test]
fn a_sequential_round_sees_its_item() {
    let body = [
        r#"<startEvent id="s"/><subProcess id="each"><multiInstanceLoopCharacteristics isSequential="true" collection="units" elementVariable="unit"/>
           <startEvent id="i"/><exclusiveGateway id="g" default="no"/><userTask id="vx"/><userTask id="other"/><endEvent id="ie"/>"#.to_owned(),
        flow("11", "i", "g"), condition("yes", "g", "vx", "unit == 'VX'"), flow("no", "g", "other"), flow("12", "vx", "ie"), flow("13", "other", "ie"),
        r#"</subProcess><endEvent id="end"/>"#.to_owned(),
        flow("1", "s", "each"), flow("2", "each", "end"),
    ]
    .concat();
    let mut case = Case::start(&body, json!({"units": ["VP", "VX"]}));
    assert_eq!(case.open(), ["other"]);
    case.complete("other", json!({}));
    assert_eq!(case.open(), ["vx"]);
    case.complete("vx", json!({}));
    assert_eq!(case.instance.status, Status::Completed);
}

#[test]
fn an_interrupting_timer_withdraws_the_task_and_a_late_completion_is_refused() {
    let body = [
        r#"<startEvent id="s"/><userTask id="a"/><boundaryEvent id="late" attachedToRef="a"><timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition></boundaryEvent><userTask id="urge"/><endEvent id="end"/>"#.to_owned(),
        flow("1", "s", "a"), flow("2", "a", "end"), flow("3", "late", "urge"), flow("4", "urge", "end"),
    ]
    .concat();
    let mut case = Case::start(&body, json!({}));
    let task = case.instance.open_tasks().next().unwrap().id;
    assert_eq!(case.instance.next_timer(), Some(2 * HOUR));
    case.now = HOUR;
    case.apply(&Command::Tick);
    assert_eq!(case.open(), ["a"]);
    case.now = 2 * HOUR;
    case.apply(&Command::Tick);
    assert_eq!(case.open(), ["urge"]);
    let refused = apply(
        &case.definition,
        &case.instance,
        &Command::Complete {
            task,
            by: None,
            variables: Map::new(),
        },
        case.now,
    );
    assert_eq!(refused.unwrap_err(), workflow::Error::TaskNotOpen);
}

#[test]
fn an_error_inside_a_sub_process_is_caught_on_its_border() {
    let body = [
        r#"<startEvent id="s"/><subProcess id="sub"><startEvent id="i"/><userTask id="a"/><endEvent id="bad"><errorEventDefinition errorRef="e"/></endEvent>"#.to_owned(),
        flow("11", "i", "a"), flow("12", "a", "bad"),
        r#"</subProcess><boundaryEvent id="caught" attachedToRef="sub"><errorEventDefinition errorRef="e"/></boundaryEvent><userTask id="repair"/><endEvent id="end"/>"#.to_owned(),
        flow("1", "s", "sub"), flow("2", "sub", "end"), flow("3", "caught", "repair"), flow("4", "repair", "end"),
    ]
    .concat();
    let mut case = Case::start(&body, json!({}));
    case.complete("a", json!({}));
    assert_eq!(case.open(), ["repair"]);
}

#[test]
fn an_event_gateway_takes_the_way_of_the_first_event() {
    let body = [
        r#"<startEvent id="s"/><eventBasedGateway id="g"/><intermediateCatchEvent id="c"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>
           <intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent><endEvent id="x"/><endEvent id="y"/>"#.to_owned(),
        flow("1", "s", "g"), flow("2", "g", "c"), flow("3", "g", "t"), flow("4", "c", "x"), flow("5", "t", "y"),
    ]
    .concat();
    let mut answered = Case::start(&body, json!({}));
    answered.apply(&Command::Message {
        name: "reply".to_owned(),
        variables: Map::new(),
    });
    assert_eq!(answered.passed, ["s", "g", "c", "x"]);

    let mut silent = Case::start(&body, json!({}));
    silent.now = HOUR;
    silent.apply(&Command::Tick);
    assert_eq!(silent.passed, ["s", "g", "t", "y"]);
}

#[test]
fn what_cannot_be_run_is_refused_by_name_and_line() {
    let xml = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n<process id=\"p\">\n<scriptTask id=\"x\" name=\"Chạy mã\"/>\n</process></definitions>";
    let Err(workflow::Error::Unsupported(issues)) = Definition::read(xml, Strictness::Publish) else {
        panic!("accepted")
    };
    assert_eq!((issues[0].line, issues[0].name.as_deref()), (3, Some("Chạy mã")));
    assert!(Definition::read(xml, Strictness::Lenient).is_ok());
}

#[test]
fn a_process_that_never_waits_is_stopped() {
    let xml = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/><manualTask id="a"/><manualTask id="b"/>{}{}{}</process></definitions>"#,
        flow("1", "s", "a"),
        flow("2", "a", "b"),
        flow("3", "b", "a")
    );
    let definition = Definition::read(&xml, Strictness::Publish).unwrap();
    let start = Command::Start {
        process: 0,
        at: None,
        variables: Map::new(),
    };
    assert_eq!(
        apply(&definition, &Instance::default(), &start, 0).unwrap_err(),
        workflow::Error::Runaway
    );
}

#[test]
fn the_interchange_suite_is_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bpmn");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("{} is not there: nothing read", folder.display());
        return;
    };
    let mut read = 0;
    for file in files {
        let path = file.unwrap().path();
        let xml = std::fs::read_to_string(&path).unwrap();
        let (definition, _) = Definition::inspect(&xml, Strictness::Lenient)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!definition.nodes.is_empty(), "{}", path.display());
        read += 1;
    }
    assert!(read > 0);
}
