//! Who may read a document.

use kernel::Timestamp;
use sea_orm::entity::prelude::*;
use time::Date;
use uuid::Uuid;

use super::arrival::ArrivalState;
use crate::{ArrivalId, DocumentId, DocumentKind, Urgency};

/// One reader.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_reader")]
pub struct Model {
    /// The document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: DocumentId,
    /// An agency, a unit or a post, see [`access`](crate::access).
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder_id: Uuid,
    /// The holder's agency drafts or has issued it; to others it has come from elsewhere.
    pub own: bool,
    /// The arrival by which it came to the holder's agency. What follows repeats what a list of arrivals goes by, so that each
    /// holder's part of it is one walk along an index, see [`access::arrived`](crate::access::arrived).
    pub arrival_id: Option<ArrivalId>,
    /// When the arrival was entered.
    pub at: Option<Timestamp>,
    /// Where it is in its life.
    pub state: Option<ArrivalState>,
    /// By when it is to be settled.
    pub due: Option<Date>,
    /// The year of its book.
    pub year: Option<i32>,
    /// The document's kind.
    pub kind: Option<DocumentKind>,
    /// How urgent it is.
    pub urgency: Option<Urgency>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
