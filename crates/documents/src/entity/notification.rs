//! Something a person is told.

use kernel::{
    Timestamp,
    id::{PersonId, PostId},
};
use sea_orm::entity::prelude::*;

use crate::{DocumentId, NotificationId, notification::Kind};

/// One notification. What it says of a document is read from the document when it is shown, within the reader's rights then.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    /// Its id; grows with time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NotificationId,
    /// Names the event: with the person and the post it is unique.
    pub event: String,
    /// Who is told.
    pub person_id: PersonId,
    /// In which post, their own or one in which they act.
    pub post_id: PostId,
    /// What happened.
    pub kind: Kind,
    /// What kind of thing it is about.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// The document, whose readers are asked when it is shown.
    pub document_id: Option<DocumentId>,
    /// What is asked of the person, where something is: an action of the work list.
    pub action: String,
    /// In what words.
    pub note: String,
    /// When it happened.
    pub at: Timestamp,
    /// When the person saw it.
    pub read_at: Option<Timestamp>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
