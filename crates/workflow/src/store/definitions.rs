//! The processes an agency works by. Each has a key and versions; a published version never changes, so that what runs by
//! it keeps its ground.
//!
//! Processes without an agency came with the product: an agency works by them until it publishes its own of the same key.
//! Whether somebody may keep processes is asked here by role and at the door by permission.

mod calls;
mod change;
mod check;
mod current;
mod entity;
mod list;

pub use change::{Upload, discard, publish, retire, ship, upload};
pub use check::{Checked, check};
pub use current::{Published, by_id, current};
pub use entity::process_definition;
pub use list::{InForce, compare, in_force, list, show, versions};

use kernel::{Actor, actor::Role};

use super::Error;

kernel::typed_id! {
    /// A version of a process.
    DefinitionId,
}

/// Who keeps the processes of an agency.
pub const KEEPER: Role = Role::Administrator;

/// Where a version is in its life.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum DefinitionState {
    /// Being worked on: may be replaced, runs nothing.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// New cases run by the newest of these.
    #[sea_orm(string_value = "published")]
    Published,
    /// No new case runs by it; those that run go on.
    #[sea_orm(string_value = "retired")]
    Retired,
}

impl DefinitionState {
    /// The word officials read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "bản nháp",
            Self::Published => "đang áp dụng",
            Self::Retired => "đã thôi áp dụng",
        }
    }
}

fn require_keeper(actor: &Actor) -> Result<(), Error> {
    if actor.has(KEEPER) {
        Ok(())
    } else {
        Err(Error::Forbidden("Chỉ quản trị của cơ quan được sửa quy trình."))
    }
}
