use super::{Effect, Status, event::Happening, instance::ScopeId, run::Run};
use crate::{
    Error,
    definition::{EndKind, NodeIndex, NodeKind, Trigger},
};

impl Run<'_> {
    /// Does what an end or throw event does.
    pub(super) fn throw(&mut self, kind: &EndKind, scope: ScopeId) -> Result<(), Error> {
        match kind {
            // What is undone goes on when it is undone.
            EndKind::None | EndKind::Compensation(_) => Ok(()),
            EndKind::Several(all) => all.iter().try_for_each(|one| self.throw(one, scope)),
            EndKind::Message(name) => {
                self.effects.push(Effect::MessageSent { name: name.clone() });
                Ok(())
            }
            EndKind::Signal(name) => {
                self.effects.push(Effect::SignalThrown { name: name.clone() });
                self.react(&Happening::Signal(name), false)?;
                Ok(())
            }
            EndKind::Error(code) => self.fail_scope(scope, code.as_deref()),
            EndKind::Escalation(code) => self.escalate(scope, code.as_deref()),
            EndKind::Terminate | EndKind::Cancel => {
                self.empty_scope(scope);
                Ok(())
            }
            EndKind::Link(name) => {
                let Some(body) = self.instance.scope(scope).map(|run| run.body) else {
                    return Ok(());
                };
                let catches = |node: &NodeIndex| matches!(&self.definition.nodes[*node].kind, NodeKind::Catch(Trigger::Link(link)) if link == name);
                if let Some(node) = self.definition.nodes_in(body).find(catches) {
                    self.send(scope, node, None);
                }
                Ok(())
            }
        }
    }

    /// An open task failed: its border catches the error, or what is around it.
    pub(super) fn fail_token(&mut self, id: u64, code: &str) -> Result<(), Error> {
        let Some(token) = self.instance.token(id).cloned() else {
            return Ok(());
        };
        let bearer = token
            .round_of
            .and_then(|controller| self.instance.token(controller))
            .cloned()
            .unwrap_or(token);
        match self.reaction(&bearer, &Happening::Error(Some(code))) {
            Some(event) => self.fire(&bearer, event),
            None => self.fail_scope(bearer.scope, Some(code)),
        }
    }

    /// An error leaves a scope: caught by an event sub-process in it, on the border around it, or further out.
    fn fail_scope(&mut self, scope: ScopeId, code: Option<&str>) -> Result<(), Error> {
        if self.caught_outwards(scope, &Happening::Error(code))? {
            return Ok(());
        }
        self.withdraw_all();
        self.instance.status = Status::Failed;
        self.effects.push(Effect::Ended {
            error: Some(code.unwrap_or_default().to_owned()),
        });
        Ok(())
    }

    /// An escalation is told outwards; what escalates goes on unless a border event interrupts it.
    fn escalate(&mut self, scope: ScopeId, code: Option<&str>) -> Result<(), Error> {
        if !self.caught_outwards(scope, &Happening::Escalation(code))? {
            self.effects.push(Effect::Escalated {
                code: code.map(ToOwned::to_owned),
            });
        }
        Ok(())
    }

    /// Looks for who catches, from the inside out. What an event sub-process throws is not caught beside it.
    fn caught_outwards(&mut self, scope: ScopeId, happening: &Happening<'_>) -> Result<bool, Error> {
        let definition = self.definition;
        let mut current = Some(scope);
        let mut from_event_sub_process = false;
        while let Some(run) = current.and_then(|scope| self.instance.scope(scope)).cloned() {
            let inside = (!from_event_sub_process && !run.interrupted)
                .then(|| {
                    self.event_sub_processes(run.body)
                        .into_iter()
                        .find(|(_, _, trigger, _)| happening.fits(trigger))
                })
                .flatten();
            if let Some((_, start, _, _)) = inside {
                self.start_event_sub_process(run.id, start)?;
                return Ok(true);
            }
            let Some(owner) = run.owner.and_then(|owner| self.instance.token(owner)).cloned() else {
                return Ok(false);
            };
            let bearer = owner
                .round_of
                .and_then(|controller| self.instance.token(controller))
                .cloned()
                .unwrap_or(owner);
            if let Some(event) = self.reaction(&bearer, happening) {
                self.fire(&bearer, event)?;
                return Ok(true);
            }
            from_event_sub_process = matches!(
                definition.nodes[bearer.node].kind,
                NodeKind::SubProcess { by_event: true }
            );
            current = Some(bearer.scope);
        }
        Ok(false)
    }
}
