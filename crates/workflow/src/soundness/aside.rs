use std::collections::HashSet;

use super::net::Net;
use crate::definition::{EndKind, FlowIndex, NodeIndex, NodeKind, Trigger};

/// What only events that interrupt nothing lead to: work beside the main way that never joins it, such as urging.
///
/// Each time such an event happens the same is done once more, by itself. It is therefore looked at one at a time: what ends
/// once ends every time, and how often it happens says nothing about whether the process ends.
pub(super) struct Aside {
    /// The flows by which it begins.
    first: HashSet<FlowIndex>,
    /// Every flow of it.
    flows: HashSet<FlowIndex>,
}

impl Aside {
    /// Whether a step may begin it: not while it goes on.
    pub(super) fn may_begin(&self, put: &[FlowIndex], mut going_on: impl Iterator<Item = FlowIndex>) -> bool {
        !put.iter().any(|flow| self.first.contains(flow)) || !going_on.any(|flow| self.flows.contains(&flow))
    }
}

/// The parts beside the main way of a scope.
pub(super) fn of(net: &Net<'_>) -> Vec<Aside> {
    let main = reached(net, net.starts.iter().copied(), false);
    let mut parts: Vec<(HashSet<NodeIndex>, Aside)> = Vec::new();
    for &event in &net.nodes {
        let NodeKind::Boundary {
            interrupting: false, ..
        } = net.definition.nodes[event].kind
        else {
            continue;
        };
        let nodes = reached(net, net.after(event), true);
        if !nodes.is_disjoint(&main) {
            continue;
        }
        let flows = nodes
            .iter()
            .flat_map(|node| &net.definition.nodes[*node].outgoing);
        let first: HashSet<FlowIndex> = net.definition.nodes[event].outgoing.iter().copied().collect();
        let mut part = Aside {
            flows: flows.copied().chain(first.iter().copied()).collect(),
            first,
        };
        let mut all = nodes;
        // Events that lead to the same work share it.
        let (shared, others) = parts
            .into_iter()
            .partition::<Vec<_>, _>(|(nodes, _)| !nodes.is_disjoint(&all));
        parts = others;
        for (nodes, other) in shared {
            all.extend(nodes);
            part.first.extend(other.first);
            part.flows.extend(other.flows);
        }
        parts.push((all, part));
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

/// The nodes some nodes lead to, themselves included; by events that interrupt nothing only where `beside`.
fn reached(net: &Net<'_>, from: impl IntoIterator<Item = NodeIndex>, beside: bool) -> HashSet<NodeIndex> {
    let mut found = HashSet::new();
    let mut left: Vec<NodeIndex> = from.into_iter().collect();
    while let Some(node) = left.pop() {
        if !found.insert(node) {
            continue;
        }
        left.extend(net.after(node));
        for &event in &net.definition.nodes[node].boundary {
            if beside
                || matches!(
                    net.definition.nodes[event].kind,
                    NodeKind::Boundary {
                        interrupting: true,
                        ..
                    }
                )
            {
                left.push(event);
            }
        }
        if let NodeKind::End(EndKind::Link(name)) | NodeKind::Throw(EndKind::Link(name)) =
            &net.definition.nodes[node].kind
        {
            let catches = |other: &&NodeIndex| matches!(&net.definition.nodes[**other].kind, NodeKind::Catch(Trigger::Link(link)) if link == name);
            left.extend(net.nodes.iter().filter(catches));
        }
    }
    found
}
