//! The fields of the index and how an entry fills them.

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, TantivyDocument, Term};

use super::places::{Places, Positions};
use super::{facts, tokens};
use crate::engine::Entry;
use crate::text::normalize;

/// Raised with every change of fields or analysis: an index of another version is built anew.
pub(super) const VERSION: u32 = 4;

/// Where everything lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The caller's id.
    pub(super) id: Field,
    /// Arrival, issued or draft; stored.
    pub(super) entry: Field,
    /// Every word of title, facts and pages, with positions.
    pub(super) words: Field,
    /// Every pair of neighbouring words.
    pub(super) pairs: Field,
    /// Every three neighbouring words, for phrases. Indexes before version 4 have none.
    pub(super) triples: Option<Field>,
    /// Words of the title; stored.
    pub(super) title: Field,
    /// Pairs of the title.
    pub(super) title_pairs: Field,
    /// Words of the issuer's name; stored.
    pub(super) issuer: Field,
    /// Words of the signer's name.
    pub(super) signer: Field,
    /// Number and symbol as printed; stored.
    pub(super) number_symbol: Field,
    /// Rights, numbers and other exact facts, each with its name before a colon.
    pub(super) facts: Field,
    /// Text of the pages; stored.
    pub(super) page: Field,
    /// Where the words of the pages lie, as [`Places`] writes it; stored. Indexes before version 3 have none.
    pub(super) places: Option<Field>,
    /// Julian day of the document; fast.
    pub(super) day: Field,
    /// A number made from the id, to order hits of the same rank; fast.
    pub(super) tie: Field,
    /// The event the entry was made from; fast.
    pub(super) sequence: Field,
    /// Facets, fast, in the order of [`crate::Facet::ALL`].
    pub(super) facets: [Field; 5],
}

/// Names of the fast fields, as the columns are opened by name.
pub(super) const DAY: &str = "day";
/// See [`Fields::tie`].
pub(super) const TIE: &str = "tie";
/// See [`Fields::sequence`].
pub(super) const SEQUENCE: &str = "sequence";
/// See [`Fields::facets`].
pub(super) const FACETS: [&str; 5] = [
    "facet_kind",
    "facet_issuer",
    "facet_year",
    "facet_state",
    "facet_unit",
];

const WORDS: &str = "vietnamese_words";
const PAIRS: &str = "vietnamese_pairs";
const TRIPLES: &str = "vietnamese_triples";

/// The schema of this version and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let text = |tokenizer: &str, record| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(record),
        )
    };
    let held = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing.set_index_option(IndexRecordOption::Basic))
    };
    let column = TextOptions::default().set_fast("raw");
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        entry: builder.add_text_field("entry", STORED),
        words: builder.add_text_field("words", text(WORDS, IndexRecordOption::WithFreqsAndPositions)),
        pairs: builder.add_text_field("pairs", text(PAIRS, IndexRecordOption::WithFreqs)),
        title: builder.add_text_field("title", text(WORDS, IndexRecordOption::WithFreqs).set_stored()),
        title_pairs: builder.add_text_field("title_pairs", text(PAIRS, IndexRecordOption::WithFreqs)),
        issuer: builder.add_text_field("issuer", held(WORDS).set_stored()),
        signer: builder.add_text_field("signer", held(WORDS)),
        number_symbol: builder.add_text_field("number_symbol", STORED),
        facts: builder.add_text_field("facts", held("raw")),
        page: builder.add_text_field("page", STORED),
        day: builder.add_u64_field(DAY, FAST | INDEXED),
        tie: builder.add_u64_field(TIE, FAST),
        sequence: builder.add_i64_field(SEQUENCE, FAST),
        facets: FACETS.map(|name| builder.add_text_field(name, column.clone())),
        places: Some(builder.add_bytes_field("places", STORED)),
        triples: Some(builder.add_text_field("triples", held(TRIPLES))),
    };
    (builder.build(), fields)
}

