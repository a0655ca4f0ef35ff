use super::{
    super::{
        CloseReason, Effect, Person, RecallRequest, TaskId,
        instance::{Done, State},
        run::Run,
    },
    given,
};
use crate::Error;

impl Run<'_> {
    /// Takes a step back while nobody after it has acted; after that, asks the receivers for it.
    pub(super) fn recall(&mut self, step: TaskId, by: &Person, reason: &str) -> Result<(), Error> {
        given(reason)?;
        let own = |done: &&Done| done.task == step && done.by.as_ref() == Some(by);
        let done = self
            .instance
            .trail
            .iter()
            .find(own)
            .cloned()
            .ok_or(Error::NoEarlierStep)?;
        let position = self
            .instance
            .recallable
            .iter()
            .position(|known| known.token.id == step);
        if let Some(position) = position
            && self.is_untouched(&self.instance.recallable[position].placed)
        {
            let recallable = self.instance.recallable.remove(position);
            let first_effect = self.effects.len();
            for placed in &recallable.placed {
                self.withdraw(*placed);
            }
            for effect in &mut self.effects[first_effect..] {
                if let Effect::TaskClosed { reason, .. } = effect {
                    *reason = CloseReason::Recalled;
                }
            }
            let mut token = recallable.token.clone();
            token.id = self.instance.fresh();
            let id = token.id;
            token.work.get_or_insert_default().holder = Some(by.clone());
            self.instance.tokens.push(token);
            self.tell(Effect::Recalled { step, task: id });
            self.announce(id);
            return Ok(());
        }
        self.ask_back(&done, by, reason)
    }

    fn is_untouched(&self, placed: &[u64]) -> bool {
        placed.iter().all(|id| {
            let token = self.instance.token(*id);
            token.is_some_and(|token| {
                token
                    .work()
                    .is_none_or(|work| !work.touched && work.detour.is_none())
            })
        })
    }

    fn ask_back(&mut self, done: &Done, by: &Person, reason: &str) -> Result<(), Error> {
        let request = RecallRequest {
            by: by.clone(),
            reason: reason.to_owned(),
            to: done.node,
        };
        let mut asked = Vec::new();
        for token in &mut self.instance.tokens {
            if matches!(token.state, State::Open) && token.lineage.has(done.task) {
                token.work.get_or_insert_default().recall_asked = Some(request.clone());
                asked.push(token.id);
            }
        }
        if asked.is_empty() {
            return Err(Error::TooLateToRecall);
        }
        for task in asked {
            self.tell(Effect::RecallAsked {
                task,
                by: by.clone(),
                reason: reason.to_owned(),
            });
        }
        Ok(())
    }

    /// The receiver lets the sender have the task back, or not.
    pub(super) fn answer_recall(
        &mut self,
        task: TaskId,
        by: &Person,
        accept: bool,
        reason: &str,
    ) -> Result<(), Error> {
        let request = self
            .own_work(task, by)?
            .recall_asked
            .take()
            .ok_or(Error::NothingAsked)?;
        self.tell(Effect::RecallAnswered {
            task,
            to: request.by,
            accepted: accept,
        });
        if accept {
            let to = self.definition.nodes[request.to].id.clone();
            let reason = if reason.trim().is_empty() {
                &request.reason
            } else {
                reason
            };
            self.send_back(task, by, Some(&to), reason, false)?;
        }
        Ok(())
    }
}
