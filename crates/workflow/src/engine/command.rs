use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Moment, Part, Person, TaskId};

/// What can be done to an instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Starts it at the plain start events of a process.
    Start {
        /// The process's index in its file.
        process: usize,
        /// The start event's id, where there are several.
        #[serde(default)]
        at: Option<String>,
        /// The document's facts.
        #[serde(default)]
        variables: Map<String, Value>,
    },
    /// Completes an open task.
    Complete {
        /// The task.
        task: TaskId,
        /// Who did it; none for the system.
        #[serde(default)]
        by: Option<Person>,
        /// What it found out.
        #[serde(default)]
        variables: Map<String, Value>,
    },
    /// Fails an open task with an error code, for boundary events to catch.
    Fail {
        /// The task.
        task: TaskId,
        /// The error code.
        code: String,
    },
    /// Delivers a message to the steps that wait for it, or starts a process that begins with it.
    Message {
        /// The message's name.
        name: String,
        /// What it carries.
        #[serde(default)]
        variables: Map<String, Value>,
    },
    /// Delivers a signal.
    Signal {
        /// The signal's name.
        name: String,
        /// What it carries.
        #[serde(default)]
        variables: Map<String, Value>,
    },
    /// Fires every timer that is due.
    Tick,
    /// Changes variables; waiting conditions are looked at again.
    Set {
        /// New values.
        variables: Map<String, Value>,
    },
    /// Chooses the ways a decision without conditions takes (models that carry none).
    Choose {
        /// The gateway's id.
        gateway: String,
        /// The ids of the flows taken; one for an exclusive gateway.
        flows: Vec<String>,
    },
    /// Stops all work for a while.
    Suspend {
        /// Why.
        reason: String,
    },
    /// Goes on after a suspension.
    Resume,
    /// Ends it for good.
    Cancel {
        /// Why.
        reason: String,
    },
    /// Sends a task back.
    SendBack {
        /// The task.
        task: TaskId,
        /// Its holder.
        by: Person,
        /// The earlier step's element; the sender where absent.
        #[serde(default)]
        to: Option<String>,
        /// Why.
        reason: String,
        /// Whether it comes straight back here once done again.
        #[serde(default)]
        return_here: bool,
    },
    /// Takes a step back, or asks for it where somebody has acted since.
    Recall {
        /// The task that was done.
        step: TaskId,
        /// Who did it.
        by: Person,
        /// Why.
        reason: String,
    },
    /// Takes the case back to an earlier step, whatever was done since, to go on from there anew. For rules that stand above
    /// the process: whoever drafted may write a new version until it is signed. Whether `by` may is asked outside.
    Rewind {
        /// The earlier step's element.
        element: String,
        /// Who takes it back.
        by: Person,
        /// Why.
        reason: String,
    },
    /// Answers the sender who asks for a task back.
    AnswerRecall {
        /// The task.
        task: TaskId,
        /// Its holder.
        by: Person,
        /// Whether the sender gets it back.
        accept: bool,
        /// Why, where there is more to say than the sender did.
        #[serde(default)]
        reason: String,
    },
    /// Gives a task to somebody for good, or takes one nobody holds.
    Transfer {
        /// The task.
        task: TaskId,
        /// Its holder.
        by: Person,
        /// Who has it from now on.
        to: Person,
    },
    /// Lends a task.
    Delegate {
        /// The task.
        task: TaskId,
        /// Its holder.
        by: Person,
        /// Who does it meanwhile.
        to: Person,
    },
    /// Takes a lent task back.
    TakeBack {
        /// The task.
        task: TaskId,
        /// Who lent it.
        by: Person,
    },
    /// Gives everything one person has to another.
    HandOver {
        /// Who leaves.
        from: Person,
        /// Who takes over.
        to: Person,
    },
    /// Asks a colleague's opinion.
    Consult {
        /// The task.
        task: TaskId,
        /// Its holder.
        by: Person,
        /// Who is asked.
        asked: Person,
        /// What.
        question: String,
    },
    /// Gives the opinion asked for.
    Advise {
        /// The task.
        task: TaskId,
        /// Who was asked.
        by: Person,
        /// The opinion.
        answer: String,
    },
    /// Adds somebody who leads, cooperates, is informed or signs as well.
    AddHelper {
        /// The task.
        task: TaskId,
        /// The holder, or the helper under whom the new one works.
        by: Person,
        /// Who is added.
        person: Person,
        /// In what part.
        part: Part,
        /// Under which helper; directly under the task where absent.
        #[serde(default)]
        under: Option<Person>,
    },
    /// Takes a helper off.
    RemoveHelper {
        /// The task.
        task: TaskId,
        /// Who added them.
        by: Person,
        /// Who is taken off.
        person: Person,
    },
    /// A helper has done their part.
    Contribute {
        /// The task.
        task: TaskId,
        /// The helper.
        by: Person,
    },
    /// Sets a deadline.
    SetDeadline {
        /// The task.
        task: TaskId,
        /// Who sets it.
        by: Person,
        /// Until when.
        due: Moment,
    },
    /// Asks for more time.
    AskExtension {
        /// The task.
        task: TaskId,
        /// Its holder.
        by: Person,
        /// Until when.
        until: Moment,
        /// Why.
        reason: String,
    },
    /// Grants more time, or none.
    AnswerExtension {
        /// The task.
        task: TaskId,
        /// Who set the deadline.
        by: Person,
        /// Until when; absent: refused.
        #[serde(default)]
        until: Option<Moment>,
    },
    /// Urges whoever has the task.
    Urge {
        /// The task.
        task: TaskId,
        /// Who urges.
        by: Person,
        /// In what words.
        text: String,
    },
}

impl Command {
    /// The task it is about.
    #[must_use]
    pub fn task(&self) -> Option<TaskId> {
        match self {
            Self::Complete { task, .. }
            | Self::Fail { task, .. }
            | Self::SendBack { task, .. }
            | Self::AnswerRecall { task, .. }
            | Self::Transfer { task, .. }
            | Self::Delegate { task, .. }
            | Self::TakeBack { task, .. }
            | Self::Consult { task, .. }
            | Self::Advise { task, .. }
            | Self::AddHelper { task, .. }
            | Self::RemoveHelper { task, .. }
            | Self::Contribute { task, .. }
            | Self::SetDeadline { task, .. }
            | Self::AskExtension { task, .. }
            | Self::AnswerExtension { task, .. }
            | Self::Urge { task, .. } => Some(*task),
            _ => None,
        }
    }
}
