//! Table `stored_answer`.

use kernel::{Timestamp, id::AccountId};
use sea_orm::entity::prelude::*;

/// The answer given to a request with an `Idempotency-Key`, to be given again.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stored_answer")]
pub struct Model {
    /// Who asked.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account: AccountId,
    /// The key the client chose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub idempotency_key: String,
    /// Method and path.
    #[sea_orm(primary_key, auto_increment = false)]
    pub path: String,
    /// SHA-256 of the request's body, in hexadecimal.
    pub request_hash: String,
    /// Status of the answer.
    pub status: i32,
    /// Headers of the answer, as a JSON object.
    pub headers: String,
    /// Body of the answer.
    pub body: Vec<u8>,
    /// When it was given.
    pub created: Timestamp,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
