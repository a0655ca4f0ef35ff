use kernel::{Actor, Timestamp, UnitOfWork, id::PersonId, jobs::NewJob};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use workflow::{
    Effect,
    store::instances::Applied,
    task::{Holder, TaskId},
};

use super::Kind;

/// Kind of the jobs.
pub(super) const JOB: &str = "notify";

/// One event that concerns people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct News {
    /// Names it.
    pub(crate) event: String,
    pub(crate) kind: Kind,
    /// What kind of thing it is about, as on the work list.
    pub(crate) subject_kind: String,
    pub(crate) subject: Uuid,
    /// What is asked.
    pub(crate) action: String,
    pub(crate) note: String,
    /// Who is told, as holders of the work list are written.
    pub(crate) to: Vec<String>,
    /// Who did it: nobody is told of what they did themselves.
    pub(crate) by: Option<PersonId>,
    pub(crate) at: Timestamp,
    /// Told only while this waits.
    pub(crate) task: Option<TaskId>,
}

impl News {
    /// News for these holders.
    pub(crate) fn new(
        event: String,
        kind: Kind,
        (subject_kind, subject): (&str, Uuid),
        to: impl IntoIterator<Item = Holder>,
        at: Timestamp,
    ) -> Self {
        Self {
            event,
            kind,
            subject_kind: subject_kind.to_owned(),
            subject,
            action: String::new(),
            note: String::new(),
            to: to.into_iter().map(|holder| holder.to_string()).collect(),
            by: None,
            at,
            task: None,
        }
    }

    /// Who did it.
    pub(crate) fn by(self, actor: &Actor) -> Self {
        Self {
            by: Some(actor.person),
            ..self
        }
    }

    /// In what words.
    pub(crate) fn saying(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    /// What is asked.
    pub(crate) fn asking(self, action: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            ..self
        }
    }

    /// Told only while this task waits.
    pub(crate) fn while_open(self, task: TaskId) -> Self {
        Self {
            task: Some(task),
            ..self
        }
    }
}

/// Steps of a case that now wait for somebody.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Steps {
    pub(super) case: Uuid,
    pub(super) numbers: Vec<i64>,
    /// Why they came back, if they did.
    pub(super) returned: Option<String>,
    pub(super) by: Option<PersonId>,
    pub(super) at: Timestamp,
}

/// What a job carries.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    News(News),
    Steps(Steps),
}

/// Tells of an event once the change has committed.
pub(crate) fn tell(change: &UnitOfWork, news: News) {
    let at = news.at;
    if !news.to.is_empty() {
        change.enqueue(NewJob::new(JOB, Told::News(news), at));
    }
}

/// Tells those whom a step of a process asks.
pub(crate) fn tell_steps(change: &UnitOfWork, applied: &Applied, actor: Option<&Actor>, at: Timestamp) {
    let mut numbers = Vec::new();
    let mut returned = None;
    for effect in &applied.effects {
        match effect {
            Effect::TaskOpened { task, .. } | Effect::Handed { task, .. } => {
                numbers.extend(i64::try_from(*task));
            }
            Effect::SentBack { reason, .. } | Effect::Rewound { reason, .. } => {
                returned = Some(reason.clone());
            }
            _ => {}
        }
    }
    if numbers.is_empty() {
        return;
    }
    let steps = Steps {
        case: applied.instance.0,
        numbers,
        returned,
        by: actor.map(|actor| actor.person),
        at,
    };
    change.enqueue(NewJob::new(JOB, Told::Steps(steps), at));
}
