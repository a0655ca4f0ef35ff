use serde::{Deserialize, Serialize};

use super::{Moment, TaskId};
use crate::definition::{Assignment, TaskKind};

/// What follows from a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// A task waits for somebody, or for the system.
    TaskOpened {
        /// The task.
        task: TaskId,
        /// The element's id.
        element: String,
        /// The element's name.
        name: Option<String>,
        /// What kind of task.
        kind: TaskKind,
        /// Who is to do it.
        assignment: Assignment,
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
        element: String,
    },
    /// A sequence flow was taken.
    Taken {
        /// The flow's id.
        flow: String,
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
}
