//! What a case waits for.

use workflow::{
    Definition,
    definition::{NodeIndex, NodeKind, TaskKind, Trigger},
    simulation::Standing,
    steps::{Step, Way},
};

use crate::show::process;

/// A task somebody is to do.
#[derive(Debug)]
pub(crate) struct OpenTask {
    pub(crate) element: String,
    pub(crate) name: String,
    pub(crate) who: String,
    /// What the decisions after it ask for.
    pub(crate) asked: Vec<String>,
    /// Where it can go from there.
    pub(crate) ways: Vec<Way>,
}

/// A message or signal that is waited for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// `message` or `signal`.
    pub(crate) act: &'static str,
    pub(crate) name: String,
}

/// The open tasks. A task with several rounds stands once: its oldest round is done first.
pub(super) fn tasks(definition: &Definition, steps: &[Step], standing: &Standing) -> Vec<OpenTask> {
    let mut open: Vec<OpenTask> = Vec::new();
    for element in &standing.open_tasks {
        let Some(node) = definition.node(element).map(|index| &definition.nodes[index]) else {
            continue;
        };
        let is_message = matches!(node.kind, NodeKind::Task(TaskKind::Receive));
        if is_message || open.iter().any(|task| task.element == *element) {
            continue;
        }
        let told = || steps.iter().filter(|step| step.element == *element);
        open.push(OpenTask {
            element: element.clone(),
            name: node.label().to_owned(),
            who: process::who(&node.assignment),
            asked: variables(told()),
            ways: told().flat_map(|step| step.ways.clone()).collect(),
        });
    }
    open
}

/// The facts that the conditions behind these steps ask for.
pub(super) fn variables<'s>(steps: impl Iterator<Item = &'s Step>) -> Vec<String> {
    let mut names: Vec<String> = steps
        .flat_map(|step| &step.ways)
        .flat_map(|way| &way.when)
        .flat_map(|condition| condition.variables.iter().cloned())
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The messages and signals that something waits for.
pub(super) fn events(definition: &Definition, standing: &Standing) -> Vec<Event> {
    let mut events = Vec::new();
    let places = standing.tokens.iter().chain(&standing.open_tasks);
    for index in places.filter_map(|element| definition.node(element)) {
        for event in waited_for(definition, index) {
            if !events.contains(&event) {
                events.push(event);
            }
        }
    }
    events
}

fn waited_for(definition: &Definition, index: NodeIndex) -> Vec<Event> {
    let node = &definition.nodes[index];
    let mut found: Vec<Event> = Vec::new();
    match &node.kind {
        NodeKind::Catch(trigger) => found.extend(event(trigger)),
        NodeKind::Task(TaskKind::Receive) => found.extend(node.message.as_ref().map(|name| Event {
            act: "message",
            name: name.clone(),
        })),
        NodeKind::EventBased { .. } => {
            let targets = node.outgoing.iter().map(|flow| definition.flows[*flow].target);
            found.extend(targets.flat_map(|target| waited_for(definition, target)));
        }
        _ => {}
    }
    for border in &node.boundary {
        if let NodeKind::Boundary { trigger, .. } = &definition.nodes[*border].kind {
            found.extend(event(trigger));
        }
    }
    found
}

fn event(trigger: &Trigger) -> Option<Event> {
    match trigger {
        Trigger::Message(name) => Some(Event {
            act: "message",
            name: name.clone(),
        }),
        Trigger::Signal(name) => Some(Event {
            act: "signal",
            name: name.clone(),
        }),
        _ => None,
    }
}
