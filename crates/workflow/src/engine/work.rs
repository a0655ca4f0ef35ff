use serde::{Deserialize, Serialize};

use super::{Moment, Person};
use crate::definition::NodeIndex;

/// What is known of an open task beyond its place: who has it, who helps, until when.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Work {
    /// Who has it; none while it waits for one of its candidates.
    pub holder: Option<Person>,
    /// Who lent it, first to last, while it is delegated.
    pub lenders: Vec<Person>,
    /// Opinions asked of colleagues.
    pub consultations: Vec<Consultation>,
    /// Who works under it: lead, cooperate, for information, co-sign.
    pub helpers: Vec<Helper>,
    /// Until when, where somebody said so.
    pub deadline: Option<Deadline>,
    /// How often it was urged.
    pub urged: u32,
    /// The sender who asks for it back.
    pub recall_asked: Option<RecallRequest>,
    /// Set while it is done again at an earlier step, to return here afterwards.
    pub detour: Option<Detour>,
    /// Whether its holder has acted on it.
    pub touched: bool,
}

/// An opinion asked of a colleague.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// Who asks.
    pub by: Person,
    /// Who is asked.
    pub asked: Person,
    /// What.
    pub question: String,
    /// The opinion, once given.
    pub answer: Option<String>,
}

/// What part a helper has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Chủ trì: answers for the result; exactly one.
    Lead,
    /// Phối hợp: contributes; being late blocks nobody.
    Cooperate,
    /// Để biết: never blocks.
    Inform,
    /// Signs as well: the task waits for the signature.
    CoSign,
}

/// Somebody who works under a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helper {
    /// Who.
    pub person: Person,
    /// In what part.
    pub part: Part,
    /// Under which other helper; none: directly under the task.
    pub under: Option<Person>,
    /// Whether their part is done.
    pub done: bool,
}

/// Until when a task is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The deadline in force.
    pub due: Moment,
    /// The deadline first set.
    pub original: Moment,
    /// Who set it, and therefore may extend it.
    pub set_by: Person,
    /// The later deadline asked for.
    pub asked: Option<(Moment, String)>,
}

/// The wish of a sender to have a task back on which its receiver has already acted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecallRequest {
    /// Who asks.
    pub by: Person,
    /// Why.
    pub reason: String,
    /// The step to go back to.
    pub to: NodeIndex,
}

/// A task done again at an earlier step, which goes straight back to who sent it there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detour {
    /// The earlier step.
    pub to: NodeIndex,
    /// Why.
    pub reason: String,
    /// How the task stood when it was sent.
    pub from: Box<Work>,
}
