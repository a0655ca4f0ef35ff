use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::audit_entry;
use crate::{Actor, Timestamp, id::AgencyId};

/// What an entry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Kind of thing, such as `arrival`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
}

impl Subject {
    /// A subject of some kind.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids are small and handed over as they are"
    )]
    pub fn new(kind: &'static str, id: impl ToString) -> Self {
        Self {
            kind,
            id: id.to_string(),
        }
    }
}

/// An entry to be chained when its change commits.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(super) chain: String,
    pub(super) at: Timestamp,
    pub(super) actor: String,
    pub(super) actor_name: String,
    pub(super) action: &'static str,
    pub(super) subject: Subject,
    pub(super) details: Value,
}

impl Entry {
    /// What `actor` did to `subject`, in the chain of the actor's agency.
    #[must_use]
    pub fn by(actor: &Actor, at: Timestamp, action: &'static str, subject: Subject) -> Self {
        Self {
            chain: actor.agency.to_string(),
            at,
            actor: actor.post.to_string(),
            actor_name: actor.name.clone(),
            action,
            subject,
            details: Value::Null,
        }
    }

    /// What the system did by itself, in the chain of `agency` or in the system's own.
    #[must_use]
    pub fn by_system(
        agency: Option<AgencyId>,
        at: Timestamp,
        action: &'static str,
        subject: Subject,
    ) -> Self {
        Self {
            chain: agency.map_or_else(|| "system".to_owned(), |agency| agency.to_string()),
            at,
            actor: "system".to_owned(),
            actor_name: "Hệ thống".to_owned(),
            action,
            subject,
            details: Value::Null,
        }
    }

    /// Adds particulars. They must hold no secret and no content of documents.
    #[must_use]
    pub fn with(mut self, details: impl Serialize) -> Self {
        self.details = serde_json::to_value(details).unwrap_or(Value::Null);
        self
    }
}

/// The hash of an entry that follows one with hash `previous`.
pub(super) fn chained_hash(previous: &str, row: &audit_entry::Model) -> String {
    let mut digest = Sha256::new();
    let number = row.number.to_string();
    let at = row.at.micros().to_string();
    let fields = [
        previous,
        &row.chain,
        &number,
        &at,
        &row.actor,
        &row.actor_name,
        &row.action,
        &row.subject_kind,
        &row.subject_id,
        &row.details,
    ];
    for field in fields {
        // The length before each field keeps two neighbouring fields from trading characters.
        digest.update(field.len().to_be_bytes());
        digest.update(field.as_bytes());
    }
    hex::encode(digest.finalize())
}
