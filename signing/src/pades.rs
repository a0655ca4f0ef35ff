//! Signatures in PDF: PAdES (EN 319 142-1) over ISO 32000.
//!
//! The file that is signed stays as it is, byte for byte; everything new is appended.

mod appearance;
mod encryption;
mod evidence;
mod file;
mod font;
mod foreign;
mod form;
mod image;
mod lexer;
mod page;
mod permission;
mod placement;
mod prepare;
mod prepared;
mod request;
mod seed;
mod sign;
mod source;
mod update;
mod value;
mod xref;

pub use evidence::{Evidence, NoEvidence, RevocationAnswers};
pub use prepare::prepare;
pub use prepared::Prepared;
pub use request::{Appearance, Level, Permission, Rect, SignatureRequest, Target};
pub use sign::sign;
