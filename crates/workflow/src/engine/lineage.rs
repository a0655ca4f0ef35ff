use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::TaskId;

/// The steps a token descends from, oldest first, and the joins on the way.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Lineage {
    pub(super) steps: Vec<TaskId>,
    /// For each join passed: the steps all joined tokens had in common, those before their fork.
    merges: Vec<Vec<TaskId>>,
}

impl Lineage {
    /// This lineage after one more step. A step done again takes the place of `earlier`.
    pub(super) fn after(&self, step: TaskId, earlier: Option<TaskId>) -> Arc<Self> {
        let mut next = self.clone();
        next.steps.retain(|known| Some(*known) != earlier);
        next.steps.push(step);
        Arc::new(next)
    }

    /// The lineage of the one token that several become.
    pub(super) fn joined(all: &[Arc<Self>]) -> Arc<Self> {
        let Some((first, others)) = all.split_first() else {
            return Arc::default();
        };
        if others.is_empty() {
            return Arc::clone(first);
        }
        let mut next = Self::clone(first);
        let mut common = first.steps.clone();
        for other in others {
            common.retain(|step| other.steps.contains(step));
            next.steps.extend(other.steps.iter().copied());
            next.merges.extend(
                other
                    .merges
                    .iter()
                    .filter(|merge| !first.merges.contains(merge))
                    .cloned(),
            );
        }
        next.steps.sort_unstable();
        next.steps.dedup();
        if !next.merges.contains(&common) {
            next.merges.push(common);
        }
        Arc::new(next)
    }

    pub(super) fn has(&self, step: TaskId) -> bool {
        self.steps.contains(&step)
    }

    /// Whether going back to the step gives up only tokens that came from it: every join passed since then joined branches
    /// that all forked after it.
    pub(super) fn can_rewind(&self, step: TaskId, before: &Self) -> bool {
        self.merges
            .iter()
            .filter(|merge| !before.merges.contains(merge))
            .all(|common| common.contains(&step))
    }
}
