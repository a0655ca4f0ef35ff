//! Names compared without regard to accents, case and blanks.

use crate::text::{analyze, normalize};

/// The words of a name without accents.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    analyze(&normalize(name))
        .words
        .into_iter()
        .map(|word| word.folded)
        .collect()
}

/// The form in which a whole name is compared.
pub(crate) fn name_key(name: &str) -> String {
    name_words(name).join(" ")
}
