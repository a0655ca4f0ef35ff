use super::super::{Person, run::Run};
use crate::{
    Error,
    definition::{Node, NodeIndex, Skip},
};

impl Run<'_> {
    /// Separation of duties: who did one of two separate steps may not do the other.
    pub(in super::super) fn check_duties(&self, node: NodeIndex, person: &Person) -> Result<(), Error> {
        let separate = &self.definition.nodes[node].separate_from;
        if separate.is_empty() {
            return Ok(());
        }
        let other = self
            .instance
            .trail
            .iter()
            .find(|done| separate.contains(&done.node) && done.by.as_ref() == Some(person));
        match other {
            Some(done) => Err(Error::SeparateDuties {
                person: person.clone(),
                other: self.definition.nodes[done.node].label().to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// Whether the step is passed over because its holder has already acted.
    pub(in super::super) fn may_skip(&self, node: &Node, holder: Option<&Person>) -> bool {
        let (Some(skip), Some(holder)) = (node.skip, holder) else {
            return false;
        };
        let did = |step: &u64| {
            self.instance
                .trail
                .iter()
                .any(|done| done.task == *step && done.by.as_ref() == Some(holder))
        };
        match skip {
            Skip::Previous => self.moving.steps.last().is_some_and(did),
            Skip::Any => self.moving.steps.iter().any(did),
        }
    }
}
