use kernel::{Office, UnitOfWork, audit, jobs::NewJob};
use serde_json::json;
use uuid::Uuid;
use workflow::store::instances::process_instance;

use crate::{
    ArrivalId, DocumentId, Error,
    access::{self, Reader},
    inbound, outbound,
};

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Something that arrived.
    Arrival(ArrivalId),
    /// A document of our own.
    Draft(DocumentId),
}

impl Subject {
    /// What a stored case is about.
    pub(crate) fn of_case(row: &process_instance::Model) -> Result<Self, Error> {
        Self::of(&row.subject_kind, row.subject_id)
    }

    /// What stands under this kind and id.
    pub(crate) fn of(kind: &str, id: Uuid) -> Result<Self, Error> {
        match kind {
            inbound::tasks::SUBJECT => Ok(Self::Arrival(ArrivalId(id))),
            outbound::tasks::SUBJECT => Ok(Self::Draft(DocumentId(id))),
            _ => Err(Error::NotFound),
        }
    }

    /// Its kind in cases and on the work list.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Arrival(_) => inbound::tasks::SUBJECT,
            Self::Draft(_) => outbound::tasks::SUBJECT,
        }
    }

    /// The same in the audit trail.
    pub(crate) fn audited(self) -> audit::Subject {
        match self {
            Self::Arrival(id) => audit::Subject::new(inbound::tasks::SUBJECT, id),
            Self::Draft(id) => audit::Subject::new("document", id),
        }
    }

    /// Tells the index that something about it changed.
    pub(crate) fn index(self, office: &Office) -> NewJob {
        let payload = match self {
            Self::Arrival(id) => json!({ "arrival": id }),
            Self::Draft(id) => json!({ "document": id }),
        };
        NewJob::new("index", payload, office.now())
    }

    /// Lets these read it and its document.
    pub(crate) async fn allow(self, change: &UnitOfWork, readers: &[Reader]) -> Result<(), Error> {
        match self {
            Self::Arrival(id) => access::arrived::allow(change, id, readers).await,
            Self::Draft(id) => access::allow(change, id, readers).await,
        }
    }
}
