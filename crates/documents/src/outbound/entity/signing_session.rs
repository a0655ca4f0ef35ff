//! A signature that is prepared and waits for its key.

use kernel::{
    Timestamp,
    files::FileHash,
    id::{AccountId, PostId},
};
use sea_orm::entity::prelude::*;

use crate::{
    DocumentId,
    outbound::{
        Purpose, SigningId,
        session::{Means, State},
    },
};

/// A signing session. It binds one signature to one account in one post, one version of one document, and one certificate.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_session")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SigningId,
    /// The document.
    pub document_id: DocumentId,
    /// Which signature.
    pub purpose: Purpose,
    /// How the key is reached.
    pub means: Means,
    /// What became of it.
    pub state: State,
    /// The account that began it, and alone may end it.
    pub account_id: AccountId,
    /// In which post.
    pub post_id: PostId,
    /// The document's version then.
    pub document_version: i64,
    /// The version of the draft whose pages were seen.
    pub draft_version: i32,
    /// The file that is signed.
    pub base: FileHash,
    /// Everything of the signature but its value: a file of JSON. A plug-in prepares by itself.
    pub prepared: Option<FileHash>,
    /// The name in the certificate, once known.
    pub subject: String,
    /// SHA-256 of the certificate, once known.
    pub fingerprint: String,
    /// SHA-256 of the secret a plug-in fetches the file with.
    pub download: Option<Vec<u8>>,
    /// SHA-256 of the secret a plug-in brings the result with.
    pub upload: Option<Vec<u8>>,
    /// SHA-256 of the answer that ended it: the same answer again changes nothing.
    pub answer: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// The key must have answered by then.
    pub expires_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
