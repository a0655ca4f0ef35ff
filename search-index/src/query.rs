//! The one search box: what it says about number, date, issuer and so on becomes chips, the rest is words.

mod agency;
mod chip;
mod date;
mod expert;
mod kind;
mod name;
mod parse;
mod piece;
mod symbol;
mod written;

pub use chip::{Chip, Condition, without};
pub use kind::{KINDS, SECRECIES, kind_named};
pub(crate) use name::{name_key, name_words};
pub use parse::{Expression, Parsed, Side, parse, words_only};
pub use symbol::{symbol_key, symbol_parts};
