//! Documents like a given one: those that share its rarest pairs of words.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::collect::Gather;
use super::generation::{Generation, stored};
use super::lexical::{Lexical, Wanted, Weighed};
use super::passage::Passages;
use super::ranking::Ranking;
use super::search::{hits, text, texts};
use super::tokens;
use crate::Error;
use crate::engine::{Access, Hit, Sort};
use crate::text::analyze;

/// Pairs a document is compared by.
const MOST_PAIRS: usize = 30;

/// Bytes of a document that are read for it.
const READ: usize = 60_000;

impl Generation {
    pub(super) fn similar(
        &self,
        id: &str,
        access: &Access,
        limit: usize,
        ranking: &Ranking,
    ) -> Result<Vec<Hit>, Error> {
        let searcher = self.searcher();
        let readable: Box<dyn Query> = Box::new(self.caches.readable(&self.fields, access));
        let itself: Box<dyn Query> =
            Box::new(TermQuery::new(self.fields.id_term(id), IndexRecordOption::Basic));
        let one = BooleanQuery::new(vec![
            (Occur::Must, readable.box_clone()),
            (Occur::Must, itself.box_clone()),
        ]);
        let Some((_, address)) = searcher
            .search(&one, &Gather::newest(1, &self.caches.columns))?
            .page
            .first()
            .copied()
        else {
            return Ok(Vec::new());
        };
        let document = stored(&searcher, address)?;
        let mut whole = text(&document, self.fields.title).unwrap_or_default().to_owned();
        for page in texts(&document, self.fields.page) {
            if whole.len() > READ {
                break;
            }
            whole.push_str(" . ");
            whole.push_str(page);
        }
        let wanted = self.rarest_pairs(&searcher, &whole)?;
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let others = BooleanQuery::new(vec![(Occur::Must, readable), (Occur::MustNot, itself)]);
        let lexical = Lexical {
            wanted,
            coverage: 0.15,
            ..Lexical::within(Arc::new(others), ranking, &self.caches.dictionary)
        };
        let gather = Gather {
            sort: Sort::Relevance,
            ..Gather::newest(limit.clamp(1, 50), &self.caches.columns)
        };
        let page = searcher.search(&lexical, &gather)?.page;
        hits(&searcher, &self.fields, &page, &Passages::default())
    }

    /// The pairs of a text that tell it best from others: often here, seldom elsewhere, but somewhere.
    #[expect(clippy::cast_precision_loss, reason = "a weight needs no more digits")]
    fn rarest_pairs(&self, searcher: &tantivy::Searcher, text: &str) -> Result<Vec<Wanted>, Error> {
        let mut counts: HashMap<String, u32> = HashMap::new();
        for two in analyze(text).words.windows(2).filter(|two| two[1].joined) {
            *counts
                .entry(tokens::folded_pair(&two[0].folded, &two[1].folded))
                .or_default() += 1;
        }
        let documents = searcher.num_docs().max(1) as f32;
        let mut weighed = Vec::new();
        for (pair, count) in counts {
            let term = Term::from_field_text(self.fields.pairs, &pair);
            let frequency = searcher.doc_freq(&term)?;
            if frequency > 1 {
                let rarity = (documents / frequency as f32).max(1.0).ln();
                weighed.push((rarity * (1.0 + (count as f32).ln()), pair, term));
            }
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        weighed.truncate(MOST_PAIRS);
        let wanted = |term| Wanted {
            terms: vec![Weighed { term, boost: 1.0 }],
            is_optional: false,
        };
        Ok(weighed.into_iter().map(|(_, _, term)| wanted(term)).collect())
    }
}
