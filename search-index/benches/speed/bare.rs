//! The same documents in a Tantivy index without our layers: one text field, its default tokenizer, its own BM25.
//! Rights are terms there too, and hits are counted, so that both sides do the same work.

use std::path::Path;

use search_index::Access;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
use tantivy::{Index, IndexReader, TantivyDocument, Term};

use crate::corpus::{Corpus, Kind, Question};
use crate::kept::{is_kept, keep};

pub(crate) struct Bare {
    reader: IndexReader,
    text: Field,
    rights: Field,
    symbol: Field,
}

impl Bare {
    pub(crate) fn load(corpus: &Corpus, folder: &Path) -> Self {
        let mut builder = Schema::builder();
        let text = builder.add_text_field("text", TEXT | STORED);
        let rights = builder.add_text_field("rights", STRING);
        let symbol = builder.add_text_field("symbol", STRING);
        if is_kept(corpus, folder) {
            let index = Index::open_in_dir(folder).expect("an index");
            return Self {
                reader: index.reader().expect("a reader"),
                text,
                rights,
                symbol,
            };
        }
        std::fs::create_dir_all(folder).expect("a folder");
        let index = Index::create_in_dir(folder, builder.build()).expect("an index");
        let mut writer = index
            .writer_with_num_threads(2, 128 * 1024 * 1024)
            .expect("a writer");
        for entry in corpus.entries() {
            let mut document = TantivyDocument::default();
            document.add_text(text, &entry.title);
            for page in &entry.pages {
                document.add_text(text, page);
            }
            document.add_text(rights, format!("agency:{}", entry.agency));
            document.add_text(rights, format!("secrecy:{}", entry.secrecy));
            for reader in &entry.readers {
                document.add_text(rights, reader);
            }
            document.add_text(symbol, entry.number_symbol.as_deref().unwrap_or_default());
            writer.add_document(document).expect("a document is taken");
        }
        writer.commit().expect("a commit");
        writer.wait_merging_threads().expect("merges end");
        keep(corpus, folder);
        Self {
            reader: index.reader().expect("a reader"),
            text,
            rights,
            symbol,
        }
    }

    pub(crate) fn ask(&self, question: &Question, access: &Access) {
        let searcher = self.reader.searcher();
        let term = |field, text: &str| Term::from_field_text(field, text);
        let exactly = |field, text: &str, option| -> Box<dyn Query> {
            Box::new(TermQuery::new(term(field, text), option))
        };
        let asked: Box<dyn Query> = match question.kind {
            Kind::Term | Kind::TwoTerms => {
                let words = question.words.iter();
                let words = words.map(|word| {
                    (
                        Occur::Must,
                        exactly(self.text, word, IndexRecordOption::WithFreqs),
                    )
                });
                Box::new(BooleanQuery::new(words.collect()))
            }
            Kind::Phrase => Box::new(PhraseQuery::new(
                question.words.iter().map(|word| term(self.text, word)).collect(),
            )),
            Kind::Prefix => {
                let pattern = format!("{}.*", question.text);
                Box::new(RegexQuery::from_pattern(&pattern, self.text).expect("letters are a pattern"))
            }
            // Nothing to compare with: nobody would hand such a text to an index as it is.
            Kind::Flood => return,
            Kind::Symbol => exactly(self.symbol, &question.text, IndexRecordOption::Basic),
        };
        let right = |text: &str| exactly(self.rights, text, IndexRecordOption::Basic);
        let readers = access
            .readers
            .iter()
            .map(|reader| (Occur::Should, right(reader)))
            .collect();
        let rights: Vec<(Occur, Box<dyn Query>)> = vec![
            (Occur::Must, right(&format!("agency:{}", access.agency))),
            (Occur::Must, Box::new(BooleanQuery::new(readers))),
            (Occur::Must, right(&format!("secrecy:{}", access.max_secrecy))),
        ];
        let rights: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new(rights)), 0.0));
        let whole = BooleanQuery::new(vec![(Occur::Must, asked), (Occur::Must, rights)]);
        let collector = (TopDocs::with_limit(20).order_by_score(), Count);
        let (hits, _) = searcher.search(&whole, &collector).expect("an answer");
        for (_, address) in hits {
            let document: TantivyDocument = searcher.doc(address).expect("a stored document");
            std::hint::black_box(
                document
                    .get_first(self.text)
                    .and_then(|value| value.as_str().map(str::len)),
            );
        }
    }
}
