use std::{collections::BTreeMap, mem::discriminant};

use serde::{Deserialize, Serialize};

use super::{
    Instance,
    instance::{ArmedTimer, State, Undoable},
};
use crate::{
    Definition,
    definition::{FlowIndex, NodeIndex, Scope},
};

/// Which element of the new version takes the place of which of the old one, by id; an element not named keeps its id.
/// Processes and flows are named in the same way.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(pub BTreeMap<String, String>);

/// Why an instance cannot be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The element of the old version.
    pub element: String,
    /// Why not, in Vietnamese.
    pub reason: String,
}

/// Everything that keeps an instance from being moved to another version of its definition.
#[must_use]
pub fn check_migration(
    from: &Definition,
    to: &Definition,
    instance: &Instance,
    mapping: &Mapping,
) -> Vec<Fault> {
    match migrate(from, to, instance, mapping) {
        Ok(_) => Vec::new(),
        Err(faults) => faults,
    }
}

/// Moves an instance to another version of its definition. Every token keeps its id, and so its open task.
///
/// Timers whose event the new version no longer has are dropped; steps it no longer has can no longer be sent back to.
///
/// # Errors
/// All reasons why it cannot be moved.
pub fn migrate(
    from: &Definition,
    to: &Definition,
    instance: &Instance,
    mapping: &Mapping,
) -> Result<Instance, Vec<Fault>> {
    let mut mover = Mover {
        from,
        to,
        mapping,
        faults: Vec::new(),
    };
    let mut instance_after = instance.clone();
    for token in &mut instance_after.tokens {
        token.node = mover.place(token.node);
        token.met = mover.known(&token.met);
        token.timers = mover.timers(&token.timers);
        token
            .happened
            .retain_mut(|(event, _)| mover.find(*event).map(|node| *event = node).is_some());
        match &mut token.state {
            State::Joining { via } => *via = mover.way(*via),
            State::Closing { left } => left.iter_mut().for_each(|via| *via = mover.way(*via)),
            State::Undoing { left } => *left = mover.undoable(left),
            _ => {}
        }
        if let Some(detour) = token.work.as_mut().and_then(|work| work.detour.as_mut()) {
            detour.to = mover.place(detour.to);
        }
        if let Some(work) = token.work.as_mut()
            && let Some(request) = &work.recall_asked
        {
            match mover.find(request.to) {
                Some(node) => {
                    work.recall_asked = Some(super::RecallRequest {
                        to: node,
                        ..request.clone()
                    });
                }
                None => work.recall_asked = None,
            }
        }
    }
    for run in &mut instance_after.scopes {
        run.body = mover.body(run.body);
        run.met = mover.known(&run.met);
        run.timers = mover.timers(&run.timers);
        run.undoable = mover.undoable(&run.undoable);
    }
    instance_after
        .trail
        .retain_mut(|done| match mover.find(done.node) {
            Some(node) => {
                done.node = node;
                true
            }
            None => false,
        });
    instance_after.recallable.clear();
    instance_after.choices.clear();
    if mover.faults.is_empty() {
        Ok(instance_after)
    } else {
        Err(mover.faults)
    }
}

struct Mover<'a> {
    from: &'a Definition,
    to: &'a Definition,
    mapping: &'a Mapping,
    faults: Vec<Fault>,
}

impl Mover<'_> {
    fn id<'s>(&'s self, id: &'s str) -> &'s str {
        self.mapping.0.get(id).map_or(id, String::as_str)
    }

    fn refuse(&mut self, element: &str, reason: String) {
        let fault = Fault {
            element: element.to_owned(),
            reason,
        };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn find(&self, node: NodeIndex) -> Option<NodeIndex> {
        self.to.node(self.id(&self.from.nodes[node].id))
    }

    /// Where a token goes: an element of the same kind in the corresponding scope.
    fn place(&mut self, node: NodeIndex) -> NodeIndex {
        let old = &self.from.nodes[node];
        let Some(target) = self.find(node) else {
            self.refuse(&old.id, format!("bản mới không có {:?}", self.id(&old.id)));
            return node;
        };
        let new = &self.to.nodes[target];
        if discriminant(&old.kind) != discriminant(&new.kind) {
            self.refuse(&old.id, format!("{:?} ở bản mới là loại phần tử khác", new.id));
        } else if old.repeat.is_some() != new.repeat.is_some() {
            self.refuse(&old.id, format!("{:?} ở bản mới lặp khác", new.id));
        } else if self.body(old.scope) != new.scope {
            self.refuse(
                &old.id,
                format!("{:?} ở bản mới nằm trong quy trình con khác", new.id),
            );
        }
        target
    }

    fn body(&mut self, scope: Scope) -> Scope {
        match scope {
            Scope::Process(process) => {
                let id = &self.from.processes[process].id;
                if let Some(process) = self.to.process(self.id(id)) {
                    Scope::Process(process)
                } else {
                    self.refuse(id, "bản mới không có quy trình này".to_owned());
                    scope
                }
            }
            Scope::SubProcess(node) => {
                if let Some(node) = self.find(node) {
                    Scope::SubProcess(node)
                } else {
                    let id = &self.from.nodes[node].id;
                    self.refuse(id, "bản mới không có quy trình con này".to_owned());
                    scope
                }
            }
        }
    }

    /// The flow that leads the same way: of the same id into the same join, or else the only one between the same two.
    fn way(&mut self, flow: FlowIndex) -> FlowIndex {
        let old = &self.from.flows[flow];
        let (source, target) = (self.find(old.source), self.find(old.target));
        let into: Vec<FlowIndex> = (0..self.to.flows.len())
            .filter(|new| Some(self.to.flows[*new].target) == target)
            .collect();
        let named = into
            .iter()
            .find(|new| self.to.flows[**new].id == self.id(&old.id));
        let mut between = into
            .iter()
            .filter(|new| Some(self.to.flows[**new].source) == source);
        let only = between.next().filter(|_| between.next().is_none());
        if let Some(found) = named.or(only) {
            return *found;
        }
        self.refuse(
            &old.id,
            "nhánh đã tới chỗ ghép này không còn ở bản mới".to_owned(),
        );
        flow
    }

    fn known(&self, nodes: &[NodeIndex]) -> Vec<NodeIndex> {
        nodes.iter().filter_map(|node| self.find(*node)).collect()
    }

    /// What the new version no longer has can no longer be undone.
    fn undoable(&self, done: &[Undoable]) -> Vec<Undoable> {
        let moved = |done: &Undoable| {
            Some(Undoable {
                node: self.find(done.node)?,
                locals: done.locals.clone(),
                inside: self.undoable(&done.inside),
            })
        };
        done.iter().filter_map(moved).collect()
    }

    fn timers(&self, timers: &[ArmedTimer]) -> Vec<ArmedTimer> {
        let moved = |timer: &ArmedTimer| {
            Some(ArmedTimer {
                node: self.find(timer.node)?,
                ..timer.clone()
            })
        };
        timers.iter().filter_map(moved).collect()
    }
}
