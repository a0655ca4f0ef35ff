//! Running instances moved to a new version of their process.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: short to call, and a panic is the failure"
)]

use serde_json::Map;
use workflow::{
    Command, Definition, Instance, apply,
    definition::Strictness,
    engine::{Mapping, Status, check_migration, migrate},
};

fn definition(body: &str) -> Definition {
    let xml = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{body}</process></definitions>"#
    );
    Definition::read(&xml, Strictness::Publish).unwrap()
}

const OLD: &str = r#"<startEvent id="s"/><parallelGateway id="f"/><userTask id="a"/><userTask id="b"/><parallelGateway id="j"/><endEvent id="e"/>
  <sequenceFlow id="1" sourceRef="s" targetRef="f"/><sequenceFlow id="2" sourceRef="f" targetRef="a"/><sequenceFlow id="3" sourceRef="f" targetRef="b"/>
  <sequenceFlow id="4" sourceRef="a" targetRef="j"/><sequenceFlow id="5" sourceRef="b" targetRef="j"/><sequenceFlow id="6" sourceRef="j" targetRef="e"/>"#;

/// `b` is now called `b2`, and a step stands before the end.
const NEW: &str = r#"<startEvent id="s"/><parallelGateway id="f"/><userTask id="b2"/><userTask id="a"/><parallelGateway id="j"/><userTask id="c"/><endEvent id="e"/>
  <sequenceFlow id="1" sourceRef="s" targetRef="f"/><sequenceFlow id="2" sourceRef="f" targetRef="a"/><sequenceFlow id="3" sourceRef="f" targetRef="b2"/>
  <sequenceFlow id="4" sourceRef="a" targetRef="j"/><sequenceFlow id="5" sourceRef="b2" targetRef="j"/><sequenceFlow id="6" sourceRef="j" targetRef="c"/>
  <sequenceFlow id="7" sourceRef="c" targetRef="e"/>"#;

fn go(definition: &Definition, instance: &Instance, command: &Command) -> Instance {
    apply(definition, instance, command, 0).unwrap().instance
}

fn complete(definition: &Definition, instance: &Instance, element: &str) -> Instance {
    let at = |node: usize| definition.nodes[node].id == element;
    let task = instance
        .open_tasks()
        .find(|token| at(token.element()))
        .unwrap()
        .id;
    go(
        definition,
        instance,
        &Command::Complete {
            task,
            by: None,
            variables: Map::new(),
        },
    )
}

#[test]
fn an_instance_goes_on_in_the_new_version_with_its_joined_branches() {
    let (old, new) = (definition(OLD), definition(NEW));
    let start = Command::Start {
        process: 0,
        at: None,
        variables: Map::new(),
    };
    let instance = complete(&old, &go(&old, &Instance::default(), &start), "a");

    let faults = check_migration(&old, &new, &instance, &Mapping::default());
    assert_eq!(
        faults
            .iter()
            .map(|fault| fault.element.as_str())
            .collect::<Vec<_>>(),
        ["b"]
    );

    let mapping = Mapping([("b".to_owned(), "b2".to_owned())].into());
    let moved = migrate(&old, &new, &instance, &mapping).unwrap();
    let task = instance.open_tasks().next().unwrap().id;
    assert_eq!(moved.open_tasks().next().unwrap().id, task);
    let moved = complete(&new, &complete(&new, &moved, "b2"), "c");
    assert_eq!(moved.status, Status::Completed);
}

#[test]
fn a_task_is_not_moved_onto_a_gateway() {
    let (old, new) = (definition(OLD), definition(NEW));
    let start = Command::Start {
        process: 0,
        at: None,
        variables: Map::new(),
    };
    let instance = go(&old, &Instance::default(), &start);
    let mapping = Mapping([("b".to_owned(), "f".to_owned())].into());
    assert!(!check_migration(&old, &new, &instance, &mapping).is_empty());
}
