use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::{
    CloseReason, Effect, Person, Status, TaskId,
    instance::{Done, Recallable, State, Token},
    run::Run,
};
use crate::Error;

impl Run<'_> {
    /// A task is done: the process goes on, or goes straight back to who sent the task here.
    pub(in super::super) fn complete(
        &mut self,
        task: TaskId,
        by: Option<&Person>,
        variables: &Map<String, Value>,
    ) -> Result<(), Error> {
        let element = self.open_task(task)?.element();
        if let Some(by) = by {
            self.check_duties(element, by)?;
        }
        if let Some(work) = &self.open_task(task)?.work {
            if let (Some(by), Some(holder)) = (by, &work.holder)
                && by != holder
            {
                return Err(Error::HeldByAnother(holder.clone()));
            }
            work.may_be_done()?;
        }
        let Some(token) = self.instance.token(task) else {
            return Err(Error::TaskNotOpen);
        };
        let (scope, lineage, detour) = (
            token.scope,
            Arc::clone(&token.lineage),
            token.element() != token.node,
        );
        // Only what a person did can be taken back.
        let before = (by.is_some() && !detour).then(|| (token.clone(), self.alive()));
        self.instance.learn(variables);
        self.tell(Effect::TaskClosed {
            task,
            reason: CloseReason::Completed,
        });
        let earlier = self
            .instance
            .trail
            .iter()
            .rev()
            .find(|done| done.node == element && lineage.has(done.task));
        let after = lineage.after(task, earlier.map(|done| done.task));
        self.instance.trail.push(Done {
            task,
            node: element,
            by: by.cloned(),
            at: self.now,
            scope,
            lineage,
            joined: false,
        });
        if detour {
            return self.return_from_detour(task);
        }
        let newest = self.instance.next;
        if let Some(token) = self.instance.token_mut(task) {
            token.lineage = after;
        }
        self.finish(task)?;
        self.come_to_rest()?;
        if let Some((token, alive)) = before {
            self.note_recallable(token, &alive, newest);
        }
        Ok(())
    }

    fn alive(&self) -> Vec<u64> {
        let tokens = self.instance.tokens.iter().map(|token| token.id);
        tokens
            .chain(self.instance.scopes.iter().map(|scope| scope.id))
            .collect()
    }

    /// Notes how to take the step back, where it only moved its own token and told nobody outside.
    fn note_recallable(&mut self, token: Token, alive: &[u64], newest: u64) {
        let still = self.alive();
        self.instance
            .recallable
            .retain(|step| step.placed.iter().all(|id| still.contains(id)));
        let lost = alive.iter().any(|id| *id != token.id && !still.contains(id));
        let told = self.effects.iter().any(|effect| {
            matches!(
                effect,
                Effect::MessageSent { .. } | Effect::SignalThrown { .. } | Effect::ProcessCalled { .. }
            )
        });
        let placed: Vec<u64> = self
            .instance
            .tokens
            .iter()
            .map(|token| token.id)
            .filter(|id| *id > newest)
            .collect();
        let in_rounds = token.round_of.is_some();
        let step = self.instance.trail.last();
        let joined = step.is_some_and(|done| done.joined);
        if lost || told || in_rounds || joined || placed.is_empty() || self.instance.status != Status::Running
        {
            return;
        }
        let by = step.and_then(|done| done.by.clone());
        self.instance
            .recallable
            .push(Arc::new(Recallable { by, token, placed }));
    }

    /// The earlier step was done again: the task opens once more where it was sent back.
    fn return_from_detour(&mut self, task: TaskId) -> Result<(), Error> {
        let id = self.instance.fresh();
        let Some(token) = self.instance.token_mut(task) else {
            return Err(Error::TaskNotOpen);
        };
        let from = token
            .work
            .take()
            .and_then(|work| work.detour)
            .map(|detour| detour.from);
        token.id = id;
        token.work = from;
        if let Some(work) = token.work.as_mut() {
            work.touched = false;
        }
        self.announce(id);
        self.come_to_rest()
    }

    /// Tells that a task is open at its element.
    pub(super) fn announce(&mut self, id: TaskId) {
        let Some(token) = self.instance.token(id) else {
            return;
        };
        let node = &self.definition.nodes[token.element()];
        let kind = match node.kind {
            crate::definition::NodeKind::Task(kind) => kind,
            _ => crate::definition::TaskKind::User,
        };
        let holder = token.holder().cloned();
        debug_assert!(
            matches!(token.state, State::Open),
            "only open tasks are announced"
        );
        self.effects.push(Effect::TaskOpened {
            task: id,
            element: node.id.clone(),
            name: node.name.clone(),
            kind,
            assignment: node.assignment.clone(),
            holder,
        });
    }
}
