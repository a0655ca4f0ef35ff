//! Documents to be signed one after another with one PIN.

use kernel::{
    Timestamp,
    id::{AgencyId, PersonId},
};
use sea_orm::entity::prelude::*;

use crate::{outbound::BatchId, vocabulary::vocabulary};

vocabulary! {
    /// Which signature a batch makes.
    BatchPurpose {
        /// The person's own.
        Sign = "sign", "Ký ban hành";
        /// The agency's.
        Seal = "seal", "Ký số cơ quan";
    }
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_batch")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BatchId,
    /// Whose it is.
    pub person_id: PersonId,
    /// The agency they act for.
    pub agency_id: AgencyId,
    /// Which signature.
    pub purpose: BatchPurpose,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// Somebody works on it until then; a process that died lets go by itself.
    pub claimed_until: Timestamp,
    /// Why it stopped before the end.
    pub stopped: Option<String>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
