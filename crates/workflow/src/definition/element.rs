use std::sync::Arc;

use super::{Expression, Name};

/// Index of a node in its definition.
pub type NodeIndex = usize;
/// Index of a flow in its definition.
pub type FlowIndex = usize;

/// A process of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Id in the file.
    pub id: String,
    /// Name, where it has one.
    pub name: Option<String>,
    /// `isExecutable`.
    pub executable: bool,
    /// Line in the file.
    pub line: u32,
}

/// Where a node lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Scope {
    /// Directly in a process.
    Process(usize),
    /// In a sub-process.
    SubProcess(NodeIndex),
}

/// A sequence flow.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Id in the file.
    pub id: Name,
    /// Name, where it has one.
    pub name: Option<String>,
    /// From which node.
    pub source: NodeIndex,
    /// To which node.
    pub target: NodeIndex,
    /// The condition on it.
    pub condition: Option<Expression>,
}

/// A flow node: event, task, gateway or sub-process.
#[derive(Debug, Clone)]
pub struct Node {
    /// Id in the file.
    pub id: Name,
    /// Name, where it has one.
    pub name: Option<Name>,
    /// Line in the file.
    pub line: u32,
    /// Where it lives.
    pub scope: Scope,
    /// What it is.
    pub kind: NodeKind,
    /// Flows into it.
    pub incoming: Vec<FlowIndex>,
    /// Flows out of it, in the order of the file.
    pub outgoing: Vec<FlowIndex>,
    /// The flow taken when no condition is true.
    pub default: Option<FlowIndex>,
    /// How often an activity is done.
    pub repeat: Option<Loop>,
    /// Boundary events attached to it.
    pub boundary: Vec<NodeIndex>,
    /// The message a receive task waits for or a send task sends.
    pub message: Option<String>,
    /// Who is to do it, and by when.
    pub assignment: Arc<Assignment>,
    /// The assignee as it is computed when the task opens.
    pub assignee: Option<Expression>,
    /// Steps whose doer may not do this one (`separateFrom`).
    pub separate_from: Vec<NodeIndex>,
    /// Passed over when its holder has already done a step (`skipSamePerson`).
    pub skip: Option<Skip>,
    /// A decision read leniently whose ways have no conditions: it waits for somebody to choose.
    pub undecided: bool,
    /// What undoes it once it is done: the activity a compensation event on its border is associated with.
    pub undone_by: Option<NodeIndex>,
    /// Done only to undo another (`isForCompensation`): no flow leads to it.
    pub is_for_compensation: bool,
    /// How many tokens an activity waits for before it begins (`startQuantity`).
    pub start_quantity: u32,
    /// How many tokens an activity sends along each way out (`completionQuantity`).
    pub completion_quantity: u32,
}

impl Node {
    /// Whether a process or sub-process starts here by itself.
    #[must_use]
    pub fn is_plain_start(&self) -> bool {
        matches!(
            self.kind,
            NodeKind::Start {
                trigger: Trigger::None,
                ..
            }
        )
    }

    /// Whether the flows of its scope lead here, or it begins by itself: not on somebody's border, nor when an event
    /// happens, nor to undo another.
    pub(crate) fn is_in_flow(&self) -> bool {
        !self.is_for_compensation
            && !matches!(
                self.kind,
                NodeKind::Boundary { .. }
                    | NodeKind::SubProcess { by_event: true }
                    | NodeKind::Catch(Trigger::Link(_))
            )
    }

    /// Name, or id where it has none.
    #[must_use]
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// Start event; `interrupting` matters in event sub-processes only.
    Start {
        /// What starts it.
        trigger: Trigger,
        /// Whether it ends what else goes on in its scope.
        interrupting: bool,
    },
    /// End event.
    End(EndKind),
    /// A task.
    Task(TaskKind),
    /// One way out.
    Exclusive,
    /// All ways out; waits for all ways in.
    Parallel,
    /// Every way whose condition is true; waits for every way in that can still come.
    Inclusive,
    /// Opens when enough have come in (BPMN 2.0 §13.4.5), drops what comes later, and goes out by every way whose
    /// condition is true.
    Complex {
        /// Enough, over `activationCount`; when nothing more can come where absent.
        activation: Option<Expression>,
    },
    /// The way of the first event.
    EventBased {
        /// Whether it starts its process.
        instantiates: bool,
    },
    /// Embedded sub-process.
    SubProcess {
        /// Whether an event starts it (`triggeredByEvent`).
        by_event: bool,
    },
    /// Call of another process.
    Call(CallTarget),
    /// Waits for an event.
    Catch(Trigger),
    /// Lets something be known.
    Throw(EndKind),
    /// Event on the border of an activity.
    Boundary {
        /// The activity.
        attached_to: NodeIndex,
        /// The event.
        trigger: Trigger,
        /// Whether it ends the activity.
        interrupting: bool,
    },
}

/// What a call activity calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallTarget {
    /// A process of the same file.
    Here(usize),
    /// A process published elsewhere, by id.
    Elsewhere(String),
}

/// The kinds of task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// A person does it in the system.
    User,
    /// The system does it.
    Service,
    /// The system sends something.
    Send,
    /// Waits for a message.
    Receive,
    /// A rule decides.
    BusinessRule,
    /// A person does it outside the system: only recorded.
    Manual,
    /// Nothing said: only recorded.
    Abstract,
    /// A script: never executed.
    Script,
}

