//! Raw reading of a PDF file: where every byte belongs, revision by revision.
//!
//! A validator must know what each reader *could* take a file for, so nothing is repaired here.
//! The reading is total: wrong bytes give `None` or a [`Flaw`](revision::Flaw), never a panic, and
//! depth, number of sections, number of entries and decoded bytes are bounded.

pub(crate) mod accounting;
mod decryption;
pub(crate) mod file;
pub(crate) mod filter;
pub(crate) mod indirect;
pub(crate) mod lexer;
pub(crate) mod object;
pub(crate) mod revision;
pub(crate) mod section;
pub(crate) mod view;

pub(crate) use file::PdfFile;
pub(crate) use object::{Dictionary, Id, Object, Stream};
pub(crate) use view::{Held, View};
