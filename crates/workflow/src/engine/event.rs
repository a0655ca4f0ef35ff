use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Effect, Moment, Status,
    instance::{ArmedTimer, ScopeId, State, Token},
    run::{Next, Run},
    timer,
};
use crate::{
    Definition, Error,
    definition::{FlowIndex, NodeIndex, NodeKind, Scope, TaskKind, Timer, Trigger},
};

/// What has happened, to be compared with what is waited for.
pub(super) enum Happening<'a> {
    Message(&'a str),
    Signal(&'a str),
    Error(Option<&'a str>),
    Escalation(Option<&'a str>),
    /// A transaction is called off.
    Cancel,
}

impl Happening<'_> {
    pub(super) fn fits(&self, trigger: &Trigger) -> bool {
        match (self, trigger) {
            (Self::Message(name), Trigger::Message(awaited))
            | (Self::Signal(name), Trigger::Signal(awaited)) => name == awaited,
            (Self::Error(code), Trigger::Error(awaited))
            | (Self::Escalation(code), Trigger::Escalation(awaited)) => {
                awaited.is_none() || awaited.as_deref() == *code
            }
            (Self::Cancel, Trigger::Cancel) => true,
            (happening, Trigger::Any(all) | Trigger::All(all)) => all.iter().any(|one| happening.fits(one)),
            _ => false,
        }
    }
}

impl Run<'_> {
    /// An intermediate catch event: waits, unless there is nothing to wait for.
    pub(super) fn catch(&mut self, scope: ScopeId, node: NodeIndex, trigger: &Trigger) -> Result<(), Error> {
        match trigger {
            Trigger::None | Trigger::Link(_) => self.go_on(scope, node),
            _ => {
                let token = self.place(scope, node, State::Waiting);
                trigger
                    .timers()
                    .try_for_each(|timer| self.arm(token, node, timer))
            }
        }
    }

    /// An event-based gateway: one token waits for all its events.
    pub(super) fn await_first(&mut self, scope: ScopeId, node: NodeIndex) -> Result<(), Error> {
        let definition = self.definition;
        self.passed(&definition.nodes[node]);
        let token = self.place(scope, node, State::Waiting);
        for &flow in &definition.nodes[node].outgoing {
            let target = definition.flows[flow].target;
            if let NodeKind::Catch(trigger) = &definition.nodes[target].kind {
                for timer in trigger.timers() {
                    self.arm(token, target, timer)?;
                }
            }
        }
        Ok(())
    }

    fn timer_due(&self, scope: ScopeId, node: NodeIndex, timer: &Timer) -> Result<ArmedTimer, Error> {
        let (due, again) = timer::due(timer, &|name| self.variable(scope, name), self.now, self.days)
            .map_err(|reason| Error::Expression {
                element: self.definition.nodes[node].label().to_owned(),
                reason,
            })?;
        Ok(ArmedTimer { node, due, again })
    }

    fn arm(&mut self, token: u64, node: NodeIndex, timer: &Timer) -> Result<(), Error> {
        let Some(scope) = self.instance.token(token).map(|token| token.scope) else {
            return Ok(());
        };
        let armed = self.timer_due(scope, node, timer)?;
        if let Some(token) = self.instance.token_mut(token) {
            token.timers.push(armed);
        }
        Ok(())
    }

    /// Sets the timers on an activity's border.
    pub(super) fn arm_boundary(&mut self, token: u64) -> Result<(), Error> {
        let definition = self.definition;
        let Some(node) = self.instance.token(token).map(|token| token.node) else {
            return Ok(());
        };
        for &event in &definition.nodes[node].boundary {
            if let NodeKind::Boundary { trigger, .. } = &definition.nodes[event].kind {
                for timer in trigger.timers() {
                    self.arm(token, event, timer)?;
                }
            }
        }
        Ok(())
    }

    /// Event sub-processes directly in a body: their node, start event, trigger and whether they interrupt.
    pub(super) fn event_sub_processes(&self, body: Scope) -> Vec<(NodeIndex, NodeIndex, &Trigger, bool)> {
        let definition = self.definition;
        let by_event = |node: &NodeIndex| {
            matches!(
                definition.nodes[*node].kind,
                NodeKind::SubProcess { by_event: true }
            )
        };
        definition
            .nodes_in(body)
            .filter(by_event)
            .flat_map(|sub| {
                definition
                    .nodes_in(Scope::SubProcess(sub))
                    .filter_map(move |start| match &definition.nodes[start].kind {
                        NodeKind::Start {
                            trigger,
                            interrupting,
                        } => Some((sub, start, trigger, *interrupting)),
                        _ => None,
                    })
            })
            .collect()
    }

    pub(super) fn arm_event_sub_processes(&mut self, scope: ScopeId) -> Result<(), Error> {
        let Some(body) = self.instance.scope(scope).map(|run| run.body) else {
            return Ok(());
        };
        let mut timers = Vec::new();
        for (_, start, trigger, _) in self.event_sub_processes(body) {
            for timer in trigger.timers() {
                timers.push(self.timer_due(scope, start, timer)?);
            }
        }
        if let Some(run) = self.instance.scope_mut(scope) {
            run.timers = timers;
        }
        Ok(())
    }

    /// Starts an event sub-process beside, or instead of, what else runs in its scope.
    pub(super) fn start_event_sub_process(&mut self, scope: ScopeId, start: NodeIndex) -> Result<(), Error> {
        let Scope::SubProcess(sub) = self.definition.nodes[start].scope else {
            return Ok(());
        };
        let NodeKind::Start { interrupting, .. } = self.definition.nodes[start].kind else {
            return Ok(());
        };
        if interrupting {
            self.empty_scope(scope);
            if let Some(run) = self.instance.scope_mut(scope) {
                run.interrupted = true;
                run.timers.clear();
            }
        }
        let token = self.place(scope, sub, State::Waiting);
        self.go_inside(token, Scope::SubProcess(sub))?;
        let inner = self.instance.token(token).map(|token| &token.state);
        if let Some(State::Inside { scope: inner }) = inner {
            let inner = *inner;
            self.send(inner, start, None);
        }
        Ok(())
    }

    /// A message or signal comes from outside.
    pub(super) fn deliver(
        &mut self,
        name: &str,
        variables: &Map<String, Value>,
        is_message: bool,
    ) -> Result<(), Error> {
        let happening = if is_message {
            Happening::Message(name)
        } else {
            Happening::Signal(name)
        };
        self.instance.learn(variables);
        if self.instance.status == Status::New {
            return self.start_by(&happening, name);
        }
        // A message is taken by one step; a signal by all that wait.
        let taken = self.react(&happening, is_message)?;
        if taken == 0 && is_message {
            Err(Error::NothingWaits(name.to_owned()))
        } else {
            Ok(())
        }
    }

    /// A process starts by a message or signal: at a start event, an event gateway that instantiates, or a receive task
    /// nothing leads to.
    fn start_by(&mut self, happening: &Happening<'_>, name: &str) -> Result<(), Error> {
        let definition = self.definition;
        let receives = |index: usize| match &definition.nodes[index].kind {
            NodeKind::Catch(trigger) => happening.fits(trigger),
            NodeKind::Task(TaskKind::Receive) => receives_message(definition, index, happening),
            _ => false,
        };
        let begins = |index: &usize| {
            let node = &definition.nodes[*index];
            match &node.kind {
                NodeKind::Start { trigger, .. } => happening.fits(trigger),
                NodeKind::Task(TaskKind::Receive) => node.incoming.is_empty() && receives(*index),
                NodeKind::EventBased { instantiates } => {
                    (*instantiates || node.incoming.is_empty())
                        && node
                            .outgoing
                            .iter()
                            .any(|flow| receives(definition.flows[*flow].target))
                }
                _ => false,
            }
        };
        let in_process = |index: &usize| matches!(definition.nodes[*index].scope, Scope::Process(_));
        let Some(node) = (0..definition.nodes.len()).filter(in_process).find(begins) else {
            return Err(Error::NothingWaits(name.to_owned()));
        };
        self.instance.status = Status::Running;
        let scope = self.open_bare_scope(definition.nodes[node].scope, None)?;
        match definition.nodes[node].kind {
            NodeKind::Task(_) => self.go_on(scope, node),
            NodeKind::EventBased { .. } => {
                self.passed(&definition.nodes[node]);
                let flow = definition.nodes[node]
                    .outgoing
                    .iter()
                    .find(|flow| receives(definition.flows[**flow].target));
                match flow {
                    Some(&flow) => {
                        self.effects.push(Effect::Taken {
                            flow: definition.flows[flow].id.clone(),
                        });
                        self.go_on(scope, definition.flows[flow].target)
                    }
                    None => Ok(()),
                }
            }
            _ => {
                self.send(scope, node, None);
                Ok(())
            }
        }
    }

    /// Lets every waiting step that fits react, or only the first. Answers how many did.
    pub(super) fn react(&mut self, happening: &Happening<'_>, only_first: bool) -> Result<usize, Error> {
        let mut reactions = 0;
        let tokens: Vec<u64> = self.instance.tokens.iter().map(|token| token.id).collect();
        for id in tokens {
            let Some(token) = self.instance.token(id).cloned() else {
                continue;
            };
            if let Some(reaction) = self.reaction(&token, happening) {
                if self.is_all_there(id, reaction, happening) {
                    self.fire(&token, reaction)?;
                }
                reactions += 1;
                if only_first {
                    return Ok(reactions);
                }
            }
        }
        let scopes: Vec<_> = self
            .instance
            .scopes
            .iter()
            .filter(|run| !run.interrupted)
            .map(|run| (run.id, run.body))
            .collect();
        for (scope, body) in scopes {
            let fits = self
                .event_sub_processes(body)
                .into_iter()
                .find(|(_, _, trigger, _)| happening.fits(trigger));
            if let Some((_, start, _, _)) = fits {
                self.start_event_sub_process(scope, start)?;
                reactions += 1;
                if only_first {
                    return Ok(reactions);
                }
            }
        }
        Ok(reactions)
    }

    /// The event node by which a waiting token reacts, if it does.
    pub(super) fn reaction(&self, token: &Token, happening: &Happening<'_>) -> Option<NodeIndex> {
        let node = &self.definition.nodes[token.node];
        let fits = |index: &NodeIndex| match &self.definition.nodes[*index].kind {
            NodeKind::Catch(trigger) | NodeKind::Boundary { trigger, .. } => happening.fits(trigger),
            NodeKind::Task(TaskKind::Receive) => receives_message(self.definition, *index, happening),
            _ => false,
        };
        match (&node.kind, &token.state) {
            (NodeKind::Catch(_) | NodeKind::Task(TaskKind::Receive), State::Waiting) if fits(&token.node) => {
                Some(token.node)
            }
            (NodeKind::EventBased { .. }, _) => node
                .outgoing
                .iter()
                .map(|flow| self.definition.flows[*flow].target)
                .find(fits),
            _ if token.round_of.is_none() => node.boundary.iter().copied().find(fits),
            _ => None,
        }
    }

    /// Notes what happened for an event that waits for several things, and answers whether nothing is left to wait for.
    fn is_all_there(&mut self, token: u64, event: NodeIndex, happening: &Happening<'_>) -> bool {
        let (NodeKind::Catch(Trigger::All(all))
        | NodeKind::Boundary {
            trigger: Trigger::All(all),
            ..
        }) = &self.definition.nodes[event].kind
        else {
            return true;
        };
        let Some(token) = self.instance.token_mut(token) else {
            return true;
        };
        for (part, trigger) in all.iter().enumerate() {
            if happening.fits(trigger) && !token.happened.contains(&(event, part)) {
                token.happened.push((event, part));
            }
        }
        (0..all.len()).all(|part| token.happened.contains(&(event, part)))
    }

    /// A waiting token goes on by an event: its own, one of its gateway's, or one on its border.
    pub(super) fn fire(&mut self, token: &Token, event: NodeIndex) -> Result<(), Error> {
        let definition = self.definition;
        self.moving = Arc::clone(&token.lineage);
        match &definition.nodes[event].kind {
            NodeKind::Boundary { interrupting, .. } => {
                if *interrupting {
                    self.withdraw(token.id);
                    self.next.extend(token.undoes_for.map(Next::Undoing));
                }
                self.go_on(token.scope, event)
            }
            _ if event == token.node => {
                if let NodeKind::Task(_) = definition.nodes[event].kind {
                    self.finish(token.id)
                } else {
                    self.withdraw(token.id);
                    self.go_on(token.scope, event)
                }
            }
            _ => {
                self.withdraw(token.id);
                let leads_there = |flow: &&FlowIndex| definition.flows[**flow].target == event;
                if let Some(&flow) = definition.nodes[token.node].outgoing.iter().find(leads_there) {
                    self.effects.push(Effect::Taken {
                        flow: definition.flows[flow].id.clone(),
                    });
                }
                self.go_on(token.scope, event)
            }
        }
    }

    /// Fires what is due, earliest first.
    pub(super) fn fire_due(&mut self) -> Result<(), Error> {
        // Each round fires one timer, since firing may withdraw or set others; a cycle set again lies in the future
        // unless the clock stood still, which the bound covers.
        for _ in 0..10_000 {
            let Some((due, owner, armed)) = self.earliest_due() else {
                return Ok(());
            };
            self.rearm(owner, &armed, due);
            match owner {
                TimerOwner::Token(id) => {
                    if let Some(token) = self.instance.token(id).cloned() {
                        self.fire(&token, armed.node)?;
                    }
                }
                TimerOwner::Scope(scope) => self.start_event_sub_process(scope, armed.node)?,
            }
        }
        Ok(())
    }

    fn earliest_due(&self) -> Option<(Moment, TimerOwner, ArmedTimer)> {
        let tokens = self.instance.tokens.iter().flat_map(|token| {
            token
                .timers
                .iter()
                .map(|armed| (armed.due, TimerOwner::Token(token.id), armed.clone()))
        });
        let scopes = self.instance.scopes.iter().flat_map(|scope| {
            scope
                .timers
                .iter()
                .map(|armed| (armed.due, TimerOwner::Scope(scope.id), armed.clone()))
        });
        tokens
            .chain(scopes)
            .filter(|(due, ..)| *due <= self.now)
            .min_by_key(|(due, ..)| *due)
    }

    /// Takes the timer off, or sets it again where it repeats. Missed repetitions are not made up for.
    fn rearm(&mut self, owner: TimerOwner, fired: &ArmedTimer, due: Moment) {
        let again = match fired.again {
            Some((Some(0), _)) | None => None,
            Some((times, every)) => {
                let next = due.saturating_add(every).max(self.now.saturating_add(1));
                Some(ArmedTimer {
                    node: fired.node,
                    due: next,
                    again: Some((times.map(|times| times - 1), every)),
                })
            }
        };
        let timers = match owner {
            TimerOwner::Token(id) => self.instance.token_mut(id).map(|token| &mut token.timers),
            TimerOwner::Scope(id) => self.instance.scope_mut(id).map(|scope| &mut scope.timers),
        };
        if let Some(timers) = timers {
            timers.retain(|armed| armed != fired);
            timers.extend(again);
        }
    }
}

/// Whether a receive task waits for this message.
fn receives_message(definition: &Definition, node: NodeIndex, happening: &Happening<'_>) -> bool {
    let node = &definition.nodes[node];
    matches!(happening, Happening::Message(name) if node.message.as_deref().unwrap_or(node.label()) == *name)
}

/// What a set timer belongs to.
#[derive(Clone, Copy)]
enum TimerOwner {
    Token(u64),
    Scope(ScopeId),
}
