//! The audit trail: append-only, one hash chain for each agency.
//!
//! Every entry's hash covers the entry and the hash before it, so a row that is changed, removed or slipped in breaks the
//! chain from there on. The head row holds the last hash and number, so a tail that was cut off is noticed as well.

mod append;
mod entity;
mod entry;
mod page;
mod verify;

pub(crate) use append::append;
pub use entity::{audit_entry, audit_head};
pub use entry::{Entry, Subject};
pub use page::{Filter, page};
pub use verify::{Break, Verification, of_subject, verify};
