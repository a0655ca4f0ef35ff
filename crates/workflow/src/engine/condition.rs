use super::run::Run;
use crate::{
    Error,
    definition::{Expression, NodeIndex, NodeKind, Trigger},
};

/// Where a condition is waited for.
#[derive(Clone, Copy)]
enum Place {
    Token(u64),
    Scope(u64),
}

impl Run<'_> {
    /// Lets conditional events go on whose condition has come true. One that does not interrupt fires each time its
    /// condition becomes true, not while it stays so. Answers whether one fired.
    pub(super) fn look_at_conditions(&mut self) -> Result<bool, Error> {
        if !self.definition.has_conditions {
            return Ok(false);
        }
        for (place, scope, event) in self.conditional_events() {
            let Some(condition) = self.condition(event) else {
                continue;
            };
            // A variable that is not known yet leaves the condition open.
            let holds = condition
                .holds_where(&|name| self.variable(scope, name))
                .unwrap_or(false);
            let Some(met) = self.met(place) else { continue };
            let was_met = met.contains(&event);
            if holds && !was_met {
                met.push(event);
                match place {
                    Place::Token(id) => {
                        if let Some(token) = self.instance.token(id).cloned() {
                            self.fire(&token, event)?;
                        }
                    }
                    Place::Scope(scope) => self.start_event_sub_process(scope, event)?,
                }
                return Ok(true);
            }
            if !holds && was_met {
                met.retain(|known| *known != event);
            }
        }
        Ok(false)
    }

    /// Every conditional event that is waited for: where, in which scope, and its node.
    fn conditional_events(&self) -> Vec<(Place, u64, NodeIndex)> {
        let definition = self.definition;
        let mut events = Vec::new();
        for token in &self.instance.tokens {
            let node = &definition.nodes[token.node];
            let mut add = |event: NodeIndex| {
                if self.condition(event).is_some() {
                    events.push((Place::Token(token.id), token.scope, event));
                }
            };
            match node.kind {
                NodeKind::Catch(_) => add(token.node),
                NodeKind::EventBased { .. } => {
                    node.outgoing
                        .iter()
                        .for_each(|flow| add(definition.flows[*flow].target));
                }
                _ if token.round_of.is_none() => node.boundary.iter().copied().for_each(add),
                _ => {}
            }
        }
        for run in self.instance.scopes.iter().filter(|run| !run.interrupted) {
            for (_, start, trigger, _) in self.event_sub_processes(run.body) {
                if matches!(trigger, Trigger::Condition(_)) {
                    events.push((Place::Scope(run.id), run.id, start));
                }
            }
        }
        events
    }

    fn condition(&self, event: NodeIndex) -> Option<&Expression> {
        match &self.definition.nodes[event].kind {
            NodeKind::Catch(Trigger::Condition(condition))
            | NodeKind::Boundary {
                trigger: Trigger::Condition(condition),
                ..
            }
            | NodeKind::Start {
                trigger: Trigger::Condition(condition),
                ..
            } => Some(condition),
            _ => None,
        }
    }

    fn met(&mut self, place: Place) -> Option<&mut Vec<NodeIndex>> {
        match place {
            Place::Token(id) => self.instance.token_mut(id).map(|token| &mut token.met),
            Place::Scope(id) => self.instance.scope_mut(id).map(|run| &mut run.met),
        }
    }
}
