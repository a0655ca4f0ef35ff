//! A process as a table of steps, for those who do not read diagrams: who does what, by when, and where it goes from there.

mod way;
mod words;

use std::collections::{BTreeSet, VecDeque};

use serde::Serialize;

pub use way::{Condition, Way};
pub use words::{duration, length, trigger};

use crate::{
    Definition,
    definition::{Assignment, Loop, NodeIndex, NodeKind, Scope, Skip, TaskKind},
};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The element's id.
    pub element: String,
    /// Its name, or its id where it has none.
    pub name: String,
    /// What kind of step, in Vietnamese.
    pub kind: &'static str,
    /// Line in the file.
    pub line: u32,
    /// How many sub-processes it lies in.
    pub depth: usize,
    /// Who is to do it and by when, as the file says.
    pub assignment: Assignment,
    /// How often it is done, in Vietnamese; empty where once.
    pub repeat: String,
    /// What else holds for it, in Vietnamese.
    pub rules: Vec<String>,
    /// What happens on its border, such as a deadline that passes.
    pub events: Vec<Event>,
    /// Where it goes from there.
    pub ways: Vec<Way>,
}

/// Something that can happen while a step waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// What happens, in Vietnamese.
    pub when: String,
    /// Whether the step ends by it.
    pub ends_step: bool,
    /// Where it goes from there.
    pub ways: Vec<Way>,
}

/// The steps of the main process, from its start on, those of a sub-process behind it. Decisions and joins are told as the
/// ways between steps.
#[must_use]
pub fn steps(definition: &Definition) -> Vec<Step> {
    let mut told = Vec::new();
    tell_scope(
        definition,
        Scope::Process(definition.main_process()),
        0,
        &mut told,
    );
    told
}

fn tell_scope(definition: &Definition, scope: Scope, depth: usize, told: &mut Vec<Step>) {
    for node in in_order(definition, scope) {
        if let Some(step) = step(definition, node, depth) {
            told.push(step);
        }
        if matches!(definition.nodes[node].kind, NodeKind::SubProcess { .. }) {
            tell_scope(definition, Scope::SubProcess(node), depth + 1, told);
        }
    }
}

/// The nodes of a scope as they are reached from its starts; what nothing leads to comes last.
fn in_order(definition: &Definition, scope: Scope) -> Vec<NodeIndex> {
    let all: Vec<NodeIndex> = definition.nodes_in(scope).collect();
    let starts = all
        .iter()
        .copied()
        .filter(|node| matches!(definition.nodes[*node].kind, NodeKind::Start { .. }));
    let mut ordered = Vec::new();
    let mut seen = BTreeSet::new();
    let mut left: VecDeque<NodeIndex> = starts.collect();
    left.extend(&all);
    let mut front: VecDeque<NodeIndex> = VecDeque::new();
    while let Some(node) = front.pop_front().or_else(|| left.pop_front()) {
        if !seen.insert(node) {
            continue;
        }
        ordered.push(node);
        let one = &definition.nodes[node];
        let onward = one.outgoing.iter().map(|flow| definition.flows[*flow].target);
        let border = one
            .boundary
            .iter()
            .flat_map(|event| &definition.nodes[*event].outgoing);
        front.extend(onward);
        front.extend(border.map(|flow| definition.flows[*flow].target));
    }
    ordered
}

fn step(definition: &Definition, index: NodeIndex, depth: usize) -> Option<Step> {
    let node = &definition.nodes[index];
    let kind = kind(&node.kind)?;
    let mut rules: Vec<String> = node
        .separate_from
        .iter()
        .map(|other| format!("người làm khác người làm “{}”", definition.nodes[*other].label()))
        .collect();
    rules.extend(node.skip.map(|skip| match skip {
        Skip::Previous => "bỏ qua nếu vẫn người vừa làm bước trước".to_owned(),
        Skip::Any => "bỏ qua nếu người đó đã làm một bước trước".to_owned(),
    }));
    let events = node.boundary.iter().map(|event| {
        let border = &definition.nodes[*event];
        let (when, ends_step) = match &border.kind {
            NodeKind::Boundary {
                trigger,
                interrupting,
                ..
            } => (words::trigger(trigger), *interrupting),
            _ => (String::new(), false),
        };
        Event {
            name: border.name.as_ref().map(ToString::to_string),
            when,
            ends_step,
            ways: way::ways(definition, *event),
        }
    });
    Some(Step {
        element: node.id.to_string(),
        name: node.label().to_owned(),
        kind,
        line: node.line,
        depth,
        assignment: Assignment::clone(&node.assignment),
        repeat: node.repeat.as_ref().map(repeat).unwrap_or_default(),
        rules,
        events: events.collect(),
        ways: way::ways(definition, index),
    })
}

/// What kind of step a node is; none for what only leads from step to step.
fn kind(kind: &NodeKind) -> Option<&'static str> {
    match kind {
        NodeKind::Task(task) => Some(task_kind(*task)),
        NodeKind::SubProcess { by_event: false } => Some("quy trình con"),
        NodeKind::SubProcess { by_event: true } => Some("quy trình con khi có sự kiện"),
        NodeKind::Call(_) => Some("gọi quy trình khác"),
        NodeKind::Catch(_) => Some("chờ"),
        _ => None,
    }
}

fn task_kind(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::User => "người làm",
        TaskKind::Service | TaskKind::BusinessRule => "hệ thống làm",
        TaskKind::Send => "hệ thống gửi",
        TaskKind::Receive => "chờ tin",
        TaskKind::Manual | TaskKind::Abstract => "làm ngoài hệ thống",
        TaskKind::Script => "chạy mã",
    }
}

fn repeat(repeat: &Loop) -> String {
    match repeat {
        Loop::Multi(multi) => {
            let order = if multi.sequential {
                "lần lượt"
            } else {
                "cùng lúc"
            };
            let whom = match (&multi.collection, &multi.cardinality) {
                (Some(list), _) => format!("mỗi người trong {}", list.words()),
                (None, Some(number)) => format!("{} lượt", number.words()),
                (None, None) => "nhiều lượt".to_owned(),
            };
            let until = multi
                .completion
                .as_ref()
                .map(|condition| format!(", đủ khi {}", condition.words()))
                .unwrap_or_default();
            format!("{whom}, {order}{until}")
        }
        Loop::While {
            condition, maximum, ..
        } => {
            let mut parts = Vec::new();
            parts.extend(condition.as_ref().map(|c| format!("lặp khi {}", c.words())));
            parts.extend(maximum.map(|most| format!("nhiều nhất {most} lần")));
            parts.join(", ")
        }
    }
}