/// What is waited for.
#[derive(Debug, Clone)]
pub enum Trigger {
    /// Nothing: goes on at once.
    None,
    /// A message by name.
    Message(String),
    /// A signal by name.
    Signal(String),
    /// A time.
    Timer(Timer),
    /// An error by code; any error when absent.
    Error(Option<String>),
    /// An escalation by code; any when absent.
    Escalation(Option<String>),
    /// A condition over the variables.
    Condition(Expression),
    /// A link of this name, thrown in the same scope.
    Link(String),
    /// Any of several (a multiple event): the first to happen counts.
    Any(Vec<Trigger>),
    /// All of several messages and signals, in any order (a parallel multiple event).
    All(Vec<Trigger>),
    /// What it stands on or in is to be undone.
    Compensation,
    /// The transaction it stands on is called off.
    Cancel,
}

impl Trigger {
    /// The timers in it.
    pub fn timers(&self) -> impl Iterator<Item = &Timer> {
        let all = match self {
            Self::Any(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        all.iter().filter_map(|one| match one {
            Self::Timer(timer) => Some(timer),
            _ => None,
        })
    }
}

/// When a timer fires (ISO 8601).
#[derive(Debug, Clone)]
pub enum Timer {
    /// At a date and time.
    Date(Expression),
    /// After a duration such as `P3D` or `PT4H`.
    Duration(Expression),
    /// Again and again: `R3/PT1H`.
    Cycle(Expression),
}

/// What an end or throw event does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndKind {
    /// Nothing more.
    None,
    /// Sends a message.
    Message(String),
    /// Broadcasts a signal.
    Signal(String),
    /// Fails with an error code (end events only).
    Error(Option<String>),
    /// Escalates with a code.
    Escalation(Option<String>),
    /// Ends the whole scope.
    Terminate,
    /// Jumps to the catching link of this name.
    Link(String),
    /// Undoes what was done in its scope, last first, or only the activity of this id; goes on when that is done.
    Compensation(Option<String>),
    /// Calls the transaction around it off: what was done in it is undone, and its cancel event goes on.
    Cancel,
    /// Several of these (a multiple event).
    Several(Vec<EndKind>),
}

/// What an event undoes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extent<'a> {
    /// Everything in its scope.
    All,
    /// The activity of this id.
    Only(&'a str),
}

impl Extent<'_> {
    pub(crate) fn covers(self, activity: &Node) -> bool {
        match self {
            Self::All => true,
            Self::Only(id) => *activity.id == *id,
        }
    }
}

impl EndKind {
    /// What it undoes, if it does.
    pub(crate) fn undoes(&self) -> Option<Extent<'_>> {
        match self {
            Self::Compensation(Some(activity)) => Some(Extent::Only(activity)),
            Self::Compensation(None) | Self::Cancel => Some(Extent::All),
            Self::Several(all) => all.iter().find_map(Self::undoes),
            _ => None,
        }
    }
}

/// When a step is passed over because the same person comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skip {
    /// They did the step right before.
    Previous,
    /// They did any earlier step.
    Any,
}

/// How often an activity is done.
#[derive(Debug, Clone)]
pub enum Loop {
    /// Once for each item or number.
    Multi(MultiInstance),
    /// While a condition holds.
    While {
        /// The condition; absent means `maximum` times.
        condition: Option<Expression>,
        /// Whether the condition is asked before the first round.
        test_before: bool,
        /// Most rounds.
        maximum: Option<u32>,
    },
}

/// Multi-instance: one round for each member of a collection, or a number of rounds.
#[derive(Debug, Clone)]
pub struct MultiInstance {
    /// One after the other, rather than all at once.
    pub sequential: bool,
    /// Number of rounds.
    pub cardinality: Option<Expression>,
    /// Collection whose members the rounds are for.
    pub collection: Option<Expression>,
    /// Name the member has inside a round.
    pub item: Option<String>,
    /// When true after a round, the remaining rounds are dropped. May use `nrOfInstances`, `nrOfCompletedInstances`,
    /// `nrOfActiveInstances`.
    pub completion: Option<Expression>,
    /// What the event on its border is told after a round, while the other rounds go on.
    pub told: Vec<RoundEvent>,
}

/// An event a repeated activity throws to its border when a round is done (`behavior`).
#[derive(Debug, Clone)]
pub struct RoundEvent {
    /// After which rounds.
    pub when: RoundCondition,
    /// What is thrown.
    pub event: EndKind,
}

/// After which rounds an event is thrown.
#[derive(Debug, Clone)]
pub enum RoundCondition {
    /// Each.
    Each,
    /// The first.
    First,
    /// Those after which this is true; may use what [`MultiInstance::completion`] may.
    Where(Expression),
}

/// Who is to do a task and by when, from extension attributes; Camunda's names are understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Assignment {
    /// A person or post, or an expression for one.
    pub assignee: Option<String>,
    /// Persons or posts of whom one may take it.
    pub candidate_users: Vec<String>,
    /// Units or roles of whose posts one may take it.
    pub candidate_groups: Vec<String>,
    /// Due date: ISO 8601 date or duration, or an expression.
    pub due_date: Option<String>,
    /// Form to fill.
    pub form: Option<String>,
    /// Which part of the document it is about, as an expression; the `id` of the round's `part` where absent.
    pub part: Option<String>,
}
