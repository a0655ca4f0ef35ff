//! A leader's directive on an arrival.

use kernel::{Timestamp, id::PostId};
use sea_orm::entity::prelude::*;
use time::Date;

use crate::{ArrivalId, DirectiveId};

/// A directive.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "directive")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DirectiveId,
    /// The arrival.
    pub arrival_id: ArrivalId,
    /// The post that gave it.
    pub by_post: PostId,
    /// The person's name at the time.
    pub by_name: String,
    /// The post's title at the time.
    pub by_title: String,
    /// What is ordered, in words.
    pub text: String,
    /// By when.
    pub due: Option<Date>,
    /// When it was given.
    pub at: Timestamp,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
