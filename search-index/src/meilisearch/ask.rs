//! Questions to the server.

mod answer;
mod wording;

use std::collections::HashSet;

use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, SearchResults, Selectors};

use super::filter;
use super::row::{FACETS, Row, key};
use super::server::Server;
use crate::Error;
use crate::engine::{Access, Cursor, Hit, Query, Results, Sort, Suggestion, SuggestionKind};
use crate::highlight::Marker;
use crate::query::{Expression, Parsed, parse, words_only};
use crate::text::normalize;
use answer::{Found, hit, none, results};
use wording::{decode_keys, text, words};

/// One request for a page.
struct Asked<'a> {
    text: String,
    filter: String,
    sort: &'a [&'a str],
    page: usize,
    size: usize,
    facets: bool,
    attributes: Option<&'a [&'a str]>,
    strategy: MatchingStrategies,
}

impl Server {
    pub(super) fn search(&self, query: &Query, access: &Access) -> Result<Results, Error> {
        let mut parsed = if query.reads_chips {
            parse(&query.text, query.today)
        } else {
            words_only(&query.text)
        };
        let mut notice = None;
        let Some(rights) = filter::access(access) else {
            return Ok(none(parsed));
        };
        if !query.is_exact && decode_keys(&mut parsed.expression) {
            notice = Some(format!("Đã tìm “{}”", words(&parsed.expression)));
        }
        let mut found = self.find(query, &rights, &parsed)?;
        if found.total == 0 && !query.is_exact && !parsed.chips.is_empty() {
            let lenient = words_only(&query.text);
            let again = self.find(query, &rights, &lenient)?;
            if again.total > 0 {
                notice = Some(format!("Đã tìm “{}” trong toàn văn", parsed.text.trim()));
                (found, parsed) = (again, lenient);
            }
        }
        Ok(results(query, parsed, found, notice))
    }

    fn find(&self, query: &Query, rights: &str, parsed: &Parsed) -> Result<Found, Error> {
        let sort = sort(query, &parsed.expression);
        let chosen = query.filters.iter().chain(&parsed.chips);
        let mut clauses = vec![rights.to_owned()];
        clauses.extend(chosen.map(|chip| filter::condition(&chip.condition)));
        if !query.only.is_empty() {
            clauses.push(filter::one_of(&query.only));
        }
        let whole = clauses.join(" AND ");
        let by_day = query.after.filter(|_| sort != Sort::Relevance);
        clauses.extend(by_day.map(|after| beyond(after, sort)));
        let order: &[&str] = match sort {
            Sort::Relevance => &[],
            Sort::Newest => &["day:desc", "tie:asc"],
            Sort::Oldest => &["day:asc", "tie:asc"],
        };
        let page = match (sort, query.after) {
            (Sort::Relevance, Some(after)) => usize::try_from(after.rank).map_err(|_| Error::Cursor)?,
            _ => 1,
        };
        let asked = Asked {
            text: text(&parsed.expression),
            filter: clauses.join(" AND "),
            sort: order,
            page,
            size: query.page_size(),
            facets: query.facets && by_day.is_none(),
            attributes: None,
            strategy: MatchingStrategies::ALL,
        };
        let answer = self.ask(&asked)?;
        let here = answer.total_hits.unwrap_or(answer.hits.len());
        let mut found = Found {
            sort,
            page,
            has_more: here > page * query.page_size(),
            total: here as u64,
            answer,
        };
        if by_day.is_some() {
            // The page is of what comes after; the total and the facets are of everything.
            let all = self.ask(&Asked {
                filter: whole,
                size: 0,
                facets: query.facets,
                ..asked
            })?;
            found.total = all.total_hits.unwrap_or(0) as u64;
            found.answer.facet_distribution = all.facet_distribution;
        }
        Ok(found)
    }

    fn ask(&self, asked: &Asked<'_>) -> Result<SearchResults<Row>, Error> {
        let mut question = SearchQuery::new(&self.serving);
        question
            .with_query(&asked.text)
            .with_filter(&asked.filter)
            .with_sort(asked.sort)
            .with_page(asked.page)
            .with_hits_per_page(asked.size)
            .with_show_ranking_score(true)
            .with_matching_strategy(asked.strategy.clone());
        if asked.facets {
            question.with_facets(Selectors::Some(&FACETS));
        }
        if let Some(attributes) = asked.attributes {
            question.with_attributes_to_search_on(attributes);
        }
        self.block_on(question.execute())
    }

    pub(super) fn suggest(
        &self,
        prefix: &str,
        access: &Access,
        limit: usize,
    ) -> Result<Vec<Suggestion>, Error> {
        let prefix = normalize(prefix);
        let (Some(rights), false) = (filter::access(access), prefix.trim().is_empty() || limit == 0) else {
            return Ok(Vec::new());
        };
        let mut seen = HashSet::new();
        let mut suggestions = Vec::new();
        let sources: [(SuggestionKind, &[&str]); 3] = [
            (SuggestionKind::Title, &["title"]),
            (SuggestionKind::Issuer, &["issuer"]),
            (SuggestionKind::Symbol, &["printed"]),
        ];
        for (kind, attributes) in sources {
            let asked = Asked {
                text: prefix.clone().into_owned(),
                filter: rights.clone(),
                sort: &[],
                page: 1,
                size: limit.min(50),
                facets: false,
                attributes: Some(attributes),
                strategy: MatchingStrategies::ALL,
            };
            for hit in self.ask(&asked)?.hits {
                let row = hit.result;
                let text = match kind {
                    SuggestionKind::Title => Some(row.title),
                    SuggestionKind::Issuer => row.issuer,
                    SuggestionKind::Symbol => row.printed,
                };
                let Some(text) = text else { continue };
                if seen.insert((kind, text.clone())) {
                    suggestions.push(Suggestion {
                        kind,
                        text,
                        id: row.id.clone(),
                    });
                }
            }
        }
        suggestions.truncate(limit);
        Ok(suggestions)
    }

    /// Documents with the words of its title; the server has no better measure without embeddings.
    pub(super) fn similar(&self, id: &str, access: &Access, limit: usize) -> Result<Vec<Hit>, Error> {
        let Some(rights) = filter::access(access) else {
            return Ok(Vec::new());
        };
        let key = filter::quoted(&key(id));
        let mut asked = Asked {
            text: String::new(),
            filter: format!("{rights} AND key = {key}"),
            sort: &[],
            page: 1,
            size: 1,
            facets: false,
            attributes: None,
            strategy: MatchingStrategies::FREQUENCY,
        };
        let Some(itself) = self.ask(&asked)?.hits.pop() else {
            return Ok(Vec::new());
        };
        asked.text = itself.result.title;
        asked.filter = format!("{rights} AND key != {key}");
        asked.size = limit.clamp(1, 50);
        let answer = self.ask(&asked)?;
        Ok(answer
            .hits
            .into_iter()
            .map(|row| hit(row.result, row.ranking_score, &Marker::default()))
            .collect())
    }
}

/// Without words there is nothing to be relevant to: newest first.
fn sort(query: &Query, expression: &Expression) -> Sort {
    let is_bare = query.sort == Sort::Relevance && text(expression).is_empty();
    if is_bare { Sort::Newest } else { query.sort }
}

/// Rows after the last one of the page before.
fn beyond(after: Cursor, sort: Sort) -> String {
    let sign = if sort == Sort::Oldest { '>' } else { '<' };
    let Cursor { rank, tie } = after;
    format!("(day {sign} {rank} OR (day = {rank} AND tie > {tie}))")
}
