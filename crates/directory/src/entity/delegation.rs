//! Table `delegation`.

use kernel::{
    Timestamp,
    actor::Scope,
    id::{AgencyId, PersonId, PostId},
};
use sea_orm::entity::prelude::*;

use crate::delegation::DelegationId;

/// Who acts in whose place.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delegation")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DelegationId,
    /// The agency of both.
    pub agency: AgencyId,
    /// The post in which is acted.
    pub from_post: PostId,
    /// Who holds it.
    pub from_person: PersonId,
    /// Their name, as known then.
    pub from_name: String,
    /// Their title, as known then.
    pub from_title: String,
    /// The post of whoever acts.
    pub to_post: PostId,
    /// Who that is.
    pub to_person: PersonId,
    /// Their name, as known then.
    pub to_name: String,
    /// Their title, as known then.
    pub to_title: String,
    /// First day.
    pub starts: time::Date,
    /// Last day.
    pub ends: time::Date,
    /// What it covers: [`Scope`] as JSON text.
    pub scope: String,
    /// Why.
    pub reason: String,
    /// When it was given.
    pub created_at: Timestamp,
    /// Who entered it, in words.
    pub created_by: String,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// By whom, in words.
    pub revoked_by: Option<String>,
    /// Counts changes.
    pub version: i64,
}

impl Model {
    /// What it covers. A scope that cannot be read covers nothing.
    #[must_use]
    pub fn covers(&self) -> Scope {
        serde_json::from_str(&self.scope).unwrap_or_default()
    }

    /// Whether it holds on this day.
    #[must_use]
    pub fn holds_on(&self, day: time::Date) -> bool {
        self.revoked_at.is_none() && (self.starts..=self.ends).contains(&day)
    }
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
