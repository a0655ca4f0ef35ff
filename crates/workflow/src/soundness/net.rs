use std::collections::{BTreeMap, HashSet};

use super::aside::{self, Aside};
use crate::definition::{Definition, EndKind, FlowIndex, NodeIndex, NodeKind, Scope, Trigger};

/// Most tokens one flow may carry at once before the process is said to pile up.
const CROWD: u8 = 2;

/// Most tokens an activity is taken to send along one way; more pile up in the same way.
const MOST_SENT: usize = 4;

/// Most ways out of which every combination is tried; beyond that each alone and all together.
const MOST_COMBINED: usize = 5;

/// Where the tokens are: how many on each flow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Marking(BTreeMap<FlowIndex, u8>);

impl Marking {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn flows(&self) -> impl Iterator<Item = FlowIndex> + '_ {
        self.0.keys().copied()
    }

    /// A flow with too many tokens.
    pub(super) fn crowded(&self) -> Option<FlowIndex> {
        self.0
            .iter()
            .find(|(_, count)| **count > CROWD)
            .map(|(flow, _)| *flow)
    }

    fn count(&self, flow: FlowIndex) -> usize {
        self.0.get(&flow).map_or(0, |count| usize::from(*count))
    }

    fn has(&self, flow: FlowIndex) -> bool {
        self.0.contains_key(&flow)
    }

    fn after(&self, taken: &[FlowIndex], put: &[FlowIndex]) -> Self {
        let mut next = self.clone();
        for flow in taken {
            if let Some(count) = next.0.get_mut(flow) {
                *count -= 1;
                if *count == 0 {
                    next.0.remove(flow);
                }
            }
        }
        for flow in put {
            *next.0.entry(*flow).or_insert(0) += 1;
        }
        next
    }
}

/// One scope as a net of steps.
pub(super) struct Net<'a> {
    pub(super) definition: &'a Definition,
    pub(super) nodes: Vec<NodeIndex>,
    pub(super) starts: Vec<NodeIndex>,
    /// What goes on beside the main way.
    asides: Vec<Aside>,
}

impl<'a> Net<'a> {
    pub(super) fn of(definition: &'a Definition, scope: Scope) -> Self {
        let nodes: Vec<_> = definition.nodes_in(scope).collect();
        let kind = |node: &NodeIndex| &definition.nodes[*node].kind;
        let starts = nodes
            .iter()
            .copied()
            .filter(|node| matches!(kind(node), NodeKind::Start { .. }));
        let mut starts: Vec<_> = starts.collect();
        if starts.is_empty() {
            let headless = |node: &NodeIndex| {
                definition.nodes[*node].incoming.is_empty() && definition.nodes[*node].is_in_flow()
            };
            starts = nodes.iter().copied().filter(headless).collect();
        }
        let mut net = Self {
            definition,
            nodes,
            starts,
            asides: Vec::new(),
        };
        net.asides = aside::of(&net);
        net
    }

