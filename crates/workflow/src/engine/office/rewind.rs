use super::{
    super::{Effect, Person, instance::Token, run::Run},
    given,
};
use crate::Error;

impl Run<'_> {
    /// Goes back to an earlier step, whatever was done since: everything that came from it is given up.
    ///
    /// Refused where branches that did not come from the step were joined since: then one of them would be lost.
    pub(super) fn rewind_to(&mut self, element: &str, by: &Person, reason: &str) -> Result<(), Error> {
        given(reason)?;
        let from = |step: u64, token: &&Token| token.lineage.has(step);
        let done = self
            .instance
            .trail
            .iter()
            .rev()
            .filter(|done| self.definition.nodes[done.node].id == element)
            .find(|done| {
                self.instance
                    .tokens
                    .iter()
                    .any(|token| token.scope == done.scope && from(done.task, &token))
            })
            .cloned()
            .ok_or(Error::NoEarlierStep)?;
        let mut came_from_it = self
            .instance
            .tokens
            .iter()
            .filter(|token| token.scope == done.scope && from(done.task, token));
        if !came_from_it.all(|token| done.can_rewind(&token.lineage)) {
            return Err(Error::TooLateToRecall);
        }
        self.tell(Effect::Rewound {
            step: done.task,
            to: self.definition.nodes[done.node].id.clone(),
            by: by.clone(),
            reason: reason.to_owned(),
        });
        self.rewind(&done);
        self.reopen(&done)
    }
}
