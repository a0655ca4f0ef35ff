//! Cấp số: number and date, from the yearly book, into the prepared fields.

mod line;

use bytes::Bytes;
use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    files::FileHash,
    id::AgencyId,
};
use line::Place;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;
use time::Date;

use super::{
    Refusal, Stage,
    loaded::Loaded,
    pages, signature, tasks, trust,
    write::{SUBJECT, counter},
};
use crate::{
    DocumentId, Error, NumberSymbol,
    book::{self, Direction, Taken},
    counters,
    entity::register_book,
    identity,
    notification::{self, Kind},
};

/// How often the file is filled ahead of the change before it is filled inside it.
const AHEAD: usize = 3;

/// Gives the document its number and today's date.
///
/// The file must be stored before the change that names it, yet the number is only known inside the change. So the file is
/// filled with the number that comes next and stored; the change takes the number and, if it is another, gives it
/// back and begins again. After a few such rounds the file is filled inside the change, so that nobody starves. Number and
/// file commit together: a process that dies in between has taken nothing.
///
/// # Errors
/// When the rules refuse or the signature before would not survive.
pub async fn number(
    office: &Office,
    actor: &Actor,
    id: DocumentId,
    seen: Option<i64>,
) -> Result<Loaded, Error> {
    let before = Loaded::readable(office.database.read(), actor, id).await?;
    before.progress().number(actor)?;
    let seen = seen.unwrap_or(before.document.version);
    let file = before.draft.file.clone().ok_or(Refusal::WrongOrder {
        at: before.draft.stage,
        needs: Stage::Signed,
    })?;
    let pdf = office.files.get(&file).await?;
    let (agency, date) = (before.draft.agency_id, office.today());
    let stored = last_number(office, agency, date.year()).await?;
    let mut place = Place::join(agency, date.year(), stored);
    let mut expected = place.expected();
    for _ in 0..AHEAD {
        let filled = fill(office, &pdf, expected, date).await?;
        let hash = office.files.put(filled).await?;
        place.reached().await;
        let change = office.database.begin().await?;
        let (loaded, taken) = take(office, &change, actor, id, seen, date).await?;
        let number = taken.number.value();
        if number == expected {
            place.took(number);
            return settle(office, change, actor, loaded, taken, date, hash).await;
        }
        expected = number;
    }
    let change = office.database.begin().await?;
    let (loaded, taken) = take(office, &change, actor, id, seen, date).await?;
    let filled = fill(office, &pdf, taken.number.value(), date).await?;
    let hash = office.files.put(filled).await?;
    place.took(taken.number.value());
    settle(office, change, actor, loaded, taken, date, hash).await
}

async fn last_number(office: &Office, agency: AgencyId, year: i32) -> Result<u32, Error> {
    let row = register_book::Entity::find()
        .filter(register_book::Column::AgencyId.eq(agency))
        .filter(register_book::Column::Direction.eq(Direction::Issue))
        .filter(register_book::Column::Series.eq(book::COMMON))
        .filter(register_book::Column::Year.eq(year))
        .one(office.database.read())
        .await?;
    Ok(row
        .and_then(|row| u32::try_from(row.last_number).ok())
        .unwrap_or(0))
}

async fn fill(office: &Office, pdf: &Bytes, number: u32, date: Date) -> Result<Vec<u8>, Error> {
    let (pdf, options) = (pdf.clone(), trust::options(office).await?);
    let filled = tokio::task::spawn_blocking(move || {
        let filled = pages::fill(&pdf, number, date)?;
        let report = signing::validate::validate_pdf(&filled, &options);
        signature::judge(&report, report.signatures.len().max(1))?;
        Ok::<_, Error>(filled)
    });
    filled.await.map_err(Error::interrupted)?
}

async fn take(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    id: DocumentId,
    seen: i64,
    date: Date,
) -> Result<(Loaded, Taken), Error> {
    let loaded = Loaded::for_change(change, actor, id, Some(seen)).await?;
    loaded.progress().number(actor)?;
    let agency = loaded.draft.agency_id;
    let taken = book::take_number(
        office,
        change,
        agency,
        Direction::Issue,
        book::COMMON,
        date.year(),
    )
    .await?;
    Ok((loaded, taken))
}

async fn settle(
    office: &Office,
    mut change: UnitOfWork,
    actor: &Actor,
    mut loaded: Loaded,
    taken: Taken,
    date: Date,
    file: FileHash,
) -> Result<Loaded, Error> {
    let next = loaded.progress().number(actor)?;
    loaded.advance(&next);
    let document = &mut loaded.document;
    document.book_id = Some(taken.book);
    document.number = Some(taken.number.stored());
    document.date = Some(date);
    let number_symbol: Option<NumberSymbol> = document.number_symbol();
    document.identity =
        identity(&document.issuer_name, number_symbol.as_ref(), Some(date)).unwrap_or_default();
    let printed = document.number_symbol_text();
    loaded.draft.file = Some(file);
    loaded.save(&change, office.now()).await?;
    counters::shift(
        &change,
        loaded.draft.agency_id,
        &counter(Stage::Signed),
        &counter(next.stage),
    )
    .await?;
    let flow = tasks::flow(office, &change, actor, loaded.document.id, "đã cấp số");
    tasks::complete(flow, tasks::action::NUMBER).await?;
    let entry = Entry::by(
        actor,
        office.now(),
        "numbered",
        Subject::new(SUBJECT, loaded.document.id),
    );
    let news = loaded.news(
        format!("numbered/{}", loaded.document.id),
        Kind::Numbered,
        office.now(),
    );
    notification::tell(&change, news.by(actor).saying(printed.clone()));
    change.record(entry.with(json!({ "what": printed })));
    super::announce(office, &mut change, loaded.document.id);
    change.commit().await?;
    Ok(loaded)
}
