//! What is different between two versions of a process, told element by element.

mod aspect;
mod pair;

use std::collections::BTreeMap;

use serde::Serialize;

pub use aspect::{Aspect, Detail};

use crate::{Definition, engine::Mapping};

/// What is different in the second of two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Steps, decisions and events, in the order of the newer file, what is gone last.
    pub elements: Vec<Change>,
    /// Flows between them.
    pub flows: Vec<Change>,
    /// Elements that bear another id in the second version but stand for the same: old to new.
    pub renamed: BTreeMap<String, String>,
}

impl Comparison {
    /// Whether nothing of what is run differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty() && self.flows.is_empty()
    }

    /// How running cases would follow from the first version to the second.
    #[must_use]
    pub fn mapping(&self) -> Mapping {
        Mapping(self.renamed.clone())
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The element's id, in the version that has it; in the newer one where both have it.
    pub element: String,
    /// Its name, or what it connects.
    pub name: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// What about it is different.
    pub details: Vec<Detail>,
}

/// What became of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The newer version alone has it.
    Added,
    /// The older version alone has it.
    Removed,
    /// Both have it, not alike.
    Changed,
}

impl ChangeKind {
    /// The word officials read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Added => "thêm",
            Self::Removed => "bỏ",
            Self::Changed => "sửa",
        }
    }
}

/// Tells what is different in `new`. Where things stand in the drawing is no difference.
#[must_use]
pub fn compare(old: &Definition, new: &Definition) -> Comparison {
    let nodes = pair::nodes(old, new);
    let flows = pair::flows(old, new, &nodes);
    let mut elements: Vec<Change> = Vec::new();
    for (index, node) in new.nodes.iter().enumerate() {
        let change = |kind, details| Change {
            element: node.id.to_string(),
            name: node.label().to_owned(),
            kind,
            details,
        };
        match nodes.old_of(index) {
            None => elements.push(change(ChangeKind::Added, Vec::new())),
            Some(before) => {
                let details = aspect::told_apart(aspect::of_node, (old, before), (new, index), &nodes);
                if !details.is_empty() {
                    elements.push(change(ChangeKind::Changed, details));
                }
            }
        }
    }
    elements.extend(nodes.gone().map(|index| Change {
        element: old.nodes[index].id.to_string(),
        name: old.nodes[index].label().to_owned(),
        kind: ChangeKind::Removed,
        details: Vec::new(),
    }));
    Comparison {
        elements,
        flows: flow_changes(old, new, &nodes, &flows),
        renamed: nodes
            .pairs()
            .map(|(before, after)| (&old.nodes[before].id, &new.nodes[after].id))
            .filter(|(before, after)| before != after)
            .map(|(before, after)| (before.to_string(), after.to_string()))
            .collect(),
    }
}

fn flow_changes(old: &Definition, new: &Definition, nodes: &pair::Pairs, pairs: &pair::Pairs) -> Vec<Change> {
    let mut changes = Vec::new();
    for (index, flow) in new.flows.iter().enumerate() {
        let change = |kind, details| Change {
            element: flow.id.to_string(),
            name: aspect::flow_label(new, index),
            kind,
            details,
        };
        match pairs.old_of(index) {
            None => changes.push(change(ChangeKind::Added, Vec::new())),
            Some(before) => {
                let details = aspect::told_apart(aspect::of_flow, (old, before), (new, index), nodes);
                if !details.is_empty() {
                    changes.push(change(ChangeKind::Changed, details));
                }
            }
        }
    }
    changes.extend(pairs.gone().map(|index| Change {
        element: old.flows[index].id.to_string(),
        name: aspect::flow_label(old, index),
        kind: ChangeKind::Removed,
        details: Vec::new(),
    }));
    changes
}
