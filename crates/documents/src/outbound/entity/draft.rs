//! What belongs to a document of our own on its way to issue, beside the document itself.

use kernel::{
    Timestamp,
    files::FileHash,
    id::{AgencyId, PersonId, PostId, UnitId},
};
use sea_orm::entity::prelude::*;

use crate::{ArrivalId, DocumentId, outbound::Stage};

/// A draft. Number, symbol, subject, urgency and state stand on its document.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    /// The document it becomes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: DocumentId,
    /// The issuing agency.
    pub agency_id: AgencyId,
    /// The drafting unit.
    pub unit_id: UnitId,
    /// Its name then.
    pub unit_name: String,
    /// Who drafts.
    pub drafter_id: PersonId,
    /// In which post.
    pub drafter_post: PostId,
    /// The drafter's name then.
    pub drafter_name: String,
    /// How far it got.
    pub stage: Stage,
    /// Number of the newest version.
    pub newest: i32,
    /// Who is to sign.
    pub signer_id: Option<PersonId>,
    /// In which post.
    pub signer_post: Option<PostId>,
    /// What is printed in ô 7a and 7b, as JSON text.
    pub signatory: String,
    /// The newest file: the presented pages, then the signed ones.
    pub file: Option<FileHash>,
    /// The arrival this answers.
    pub arrival_id: Option<ArrivalId>,
    /// Issuing it settles that arrival.
    pub settles: bool,
    /// Why it was sent back or recalled.
    pub reason: String,
    /// When it last changed; lists go by it.
    pub changed_at: Timestamp,
    /// When it was issued.
    pub issued_at: Option<Timestamp>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The document it becomes.
    #[sea_orm(
        belongs_to = "crate::entity::document::Entity",
        from = "Column::DocumentId",
        to = "crate::entity::document::Column::Id"
    )]
    Document,
}

impl Related<crate::entity::document::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Document.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Related<Entity> for crate::entity::document::Entity {
    fn to() -> RelationDef {
        Relation::Document.def().rev()
    }
}
