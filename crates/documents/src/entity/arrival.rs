//! One agency's receipt of a document.

use kernel::{
    Timestamp,
    id::{AgencyId, UnitId},
};
use sea_orm::entity::prelude::*;
use time::Date;
use uuid::Uuid;

use crate::{ArrivalId, BookId, DocumentId, Number, vocabulary::vocabulary};

vocabulary! {
    /// Where an arrival is in its life.
    ArrivalState {
        /// Sent here by another agency, not yet accepted by the clerk.
        Waiting = "waiting", "Chờ tiếp nhận";
        /// Registered, not yet submitted.
        Registered = "registered", "Đã đăng ký";
        /// Before the leader.
        Submitted = "submitted", "Chờ chỉ đạo";
        /// Being settled.
        Directed = "directed", "Đang xử lý";
        /// Settled.
        Completed = "completed", "Đã hoàn thành";
        /// Returned to the sender.
        Returned = "returned", "Đã trả lại";
        /// Recalled by its issuer: frozen, its facts kept.
        Recalled = "recalled", "Đã bị thu hồi";
    }
}

vocabulary! {
    /// How a document came.
    Channel {
        /// A clerk brought its file.
        Upload = "upload", "Tệp tải lên";
        /// From an agency of this installation.
        Exchange = "exchange", "Liên thông";
        /// On paper, only its entry is kept.
        Paper = "paper", "Bản giấy";
    }
}

/// An arrival.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "arrival")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ArrivalId,
    /// The receiving agency.
    pub agency_id: AgencyId,
    /// What arrived.
    pub document_id: DocumentId,
    /// The sender's dispatch, when it came from an agency of this installation.
    pub dispatch_id: Option<Uuid>,
    /// The book it is entered in.
    pub book_id: Option<BookId>,
    /// The year of that book.
    pub year: i32,
    /// Its arrival number (số đến).
    pub number: Option<i32>,
    /// The day it came.
    pub arrived_on: Date,
    /// How it came.
    pub channel: Channel,
    /// Where it is in its life.
    pub state: ArrivalState,
    /// The unit in the lead.
    pub unit_id: Option<UnitId>,
    /// Its name as known at the time.
    pub unit_name: String,
    /// By when it is to be settled.
    pub due: Option<Date>,
    /// The clerk's note.
    pub note: String,
    /// When it was entered; lists go by it.
    pub at: Timestamp,
    /// When it got its number.
    pub registered_at: Option<Timestamp>,
    /// Who registered it, in words.
    pub registered_by: String,
    /// When it was settled.
    pub completed_at: Option<Timestamp>,
    /// Why it was returned or recalled.
    pub reason: String,
    /// Grows with every change.
    pub version: i64,
}

impl Model {
    /// The arrival number.
    #[must_use]
    pub fn arrival_number(&self) -> Option<Number> {
        self.number.and_then(Number::from_stored)
    }

    /// Whether it is past its due date and not settled.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.state.is_overdue(self.due, today)
    }
}

impl ArrivalState {
    /// Whether something is still to be done about it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Waiting | Self::Registered | Self::Submitted | Self::Directed
        )
    }

    /// Whether something is still to be done, though it should have been by then.
    #[must_use]
    pub fn is_overdue(self, due: Option<Date>, today: Date) -> bool {
        self.is_open() && due.is_some_and(|due| due < today)
    }
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    /// What arrived.
    #[sea_orm(
        belongs_to = "super::document::Entity",
        from = "Column::DocumentId",
        to = "super::document::Column::Id"
    )]
    Document,
}

impl Related<super::document::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Document.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
