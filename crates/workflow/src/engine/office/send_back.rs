use std::sync::Arc;

use super::{
    super::{
        CloseReason, Detour, Effect, Person, TaskId, Work,
        instance::{Done, State, Token},
        run::Run,
    },
    given,
};
use crate::{Error, definition::NodeIndex};

impl Run<'_> {
    /// Sends a task back to an earlier step, or to the sender.
    ///
    /// Where everything that came from that step can be given up, the case goes back and runs from there anew. Where
    /// branches have been joined since, or the step lies in another scope, or the sender says so, the step is only done
    /// again and the task comes straight back: then no branch is disturbed and no join starves.
    pub(super) fn send_back(
        &mut self,
        task: TaskId,
        by: &Person,
        to: Option<&str>,
        reason: &str,
        return_here: bool,
    ) -> Result<(), Error> {
        given(reason)?;
        self.own_work(task, by)?;
        let token = self.open_task(task)?.clone();
        if token.element() != token.node {
            return Err(Error::NoEarlierStep);
        }
        let done = self.earlier_step(&token, to)?;
        let same_scope = done.scope == token.scope && done.node != token.node;
        let rewind = !return_here
            && same_scope
            && token.round_of.is_none()
            && token.lineage.has(done.task)
            && done.can_rewind(&token.lineage);
        if rewind {
            self.tell(Effect::SentBack {
                task,
                to: self.definition.nodes[done.node].id.clone(),
                reason: reason.to_owned(),
                returns: false,
            });
            self.rewind(&done);
            self.reopen(&done)
        } else {
            self.detour(task, &done, reason)
        }
    }

    fn earlier_step(&self, token: &Token, to: Option<&str>) -> Result<Done, Error> {
        let trail = self.instance.trail.iter().rev();
        let found = match to {
            None => {
                let sender = token.lineage.steps.last();
                trail.clone().find(|done| Some(&done.task) == sender)
            }
            Some(id) => {
                let at = |done: &&Done| self.definition.nodes[done.node].id == id;
                // Of several times the step was done, the one this task came from.
                trail
                    .clone()
                    .filter(at)
                    .find(|done| token.lineage.has(done.task))
                    .or_else(|| trail.clone().find(at))
            }
        };
        found
            .filter(|done| done.node != token.node)
            .cloned()
            .ok_or(Error::NoEarlierStep)
    }

    /// Gives up everything that came from a step.
    pub(super) fn rewind(&mut self, done: &Done) {
        let given_up: Vec<u64> = self
            .instance
            .tokens
            .iter()
            .filter(|token| {
                token.scope == done.scope && token.round_of.is_none() && token.lineage.has(done.task)
            })
            .map(|token| token.id)
            .collect();
        let first_effect = self.effects.len();
        for token in given_up {
            self.withdraw(token);
        }
        for effect in &mut self.effects[first_effect..] {
            if let Effect::TaskClosed { reason, .. } = effect {
                *reason = CloseReason::SentBack;
            }
        }
    }

    /// Opens a step anew for who did it.
    pub(super) fn reopen(&mut self, done: &Done) -> Result<(), Error> {
        self.moving = Arc::clone(&done.lineage);
        let newest = self.instance.next;
        self.begin_activity(done.scope, done.node)?;
        let opened = |token: &&mut Token| token.id > newest && matches!(token.state, State::Open);
        if let (Some(by), Some(token)) = (&done.by, self.instance.tokens.iter_mut().find(opened)) {
            token.work.get_or_insert_default().holder = Some(by.clone());
            let (task, to) = (token.id, by.clone());
            self.tell(Effect::Handed { task, from: None, to });
        }
        Ok(())
    }

    /// The token stays where it is and its task is, for once, the earlier step.
    fn detour(&mut self, task: TaskId, done: &Done, reason: &str) -> Result<(), Error> {
        let to: NodeIndex = done.node;
        self.tell(Effect::SentBack {
            task,
            to: self.definition.nodes[to].id.clone(),
            reason: reason.to_owned(),
            returns: true,
        });
        self.tell(Effect::TaskClosed {
            task,
            reason: CloseReason::SentBack,
        });
        let id = self.instance.fresh();
        let Some(token) = self.instance.token_mut(task) else {
            return Err(Error::TaskNotOpen);
        };
        let from = Box::new(token.work.take().map_or_else(Work::default, |work| *work));
        token.id = id;
        token.work = Some(Box::new(Work {
            holder: done.by.clone(),
            detour: Some(Detour {
                to,
                reason: reason.to_owned(),
                from,
            }),
            ..Work::default()
        }));
        self.announce(id);
        Ok(())
    }
}
