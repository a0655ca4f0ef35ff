//! What a unit or a person is to do about an arrival.

use kernel::{
    Timestamp,
    id::{PostId, UnitId},
};
use sea_orm::entity::prelude::*;
use time::Date;

use crate::{ArrivalId, AssignmentId, DirectiveId, vocabulary::vocabulary};

vocabulary! {
    /// What part somebody has (Decree 30/2020, Article 23).
    Part {
        /// Answers for the whole.
        Lead = "lead", "Chủ trì";
        /// Helps the lead.
        Cooperate = "cooperate", "Phối hợp";
        /// Is to know of it.
        Inform = "inform", "Nhận để biết";
    }
}

vocabulary! {
    /// Where an assignment is in its life.
    AssignmentState {
        /// It waits to be handed on or settled.
        Open = "open", "Đang xử lý";
        /// It was handed on to a person.
        Delegated = "delegated", "Đã giao";
        /// It was settled.
        Done = "done", "Đã xong";
        /// It was sent back with a reason.
        Returned = "returned", "Trả lại";
        /// It is no longer asked for.
        Cancelled = "cancelled", "Thôi thực hiện";
    }
}

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssignmentId,
    /// The arrival.
    pub arrival_id: ArrivalId,
    /// The directive it follows from.
    pub directive_id: Option<DirectiveId>,
    /// The unit's assignment that was handed on.
    pub parent_id: Option<AssignmentId>,
    /// The part.
    pub part: Part,
    /// The unit.
    pub unit_id: UnitId,
    /// The post, once a person was chosen.
    pub post_id: Option<PostId>,
    /// The unit or the person in words.
    pub holder_name: String,
    /// By when.
    pub due: Option<Date>,
    /// Where it is in its life.
    pub state: AssignmentState,
    /// What came of it, or why it was sent back.
    pub result: String,
    /// When it was given.
    pub at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Grows with every change.
    pub version: i64,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
