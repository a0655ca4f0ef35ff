//! Finds the place of a signature by the words beside it, such as "KT. CHỦ TỊCH".

use unicode_normalization::UnicodeNormalization;

use super::request::Rect;

/// A line of text on a page, as whoever reads the document found it.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// What it says.
    pub text: String,
    /// The page, counted from 1.
    pub page: u32,
    /// Where it stands, origin at the bottom left.
    pub rect: Rect,
}

/// The last line that says `wanted`, case, spaces and composition of accents aside. The last, because the
/// signing block ends a document and its words may be quoted before.
#[must_use]
pub fn find_anchor<'l>(lines: &'l [TextLine], wanted: &str) -> Option<&'l TextLine> {
    let wanted = folded(wanted);
    let found = lines
        .iter()
        .filter(|line| !wanted.is_empty() && folded(&line.text).contains(&wanted));
    found.max_by(|one, other| {
        one.page
            .cmp(&other.page)
            .then(other.rect.bottom.total_cmp(&one.rect.bottom))
    })
}

impl TextLine {
    /// A rectangle of this size, centred below the line with a gap between.
    #[must_use]
    pub fn below(&self, width: f32, height: f32, gap: f32) -> Rect {
        Rect {
            left: self.rect.left + (self.rect.width - width) / 2.0,
            bottom: self.rect.bottom - gap - height,
            width,
            height,
        }
    }
}

fn folded(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.nfc().collect::<String>().to_lowercase())
        .collect();
    words.join(" ")
}
