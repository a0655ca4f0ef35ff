use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Moment, Part, Person, TaskId};
use crate::definition::{Assignment, Name, TaskKind};

/// What follows from a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// A task waits for somebody, or for the system.
    TaskOpened {
        /// The task.
        task: TaskId,
        /// The element's id.
        element: Name,
        /// The element's name.
        name: Option<Name>,
        /// What kind of task.
        kind: TaskKind,
        /// Who is to do it.
        assignment: Arc<Assignment>,
        /// Who has it, where the definition or an earlier step says so.
        holder: Option<Person>,
    },
    /// A task is no longer open.
    TaskClosed {
        /// The task.
        task: TaskId,
        /// Why.
        reason: CloseReason,
    },
    /// An element was passed: the history.
    Passed {
        /// The element's id.
        element: Name,
    },
    /// A sequence flow was taken.
    Taken {
        /// The flow's id.
        flow: Name,
    },
    /// A message leaves the process.
    MessageSent {
        /// Its name.
        name: String,
    },
    /// A signal was broadcast.
    SignalThrown {
        /// Its name.
        name: String,
    },
    /// Another published process is called; the task completes when it ends.
    ProcessCalled {
        /// The task that waits for it.
        task: TaskId,
        /// The called process's id.
        process: String,
    },
    /// The next moment at which a timer is due.
    TimerSet {
        /// When.
        due: Moment,
    },
    /// An escalation nobody caught.
    Escalated {
        /// Its code.
        code: Option<String>,
    },
    /// The instance has ended.
    Ended {
        /// The error that ended it, if one did.
        error: Option<String>,
    },
    /// A step was passed over since its holder has already acted.
    Skipped {
        /// The task that was not opened.
        task: TaskId,
        /// The element's id.
        element: Name,
        /// Who would have had it.
        holder: Option<Person>,
    },
    /// A task was sent back.
    SentBack {
        /// The task.
        task: TaskId,
        /// The element it went to.
        to: Name,
        /// Why.
        reason: String,
        /// Whether it comes straight back.
        returns: bool,
    },
    /// The case went back to an earlier step.
    Rewound {
        /// The task that was done.
        step: TaskId,
        /// The element it is at again.
        to: Name,
        /// Who took it back.
        by: Person,
        /// Why.
        reason: String,
    },
    /// A sender took a step back.
    Recalled {
        /// The task that was done.
        step: TaskId,
        /// The task it is now.
        task: TaskId,
    },
    /// A sender asks for a task back.
    RecallAsked {
        /// The task.
        task: TaskId,
        /// The sender.
        by: Person,
        /// Why.
        reason: String,
    },
    /// The receiver answered.
    RecallAnswered {
        /// The task.
        task: TaskId,
        /// The sender.
        to: Person,
        /// Whether the sender gets it back.
        accepted: bool,
    },
    /// A task has another holder.
    Handed {
        /// The task.
        task: TaskId,
        /// Who had it.
        from: Option<Person>,
        /// Who has it.
        to: Person,
    },
    /// A task waits for its candidates again.
    Released {
        /// The task.
        task: TaskId,
        /// Who had it.
        from: Person,
    },
    /// A colleague is asked.
    Consulted {
        /// The task.
        task: TaskId,
        /// Who is asked.
        asked: Person,
        /// What.
        question: String,
    },
    /// A colleague answered.
    Advised {
        /// The task.
        task: TaskId,
        /// Who answered.
        by: Person,
        /// Who had asked.
        to: Person,
        /// The opinion.
        answer: String,
    },
    /// Somebody works under the task.
    HelperAdded {
        /// The task.
        task: TaskId,
        /// Who.
        person: Person,
        /// In what part.
        part: Part,
    },
    /// Somebody no longer works under the task.
    HelperRemoved {
        /// The task.
        task: TaskId,
        /// Who.
        person: Person,
    },
    /// A helper's part is done.
    Contributed {
        /// The task.
        task: TaskId,
        /// Who.
        by: Person,
    },
    /// A deadline is in force.
    DeadlineSet {
        /// The task.
        task: TaskId,
        /// Until when.
        due: Moment,
        /// The deadline first set.
        original: Moment,
    },
    /// More time is asked for.
    ExtensionAsked {
        /// The task.
        task: TaskId,
        /// Who may grant it.
        of: Person,
        /// Until when.
        until: Moment,
        /// Why.
        reason: String,
    },
    /// Whoever has the task is urged.
    Urged {
        /// The task.
        task: TaskId,
        /// Who urges.
        by: Person,
        /// Who is urged.
        whom: Option<Person>,
        /// In what words.
        text: String,
    },
}

/// Why a task is no longer open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// It was done.
    Completed,
    /// It failed with an error.
    Failed,
    /// An event, an end or a decision elsewhere withdrew it.
    Withdrawn,
    /// It, or a step after the same one, was sent back.
    SentBack,
    /// The sender took it back.
    Recalled,
}
