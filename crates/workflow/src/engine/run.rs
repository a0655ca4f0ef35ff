use std::{collections::VecDeque, sync::Arc};

use serde_json::{Map, Value};

use super::{
    Command, Days, Effect, Instance, Moment, Status,
    effect::CloseReason,
    instance::{ScopeId, ScopeRun, State, Token},
    lineage::Lineage,
    office::given,
};
use crate::{
    Definition, Error,
    definition::{EndKind, Expression, FlowIndex, Node, NodeIndex, NodeKind, Scope},
};

/// Most moves one command may lead to before the process is taken for one that never waits.
const MOST_MOVES: u32 = 100_000;

/// A token on its way into a node.
pub(super) struct Arrival {
    pub(super) scope: ScopeId,
    pub(super) node: NodeIndex,
    pub(super) via: Option<FlowIndex>,
    pub(super) lineage: Arc<Lineage>,
}

/// A token that goes on by itself.
pub(super) enum Next {
    /// A repeated activity begins its next round.
    Round(u64),
    /// An event undoes the next activity.
    Undoing(u64),
}

/// One command being applied.
pub(super) struct Run<'a> {
    pub(super) definition: &'a Definition,
    pub(super) instance: Instance,
    pub(super) effects: Vec<Effect>,
    pub(super) now: Moment,
    pub(super) days: &'a dyn Days,
    pub(super) queue: VecDeque<Arrival>,
    /// Tokens that go on by themselves, one at a time: never by recursion, which a long row would carry too deep.
    pub(super) next: VecDeque<Next>,
    /// The lineage of what moves now.
    pub(super) moving: Arc<Lineage>,
    moves: u32,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        definition: &'a Definition,
        instance: Instance,
        now: Moment,
        days: &'a dyn Days,
    ) -> Self {
        Self {
            definition,
            instance,
            effects: Vec::new(),
            now,
            days,
            queue: VecDeque::new(),
            next: VecDeque::new(),
            moving: Arc::default(),
            moves: 0,
        }
    }

    pub(super) fn perform(&mut self, command: &Command) -> Result<(), Error> {
        self.admit(command)?;
        match command {
            Command::Start {
                process,
                at,
                variables,
            } => self.start(*process, at.as_deref(), variables)?,
            Command::Complete { task, by, variables } => return self.complete(*task, by.as_ref(), variables),
            Command::Fail { task, code } => {
                self.open_task(*task)?;
                self.effects.push(Effect::TaskClosed {
                    task: *task,
                    reason: CloseReason::Failed,
                });
                self.fail_token(*task, code)?;
            }
            Command::Message { name, variables } => self.deliver(name, variables, true)?,
            Command::Signal { name, variables } => self.deliver(name, variables, false)?,
            Command::Tick => self.fire_due()?,
            Command::Set { variables } => self.instance.learn(variables),
            Command::Choose { gateway, flows } => self.choose(gateway, flows)?,
            Command::Suspend { reason } => self.suspend(reason)?,
            Command::Resume => self.instance.status = Status::Running,
            _ if self.office(command)? => {}
            Command::Cancel { reason } => {
                given(reason)?;
                self.withdraw_all();
                self.instance.status = Status::Cancelled;
                self.effects.push(Effect::Ended { error: None });
            }
            _ => {}
        }
        if self.instance.status == Status::Suspended {
            return Ok(());
        }
        self.come_to_rest()
    }

    /// Moves on what can move, and tells when the next timer is due.
    pub(super) fn come_to_rest(&mut self) -> Result<(), Error> {
        self.settle()?;
        if let Some(due) = self.instance.next_timer() {
            self.effects.push(Effect::TimerSet { due });
        }
        Ok(())
    }

    /// Refuses a command that does not fit how the instance stands.
    fn admit(&self, command: &Command) -> Result<(), Error> {
        let begins = matches!(
            command,
            Command::Start { .. } | Command::Message { .. } | Command::Signal { .. } | Command::Choose { .. }
        );
        let reason = match (self.instance.status, command) {
            (Status::New, _) if begins => return Ok(()),
            (Status::Running, Command::Start { .. } | Command::Resume) => "đang chạy",
            // Who leaves hands over what rests as well.
            (Status::Suspended, Command::Resume | Command::Cancel { .. } | Command::HandOver { .. })
            | (Status::Running, _) => return Ok(()),
            (Status::New, _) => "chưa bắt đầu",
            (Status::Suspended, _) => "đang tạm dừng",
            _ => "đã kết thúc",
        };
        Err(Error::NotRunning(reason))
    }

    /// Each start event of a process starts an instance of its own (BPMN 2.0 §10.5.2): the one named, or the first that
    /// needs no event, or the first of all, as when somebody starts by hand what a message would start.
    fn start(
        &mut self,
        process: usize,
        at: Option<&str>,
        variables: &Map<String, Value>,
    ) -> Result<(), Error> {
        let definition = self.definition;
        let body = Scope::Process(process);
        let starts = || {
            definition
                .nodes_in(body)
                .filter(|node| matches!(definition.nodes[*node].kind, NodeKind::Start { .. }))
        };
        let chosen = match at {
            Some(id) => Some(
                starts()
                    .find(|node| definition.nodes[*node].id == id)
                    .ok_or_else(|| Error::NothingWaits(id.to_owned()))?,
            ),
            None => starts()
                .find(|node| definition.nodes[*node].is_plain_start())
                .or_else(|| starts().next()),
        };
        self.instance.status = Status::Running;
        self.instance.learn(variables);
        match chosen {
            Some(node) => {
                let scope = self.open_bare_scope(body, None)?;
                self.send(scope, node, None);
            }
            None => {
                self.open_scope(body, None)?;
            }
        }
        Ok(())
    }

    /// Puts a token on its way into a node.
    pub(super) fn send(&mut self, scope: ScopeId, node: NodeIndex, via: Option<FlowIndex>) {
        let lineage = Arc::clone(&self.moving);
        self.queue.push_back(Arrival {
            scope,
            node,
            via,
            lineage,
        });
    }

    pub(super) fn open_task(&self, task: u64) -> Result<&Token, Error> {
        self.instance
            .open_tasks()
            .find(|token| token.id == task)
            .ok_or(Error::TaskNotOpen)
    }

    /// Moves tokens until every one of them waits.
    fn settle(&mut self) -> Result<(), Error> {
        loop {
            self.moves += 1;
            if self.moves > MOST_MOVES {
                return Err(Error::Runaway);
            }
            if self.instance.status != Status::Running {
                self.queue.clear();
                return Ok(());
            }
            if let Some(arrival) = self.queue.pop_front() {
                self.enter(&arrival)?;
            } else if let Some(next) = self.next.pop_front() {
                match next {
                    Next::Round(controller) => self.next_round(controller)?,
                    Next::Undoing(thrower) => self.undo_next(thrower)?,
                }
            } else if !self.look_at_conditions()?
                && !self.open_inclusive_join()?
                && !self.open_complex_join()?
                && !self.end_empty_scope()?
            {
                return Ok(());
            }
        }
    }

    fn enter(&mut self, arrival: &Arrival) -> Result<(), Error> {
        if self.instance.scope(arrival.scope).is_none() {
            return Ok(());
        }
        self.moving = Arc::clone(&arrival.lineage);
        let definition = self.definition;
        let node = &definition.nodes[arrival.node];
        match &node.kind {
            NodeKind::Start { .. } | NodeKind::Boundary { .. } => self.go_on(arrival.scope, arrival.node),
            NodeKind::Task(_) | NodeKind::SubProcess { .. } | NodeKind::Call(_) => self.gather(arrival),
            NodeKind::Complex { .. } => self.join_enough(arrival),
            NodeKind::Exclusive => self.decide(arrival.scope, arrival.node),
            NodeKind::Parallel => self.join_all(arrival),
            NodeKind::Inclusive => self.join_some(arrival),
            NodeKind::EventBased { .. } => self.await_first(arrival.scope, arrival.node),
            NodeKind::Catch(trigger) => self.catch(arrival.scope, arrival.node, trigger),
            NodeKind::Throw(kind) | NodeKind::End(kind) => {
                self.passed(node);
                self.throw(kind, arrival.scope)?;
                match kind.undoes() {
                    Some(extent) => self.undo(arrival.scope, arrival.node, extent),
                    None if matches!(kind, EndKind::Link(_)) => Ok(()),
                    None => self.leave(arrival.scope, arrival.node),
                }
            }
        }
    }

    pub(super) fn passed(&mut self, node: &Node) {
        self.effects.push(Effect::Passed {
            element: node.id.clone(),
        });
    }

    /// Records the node and takes its ways out.
    pub(super) fn go_on(&mut self, scope: ScopeId, node: NodeIndex) -> Result<(), Error> {
        self.passed(&self.definition.nodes[node]);
        self.leave(scope, node)
    }

    /// Takes every way out whose condition holds, and the default when none of the conditional ones does.
    pub(super) fn leave(&mut self, scope: ScopeId, node: NodeIndex) -> Result<(), Error> {
        let definition = self.definition;
        let from = &definition.nodes[node];
        if matches!(from.kind, NodeKind::Inclusive | NodeKind::Complex { .. })
            && let Some(flows) = self.chosen(node)
        {
            for flow in flows {
                self.take(scope, flow);
            }
            return Ok(());
        }
        let mut taken = 0;
        for &flow in from.outgoing.iter().filter(|flow| from.default != Some(**flow)) {
            let holds = match &definition.flows[flow].condition {
                Some(condition) => self.holds(condition, scope, from)?,
                None => true,
            };
            if holds {
                (0..from.completion_quantity).for_each(|_| self.take(scope, flow));
                taken += 1;
            }
        }
        match from.default {
            Some(default) if taken == 0 => {
                (0..from.completion_quantity).for_each(|_| self.take(scope, default));
            }
            None if taken == 0 && !from.outgoing.is_empty() => {
                return Err(Error::NoWayOut(from.label().to_owned()));
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn take(&mut self, scope: ScopeId, flow: FlowIndex) {
        let taken = &self.definition.flows[flow];
        self.effects.push(Effect::Taken {
            flow: taken.id.clone(),
        });
        self.send(scope, taken.target, Some(flow));
    }

    /// A variable as seen in a scope: of the rounds around it, innermost first, then the instance's.
    pub(super) fn variable(&self, scope: ScopeId, name: &str) -> Option<Value> {
        self.instance.variable(scope, name)
    }

    pub(super) fn holds(&self, condition: &Expression, scope: ScopeId, node: &Node) -> Result<bool, Error> {
        condition
            .holds_where(&|name| self.variable(scope, name))
            .map_err(|reason| Error::Expression {
                element: node.label().to_owned(),
                reason,
            })
    }

    /// Puts a waiting token into the instance and answers its id.
    pub(super) fn place(&mut self, scope: ScopeId, node: NodeIndex, state: State) -> u64 {
        let id = self.instance.fresh();
        let (round_of, locals, timers) = (None, Map::new(), Vec::new());
        self.instance.tokens.push(Token {
            id,
            node,
            scope,
            state,
            round_of,
            locals,
            timers,
            met: Vec::new(),
            happened: Vec::new(),
            undoes_for: None,
            lineage: Arc::clone(&self.moving),
            work: None,
        });
        id
    }

    /// Opens a body without starting anything in it but what waits for events.
    pub(super) fn open_bare_scope(&mut self, body: Scope, owner: Option<u64>) -> Result<ScopeId, Error> {
        let id = self.instance.fresh();
        self.instance.scopes.push(ScopeRun {
            id,
            body,
            owner,
            timers: Vec::new(),
            interrupted: false,
            met: Vec::new(),
            undoable: Vec::new(),
        });
        self.arm_event_sub_processes(id)?;
        Ok(id)
    }

    /// Opens a body at its start events, or at the nodes nothing leads to where it has none.
    pub(super) fn open_scope(&mut self, body: Scope, owner: Option<u64>) -> Result<ScopeId, Error> {
        let id = self.open_bare_scope(body, owner)?;
        let definition = self.definition;
        let plain = definition
            .nodes_in(body)
            .find(|node| definition.nodes[*node].is_plain_start());
        let starts = plain.map_or_else(|| self.headless_starts(body), |start| vec![start]);
        for node in starts {
            self.send(id, node, None);
        }
        Ok(id)
    }

    fn headless_starts(&self, body: Scope) -> Vec<NodeIndex> {
        let leads = |node: &&NodeIndex| {
            let node = &self.definition.nodes[**node];
            node.incoming.is_empty() && node.is_in_flow() && !matches!(node.kind, NodeKind::Start { .. })
        };
        let nodes: Vec<_> = self.definition.nodes_in(body).collect();
        nodes.iter().filter(leads).copied().collect()
    }

    /// Ends the innermost scope in which nothing is left. Answers whether there was one.
    fn end_empty_scope(&mut self) -> Result<bool, Error> {
        let tokens = &self.instance.tokens;
        let empty = self
            .instance
            .scopes
            .iter()
            .rev()
            .find(|scope| tokens.iter().all(|token| token.scope != scope.id));
        let Some(scope) = empty.cloned() else {
            return Ok(false);
        };
        self.instance.scopes.retain(|other| other.id != scope.id);
        if let Some(owner) = scope.owner {
            self.finish_having_done(owner, scope.undoable)?;
        } else {
            self.instance.status = Status::Completed;
            self.effects.push(Effect::Ended { error: None });
        }
        Ok(true)
    }

    /// Removes a token with all that runs inside it.
    pub(super) fn withdraw(&mut self, id: u64) {
        let Some(position) = self.instance.tokens.iter().position(|token| token.id == id) else {
            return;
        };
        let token = self.instance.tokens.remove(position);
        match token.state {
            State::Open => self.effects.push(Effect::TaskClosed {
                task: id,
                reason: CloseReason::Withdrawn,
            }),
            State::Inside { scope } => {
                self.empty_scope(scope);
                self.instance.scopes.retain(|other| other.id != scope);
            }
            State::Rounds { .. } => {
                let rounds: Vec<_> = self
                    .instance
                    .tokens
                    .iter()
                    .filter(|round| round.round_of == Some(id))
                    .map(|round| round.id)
                    .collect();
                for round in rounds {
                    self.withdraw(round);
                }
            }
            State::Joining { .. }
            | State::Closing { .. }
            | State::Undoing { .. }
            | State::Waiting
            | State::Undecided => {}
        }
    }

    /// Withdraws every token of a scope and what is on its way in it.
    pub(super) fn empty_scope(&mut self, scope: ScopeId) {
        self.queue.retain(|arrival| arrival.scope != scope);
        let inside: Vec<_> = self
            .instance
            .tokens
            .iter()
            .filter(|token| token.scope == scope)
            .map(|token| token.id)
            .collect();
        for token in inside {
            self.withdraw(token);
        }
    }

    pub(super) fn withdraw_all(&mut self) {
        let roots: Vec<_> = self
            .instance
            .scopes
            .iter()
            .filter(|scope| scope.owner.is_none())
            .map(|scope| scope.id)
            .collect();
        for root in roots {
            self.empty_scope(root);
        }
        self.instance.scopes.clear();
        self.queue.clear();
    }
}