/// Teaches an index our tokenizers.
pub(super) fn register(index: &Index) {
    index.tokenizers().register(WORDS, tokens::Words);
    index.tokenizers().register(PAIRS, tokens::Pairs);
    index.tokenizers().register(TRIPLES, tokens::Triples);
}

impl Fields {
    /// The fields of an index that another version wrote; none if it lacks what questions need.
    pub(super) fn of(schema: &Schema) -> Option<Self> {
        let field = |name| schema.get_field(name).ok();
        let [kind, issuer, year, state, unit] = FACETS.map(field);
        Some(Self {
            id: field("id")?,
            entry: field("entry")?,
            words: field("words")?,
            pairs: field("pairs")?,
            title: field("title")?,
            title_pairs: field("title_pairs")?,
            issuer: field("issuer")?,
            signer: field("signer")?,
            number_symbol: field("number_symbol")?,
            facts: field("facts")?,
            page: field("page")?,
            places: field("places"),
            triples: field("triples"),
            day: field(DAY)?,
            tie: field(TIE)?,
            sequence: field(SEQUENCE)?,
            facets: [kind?, issuer?, year?, state?, unit?],
        })
    }

    /// The term that names an entry.
    pub(super) fn id_term(&self, id: &str) -> Term {
        Term::from_field_text(self.id, id)
    }

    /// The entry as the index stores it.
    pub(super) fn document(&self, entry: &Entry) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        let title = normalize(&entry.title);
        document.add_text(self.id, &entry.id);
        document.add_text(self.entry, entry.kind.as_str());
        document.add_text(self.title, &title);
        document.add_text(self.title_pairs, &title);
        document.add_text(self.words, &title);
        document.add_text(self.pairs, &title);
        if let Some(triples) = self.triples {
            document.add_text(triples, &title);
        }
        let mut positions = Positions::default();
        positions.pass(&title);
        for fact in [
            &entry.number_symbol,
            &entry.document_kind,
            &entry.issuer,
            &entry.signer,
            &entry.unit,
        ]
        .into_iter()
        .flatten()
        {
            let fact = normalize(fact);
            positions.pass(&fact);
            document.add_text(self.words, fact);
        }
        for words in &entry.further {
            let words = normalize(words);
            positions.pass(&words);
            document.add_text(self.words, words);
        }
        let mut places = Places::default();
        for page in &entry.pages {
            let page = normalize(page);
            places.add(&page, &mut positions);
            document.add_text(self.words, &page);
            document.add_text(self.pairs, &page);
            if let Some(triples) = self.triples {
                document.add_text(triples, &page);
            }
            document.add_text(self.page, &page);
        }
        if let Some(field) = self.places.filter(|_| !entry.pages.is_empty()) {
            document.add_bytes(field, &places.to_bytes());
        }
        if let Some(issuer) = &entry.issuer {
            document.add_text(self.issuer, normalize(issuer));
        }
        if let Some(signer) = &entry.signer {
            document.add_text(self.signer, normalize(signer));
        }
        if let Some(printed) = &entry.number_symbol {
            document.add_text(self.number_symbol, normalize(printed));
        }
        for fact in facts::of(entry) {
            document.add_text(self.facts, fact);
        }
        if let Some(date) = entry.date {
            document.add_u64(self.day, day_number(date));
        }
        document.add_u64(self.tie, tie(&entry.id));
        document.add_i64(self.sequence, entry.sequence);
        let year = entry.year.map(|year| year.to_string());
        let values = [
            &entry.document_kind,
            &entry.issuer,
            &year,
            &entry.state,
            &entry.unit,
        ];
        for (field, value) in self.facets.into_iter().zip(values) {
            if let Some(value) = value {
                document.add_text(field, normalize(value));
            }
        }
        document
    }
}

/// The Julian day, as the index holds it; documents without a date have 0.
pub(super) fn day_number(date: time::Date) -> u64 {
    u64::try_from(date.to_julian_day()).unwrap_or(0)
}

/// A number spread evenly over ids, the same in every run and on every node (FNV-1a).
fn tie(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