    /// Where a node leads by its flows.
    pub(super) fn after(&self, node: NodeIndex) -> impl Iterator<Item = NodeIndex> + '_ {
        let outgoing = &self.definition.nodes[node].outgoing;
        outgoing.iter().map(|flow| self.target(*flow))
    }

    pub(super) fn target(&self, flow: FlowIndex) -> NodeIndex {
        self.definition.flows[flow].target
    }

    /// Whether a node must be passed in some run: what waits for an event only need not be.
    pub(super) fn must_be_reached(&self, node: NodeIndex) -> bool {
        self.definition.nodes[node].is_in_flow()
    }

    /// The states after each start; without start events all headless nodes start together, which one by one is stricter
    /// only where their branches meet.
    pub(super) fn initial(&self) -> Vec<(NodeIndex, Marking)> {
        let empty = Marking::default();
        self.starts
            .iter()
            .flat_map(|start| {
                self.ways_out(*start)
                    .into_iter()
                    .map(|put| (*start, empty.after(&[], &put)))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// Every step possible in a state.
    pub(super) fn steps(&self, marking: &Marking) -> Vec<(NodeIndex, Marking)> {
        let targets: HashSet<NodeIndex> = marking.flows().map(|flow| self.target(flow)).collect();
        let mut targets: Vec<_> = targets.into_iter().collect();
        targets.sort_unstable();
        targets
            .into_iter()
            .flat_map(|node| self.steps_of(node, marking))
            .collect()
    }

    fn steps_of(&self, index: NodeIndex, marking: &Marking) -> Vec<(NodeIndex, Marking)> {
        let node = &self.definition.nodes[index];
        let arrived: Vec<FlowIndex> = node
            .incoming
            .iter()
            .copied()
            .filter(|flow| marking.has(*flow))
            .collect();
        match &node.kind {
            NodeKind::End(EndKind::Terminate) => vec![(index, Marking::default())],
            NodeKind::Parallel if arrived.len() < node.incoming.len() => Vec::new(),
            // A complex gateway lets through once what comes together, however much of it counts as enough.
            NodeKind::Inclusive | NodeKind::Complex { .. }
                if node.incoming.len() > 1 && self.may_still_come(index, marking) =>
            {
                Vec::new()
            }
            _ if node.start_quantity > 1 => self.gathered(index, marking),
            NodeKind::Parallel | NodeKind::Inclusive | NodeKind::Complex { .. } => self
                .ways_from(index, marking)
                .map(|put| (index, marking.after(&arrived, &put)))
                .collect(),
            _ => arrived
                .iter()
                .flat_map(|flow| {
                    self.ways_from(index, marking)
                        .map(|put| (index, marking.after(&[*flow], &put)))
                })
                .collect(),
        }
    }

    /// The steps of an activity that needs several tokens: none while there are fewer.
    fn gathered(&self, index: NodeIndex, marking: &Marking) -> Vec<(NodeIndex, Marking)> {
        let node = &self.definition.nodes[index];
        let needed = usize::try_from(node.start_quantity).unwrap_or(usize::MAX);
        let waiting = node
            .incoming
            .iter()
            .flat_map(|flow| std::iter::repeat_n(*flow, marking.count(*flow)));
        let taken: Vec<FlowIndex> = waiting.take(needed).collect();
        if taken.len() < needed {
            return Vec::new();
        }
        let ways = self.ways_from(index, marking);
        ways.map(|put| (index, marking.after(&taken, &put))).collect()
    }

    /// The sets of flows a node may go out by in a state: what goes on beside the main way does not begin anew meanwhile.
    fn ways_from(&self, index: NodeIndex, marking: &Marking) -> impl Iterator<Item = Vec<FlowIndex>> {
        let mut ways = self.ways_out(index);
        ways.retain(|put| {
            self.asides
                .iter()
                .all(|aside| aside.may_begin(put, marking.flows()))
        });
        ways.into_iter()
    }

    /// The sets of flows a node may go out by.
    fn ways_out(&self, index: NodeIndex) -> Vec<Vec<FlowIndex>> {
        let node = &self.definition.nodes[index];
        let quantity = usize::try_from(node.completion_quantity)
            .unwrap_or(usize::MAX)
            .min(MOST_SENT);
        let all: Vec<FlowIndex> = node
            .outgoing
            .iter()
            .flat_map(|flow| std::iter::repeat_n(*flow, quantity))
            .collect();
        let conditional = all
            .iter()
            .any(|flow| self.definition.flows[*flow].condition.is_some());
        let mut ways = match &node.kind {
            NodeKind::End(EndKind::Link(name)) | NodeKind::Throw(EndKind::Link(name)) => {
                return vec![self.link(index, name)];
            }
            NodeKind::End(_) => return vec![Vec::new()],
            NodeKind::Exclusive | NodeKind::EventBased { .. } => each(&all),
            NodeKind::Inclusive => combinations(&all),
            _ if conditional => combinations(&all),
            _ => vec![all],
        };
        for &event in &node.boundary {
            let NodeKind::Boundary {
                interrupting,
                ref trigger,
                ..
            } = self.definition.nodes[event].kind
            else {
                continue;
            };
            if matches!(trigger, Trigger::Compensation) {
                continue;
            }
            let after_event = self.definition.nodes[event].outgoing.clone();
            if interrupting {
                ways.push(after_event);
            } else {
                let beside: Vec<_> = ways
                    .iter()
                    .map(|way| [way.as_slice(), &after_event].concat())
                    .collect();
                ways.extend(beside);
            }
        }
        if ways.is_empty() { vec![Vec::new()] } else { ways }
    }

    fn link(&self, from: NodeIndex, name: &str) -> Vec<FlowIndex> {
        let scope = self.definition.nodes[from].scope;
        self.definition
            .nodes_in(scope)
            .filter(|node| matches!(&self.definition.nodes[*node].kind, NodeKind::Catch(Trigger::Link(link)) if link == name))
            .flat_map(|node| self.definition.nodes[node].outgoing.clone())
            .collect()
    }

    /// Whether a token can still come to an empty way into an inclusive join, by the same rule as when it runs.
    fn may_still_come(&self, join: NodeIndex, marking: &Marking) -> bool {
        let (full, empty): (Vec<_>, Vec<_>) = self.definition.nodes[join]
            .incoming
            .iter()
            .copied()
            .partition(|flow| marking.has(*flow));
        let towards_empty = self.upstream(&empty, join);
        let towards_full = self.upstream(&full, join);
        marking
            .flows()
            .map(|flow| self.target(flow))
            .filter(|node| *node != join)
            .any(|node| towards_empty.contains(&node) && !towards_full.contains(&node))
    }

    fn upstream(&self, flows: &[FlowIndex], join: NodeIndex) -> HashSet<NodeIndex> {
        let mut found = HashSet::new();
        let mut left: Vec<NodeIndex> = flows
            .iter()
            .map(|flow| self.definition.flows[*flow].source)
            .collect();
        while let Some(node) = left.pop() {
            if node == join || !found.insert(node) {
                continue;
            }
            left.extend(
                self.definition.nodes[node]
                    .incoming
                    .iter()
                    .map(|flow| self.definition.flows[*flow].source),
            );
            if let NodeKind::Boundary { attached_to, .. } = self.definition.nodes[node].kind {
                left.push(attached_to);
            }
        }
        found
    }
}

fn each(flows: &[FlowIndex]) -> Vec<Vec<FlowIndex>> {
    flows.iter().map(|flow| vec![*flow]).collect()
}

/// Every non-empty combination of a few flows; of many, each alone and all together.
fn combinations(flows: &[FlowIndex]) -> Vec<Vec<FlowIndex>> {
    if flows.len() > MOST_COMBINED {
        let mut ways = each(flows);
        ways.push(flows.to_vec());
        return ways;
    }
    (1_u32..1 << flows.len())
        .map(|mask| {
            let chosen = |(position, _): &(usize, &FlowIndex)| mask & (1 << position) != 0;
            flows
                .iter()
                .enumerate()
                .filter(chosen)
                .map(|(_, flow)| *flow)
                .collect()
        })
        .collect()
}
