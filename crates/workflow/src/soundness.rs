//! Whether a process can always end: found by exploring its states before anybody runs it.
//!
//! Each scope is looked at by itself, a sub-process counting as one step of the scope around it. Every decision is tried
//! every way, because the facts of future documents are not known.

mod aside;
mod net;

use std::collections::{BTreeSet, HashMap, VecDeque};

use net::{Marking, Net};

use crate::definition::{Definition, Issue, NodeIndex, NodeKind, Scope};

/// Most states looked at in one scope. A process with more is told to be too tangled to be checked.
const MOST_STATES: usize = 50_000;

/// Everything that keeps a process from always ending: dead ends, joins that wait for ever, steps nothing leads to.
#[must_use]
pub fn check(definition: &Definition) -> Vec<Issue> {
    let processes = (0..definition.processes.len()).map(Scope::Process);
    let sub_processes = definition
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| matches!(node.kind, NodeKind::SubProcess { .. }))
        .map(|(index, _)| Scope::SubProcess(index));
    let mut issues: Vec<Issue> = processes
        .chain(sub_processes)
        .flat_map(|scope| check_scope(definition, scope))
        .collect();
    issues.sort_by(|a, b| (a.line, &a.element).cmp(&(b.line, &b.element)));
    issues
}

fn issue(definition: &Definition, node: NodeIndex, reason: impl Into<String>) -> Issue {
    let node = &definition.nodes[node];
    Issue {
        line: node.line,
        element: node.id.to_string(),
        name: node.name.as_ref().map(ToString::to_string),
        reason: reason.into(),
    }
}

fn check_scope(definition: &Definition, scope: Scope) -> Vec<Issue> {
    let net = Net::of(definition, scope);
    if net.nodes.is_empty() {
        return Vec::new();
    }
    let Some(&first) = net.starts.first() else {
        return vec![issue(definition, net.nodes[0], "phần này không có chỗ bắt đầu")];
    };
    let explored = explore(&net);
    let mut issues = Vec::new();
    if explored.too_many {
        issues.push(issue(
            definition,
            first,
            "quy trình có quá nhiều trạng thái, không kiểm tra hết được; hãy tách nhỏ",
        ));
    }
    for node in explored.stuck {
        issues.push(issue(
            definition,
            node,
            "có thể chờ mãi: không phải lúc nào cũng đủ các nhánh đi vào",
        ));
    }
    for node in explored.piling {
        issues.push(issue(
            definition,
            node,
            "có thể bị đi vào nhiều lần chồng nhau; hãy ghép các nhánh trước",
        ));
    }
    for node in net.nodes.iter().filter(|node| !explored.fired.contains(node)) {
        if !explored.too_many && net.must_be_reached(*node) {
            issues.push(issue(definition, *node, "không bao giờ đi tới được"));
        }
    }
    if issues.is_empty() && explored.trapped {
        issues.push(issue(
            definition,
            first,
            "có đường đi vòng không bao giờ tới kết thúc",
        ));
    }
    issues
}

#[derive(Default)]
struct Explored {
    fired: BTreeSet<NodeIndex>,
    stuck: BTreeSet<NodeIndex>,
    piling: BTreeSet<NodeIndex>,
    trapped: bool,
    too_many: bool,
}

fn explore(net: &Net<'_>) -> Explored {
    let mut explored = Explored::default();
    let mut numbers: HashMap<Marking, usize> = HashMap::new();
    let mut before: Vec<Vec<usize>> = Vec::new();
    let mut ends = Vec::new();
    let mut left = VecDeque::new();
    let reach = |marking: Marking,
                 from: Option<usize>,
                 before: &mut Vec<Vec<usize>>,
                 numbers: &mut HashMap<Marking, usize>| {
        let fresh = numbers.len();
        let number = *numbers.entry(marking.clone()).or_insert(fresh);
        if number == fresh {
            before.push(Vec::new());
        }
        before[number].extend(from);
        (number == fresh).then_some((number, marking))
    };
    for (node, marking) in net.initial() {
        explored.fired.insert(node);
        left.extend(reach(marking, None, &mut before, &mut numbers));
    }
    while let Some((number, marking)) = left.pop_front() {
        if numbers.len() > MOST_STATES {
            explored.too_many = true;
            return explored;
        }
        if marking.is_empty() {
            ends.push(number);
            continue;
        }
        if let Some(flow) = marking.crowded() {
            explored.piling.insert(net.target(flow));
            continue;
        }
        let steps = net.steps(&marking);
        if steps.is_empty() {
            explored
                .stuck
                .extend(marking.flows().map(|flow| net.target(flow)));
        }
        for (node, next) in steps {
            explored.fired.insert(node);
            left.extend(reach(next, Some(number), &mut before, &mut numbers));
        }
    }
    explored.trapped = !explored.stuck.is_empty() || !all_can_end(&before, ends);
    explored
}

/// Whether from every state an end can be reached.
fn all_can_end(before: &[Vec<usize>], ends: Vec<usize>) -> bool {
    let mut can_end = vec![false; before.len()];
    let mut left = ends;
    while let Some(state) = left.pop() {
        if !std::mem::replace(&mut can_end[state], true) {
            left.extend(&before[state]);
        }
    }
    can_end.into_iter().all(|can| can)
}
