//! A file that a clerk brought and that waits to be registered.

use kernel::{Timestamp, files::FileHash, id::AgencyId};
use sea_orm::entity::prelude::*;

use crate::{ArrivalId, IntakeId, vocabulary::vocabulary};

vocabulary! {
    /// Where a brought file is.
    IntakeState {
        /// It waits to be registered.
        Waiting = "waiting", "Chờ đăng ký";
        /// It was registered.
        Registered = "registered", "Đã đăng ký";
        /// It was refused.
        Refused = "refused", "Không tiếp nhận";
    }
}

/// A brought file.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "intake")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IntakeId,
    /// The agency it was brought to.
    pub agency_id: AgencyId,
    /// Who brought it, in words.
    pub by_name: String,
    /// The name it was brought under.
    pub name: String,
    /// Its content.
    pub hash: FileHash,
    /// Bytes.
    pub size: i64,
    /// Media type, by content.
    pub media_type: String,
    /// Pages.
    pub pages: i32,
    /// The text read from it: a file of JSON.
    pub text_hash: FileHash,
    /// The signature report: a file of JSON.
    pub report_hash: Option<FileHash>,
    /// The verdict on its signatures.
    pub verdict: Option<String>,
    /// What in it can act on its own: a JSON list of Vietnamese names.
    pub dangers: String,
    /// What was read from it, as JSON.
    pub proposal: String,
    /// Where it is.
    pub state: IntakeState,
    /// The arrival it became.
    pub arrival_id: Option<ArrivalId>,
    /// Who ended the waiting and how, in words.
    pub ending: String,
    /// When it was brought.
    pub at: Timestamp,
    /// Grows with every change.
    pub version: i64,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
