//! Vietnamese text as the index sees it: one normal form, syllables with and without accents, pairs of
//! neighbouring syllables, abbreviations, and the slips of people who type.

pub mod abbreviation;
pub mod analyze;
pub mod fold;
pub mod keystrokes;
pub mod legacy;
pub mod normalize;
pub mod spelling;
pub mod syllable;
pub mod tone;

pub use analyze::{Analysis, Word, analyze};
pub use fold::fold;
pub use normalize::normalize;
