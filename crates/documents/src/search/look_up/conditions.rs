//! What the registers can be asked of a question: the fields of documents and arrivals, and words of a few of them.

use kernel::Office;
use sea_orm::{ColumnTrait, Condition, DbBackend, sea_query::SimpleExpr};
use search_index::{
    Condition as Asked, EntryKind,
    query::{Parsed, Side, parse},
    text::{Word, analyze},
};
use time::{Date, Month};

use super::pattern::stands;
use crate::{
    DocumentKind, Secrecy, Urgency,
    entity::{
        arrival::{self, ArrivalState},
        document::{self, DocumentState},
    },
    outbound::entity::draft,
};

/// Words that are looked for.
const MOST_WORDS: usize = 8;

/// The text that plain words are looked for in.
const TEXTS: [document::Column; 4] = [
    document::Column::Subject,
    document::Column::IssuerName,
    document::Column::Symbol,
    document::Column::SignerName,
];

/// A question as conditions of two registers; none where a register cannot hold what is asked.
pub(super) struct Conditions {
    /// Of arrivals and their documents.
    pub(super) arrivals: Option<Condition>,
    /// Of documents of one's own, with their drafts.
    pub(super) own: Option<Condition>,
}

impl Conditions {
    /// Reads the box.
    pub(super) fn of(office: &Office, question: &str) -> Self {
        let parsed = parse(question, office.today());
        let mut conditions = Self {
            arrivals: Some(Condition::all()),
            own: Some(Condition::all()),
        };
        let backend = office.database.backend();
        for chip in &parsed.chips {
            conditions.ask(backend, &chip.condition);
        }
        conditions.both(words(backend, &parsed));
        conditions
    }

    fn ask(&mut self, backend: DbBackend, asked: &Asked) {
        use document::Column as Field;
        match asked {
            Asked::Number { number, symbol } => {
                let symbol = symbol.as_deref().map(|symbol| has_symbol(backend, symbol));
                let number = Field::Number.eq(i64::from(*number));
                self.both(Condition::all().add(number).add_option(symbol));
            }
            Asked::Symbol(symbol) => self.both(Condition::all().add(has_symbol(backend, symbol))),
            Asked::Issuer(name) | Asked::IssuerIs(name) => {
                self.both(all_in(backend, Field::IssuerName, name));
            }
            Asked::Signer(name) => self.both(all_in(backend, Field::SignerName, name)),
            Asked::Title(words) => self.both(all_in(backend, Field::Subject, words)),
            Asked::Dates { from, to } => self.both(between(Field::Date, *from, *to)),
            Asked::Kind(name) => self.both(labelled(Field::Kind, DocumentKind::ALL, name, |kind| {
                kind.label()
            })),
            Asked::Urgency(name) => {
                self.both(labelled(Field::Urgency, Urgency::ALL, name, |urgency| {
                    urgency.label()
                }));
            }
            Asked::Secrecy(rank) => {
                let grades = Secrecy::ALL.iter().copied().filter(|grade| grade.rank() == *rank);
                self.both(Condition::all().add(Field::Secrecy.is_in(grades)));
            }
            Asked::Year(year) => {
                let day = |month, day| Date::from_calendar_date(*year, month, day).ok();
                let dates = between(Field::Date, day(Month::January, 1), day(Month::December, 31));
                self.each(Condition::all().add(arrival::Column::Year.eq(*year)), dates);
            }
            Asked::State(name) => self.each(
                labelled(arrival::Column::State, ArrivalState::ALL, name, |state| {
                    state.label()
                }),
                labelled(Field::State, DocumentState::ALL, name, |state| state.label()),
            ),
            Asked::Unit(name) => self.each(
                all_in(backend, arrival::Column::UnitName, name),
                all_in(backend, draft::Column::UnitName, name),
            ),
            Asked::ArrivalNumber(number) => {
                self.only_arrivals(Condition::all().add(arrival::Column::Number.eq(i64::from(*number))));
            }
            Asked::Arrived { from, to } => {
                self.only_arrivals(between(arrival::Column::ArrivedOn, *from, *to));
            }
            Asked::Due { from, to } => self.only_arrivals(between(arrival::Column::Due, *from, *to)),
            Asked::Entry(EntryKind::Arrival) => self.own = None,
            Asked::Entry(kind) => {
                let is_draft = *kind == EntryKind::Draft;
                let states = DocumentState::ALL.iter().copied();
                let states = states.filter(|state| state.is_draft() == is_draft);
                self.both(Condition::all().add(Field::State.is_in(states)));
                self.arrivals = None;
            }
        }
    }

