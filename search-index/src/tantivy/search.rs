//! One question: the box is read, looked up, and looked up again more leniently if nothing is found.

use std::sync::Arc;

use tantivy::query::{BooleanQuery, EnableScoring, Query as _};
use tantivy::schema::Value;
use tantivy::{DocAddress, Executor, Searcher, TantivyDocument};

use super::collect::{Bar, Gather, Gathered, score_of};
use super::generation::{Caches, Generation, stored};
use super::passage::{Passages, Stored};
use super::places::Places;
use super::plan::Accents;
use super::ranking::Ranking;
use super::schema::{Fields, day_number};
use crate::Error;
use crate::engine::{Access, Cursor, EntryKind, Facet, Hit, Query, Results, Sort, Total, facet_values};
use crate::highlight::Passage;
use crate::query::{Expression, Parsed, parse, words_only};
use crate::text::Word;

/// With fewer words, every one of them is needed.
const FEWEST_IN_PART: usize = 5;

/// One question within one view of the index.
pub(super) struct Asking<'a> {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    pub(super) query: &'a Query,
    pub(super) access: &'a Access,
    pub(super) ranking: &'a Ranking,
    pub(super) caches: &'a Caches,
}

/// What was searched in the end, and what it gave.
pub(super) struct Found {
    pub(super) parsed: Parsed,
    pub(super) gathered: Gathered,
    pub(super) notice: Option<String>,
    pub(super) sort: Sort,
}

impl Generation {
    pub(super) fn search(&self, query: &Query, access: &Access, ranking: &Ranking) -> Result<Results, Error> {
        let asking = Asking {
            searcher: self.searcher(),
            fields: self.fields,
            query,
            access,
            ranking,
            caches: &self.caches,
        };
        let found = asking.find()?;
        asking.results(found)
    }
}

impl Asking<'_> {
    /// Searches as typed; if that finds nothing, more leniently, and says so.
    fn find(&self) -> Result<Found, Error> {
        let parsed = if self.query.reads_chips {
            parse(&self.query.text, self.query.today)
        } else {
            words_only(&self.query.text)
        };
        if self.query.is_exact {
            return self.attempt(parsed, Accents::AsTyped);
        }
        if let Some(found) = self.with_keys_decoded(&parsed)? {
            return Ok(found);
        }
        let found = self.attempt(parsed.clone(), Accents::AsTyped)?;
        if found.gathered.total > 0 || parsed.text.trim().is_empty() {
            return Ok(found);
        }
        if parsed.expression.words.iter().any(Word::is_accented) {
            let lenient = self.attempt(parsed.clone(), Accents::Any)?;
            if lenient.gathered.total > 0 {
                return Ok(
                    lenient.noticed("Không có kết quả đúng dấu; đã tìm không phân biệt dấu".to_owned())
                );
            }
        }
        if !parsed.chips.is_empty() {
            let lenient = self.attempt(words_only(&self.query.text), Accents::AsTyped)?;
            if lenient.gathered.total > 0 {
                return Ok(lenient.noticed(format!("Đã tìm “{}” trong toàn văn", parsed.text.trim())));
            }
        }
        if let Some(corrected) = self.corrected(&parsed)? {
            return Ok(corrected);
        }
        if let Some(loosened) = self.with_phrases_as_words(&parsed)? {
            return Ok(loosened);
        }
        Ok(self.covered_in_part(parsed)?.unwrap_or(found))
    }

    /// Searches for the words of phrases that no readable document holds as such.
    fn with_phrases_as_words(&self, parsed: &Parsed) -> Result<Option<Found>, Error> {
        if parsed.expression.phrases.is_empty() {
            return Ok(None);
        }
        let mut loosened = parsed.clone();
        let words = &mut loosened.expression.words;
        words.extend(loosened.expression.phrases.drain(..).flatten());
        words.sort_by_key(|word| word.from);
        let found = self.attempt(loosened, Accents::AsTyped)?;
        let notice = "Không văn bản nào có đúng cụm từ; đã tìm từng từ của cụm";
        Ok((found.gathered.total > 0).then(|| found.noticed(notice.to_owned())))
    }

    /// Searches for most of the words where no document holds them all.
    fn covered_in_part(&self, parsed: Parsed) -> Result<Option<Found>, Error> {
        if parsed.expression.words.len() < FEWEST_IN_PART {
            return Ok(None);
        }
        let ranking = Ranking {
            strict_words: 0,
            ..*self.ranking
        };
        let lenient = Asking {
            searcher: self.searcher.clone(),
            ranking: &ranking,
            ..*self
        };
        let found = lenient.attempt(parsed, Accents::AsTyped)?;
        let notice = "Không văn bản nào có đủ các từ; đã tìm văn bản có phần lớn các từ";
        Ok((found.gathered.total > 0).then(|| found.noticed(notice.to_owned())))
    }

    /// Searches once.
    pub(super) fn attempt(&self, parsed: Parsed, accents: Accents) -> Result<Found, Error> {
        let sort = self.sort(&parsed.expression);
        let gather = Gather {
            limit: self.query.page_size(),
            sort,
            after: self.query.after,
            facets: self.query.facets,
            today: day_number(self.query.today),
            recency: self.ranking.recency,
            latest: None,
            enough: u64::MAX,
            columns: Arc::clone(&self.caches.columns),
            bar: Bar::default(),
        };
        let gathered = self.gather(&parsed, accents, &gather)?;
        Ok(Found {
            parsed,
            gathered,
            notice: None,
            sort,
        })
    }

    pub(super) fn gather(
        &self,
        parsed: &Parsed,
        accents: Accents,
        gather: &Gather,
    ) -> Result<Gathered, Error> {
        let chosen = self.query.filters.iter().map(|chip| &chip.condition);
        let read = parsed.chips.iter().map(|chip| &chip.condition);
        let readable = self.caches.readable(&self.fields, self.access);
        let mut filter = self
            .fields
            .filter(readable, chosen.chain(read), &parsed.expression);
        if !self.query.only.is_empty() {
            filter = Box::new(BooleanQuery::intersection(vec![
                filter,
                self.fields.one_of(&self.query.only),
            ]));
        }
        let lexical = self.fields.lexical(
            &parsed.expression,
            self.ranking,
            accents,
            filter,
            &self.caches.dictionary,
        );
        // Chips leave few documents, though it is not known how many.
        let is_narrow =
            lexical.wanted.is_empty() && !(parsed.chips.is_empty() && self.query.filters.is_empty());
        let is_much = !is_narrow && lexical.expected(&self.searcher)? > self.caches.threads.shared_from;
        let scoring = EnableScoring::enabled_from_searcher(&self.searcher);
        if is_much && self.caches.threads.number > 1 {
            let weight = lexical.weight(scoring)?;
            return Ok(gather.share_out(&self.searcher, weight.as_ref(), &self.caches.threads)?);
        }
        let alone = Executor::single_thread();
        Ok(self
            .searcher
            .search_with_executor(&lexical, gather, &alone, scoring)?)
    }

    /// Without words there is nothing to be relevant to: newest first.
    fn sort(&self, expression: &Expression) -> Sort {
        let has_words = !expression.words.is_empty()
            || !expression.phrases.is_empty()
            || !expression.alternatives.is_empty();
        if self.query.sort == Sort::Relevance && !has_words {
            Sort::Newest
        } else {
            self.query.sort
        }
    }

    fn results(&self, found: Found) -> Result<Results, Error> {
        let looked_for = found.parsed.looked_for();
        let passages = Passages::of(&self.searcher, &self.fields, &self.caches.dictionary, looked_for)?;
        let page = &found.gathered.page;
        let mut hits = hits(&self.searcher, &self.fields, page, &passages)?;
        if found.sort != Sort::Relevance {
            for hit in &mut hits {
                hit.score = 0.0;
            }
        }
        let facets = Facet::ALL.into_iter().zip(found.gathered.facets);
        Ok(Results {
            hits,
            total: Total::of(found.gathered.total),
            next: if found.gathered.has_more {
                page.last().map(|(cursor, _)| *cursor)
            } else {
                None
            },
            facets: facet_values(
                facets.flat_map(|(facet, values)| values.into_iter().map(move |(v, n)| (facet, v, n))),
            ),
            notice: found.notice,
            chips: found.parsed.chips,
        })
    }
}

