use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::TaskId;

/// What can be done to an instance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Starts it at the plain start events of a process.
    Start {
        /// The process's index in its file.
        process: usize,
        /// The document's facts.
        #[serde(default)]
        variables: Map<String, Value>,
    },
    /// Completes an open task.
    Complete {
        /// The task.
        task: TaskId,
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
    /// Stops all work for a while.
    Suspend,
    /// Goes on after a suspension.
    Resume,
    /// Ends it for good.
    Cancel {
        /// Why.
        reason: String,
    },
}
