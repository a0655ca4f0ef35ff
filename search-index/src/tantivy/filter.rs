//! Rights, chips, phrases and exclusions as one query that does not score.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use time::Date;

use super::rights::Readable;
use super::schema::{Fields, day_number};
use super::{facts, tokens};
use crate::query::{Condition, Expression, Side, symbol_key, symbol_parts};
use crate::text::analyze::{Reading, readings};
use crate::text::{Word, analyze, normalize};

type Clause = (Occur, Box<dyn Query>);

impl Fields {
    /// Everything a match must be in: the rights first, then what was asked.
    pub(super) fn filter<'a>(
        &self,
        readable: Readable,
        conditions: impl Iterator<Item = &'a Condition>,
        expression: &Expression,
    ) -> Box<dyn Query> {
        let mut clauses: Vec<Clause> = vec![(Occur::Must, Box::new(readable))];
        clauses.extend(conditions.map(|condition| (Occur::Must, self.condition(condition))));
        clauses.extend(
            expression
                .phrases
                .iter()
                .map(|phrase| (Occur::Must, self.phrase(phrase))),
        );
        for sides in &expression.alternatives {
            let sides = sides
                .iter()
                .map(|side| (Occur::Should, self.side(side)))
                .collect();
            clauses.push((Occur::Must, Box::new(BooleanQuery::new(sides))));
        }
        clauses.extend(
            expression
                .unwanted
                .iter()
                .map(|side| (Occur::MustNot, self.side(side))),
        );
        match clauses.len() {
            1 => clauses.remove(0).1,
            _ => Box::new(BooleanQuery::new(clauses)),
        }
    }

    fn fact(&self, fact: impl AsRef<str>) -> Box<dyn Query> {
        term(Term::from_field_text(self.facts, fact.as_ref()))
    }

    fn condition(&self, condition: &Condition) -> Box<dyn Query> {
        match condition {
            Condition::Number { number, symbol: None } => self.fact(facts::number(*number)),
            Condition::Number {
                number,
                symbol: Some(symbol),
            } => self.number_and_symbol(*number, symbol),
            Condition::Symbol(symbol) => self.all_symbol_parts(&symbol_parts(symbol)),
            Condition::ArrivalNumber(number) => self.fact(facts::arrival_number(*number)),
            Condition::Dates { from, to } => self.dates(*from, *to),
            Condition::Issuer(name) => named(self.issuer, name),
            Condition::IssuerIs(name) => self.fact(facts::issuer(name)),
            Condition::Secrecy(grade) => self.fact(facts::secrecy(*grade)),
            Condition::Arrived { from, to } => self.fact_days("arrived", *from, *to),
            Condition::Due { from, to } => self.fact_days("due", *from, *to),
            Condition::Signer(name) => named(self.signer, name),
            Condition::Kind(name) => self.fact(facts::name("kind", name)),
            Condition::Urgency(name) => self.fact(facts::name("urgency", name)),
            Condition::Year(year) => self.fact(facts::year(*year)),
            Condition::State(name) => self.fact(facts::name("state", name)),
            Condition::Unit(name) => self.fact(facts::name("unit", name)),
            Condition::Title(words) => named(self.title, words),
            Condition::Entry(kind) => self.fact(facts::entry(*kind)),
        }
    }

    /// The whole symbol, or its number with the groups that were given.
    fn number_and_symbol(&self, number: u32, symbol: &str) -> Box<dyn Query> {
        let whole = facts::number_symbol(&format!("{number}/{}", symbol_key(symbol)));
        let parts = symbol_parts(symbol);
        let mut all: Vec<Clause> = parts
            .iter()
            .map(|part| (Occur::Must, self.fact(facts::symbol_part(part))))
            .collect();
        all.push((Occur::Must, self.fact(facts::number(number))));
        Box::new(BooleanQuery::new(vec![
            (Occur::Should, self.fact(whole)),
            (Occur::Should, Box::new(BooleanQuery::new(all))),
        ]))
    }

    fn all_symbol_parts(&self, parts: &[String]) -> Box<dyn Query> {
        all(parts.iter().map(|part| self.fact(facts::symbol_part(part))))
    }

    fn dates(&self, from: Option<Date>, to: Option<Date>) -> Box<dyn Query> {
        let bound = |date: Option<Date>, open: u64| {
            Bound::Included(Term::from_field_u64(self.day, date.map_or(open, day_number)))
        };
        // Day 0 stands for "no date" and lies in no stretch.
        Box::new(RangeQuery::new(bound(from, 1), bound(to, u64::from(u32::MAX))))
    }

    /// Days kept as facts; a document without such a day lies in no stretch.
    fn fact_days(&self, field: &str, from: Option<Date>, to: Option<Date>) -> Box<dyn Query> {
        let bound = |date: Option<Date>, open: &str| {
            let fact = date.map_or_else(|| format!("{field}:{open}"), |day| facts::on_day(field, day));
            Bound::Included(Term::from_field_text(self.facts, &fact))
        };
        Box::new(RangeQuery::new(bound(from, "0"), bound(to, "99999999")))
    }

    /// Whatever has one of these ids.
    pub(super) fn one_of(&self, ids: &[String]) -> Box<dyn Query> {
        let ids = ids.iter().map(|id| (Occur::Should, term(self.id_term(id))));
        Box::new(BooleanQuery::new(ids.collect()))
    }

    fn side(&self, side: &Side) -> Box<dyn Query> {
        match side {
            Side::Word(word) => face(self.words, word),
            Side::Phrase(words) => self.phrase(words),
        }
    }

    /// Neighbours in this order, or the short form of all of them.
    fn phrase(&self, words: &[Word]) -> Box<dyn Query> {
        let written_out = self.neighbours(words);
        let is_whole = |reading: &Reading| reading.first == 0 && reading.last + 1 == words.len();
        let readings = readings(words);
        let Some([short]) = readings.iter().find(|r| is_whole(r)).map(|r| r.words) else {
            return written_out;
        };
        let short = if words.iter().any(Word::is_accented) {
            tokens::exact(&short.exact)
        } else {
            tokens::folded(&short.folded)
        };
        Box::new(BooleanQuery::new(vec![
            (Occur::Should, written_out),
            (Occur::Should, term(Term::from_field_text(self.words, &short))),
        ]))
    }

    /// Neighbours in this order, with their accents if any of them was typed with one.
    fn neighbours(&self, words: &[Word]) -> Box<dyn Query> {
        let is_accented = words.iter().any(Word::is_accented);
        let pair = |pair: &[Word]| {
            let is_exact = pair.iter().any(Word::is_accented);
            let text = if is_exact {
                tokens::exact_pair(&pair[0].exact, &pair[1].exact)
            } else {
                tokens::folded_pair(&pair[0].folded, &pair[1].folded)
            };
            Term::from_field_text(self.pairs, &text)
        };
        match words {
            [] => Box::new(EmptyQuery),
            [word] if is_accented || tokens::is_number(&word.exact) => face(self.words, word),
            // A single word in quotation marks means itself, without accents if it has none.
            [word] => term(Term::from_field_text(self.words, &tokens::exact(&word.exact))),
            words if words.windows(2).all(|two| two[1].joined) => {
                let triple = |three: &[Word]| self.triple([three.first()?, three.get(1)?, three.get(2)?]);
                let triples: Option<Vec<Term>> = words.windows(3).map(triple).collect();
                let runs = match triples.filter(|triples| !triples.is_empty()) {
                    Some(triples) => triples,
                    None => words.windows(2).map(pair).collect(),
                };
                let is_told = runs.len() == 1;
                let mut clauses: Vec<Clause> = runs.into_iter().map(|run| (Occur::Must, term(run))).collect();
                if !is_told {
                    clauses.push((Occur::Must, self.positions(words, is_accented)));
                }
                Box::new(BooleanQuery::new(clauses))
            }
            words => self.positions(words, is_accented),
        }
    }

    /// Three neighbours as one term; none where they are not indexed together.
    fn triple(&self, words: [&Word; 3]) -> Option<Term> {
        let field = self.triples.filter(|_| tokens::make_triple(words))?;
        let text = if words.iter().any(|word| word.is_accented()) {
            tokens::exact_triple(words.map(|word| word.exact.as_str()))
        } else {
            tokens::folded_triple(words.map(|word| word.folded.as_str()))
        };
        Some(Term::from_field_text(field, &text))
    }

    fn positions(&self, words: &[Word], is_accented: bool) -> Box<dyn Query> {
        let terms = words.iter().map(|word| {
            let is_exact = is_accented && !tokens::is_number(&word.exact);
            let text = if is_exact {
                tokens::exact(&word.exact)
            } else {
                tokens::folded(&word.folded)
            };
            Term::from_field_text(self.words, &text)
        });
        Box::new(PhraseQuery::new(terms.collect()))
    }
}

/// Words of a name, each with its accents if it was typed with any.
fn named(field: Field, name: &str) -> Box<dyn Query> {
    all(analyze(&normalize(name))
        .words
        .iter()
        .map(|word| face(field, word)))
}

/// A word as it was typed: with accents it means them, without it means any.
fn face(field: Field, word: &Word) -> Box<dyn Query> {
    let text = if word.is_accented() {
        tokens::exact(&word.exact)
    } else {
        tokens::folded(&word.folded)
    };
    term(Term::from_field_text(field, &text))
}

fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn all(queries: impl Iterator<Item = Box<dyn Query>>) -> Box<dyn Query> {
    let clauses: Vec<Clause> = queries.map(|query| (Occur::Must, query)).collect();
    if clauses.is_empty() {
        Box::new(AllQuery)
    } else {
        Box::new(BooleanQuery::new(clauses))
    }
}
