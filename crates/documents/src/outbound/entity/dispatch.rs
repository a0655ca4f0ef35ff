//! One recipient of an issued document.

use kernel::{Timestamp, id::AgencyId};
use sea_orm::entity::prelude::*;

use crate::{ArrivalId, DocumentId, outbound::DispatchId};

/// A dispatch. How far it got with an agency of this installation is told by its arrival there, not kept twice.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispatch")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DispatchId,
    /// The issued document.
    pub document_id: DocumentId,
    /// Place in the list of recipients, from 1.
    pub position: i32,
    /// The recipient, when it is an agency of this installation.
    pub agency_id: Option<AgencyId>,
    /// The recipient's name.
    pub name: String,
    /// The arrival there.
    pub arrival_id: Option<ArrivalId>,
    /// When it was delivered, or sent by other means.
    pub sent_at: Option<Timestamp>,
    /// Who sent it, in words.
    pub sent_by: String,
    /// By which means, in words.
    pub means: String,
    /// The last status the recipient reported.
    pub reported: String,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
