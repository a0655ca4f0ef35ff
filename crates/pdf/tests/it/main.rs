//! Tests of reading: our own composed documents, and every odd file at hand.

mod any;
mod composed;
mod inspect;
mod shared;
mod types;
