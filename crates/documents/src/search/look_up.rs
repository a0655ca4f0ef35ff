//! The registers asked without the index: by number, symbol and words of the subject.

use kernel::{Actor, Office};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use search_index::{
    Condition as Asked, Highlight,
    query::{Parsed, parse},
};

use super::Hit;
use crate::{
    Error,
    access::readable_documents,
    entity::{arrival, document},
    outbound::entity::draft,
};

/// Words that are looked for.
const MOST_WORDS: usize = 8;

/// Looks a question up in the database: its number and symbol, and words of subject and issuer with their accents, newest
/// first. Slower than the index and without the documents' text, but there whatever happens to the index.
///
/// # Errors
/// When the database cannot be read.
pub async fn look_up(office: &Office, actor: &Actor, question: &str, limit: u64) -> Result<Vec<Hit>, Error> {
    let parsed = parse(question, office.today());
    let asked = conditions(&parsed);
    let arrivals = crate::inbound::readable_arrivals(actor)
        .find_also_related(document::Entity)
        .filter(asked.clone().add_option(arrival_number(&parsed)))
        .order_by_desc(arrival::Column::At)
        .order_by_desc(arrival::Column::Id)
        .limit(limit)
        .all(office.database.read())
        .await?;
    let mut hits: Vec<Hit> = arrivals
        .into_iter()
        .filter_map(|(arrival, document)| Some(Hit::of(Some(arrival), document?, None)))
        .collect();
    if arrival_number(&parsed).is_none() {
        let own = document::Entity::find()
            .find_also_related(draft::Entity)
            .filter(document::Column::IssuerId.eq(actor.agency))
            .filter(document::Column::Id.in_subquery(readable_documents(actor)))
            .filter(asked)
            .order_by_desc(document::Column::CreatedAt)
            .order_by_desc(document::Column::Id)
            .limit(limit)
            .all(office.database.read())
            .await?;
        hits.extend(
            own.into_iter()
                .map(|(document, draft)| Hit::of(None, document, draft)),
        );
    }
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.document.date));
    hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let highlight = Highlight::of(question, office.today());
    for hit in &mut hits {
        hit.title_html = highlight.mark(&hit.document.subject);
    }
    Ok(hits)
}

fn arrival_number(parsed: &Parsed) -> Option<sea_orm::sea_query::Expr> {
    parsed.chips.iter().find_map(|chip| match chip.condition {
        Asked::ArrivalNumber(number) => Some(arrival::Column::Number.eq(i64::from(number))),
        _ => None,
    })
}

/// What the registers can be asked of the question.
fn conditions(parsed: &Parsed) -> Condition {
    let mut all = Condition::all();
    for chip in &parsed.chips {
        all = match &chip.condition {
            Asked::Number { number, symbol } => {
                let symbol = symbol
                    .as_deref()
                    .map(|symbol| written(document::Column::Symbol, symbol));
                all.add(document::Column::Number.eq(i64::from(*number)))
                    .add_option(symbol)
            }
            Asked::Symbol(symbol) => all.add(written(document::Column::Symbol, symbol)),
            Asked::Issuer(name) | Asked::IssuerIs(name) => {
                all.add(written(document::Column::IssuerName, name))
            }
            Asked::Signer(name) => all.add(written(document::Column::SignerName, name)),
            Asked::Title(words) => all.add(written(document::Column::Subject, words)),
            Asked::Dates { from, to } => all
                .add_option(from.map(|from| document::Column::Date.gte(from)))
                .add_option(to.map(|to| document::Column::Date.lte(to))),
            _ => all,
        };
    }
    let expression = &parsed.expression;
    let words = expression.words.iter().chain(expression.phrases.iter().flatten());
    for word in words.take(MOST_WORDS) {
        let word = &parsed.text[word.from..word.to];
        let mut any = written(document::Column::Subject, word)
            .add(written(document::Column::IssuerName, word))
            .add(written(document::Column::Symbol, word));
        if let Ok(number) = word.parse::<i32>() {
            any = any.add(document::Column::Number.eq(number));
        }
        all = all.add(any);
    }
    all
}

/// Text as typed, in small letters, with a capital, in capitals: databases know no other letter case of Vietnamese.
fn written(column: document::Column, text: &str) -> Condition {
    let small = text.to_lowercase();
    let mut letters = small.chars();
    let capital: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    let mut forms = vec![text.to_owned(), small, capital, text.to_uppercase()];
    forms.sort();
    forms.dedup();
    forms
        .into_iter()
        .fold(Condition::any(), |any, form| any.add(column.contains(form)))
}
