//! Table `api_token`.

use kernel::{
    Timestamp,
    id::{AccountId, PostId},
};
use sea_orm::entity::prelude::*;

use crate::api_token::ApiTokenId;

/// A personal token, with which a program acts for a person in one post.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiTokenId,
    /// SHA-256 of the secret.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub account: AccountId,
    /// The post it acts in.
    pub post: PostId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last used, to a few minutes.
    pub last_used: Option<Timestamp>,
    /// When it ends.
    pub expires: Timestamp,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
