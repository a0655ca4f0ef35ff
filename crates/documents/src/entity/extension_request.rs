//! A request for a later due date.

use kernel::{Timestamp, id::PostId};
use sea_orm::entity::prelude::*;
use time::Date;

use crate::{ArrivalId, AssignmentId, ExtensionId, vocabulary::vocabulary};

vocabulary! {
    /// What became of a request.
    ExtensionState {
        /// Not answered yet.
        Asked = "asked", "Chờ trả lời";
        /// Granted.
        Granted = "granted", "Đồng ý";
        /// Refused.
        Refused = "refused", "Không đồng ý";
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "extension_request")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExtensionId,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The arrival.
    pub arrival_id: ArrivalId,
    /// The post that asks.
    pub asked_by: PostId,
    /// The person's name.
    pub asked_name: String,
    /// The date asked for.
    pub new_due: Date,
    /// Why.
    pub reason: String,
    /// What became of it.
    pub state: ExtensionState,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Who decided.
    pub decided_name: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What was answered.
    pub answer: String,
    /// Grows with every change.
    pub version: i64,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
