//! Making PDF signatures, judged by programs that have nothing to do with this crate: poppler's `pdfsig` and
//! `pdftoppm`, and pyHanko.

#![expect(
    clippy::unwrap_used,
    reason = "a broken arrangement has to stop the test, in helpers too"
)]

mod appearance;
mod approve;
mod certify;
mod corpus;
mod encrypted;
mod fields;
mod levels;
mod odd;
mod packed;
mod support;
mod two_step;
