use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Moment, Person, Work, lineage::Lineage};
use crate::definition::{FlowIndex, NodeIndex, Scope};

/// Id of a task inside its instance.
pub type TaskId = u64;

/// Id of a scope's run inside its instance.
pub(super) type ScopeId = u64;

/// How an instance stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not started.
    #[default]
    New,
    /// Somebody or something is waited for.
    Running,
    /// Stopped for a while.
    Suspended,
    /// Ended as drawn.
    Completed,
    /// Ended by an error that nothing caught.
    Failed,
    /// Ended by an order.
    Cancelled,
}

/// A run of a process.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Instance {
    /// How it stands.
    pub status: Status,
    /// The document's facts and what tasks found out.
    pub variables: Arc<Map<String, Value>>,
    pub(super) tokens: Vec<Token>,
    pub(super) scopes: Vec<ScopeRun>,
    pub(super) next: u64,
    /// Steps done by somebody, oldest first.
    pub(super) trail: Vec<Done>,
    /// Steps that can be taken back as long as nobody acted after them.
    pub(super) recallable: Vec<Arc<Recallable>>,
    /// Ways chosen by hand for decisions without conditions.
    pub(super) choices: BTreeMap<NodeIndex, Vec<Vec<FlowIndex>>>,
}

impl Instance {
    /// The tokens that wait: where the document is.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The open tasks, oldest first.
    pub fn open_tasks(&self) -> impl Iterator<Item = &Token> {
        self.tokens
            .iter()
            .filter(|token| matches!(token.state, State::Open))
    }

    /// When the next timer is due.
    #[must_use]
    pub fn next_timer(&self) -> Option<Moment> {
        let tokens = self.tokens.iter().flat_map(|token| &token.timers);
        let scopes = self.scopes.iter().flat_map(|scope| &scope.timers);
        tokens.chain(scopes).map(|timer| timer.due).min()
    }

    /// The steps done so far, oldest first.
    #[must_use]
    pub fn trail(&self) -> &[Done] {
        &self.trail
    }

    /// A variable as seen from a task: of its round and the rounds around it, innermost first, then the instance's.
    #[must_use]
    pub fn seen_from(&self, task: TaskId, name: &str) -> Option<Value> {
        let token = self.token(task)?;
        let local = token.locals.get(name).cloned();
        local.or_else(|| self.variable(token.scope, name))
    }

    pub(super) fn variable(&self, scope: ScopeId, name: &str) -> Option<Value> {
        let mut scope = self.scope(scope);
        while let Some(run) = scope {
            let owner = run.owner.and_then(|owner| self.token(owner));
            if let Some(value) = owner.and_then(|owner| owner.locals.get(name)) {
                return Some(value.clone());
            }
            scope = owner.and_then(|owner| self.scope(owner.scope));
        }
        self.variables.get(name).cloned()
    }

    /// The open task with this id.
    #[must_use]
    pub fn open_task(&self, task: TaskId) -> Option<&Token> {
        self.open_tasks().find(|token| token.id == task)
    }

    /// Takes new values in; the map is copied only when there are any.
    pub(super) fn learn(&mut self, variables: &Map<String, Value>) {
        if !variables.is_empty() {
            Arc::make_mut(&mut self.variables).extend(variables.clone());
        }
    }

    pub(super) fn fresh(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(super) fn token(&self, id: u64) -> Option<&Token> {
        self.tokens.iter().find(|token| token.id == id)
    }

    pub(super) fn token_mut(&mut self, id: u64) -> Option<&mut Token> {
        self.tokens.iter_mut().find(|token| token.id == id)
    }

    pub(super) fn scope(&self, id: ScopeId) -> Option<&ScopeRun> {
        self.scopes.iter().find(|scope| scope.id == id)
    }

    pub(super) fn scope_mut(&mut self, id: ScopeId) -> Option<&mut ScopeRun> {
        self.scopes.iter_mut().find(|scope| scope.id == id)
    }
}

/// A place where an instance waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Its id; also the id of the task, where it stands at one.
    pub id: u64,
    /// The node it stands at.
    pub node: NodeIndex,
    pub(super) scope: ScopeId,
    pub(super) state: State,
    /// The repeated activity this is one round of.
    pub(super) round_of: Option<u64>,
    /// Variables of this round.
    pub(super) locals: Map<String, Value>,
    pub(super) timers: Vec<ArmedTimer>,
    /// Conditions on its border that are true at present: they fire when they become true, not while they are.
    pub(super) met: Vec<NodeIndex>,
    /// Which parts of events that wait for several things have happened: the event, and the part's place in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) happened: Vec<(NodeIndex, usize)>,
    /// The token at the event that waits until this has undone what it undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) undoes_for: Option<u64>,
    pub(super) lineage: Arc<Lineage>,
    pub(super) work: Option<Box<Work>>,
}

