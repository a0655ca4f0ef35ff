//! Tests of reading: our own composed documents, and every odd file at hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod any;
mod composed;
mod inspect;
mod office;
mod recognise;
mod scan;
mod shared;
mod types;