    fn both(&mut self, condition: Condition) {
        self.each(condition.clone(), condition);
    }

    fn each(&mut self, of_arrivals: Condition, of_own: Condition) {
        self.arrivals = self.arrivals.take().map(|all| all.add(of_arrivals));
        self.own = self.own.take().map(|all| all.add(of_own));
    }

    fn only_arrivals(&mut self, condition: Condition) {
        self.arrivals = self.arrivals.take().map(|all| all.add(condition));
        self.own = None;
    }
}

/// The words, phrases, alternatives and unwanted words of a question.
fn words(backend: DbBackend, parsed: &Parsed) -> Condition {
    let asked = &parsed.expression;
    let written: Vec<&str> = asked.words.iter().map(|word| word.exact.as_str()).collect();
    let mut all = Condition::all();
    let analysis = analyze(&written.join(" "));
    for (at, word) in analysis.words.iter().enumerate().take(MOST_WORDS) {
        let mut any = run_in_any(backend, &[word.exact.as_str()]);
        // "ubnd" finds the words it stands for, and they find it.
        for reading in analysis
            .readings
            .iter()
            .filter(|one| (one.first..=one.last).contains(&at))
        {
            let forms: Vec<&str> = reading.words.iter().map(|form| form.exact.as_str()).collect();
            any = any.add(run_in_any(backend, &forms));
        }
        if let Ok(number) = word.exact.parse::<i32>() {
            any = any.add(document::Column::Number.eq(number));
        }
        all = all.add(any);
    }
    for phrase in &asked.phrases {
        all = all.add(run(backend, phrase));
    }
    for sides in &asked.alternatives {
        let any = sides.iter().map(|side| side_in_any(backend, side));
        all = all.add(any.fold(Condition::any(), Condition::add));
    }
    for side in &asked.unwanted {
        all = all.add(side_in_any(backend, side).not());
    }
    all
}

fn side_in_any(backend: DbBackend, side: &Side) -> Condition {
    match side {
        Side::Word(word) => run(backend, std::slice::from_ref(word)),
        Side::Phrase(words) => run(backend, words),
    }
}

fn run(backend: DbBackend, words: &[Word]) -> Condition {
    let words: Vec<&str> = words.iter().map(|word| word.exact.as_str()).collect();
    run_in_any(backend, &words)
}

/// That the words stand side by side in one of the texts.
fn run_in_any(backend: DbBackend, words: &[&str]) -> Condition {
    TEXTS.into_iter().fold(Condition::any(), |any, column| {
        any.add(stands(backend, column.as_column_ref(), words))
    })
}

/// That every word stands somewhere in the column.
fn all_in(backend: DbBackend, column: impl ColumnTrait, text: &str) -> Condition {
    let analysis = analyze(text);
    analysis.words.iter().fold(Condition::all(), |all, word| {
        all.add(stands(backend, column.as_column_ref(), &[&word.exact]))
    })
}

/// That the groups of the symbol stand side by side in it.
fn has_symbol(backend: DbBackend, symbol: &str) -> SimpleExpr {
    let analysis = analyze(symbol);
    let groups: Vec<&str> = analysis.words.iter().map(|word| word.exact.as_str()).collect();
    stands(backend, document::Column::Symbol.as_column_ref(), &groups)
}

fn between(column: impl ColumnTrait, from: Option<Date>, to: Option<Date>) -> Condition {
    Condition::all()
        .add_option(from.map(|from| column.gte(from)))
        .add_option(to.map(|to| column.lte(to)))
}

/// That the column holds one of the words officials call by this name.
fn labelled<T>(column: impl ColumnTrait, all: &[T], name: &str, label: fn(&T) -> &'static str) -> Condition
where
    T: Copy + Into<sea_orm::Value>,
{
    let named = all.iter().filter(|one| label(one) == name).copied();
    Condition::all().add(column.is_in(named))
}