impl Token {
    /// The element whose task is open: the node, or the earlier step the task was sent back to.
    #[must_use]
    pub fn element(&self) -> NodeIndex {
        self.work
            .as_ref()
            .and_then(|work| work.detour.as_ref())
            .map_or(self.node, |detour| detour.to)
    }

    /// Who has the task and what else is known of it; none where nobody has done anything about it.
    #[must_use]
    pub fn work(&self) -> Option<&Work> {
        self.work.as_deref()
    }

    /// Whether it stands for the rounds of a repeated activity, which have tokens of their own.
    #[must_use]
    pub fn has_rounds(&self) -> bool {
        matches!(self.state, State::Rounds { .. } | State::Inside { .. })
    }

    /// Who has the task.
    #[must_use]
    pub fn holder(&self) -> Option<&Person> {
        self.work.as_ref()?.holder.as_ref()
    }
}

/// A step somebody did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// The task.
    pub task: TaskId,
    /// The element.
    pub node: NodeIndex,
    /// Who did it; none for the system.
    pub by: Option<Person>,
    /// When.
    pub at: Moment,
    pub(super) scope: ScopeId,
    pub(super) lineage: Arc<Lineage>,
    /// Whether something that came from it was joined with something that did not, or came too late to a join that was
    /// passed without it: to do the step anew would then leave that join waiting for others, which have gone on.
    #[serde(default)]
    pub(super) joined: bool,
}

impl Done {
    /// Whether the step may be done anew in place of a token that came from it, of this lineage.
    pub(super) fn can_rewind(&self, lineage: &Lineage) -> bool {
        !self.joined && lineage.can_rewind(self.task, &self.lineage)
    }
}

/// A step that can be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Recallable {
    pub(super) by: Option<Person>,
    /// The token as it was.
    pub(super) token: Token,
    /// The tokens the step led to.
    pub(super) placed: Vec<u64>,
}

/// Why a token stands where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum State {
    /// Came in by this flow and waits for the others.
    Joining { via: FlowIndex },
    /// A gateway has opened: what still comes in by these flows is dropped.
    Closing { left: Vec<FlowIndex> },
    /// Waits until these have been undone, the last first.
    Undoing { left: Vec<Undoable> },
    /// A task that waits to be completed.
    Open,
    /// Waits for an event.
    Waiting,
    /// At a decision that has no conditions: waits for somebody to choose.
    Undecided,
    /// Its body runs in this scope.
    Inside { scope: ScopeId },
    /// Its rounds run.
    Rounds {
        total: u32,
        started: u32,
        done: u32,
        items: Vec<Value>,
    },
}

/// A timer that is set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ArmedTimer {
    /// The event it belongs to.
    pub(super) node: NodeIndex,
    /// When it fires.
    pub(super) due: Moment,
    /// For cycles: how often it fires again, and after how long.
    pub(super) again: Option<(Option<u32>, i64)>,
}

/// A run of a process's or sub-process's body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ScopeRun {
    pub(super) id: ScopeId,
    pub(super) body: Scope,
    /// The token whose body this is; none for the instance itself.
    pub(super) owner: Option<u64>,
    /// Timers of event sub-processes.
    pub(super) timers: Vec<ArmedTimer>,
    /// Whether an interrupting event sub-process has taken over: no other starts any more.
    pub(super) interrupted: bool,
    /// Conditions of event sub-processes that are true at present.
    pub(super) met: Vec<NodeIndex>,
    /// What was done in it and can be undone, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) undoable: Vec<Undoable>,
}

/// An activity that was done and can be undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Undoable {
    /// The activity.
    pub(super) node: NodeIndex,
    /// Variables of its round.
    pub(super) locals: Map<String, Value>,
    /// What was done inside it.
    pub(super) inside: Vec<Undoable>,
}
