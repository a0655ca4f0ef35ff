//! What decides the order of hits.

/// Weights of the ranking; `benches/relevance.rs` measures them and, with `--tune`, cross-validates other choices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// How slowly repetition of a word stops counting.
    pub k1: f32,
    /// How much long texts are held back.
    pub b: f32,
    /// Weight of a word with its accents.
    pub exact: f32,
    /// Weight of a word without accents.
    pub folded: f32,
    /// Weight of a pair of neighbours with accents.
    pub exact_pair: f32,
    /// Weight of a pair of neighbours without accents.
    pub folded_pair: f32,
    /// What three or more words in the order of the question add to their pairs.
    pub chain: f32,
    /// How much more a rare word counts: the power of its inverse document frequency.
    pub rarity: f32,
    /// Weight of the same words and pairs in the title.
    pub title: f32,
    /// Share of a long question's words, weighed by rarity, that a document must hold.
    pub coverage: f32,
    /// Up to so many words, a document must hold them all.
    pub strict_words: usize,
    /// How much a document of today is preferred to an old one.
    pub recency: f32,
    /// Weight of a number that is the document's own.
    pub number: f32,
}

impl Default for Ranking {
    fn default() -> Self {
        Self {
            k1: 0.5,
            b: 0.5,
            exact: 1.0,
            folded: 0.15,
            exact_pair: 0.6,
            folded_pair: 0.4,
            chain: 0.5,
            rarity: 1.1,
            title: 0.3,
            coverage: 0.3,
            strict_words: 6,
            recency: 0.1,
            number: 3.0,
        }
    }
}
