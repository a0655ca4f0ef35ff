//! Outbound documents: drafted, reviewed, signed by a person, numbered, sealed by the agency, issued, delivered, recalled
//! (Decree 30/2020, Articles 10 to 19 and 32; `domain/office.md` §1.5).
//!
//! [`Progress`] holds the rules and knows neither database nor clock. The use-cases beside it load, ask the rule, prepare the
//! files and commit: every file is stored before the unit of work that names it.

mod authorisation;
mod authority;
pub mod batch;
mod certificate;
mod content;
pub mod dispatches;
pub mod entity;
pub mod fields;
pub mod heading;
mod id;
pub mod image;
mod issue;
pub mod keys;
pub mod layout;
pub mod list;
mod loaded;
mod meanwhile;
mod numbering;
pub mod pages;
pub mod people;
mod preserve;
pub mod preview;
mod progress;
mod purpose;
mod recall;
mod refusal;
mod review;
mod searchable;
pub mod session;
mod settle;
pub mod show;
mod sign;
mod signature;
mod stage;
mod status;
pub mod tasks;
pub mod trust;
pub mod view;
mod write;

pub use authorisation::Uncovered;
pub use authority::{Signatory, SigningAuthority};
pub use certificate::Bearer;
pub use content::{Content, Meeting, Recipient};
pub use dispatches::mark_sent;
pub use fields::{Fields, Upload};
pub use id::{BatchId, CheckId, CommentId, DispatchId, KeyStoreId, SigningId};
pub use issue::issue;
pub use loaded::Loaded;
pub use numbering::number;
pub use preserve::{Preservation, preserve_all};
pub use progress::{CertificateFacts, Passed, Progress};
pub use purpose::Purpose;
pub use recall::recall;
pub use refusal::Refusal;
pub use review::{Confirmation, confirm, send_back, submit};
pub(crate) use searchable::{Searchable, searchable};
pub use sign::{Ask, Unlock, seal, seal_report, sign};
pub use stage::{Check, Stage};
pub use status::StatusNotes;
pub use write::{begin, change, comment};

use kernel::{Office, UnitOfWork, jobs::NewJob};

use crate::DocumentId;

/// Tells the index that the document changed.
fn announce(office: &Office, change: &mut UnitOfWork, id: DocumentId) {
    change.enqueue(NewJob::new(
        "index",
        serde_json::json!({ "document": id }),
        office.now(),
    ));
}
