use std::collections::VecDeque;

use serde_json::{Map, Value};

use super::{
    Command, Effect, Instance, Moment, Status,
    effect::CloseReason,
    instance::{ScopeId, ScopeRun, State, Token},
};
use crate::{
    Definition, Error,
    definition::{EndKind, Expression, FlowIndex, Node, NodeIndex, NodeKind, Scope, Trigger},
};

/// Most moves one command may lead to before the process is taken for one that never waits.
const MOST_MOVES: u32 = 100_000;

/// A token on its way into a node.
pub(super) struct Arrival {
    pub(super) scope: ScopeId,
    pub(super) node: NodeIndex,
    pub(super) via: Option<FlowIndex>,
}

/// One command being applied.
pub(super) struct Run<'a> {
    pub(super) definition: &'a Definition,
    pub(super) instance: Instance,
    pub(super) effects: Vec<Effect>,
    pub(super) now: Moment,
    pub(super) queue: VecDeque<Arrival>,
    moves: u32,
}

impl<'a> Run<'a> {
    pub(super) fn new(definition: &'a Definition, instance: Instance, now: Moment) -> Self {
        Self {
            definition,
            instance,
            effects: Vec::new(),
            now,
            queue: VecDeque::new(),
            moves: 0,
        }
    }

    pub(super) fn perform(&mut self, command: &Command) -> Result<(), Error> {
        self.admit(command)?;
        match command {
            Command::Start { process, variables } => self.start(*process, variables)?,
            Command::Complete { task, variables } => {
                self.open_task(*task)?;
                self.instance.variables.extend(variables.clone());
                self.effects.push(Effect::TaskClosed {
                    task: *task,
                    reason: CloseReason::Completed,
                });
                self.finish(*task)?;
            }
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
            Command::Set { variables } => self.instance.variables.extend(variables.clone()),
            Command::Suspend => self.instance.status = Status::Suspended,
            Command::Resume => self.instance.status = Status::Running,
            Command::Cancel { .. } => {
                self.withdraw_all();
                self.instance.status = Status::Cancelled;
                self.effects.push(Effect::Ended { error: None });
            }
        }
        self.settle()?;
        if let Some(due) = self.instance.next_timer() {
            self.effects.push(Effect::TimerSet { due });
        }
        Ok(())
    }

    /// Refuses a command that does not fit how the instance stands.
    fn admit(&self, command: &Command) -> Result<(), Error> {
        match (self.instance.status, command) {
            (Status::New, Command::Start { .. } | Command::Message { .. } | Command::Signal { .. })
            | (Status::Suspended, Command::Resume | Command::Cancel { .. }) => Ok(()),
            (Status::Running, Command::Start { .. } | Command::Resume) => Err(Error::NotRunning("đang chạy")),
            (Status::Running, _) => Ok(()),
            (Status::New, _) => Err(Error::NotRunning("chưa bắt đầu")),
            (Status::Suspended, _) => Err(Error::NotRunning("đang tạm dừng")),
            _ => Err(Error::NotRunning("đã kết thúc")),
        }
    }

    fn start(&mut self, process: usize, variables: &Map<String, Value>) -> Result<(), Error> {
        self.instance.status = Status::Running;
        self.instance.variables.extend(variables.clone());
        self.open_scope(Scope::Process(process), None)?;
        Ok(())
    }

    fn open_task(&self, task: u64) -> Result<&Token, Error> {
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
            } else if !self.look_at_conditions()?
                && !self.open_inclusive_join()?
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
        let definition = self.definition;
        let node = &definition.nodes[arrival.node];
        match &node.kind {
            NodeKind::Start { .. } | NodeKind::Boundary { .. } => self.go_on(arrival.scope, arrival.node),
            NodeKind::Task(_) | NodeKind::SubProcess { .. } | NodeKind::Call(_) => {
                self.begin_activity(arrival.scope, arrival.node)
            }
            NodeKind::Exclusive => self.decide(arrival.scope, arrival.node),
            NodeKind::Parallel => self.join_all(arrival),
            NodeKind::Inclusive => self.join_some(arrival),
            NodeKind::EventBased { .. } => self.await_first(arrival.scope, arrival.node),
            NodeKind::Catch(trigger) => self.catch(arrival.scope, arrival.node, trigger),
            NodeKind::Throw(kind) => {
                self.passed(node);
                self.throw(kind, arrival.scope)?;
                if !matches!(kind, EndKind::Link(_)) {
                    self.leave(arrival.scope, arrival.node)?;
                }
                Ok(())
            }
            NodeKind::End(kind) => {
                self.passed(node);
                self.throw(kind, arrival.scope)
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
        let mut taken = 0;
        for &flow in from.outgoing.iter().filter(|flow| from.default != Some(**flow)) {
            let holds = match &definition.flows[flow].condition {
                Some(condition) => self.holds(condition, scope, from)?,
                None => true,
            };
            if holds {
                self.take(scope, flow);
                taken += 1;
            }
        }
        match from.default {
            Some(default) if taken == 0 => self.take(scope, default),
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
        self.queue.push_back(Arrival {
            scope,
            node: taken.target,
            via: Some(flow),
        });
    }

    /// The variables seen in a scope: the instance's, then those of the rounds around it.
    pub(super) fn variables(&self, scope: ScopeId) -> Map<String, Value> {
        let mut around = Vec::new();
        let mut scope = self.instance.scope(scope);
        while let Some(run) = scope {
            let owner = run.owner.and_then(|owner| self.instance.token(owner));
            around.extend(owner.map(|owner| &owner.locals));
            scope = owner.and_then(|owner| self.instance.scope(owner.scope));
        }
        let mut variables = self.instance.variables.clone();
        for locals in around.into_iter().rev() {
            variables.extend(locals.clone());
        }
        variables
    }

    pub(super) fn holds(&self, condition: &Expression, scope: ScopeId, node: &Node) -> Result<bool, Error> {
        condition
            .holds(&self.variables(scope))
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
        });
        id
    }

    /// Opens a body: its start events, or the nodes nothing leads to where it has none.
    pub(super) fn open_scope(&mut self, body: Scope, owner: Option<u64>) -> Result<ScopeId, Error> {
        let id = self.instance.fresh();
        self.instance.scopes.push(ScopeRun {
            id,
            body,
            owner,
            timers: Vec::new(),
        });
        let starts: Vec<_> = self
            .definition
            .nodes_in(body)
            .filter(|node| self.definition.nodes[*node].is_plain_start())
            .collect();
        let starts = if starts.is_empty() {
            self.headless_starts(body)
        } else {
            starts
        };
        for node in starts {
            self.queue.push_back(Arrival {
                scope: id,
                node,
                via: None,
            });
        }
        self.arm_event_sub_processes(id)?;
        Ok(id)
    }

    fn headless_starts(&self, body: Scope) -> Vec<NodeIndex> {
        let leads = |node: &&NodeIndex| {
            let node = &self.definition.nodes[**node];
            node.incoming.is_empty()
                && !matches!(
                    node.kind,
                    NodeKind::Start { .. }
                        | NodeKind::Boundary { .. }
                        | NodeKind::SubProcess { by_event: true }
                        | NodeKind::Catch(Trigger::Link(_))
                )
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
        match scope.owner {
            Some(owner) => self.finish(owner)?,
            None => {
                self.instance.status = Status::Completed;
                self.effects.push(Effect::Ended { error: None });
            }
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
            State::Joining { .. } | State::Waiting => {}
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
