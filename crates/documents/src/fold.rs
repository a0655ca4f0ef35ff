//! Text without accents and letter case, for comparing what people write in several ways.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Lower case without accents; "đ" becomes "d".
pub(crate) fn folded(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' || c == 'ð' { 'd' } else { c })
        .collect()
}

/// [`folded`], letters and digits only.
pub(crate) fn squeezed(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
