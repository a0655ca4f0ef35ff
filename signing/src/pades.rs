//! Signatures in PDF: PAdES (EN 319 142-1) over ISO 32000.
//!
//! The file that is signed stays as it is, byte for byte; everything new is appended.

mod anchor;
mod appearance;
mod archive;
mod encryption;
mod evidence;
mod extend;
mod fields;
mod file;
mod fill;
mod findings;
mod font;
mod foreign;
mod form;
mod gather;
mod image;
mod lexer;
mod page;
mod permission;
mod placement;
mod prepare;
mod prepared;
mod repair;
mod request;
mod security_store;
mod seed;
mod sign;
mod source;
mod update;
mod value;
mod xref;

pub use anchor::{TextLine, find_anchor};
pub use evidence::{Evidence, NoEvidence, RevocationAnswers};
pub use extend::extend;
pub use fields::{Align, FieldKind, FieldLock, FieldPlan, prepare_fields};
pub use fill::fill_fields;
pub(crate) use findings::Findings;
pub use gather::{Gathered, gather};
pub use prepare::{attributes_to_sign, prepare};
pub use prepared::Prepared;
pub use repair::repair;
pub use request::{Appearance, Level, Permission, Rect, SignatureRequest, Target};
pub use sign::{sign, sign_file, sign_in_place};
