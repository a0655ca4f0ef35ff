//! Making PDF signatures, judged by programs that have nothing to do with this crate: poppler's `pdfsig` and
//! `pdftoppm`, and pyHanko.

mod appearance;
mod approve;
mod certify;
mod corpus;
mod encrypted;
mod fields;
mod levels;
mod support;
mod two_step;
