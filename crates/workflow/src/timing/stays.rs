use std::collections::BTreeMap;

use super::Stay;
use crate::{
    Effect,
    definition::TaskKind,
    engine::{Mapping, Moment, TaskId},
};

/// Reads stays from what happened in a case, told step by step, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Stays {
    open: BTreeMap<TaskId, Stay>,
    ended: Vec<Stay>,
}

impl Stays {
    /// What followed from one step. Only what waits for people or for messages counts.
    pub fn take(&mut self, at: Moment, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::TaskOpened {
                    task,
                    element,
                    kind: TaskKind::User | TaskKind::Receive,
                    ..
                } => {
                    let stay = Stay {
                        element: element.to_string(),
                        from: at,
                        until: None,
                    };
                    self.open.insert(*task, stay);
                }
                Effect::TaskClosed { task, .. } => {
                    if let Some(stay) = self.open.remove(task) {
                        self.ended.push(Stay {
                            until: Some(at),
                            ..stay
                        });
                    }
                }
                _ => {}
            }
        }
    }

    /// The case was put under another version: what it did before counts for the elements that took the place.
    pub fn rename(&mut self, mapping: &Mapping) {
        for stay in self.open.values_mut().chain(&mut self.ended) {
            if let Some(new) = mapping.0.get(&stay.element) {
                stay.element.clone_from(new);
            }
        }
    }

    /// Every stay.
    #[must_use]
    pub fn all(self) -> Vec<Stay> {
        self.ended.into_iter().chain(self.open.into_values()).collect()
    }
}
