use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::{PersonId, UnitId};

/// In whose place somebody acts (ủy quyền; Decree 30/2020, Article 13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnBehalf {
    /// The delegation.
    pub delegation: Uuid,
    /// Who gave it.
    pub person: PersonId,
    /// The giver's name.
    pub name: String,
    /// What it covers.
    pub scope: Scope,
}

/// What a delegation covers. An empty set of kinds, units or secrecy levels leaves that side open; actions are named.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    /// Codes of permissions.
    pub actions: BTreeSet<String>,
    /// Codes of document kinds.
    pub kinds: BTreeSet<String>,
    /// Units that draft or handle the document.
    pub units: BTreeSet<UnitId>,
    /// Codes of secrecy levels.
    pub secrecy: BTreeSet<String>,
}

impl Scope {
    /// Whether it covers an action.
    #[must_use]
    pub fn allows(&self, action: &str) -> bool {
        self.actions.contains(action)
    }

    /// Whether it covers fewer documents than its giver may handle.
    #[must_use]
    pub fn limits_documents(&self) -> bool {
        !(self.kinds.is_empty() && self.units.is_empty() && self.secrecy.is_empty())
    }

    /// Whether it covers an action on a document.
    #[must_use]
    pub fn covers(&self, action: &str, kind: &str, unit: UnitId, secrecy: &str) -> bool {
        self.allows(action)
            && (self.kinds.is_empty() || self.kinds.contains(kind))
            && (self.units.is_empty() || self.units.contains(&unit))
            && (self.secrecy.is_empty() || self.secrecy.contains(secrecy))
    }

    /// Whether something could be covered by both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        fn both<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> bool {
            one.is_empty() || other.is_empty() || !one.is_disjoint(other)
        }
        !self.actions.is_disjoint(&other.actions)
            && both(&self.kinds, &other.kinds)
            && both(&self.units, &other.units)
            && both(&self.secrecy, &other.secrecy)
    }
}
