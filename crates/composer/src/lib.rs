//! An official document as data, composed into PDF/A-2b in the layout of Decree 30/2020/NĐ-CP, Annex I.
//!
//! The crate is pure: no clock, no files, no network. The same [`OfficialDocument`] always gives the same bytes.
//!
//! - [`compose()`] lays a document out and says where the empty fields and the signatures belong ([`Places`]);
//! - [`compose_list()`] lays out a list as a plain table on wide pages;
//! - [`check()`] lists what breaks the decree, each with the field, the rule and its article;
//! - [`markup`] is the small notation in which bodies are written;
//! - [`fonts`] holds the embedded serif face.

pub mod check;
mod compose;
mod document;
mod error;
pub mod fonts;
pub mod form;
mod list;
pub mod markup;
mod places;
mod view;
mod world;

pub use check::{Finding, check};
pub use compose::{Composed, compose};
pub use document::{Invitation, OfficialDocument, SigningBlock, UrgencyMark};
pub use error::Error;
pub use form::Form;
pub use list::{List, compose_list};
pub use places::{Place, Places};
