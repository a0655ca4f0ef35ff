//! Table `account`.

use kernel::{
    Timestamp,
    id::{AccountId, PersonId},
};
use sea_orm::entity::prelude::*;

/// An account, with which one person signs in.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// Whose it is.
    pub person: PersonId,
    /// What is typed to sign in, in lower case.
    pub login: String,
    /// Argon2id, as a PHC string.
    pub password_hash: String,
    /// Wrong passwords in a row.
    pub failed_attempts: i32,
    /// No sign-in until then.
    pub locked_until: Option<Timestamp>,
    /// The password was set by somebody else.
    pub must_change_password: bool,
    /// No longer usable.
    pub disabled: bool,
    /// When it was made.
    pub created: Timestamp,
    /// Counts changes.
    pub version: i64,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
