//! A remark on a draft.

use kernel::{Timestamp, id::PostId};
use sea_orm::entity::prelude::*;

use crate::{DocumentId, outbound::CommentId};

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft_comment")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CommentId,
    /// The draft.
    pub document_id: DocumentId,
    /// The version remarked on.
    pub number: i32,
    /// Who.
    pub by_post: PostId,
    /// The author's name then.
    pub by_name: String,
    /// The author's title then.
    pub by_title: String,
    /// The remark.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
