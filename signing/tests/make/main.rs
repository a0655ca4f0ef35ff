//! Making PDF signatures, judged by programs that have nothing to do with this crate: poppler's `pdfsig` and
//! `pdftoppm`, and pyHanko.

mod approve;
mod support;