impl Found {
    pub(super) fn noticed(mut self, notice: String) -> Self {
        self.notice = Some(notice);
        self
    }
}

/// The hits as shown.
pub(super) fn hits(
    searcher: &Searcher,
    fields: &Fields,
    page: &[(Cursor, DocAddress)],
    passages: &Passages,
) -> Result<Vec<Hit>, Error> {
    let mut documents = Vec::with_capacity(page.len());
    for (_, address) in page {
        documents.push(stored(searcher, *address)?);
    }
    let kept: Vec<Stored<'_>> = documents
        .iter()
        .zip(page)
        .map(|(document, (_, address))| Stored {
            address: *address,
            pages: texts(document, fields.page).collect(),
            places: fields
                .places
                .and_then(|field| Places::from_bytes(document.get_first(field)?.as_bytes()?)),
        })
        .collect();
    let best = passages.best(searcher, fields, &kept)?;
    let hit = |((document, (cursor, _)), passage): ((&TantivyDocument, &(Cursor, DocAddress)), Passage)| {
        let title = text(document, fields.title).unwrap_or_default();
        Hit {
            id: text(document, fields.id).unwrap_or_default().to_owned(),
            kind: text(document, fields.entry)
                .and_then(EntryKind::from_name)
                .unwrap_or(EntryKind::Arrival),
            score: score_of(*cursor),
            title_html: passages.mark(title),
            title: title.to_owned(),
            snippet_html: passage.html,
            page: passage.page,
        }
    };
    Ok(documents.iter().zip(page).zip(best).map(hit).collect())
}

/// The first stored value of a field.
pub(super) fn text(document: &TantivyDocument, field: tantivy::schema::Field) -> Option<&str> {
    texts(document, field).next()
}

/// The stored values of a field.
pub(super) fn texts(document: &TantivyDocument, field: tantivy::schema::Field) -> impl Iterator<Item = &str> {
    document.get_all(field).filter_map(|value| value.as_str())
}
