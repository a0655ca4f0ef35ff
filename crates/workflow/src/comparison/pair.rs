//! Which element of one version is which of the other.

use std::mem::discriminant;

use crate::Definition;

/// Indices of the newer version, each with the index it had in the older one.
#[derive(Debug)]
pub(super) struct Pairs {
    old: Vec<Option<usize>>,
    gone: Vec<usize>,
}

impl Pairs {
    fn new(old: Vec<Option<usize>>, how_many: usize) -> Self {
        let gone = (0..how_many).filter(|index| !old.contains(&Some(*index)));
        Self {
            gone: gone.collect(),
            old,
        }
    }

    pub(super) fn old_of(&self, new: usize) -> Option<usize> {
        self.old[new]
    }

    /// What the newer version no longer has.
    pub(super) fn gone(&self) -> impl Iterator<Item = usize> + '_ {
        self.gone.iter().copied()
    }

    /// Old and new indices of what both have.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let pair = |(new, old): (usize, &Option<usize>)| old.map(|old| (old, new));
        self.old.iter().enumerate().filter_map(pair)
    }
}

/// Nodes go by their id; a node drawn anew goes by its name, where one of this name and kind is left on both sides.
pub(super) fn nodes(old: &Definition, new: &Definition) -> Pairs {
    let mut found: Vec<Option<usize>> = new.nodes.iter().map(|node| old.node(&node.id)).collect();
    for index in 0..new.nodes.len() {
        let node = &new.nodes[index];
        if found[index].is_some() || node.name.is_none() {
            continue;
        }
        let alike = |other: &crate::definition::Node| {
            other.name == node.name && discriminant(&other.kind) == discriminant(&node.kind)
        };
        let is_left = |candidate: &usize| alike(&old.nodes[*candidate]) && !found.contains(&Some(*candidate));
        let mut candidates = (0..old.nodes.len()).filter(is_left);
        let only = candidates.next().filter(|_| candidates.next().is_none());
        let rivals =
            (0..new.nodes.len()).filter(|other| found[*other].is_none() && alike(&new.nodes[*other]));
        if rivals.count() == 1 {
            found[index] = only;
        }
    }
    Pairs::new(found, old.nodes.len())
}

/// Flows go by their id, and otherwise by what they connect.
pub(super) fn flows(old: &Definition, new: &Definition, nodes: &Pairs) -> Pairs {
    let by_id = |id: &str| old.flows.iter().position(|flow| flow.id == id);
    let mut found: Vec<Option<usize>> = new.flows.iter().map(|flow| by_id(&flow.id)).collect();
    for index in 0..new.flows.len() {
        if found[index].is_some() {
            continue;
        }
        let flow = &new.flows[index];
        let ends = (nodes.old_of(flow.source), nodes.old_of(flow.target));
        found[index] = (0..old.flows.len()).find(|candidate| {
            let other = &old.flows[*candidate];
            (Some(other.source), Some(other.target)) == ends && !found.contains(&Some(*candidate))
        });
    }
    Pairs::new(found, old.flows.len())
}
