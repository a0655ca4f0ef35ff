//! Who acts: a person in one of their posts.

mod on_behalf;

use std::{collections::BTreeSet, str::FromStr};

use serde::{Deserialize, Serialize};

pub use on_behalf::{OnBehalf, Scope};

use crate::id::{AccountId, AgencyId, PersonId, PostId, UnitId};

/// The roles a post can carry (glossary: văn thư, lãnh đạo, chánh văn phòng, chuyên viên, …).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Văn thư: registers, numbers, seals and issues; holds the agency's seal key.
    Clerk,
    /// Lãnh đạo cơ quan: directs arrivals and signs for the agency.
    Leader,
    /// Chánh văn phòng: reviews the form of drafts and follows up.
    ChiefOfOffice,
    /// Lãnh đạo đơn vị: assigns persons and reviews the content of drafts.
    UnitHead,
    /// Chuyên viên: drafts and settles.
    Officer,
    /// Lưu trữ viên: keeps the archive.
    Archivist,
    /// Quản trị: keeps agencies, people, posts and settings.
    Administrator,
    /// Thanh tra: reads the audit trail and the books, changes nothing.
    Auditor,
}

impl Role {
    /// Every role, in the order of the glossary.
    pub const ALL: [Self; 8] = [
        Self::Clerk,
        Self::Leader,
        Self::ChiefOfOffice,
        Self::UnitHead,
        Self::Officer,
        Self::Archivist,
        Self::Administrator,
        Self::Auditor,
    ];

    /// The stored and exchanged name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Leader => "leader",
            Self::ChiefOfOffice => "chief_of_office",
            Self::UnitHead => "unit_head",
            Self::Officer => "officer",
            Self::Archivist => "archivist",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// The name officials read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Clerk => "Văn thư",
            Self::Leader => "Lãnh đạo cơ quan",
            Self::ChiefOfOffice => "Chánh văn phòng",
            Self::UnitHead => "Lãnh đạo đơn vị",
            Self::Officer => "Chuyên viên",
            Self::Archivist => "Lưu trữ viên",
            Self::Administrator => "Quản trị",
            Self::Auditor => "Thanh tra",
        }
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no role is called {0:?}")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.code() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// A signed-in person acting in one post. The first argument of every use-case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account that signed in.
    pub account: AccountId,
    /// The person it belongs to.
    pub person: PersonId,
    /// The person's name, as it stands in the audit trail.
    pub name: String,
    /// The post the person acts in now.
    pub post: PostId,
    /// The post's title, as printed under signatures.
    pub title: String,
    /// The unit of the post.
    pub unit: UnitId,
    /// That unit and all units below it.
    pub units: Vec<UnitId>,
    /// The agency of the post.
    pub agency: AgencyId,
    /// The roles of the post.
    pub roles: BTreeSet<Role>,
    /// Whose post it is, where the person acts in another's place. The name above then tells both.
    #[serde(default)]
    pub on_behalf: Option<OnBehalf>,
}

impl Actor {
    /// Whether the post carries the role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Who answers for what is done: the holder of the post, in whose place the person may be acting.
    #[must_use]
    pub fn principal(&self) -> PersonId {
        self.on_behalf.as_ref().map_or(self.person, |one| one.person)
    }

    /// Whether the person, or whoever they act for, is this person. Separation of duties looks at both.
    #[must_use]
    pub fn involves(&self, person: PersonId) -> bool {
        self.person == person || self.principal() == person
    }
}
