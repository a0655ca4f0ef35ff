//! A check made on a version, and who answers for it (Decree 30/2020, Article 12).

use kernel::{
    Timestamp,
    id::{PersonId, PostId},
};
use sea_orm::entity::prelude::*;

use crate::{
    DocumentId,
    outbound::{Check, CheckId},
    vocabulary::vocabulary,
};

vocabulary! {
    /// What came of a check.
    Outcome {
        /// Confirmed.
        Passed = "passed", "Đồng ý";
        /// Confirmed with the initial (ký nháy).
        Initialled = "initialled", "Ký nháy";
        /// Sent back with a reason.
        SentBack = "sent_back", "Trả lại";
    }
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft_check")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CheckId,
    /// The draft.
    pub document_id: DocumentId,
    /// The version checked.
    pub number: i32,
    /// Which check; none when the signer sent it back.
    pub kind: Option<Check>,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether it counts: not overtaken by a change or by sending back.
    pub stands: bool,
    /// Who.
    pub person_id: PersonId,
    /// In which post.
    pub by_post: PostId,
    /// The person's name then.
    pub by_name: String,
    /// The person's title then.
    pub by_title: String,
    /// Opinion, or why it was sent back.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
