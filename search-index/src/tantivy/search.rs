//! One question: the box is read, looked up, and looked up again more leniently if nothing is found.

use tantivy::query::BooleanQuery;
use tantivy::schema::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::collect::{Gather, Gathered, score_of};
use super::generation::{Generation, stored};
use super::plan::Accents;
use super::ranking::Ranking;
use super::schema::{Fields, day_number};
use crate::Error;
use crate::engine::{Access, EntryKind, Facet, Hit, Query, Results, Sort, Total, facet_values};
use crate::highlight::Marker;
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
        let mut filter = self
            .fields
            .filter(self.access, chosen.chain(read), &parsed.expression);
        if !self.query.only.is_empty() {
            filter = Box::new(BooleanQuery::intersection(vec![
                filter,
                self.fields.one_of(&self.query.only),
            ]));
        }
        let lexical = self
            .fields
            .lexical(&parsed.expression, self.ranking, accents, filter);
        Ok(self.searcher.search(&lexical, gather)?)
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
        let marker = self.marker(&found.parsed)?;
        let page = &found.gathered.page;
        let mut hits = Vec::with_capacity(page.len());
        for (cursor, address) in page {
            let score = if found.sort == Sort::Relevance {
                score_of(*cursor)
            } else {
                0.0
            };
            hits.push(hit(&self.searcher, &self.fields, *address, score, &marker)?);
        }
        Ok(Results {
            hits,
            total: Total::of(found.gathered.total),
            next: if found.gathered.has_more {
                page.last().map(|(cursor, _)| *cursor)
            } else {
                None
            },
            facets: facet_values(
                found
                    .gathered
                    .facets
                    .into_iter()
                    .map(|((facet, value), count)| (Facet::ALL[facet], value, count)),
            ),
            notice: found.notice,
            chips: found.parsed.chips,
        })
    }

    /// What to mark: every word that was looked for, rare ones worth more.
    #[expect(clippy::cast_precision_loss, reason = "a worth needs no more digits")]
    fn marker(&self, parsed: &Parsed) -> Result<Marker, Error> {
        let documents = self.searcher.num_docs().max(1) as f32;
        let mut marker = Marker::default();
        for word in parsed.looked_for() {
            let term =
                tantivy::Term::from_field_text(self.fields.words, &super::tokens::folded(&word.folded));
            let frequency = self.searcher.doc_freq(&term)? as f32;
            marker.add(&word, 0.05 + (1.0 + documents / (1.0 + frequency)).ln());
        }
        Ok(marker)
    }
}

impl Found {
    pub(super) fn noticed(mut self, notice: String) -> Self {
        self.notice = Some(notice);
        self
    }
}

/// The hit as shown.
pub(super) fn hit(
    searcher: &Searcher,
    fields: &Fields,
    address: DocAddress,
    score: f32,
    marker: &Marker,
) -> Result<Hit, Error> {
    let document = stored(searcher, address)?;
    let title = text(&document, fields.title).unwrap_or_default().to_owned();
    let pages: Vec<&str> = texts(&document, fields.page).collect();
    let passage = marker.passage(&pages);
    Ok(Hit {
        id: text(&document, fields.id).unwrap_or_default().to_owned(),
        kind: text(&document, fields.entry)
            .and_then(EntryKind::from_name)
            .unwrap_or(EntryKind::Arrival),
        score,
        title_html: marker.mark(&title),
        title,
        snippet_html: passage.html,
        page: passage.page,
    })
}

/// The first stored value of a field.
pub(super) fn text(document: &TantivyDocument, field: tantivy::schema::Field) -> Option<&str> {
    texts(document, field).next()
}

/// The stored values of a field.
pub(super) fn texts(document: &TantivyDocument, field: tantivy::schema::Field) -> impl Iterator<Item = &str> {
    document.get_all(field).filter_map(|value| value.as_str())
}
