//! Table `session`.

use kernel::{
    Timestamp,
    id::{AccountId, PostId},
};
use sea_orm::entity::prelude::*;

use crate::session::SessionId;

/// A session: one sign-in on one device.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// SHA-256 of the secret in the cookie.
    pub token_hash: Vec<u8>,
    /// Who signed in.
    pub account: AccountId,
    /// The post acted in now.
    pub post: PostId,
    /// The browser, as it names itself.
    pub device: String,
    /// Network address.
    pub address: String,
    /// When it began.
    pub created: Timestamp,
    /// When it was last used, to a few minutes.
    pub last_seen: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
