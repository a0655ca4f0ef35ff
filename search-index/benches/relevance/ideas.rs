//! What is compared.

use search_index::Ranking;

/// Plain BM25, each idea added alone to it, and the default.
pub(crate) fn ideas() -> Vec<(&'static str, Ranking)> {
    let default = Ranking::default();
    let plain = Ranking {
        k1: 1.2,
        b: 0.75,
        exact: 0.0,
        folded: 1.0,
        exact_pair: 0.0,
        folded_pair: 0.0,
        chain: 0.0,
        title: 0.0,
        rarity: 1.0,
        coverage: 0.0,
        strict_words: 0,
        recency: 0.0,
        number: 0.0,
    };
    let accents = Ranking {
        exact: 1.0,
        folded: 0.0,
        ..plain
    };
    vec![
        ("plain BM25, words without accents", plain),
        ("plain BM25, words with accents", accents),
        (
            "  + our k1 and b",
            Ranking {
                k1: default.k1,
                b: default.b,
                ..accents
            },
        ),
        (
            "  + words without accents beside",
            Ranking {
                folded: default.folded,
                ..accents
            },
        ),
        (
            "  + pairs of neighbours",
            Ranking {
                exact_pair: default.exact_pair,
                folded_pair: default.folded_pair,
                ..accents
            },
        ),
        (
            "  + pairs, and chains of them",
            Ranking {
                exact_pair: default.exact_pair,
                folded_pair: default.folded_pair,
                chain: default.chain,
                ..accents
            },
        ),
        (
            "  + title",
            Ranking {
                title: default.title,
                ..accents
            },
        ),
        (
            "  + rarity counts more",
            Ranking {
                rarity: default.rarity,
                ..accents
            },
        ),
        (
            "  + enough of the question must be covered",
            Ranking {
                coverage: default.coverage,
                ..accents
            },
        ),
        ("our default", default),
    ]
}
