use std::sync::Arc;

use serde_json::{Map, Value};

use super::{
    Effect, Person, Work,
    event::Happening,
    instance::{ScopeId, State, Token, Undoable},
    lineage::Lineage,
    run::{Arrival, Next, Run},
};
use crate::{
    Error,
    definition::{
        CallTarget, EndKind, Expression, Loop, MultiInstance, Node, NodeIndex, NodeKind, RoundCondition,
        Scope, TaskKind,
    },
};

/// Most rounds of one repeated activity.
const MOST_ROUNDS: u32 = 10_000;

impl Run<'_> {
    /// Waits until an activity has as many tokens as it needs, and enters it.
    pub(super) fn gather(&mut self, arrival: &Arrival) -> Result<(), Error> {
        let (scope, node) = (arrival.scope, arrival.node);
        let needed = usize::try_from(self.definition.nodes[node].start_quantity).unwrap_or(usize::MAX);
        if let Some(via) = arrival.via.filter(|_| needed > 1) {
            self.place(scope, node, State::Joining { via });
            let gathered: Vec<u64> = self
                .joining(scope, node)
                .map(|(token, _)| token)
                .take(needed)
                .collect();
            if gathered.len() < needed {
                return Ok(());
            }
            self.merge(&gathered);
        }
        self.begin_activity(scope, node)
    }

    /// Enters a task, sub-process or call, once or in rounds.
    pub(super) fn begin_activity(&mut self, scope: ScopeId, node: NodeIndex) -> Result<(), Error> {
        let definition = self.definition;
        let activity = &definition.nodes[node];
        match &activity.repeat {
            None => {
                let token = self.place(scope, node, State::Waiting);
                self.arm_boundary(token)?;
                self.do_body(token)
            }
            Some(Loop::Multi(multi)) => self.begin_rounds(scope, node, multi),
            Some(Loop::While {
                condition,
                test_before,
                maximum,
            }) => {
                if *test_before
                    && let Some(condition) = condition
                    && !self.holds(condition, scope, activity)?
                {
                    return self.leave(scope, node);
                }
                let total = maximum.unwrap_or(MOST_ROUNDS).min(MOST_ROUNDS);
                let controller = self.place(
                    scope,
                    node,
                    State::Rounds {
                        total,
                        started: 0,
                        done: 0,
                        items: Vec::new(),
                    },
                );
                self.arm_boundary(controller)?;
                self.begin_round(controller)
            }
        }
    }

    fn begin_rounds(&mut self, scope: ScopeId, node: NodeIndex, multi: &MultiInstance) -> Result<(), Error> {
        let activity = &self.definition.nodes[node];
        let fault = |reason: String| Error::Expression {
            element: activity.label().to_owned(),
            reason,
        };
        let find = |name: &str| self.variable(scope, name);
        let items = match &multi.collection {
            Some(collection) => match collection.value_where(&find).map_err(fault)? {
                Value::Array(items) => items,
                Value::Null => Vec::new(),
                Value::String(items) => items.split(',').map(|item| Value::from(item.trim())).collect(),
                other => return Err(fault(format!("{other} không phải danh sách"))),
            },
            None => Vec::new(),
        };
        let total = match &multi.cardinality {
            Some(cardinality) => {
                let number = cardinality.value_where(&find).map_err(fault)?;
                let text = number
                    .as_str()
                    .map_or_else(|| number.to_string(), ToOwned::to_owned);
                text.trim()
                    .parse::<u32>()
                    .map_err(|_| fault(format!("{number} không phải số lượt")))?
            }
            None => u32::try_from(items.len()).unwrap_or(u32::MAX),
        };
        if total > MOST_ROUNDS {
            return Err(fault(format!("{total} lượt là quá nhiều")));
        }
        if total == 0 {
            return self.leave(scope, node);
        }
        let controller = self.place(
            scope,
            node,
            State::Rounds {
                total,
                started: 0,
                done: 0,
                items,
            },
        );
        self.arm_boundary(controller)?;
        let at_once = if multi.sequential { 1 } else { total };
        for _ in 0..at_once {
            if self.instance.token(controller).is_none() {
                break;
            }
            self.begin_round(controller)?;
        }
        Ok(())
    }

    fn begin_round(&mut self, controller: u64) -> Result<(), Error> {
        let Some(Token {
            node,
            scope,
            state: State::Rounds { started, items, .. },
            ..
        }) = self.instance.token_mut(controller)
        else {
            return Ok(());
        };
        let (node, scope, index) = (*node, *scope, *started);
        *started += 1;
        let item = usize::try_from(index)
            .ok()
            .and_then(|index| items.get(index))
            .cloned();
        let mut locals = Map::new();
        locals.insert("loopCounter".to_owned(), Value::from(index));
        if let (Some(Loop::Multi(MultiInstance { item: Some(name), .. })), Some(item)) =
            (&self.definition.nodes[node].repeat, item)
        {
            locals.insert(name.clone(), item);
        }
        let round = self.place(scope, node, State::Waiting);
        if let Some(token) = self.instance.token_mut(round) {
            token.round_of = Some(controller);
            token.locals = locals;
        }
        self.do_body(round)
    }

    /// Does what the activity is, once.
    pub(super) fn do_body(&mut self, token: u64) -> Result<(), Error> {
        let definition = self.definition;
        let Some(Token { node: index, .. }) = self.instance.token(token).cloned() else {
            return Ok(());
        };
        let node = &definition.nodes[index];
        match &node.kind {
            NodeKind::Task(TaskKind::Manual | TaskKind::Abstract | TaskKind::Script) => self.finish(token),
            NodeKind::Task(TaskKind::Send) => {
                let name = node.message.clone().unwrap_or_else(|| node.label().to_owned());
                self.effects.push(Effect::MessageSent { name });
                self.finish(token)
            }
            NodeKind::Task(TaskKind::Receive) => Ok(()),
            NodeKind::Task(kind) => self.open(token, node, *kind),
            NodeKind::SubProcess { .. } => self.go_inside(token, Scope::SubProcess(index)),
            NodeKind::Call(CallTarget::Here(process)) => self.go_inside(token, Scope::Process(*process)),
            NodeKind::Call(CallTarget::Elsewhere(process)) => {
                self.effects.push(Effect::ProcessCalled {
                    task: token,
                    process: process.clone(),
                });
                self.set_state(token, State::Open);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, id: u64, node: &Node, kind: TaskKind) -> Result<(), Error> {
        self.set_state(id, State::Open);
        let holder = self.assignee(id, node);
        if self.may_skip(node, holder.as_ref()) {
            self.effects.push(Effect::Skipped {
                task: id,
                element: node.id.clone(),
                holder,
            });
            return self.finish(id);
        }
        if let (Some(holder), Some(token)) = (&holder, self.instance.token_mut(id)) {
            token.work = Some(Box::new(Work {
                holder: Some(holder.clone()),
                ..Work::default()
            }));
        }
        self.effects.push(Effect::TaskOpened {
            task: id,
            element: node.id.clone(),
            name: node.name.clone(),
            kind,
            assignment: node.assignment.clone(),
            holder,
        });
        Ok(())
    }

    /// Who the definition says is to do it; none where it does not say, or the person may not (separation of duties).
    fn assignee(&self, id: u64, node: &Node) -> Option<Person> {
        let token = self.instance.token(id)?;
        let find = |name: &str| self.instance.seen_from(id, name);
        let value = node.assignee.as_ref()?.value_where(&find).ok()?;
        let person = Person::from(value.as_str().filter(|id| !id.is_empty())?);
        self.check_duties(token.node, &person).is_ok().then_some(person)
    }

    pub(super) fn go_inside(&mut self, token: u64, body: Scope) -> Result<(), Error> {
        let scope = self.open_scope(body, Some(token))?;
        self.set_state(token, State::Inside { scope });
        Ok(())
    }

    fn set_state(&mut self, token: u64, state: State) {
        if let Some(token) = self.instance.token_mut(token) {
            token.state = state;
        }
    }

    /// The token's activity, or this round of it, is done.
    pub(super) fn finish(&mut self, id: u64) -> Result<(), Error> {
        self.finish_having_done(id, Vec::new())
    }

    /// The same for an activity in which something was done that can be undone.
    pub(super) fn finish_having_done(&mut self, id: u64, inside: Vec<Undoable>) -> Result<(), Error> {
        let Some(position) = self.instance.tokens.iter().position(|token| token.id == id) else {
            return Ok(());
        };
        let token = self.instance.tokens.remove(position);
        self.passed(&self.definition.nodes[token.node]);
        self.moving = Arc::clone(&token.lineage);
        if let Some(thrower) = token.undoes_for {
            self.next.push_back(Next::Undoing(thrower));
            return Ok(());
        }
        self.remember(&token, inside);
        match token.round_of {
            None => self.leave(token.scope, token.node),
            Some(controller) => self.end_round(controller),
        }
    }

    fn end_round(&mut self, controller: u64) -> Result<(), Error> {
        let definition = self.definition;
        let Some(Token {
            node,
            scope,
            state: State::Rounds {
                total, started, done, ..
            },
            lineage,
            ..
        }) = self.instance.token_mut(controller)
        else {
            return Ok(());
        };
        *done += 1;
        *lineage = Lineage::joined(&[Arc::clone(lineage), Arc::clone(&self.moving)]);
        self.moving = Arc::clone(lineage);
        let (node, scope, total, started, done) = (*node, *scope, *total, *started, *done);
        let activity = &definition.nodes[node];
        if let Some(Loop::Multi(multi)) = &activity.repeat {
            self.tell_border(controller, multi, [total, done, started - done])?;
            if self.instance.token(controller).is_none() {
                return Ok(());
            }
        }
        let over = match &activity.repeat {
            Some(Loop::Multi(multi)) => {
                done == total || self.is_complete(multi, scope, activity, [total, done, started - done])?
            }
            Some(Loop::While {
                condition: Some(condition),
                ..
            }) => done == total || !self.holds(condition, scope, activity)?,
            _ => done == total,
        };
        if over {
            self.withdraw(controller);
            return self.leave(scope, node);
        }
        if started == done {
            self.next.push_back(Next::Round(controller));
        }
        Ok(())
    }

    /// Begins the round after those that are done, unless another has begun meanwhile.
    pub(super) fn next_round(&mut self, controller: u64) -> Result<(), Error> {
        let is_waited_for = self.instance.token(controller).is_some_and(|token| {
            matches!(token.state, State::Rounds { total, started, done, .. } if started == done && started < total)
        });
        if is_waited_for {
            self.begin_round(controller)?;
        }
        Ok(())
    }

    /// After a round: throws what is to be thrown to the activity's border, while the other rounds go on.
    fn tell_border(&mut self, controller: u64, multi: &MultiInstance, counts: [u32; 3]) -> Result<(), Error> {
        for told in &multi.told {
            let Some(token) = self.instance.token(controller).cloned() else {
                return Ok(());
            };
            let activity = &self.definition.nodes[token.node];
            let is_time = match &told.when {
                RoundCondition::Each => true,
                RoundCondition::First => counts[1] == 1,
                RoundCondition::Where(condition) => {
                    self.holds_of_rounds(condition, token.scope, activity, counts)?
                }
            };
            let happening = match &told.event {
                EndKind::Message(name) => Happening::Message(name),
                EndKind::Signal(name) => Happening::Signal(name),
                EndKind::Error(code) => Happening::Error(code.as_deref()),
                EndKind::Escalation(code) => Happening::Escalation(code.as_deref()),
                _ => continue,
            };
            if let Some(event) = self.reaction(&token, &happening).filter(|_| is_time) {
                self.fire(&token, event)?;
            }
        }
        Ok(())
    }

    /// Whether the completion condition of a multi-instance activity holds. Counts: all, completed, active.
    fn is_complete(
        &self,
        multi: &MultiInstance,
        scope: ScopeId,
        activity: &Node,
        counts: [u32; 3],
    ) -> Result<bool, Error> {
        match &multi.completion {
            Some(condition) => self.holds_of_rounds(condition, scope, activity, counts),
            None => Ok(false),
        }
    }

    fn holds_of_rounds(
        &self,
        condition: &Expression,
        scope: ScopeId,
        activity: &Node,
        counts: [u32; 3],
    ) -> Result<bool, Error> {
        let names = ["nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"];
        let find = |name: &str| match names.iter().position(|known| *known == name) {
            Some(count) => Some(Value::from(counts[count])),
            None => self.variable(scope, name),
        };
        condition.holds_where(&find).map_err(|reason| Error::Expression {
            element: activity.label().to_owned(),
            reason,
        })
    }
}
