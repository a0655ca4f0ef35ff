use directory::{Permission, Require as _};
use kernel::{Actor, FieldError, Office, UnitOfWork, files::FileHash};
use sea_orm::{ActiveValue::Set, EntityTrait as _, IntoActiveModel as _, sea_query::Expr};
use serde_json::{Map, json};

use super::{
    Facts, RawFacts, duplicates, intake,
    row::{Moves, announce, counter, expect_version, load, move_to, record},
    tasks,
};
use crate::{
    ArrivalId, DocumentId, Error, IntakeId,
    access::{self, Reader},
    book::{self, Direction, Taken},
    counters,
    entity::{
        arrival::{self, ArrivalState, Channel},
        document::{self, DocumentState},
        document_file::{self, FileRole},
        intake::{IntakeState, Model as IntakeRow},
    },
    flow::Whose,
    identity,
};

/// What is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A file that was brought.
    Intake(IntakeId),
    /// An arrival that another agency sent.
    Sent(ArrivalId),
    /// A paper document: only its entry.
    Paper,
}

/// A registration.
#[derive(Debug, Clone)]
pub struct Register {
    /// What is registered.
    pub source: Source,
    /// The facts as typed. For what another agency sent, only the day, the due date and the note count.
    pub facts: RawFacts,
    /// The clerk has seen the warning about duplicates.
    pub duplicates_seen: bool,
    /// The version the clerk saw, of a sent arrival.
    pub version: Option<i64>,
}

/// Registers an arrival: it gets the next number of the agency's yearly book, common to paper and electronic documents
/// (Decree 30/2020, Article 22).
///
/// # Errors
/// [`Error::Invalid`] with every wrong field, [`Error::Conflict`] when somebody else registered it first.
pub async fn register(office: &Office, actor: &Actor, command: Register) -> Result<arrival::Model, Error> {
    actor.require(Permission::RegisterArrival)?;
    match command.source {
        Source::Sent(id) => accept(office, actor, id, &command).await,
        Source::Intake(id) => enter(office, actor, Some(id), &command).await,
        Source::Paper => enter(office, actor, None, &command).await,
    }
}

async fn enter(
    office: &Office,
    actor: &Actor,
    brought: Option<IntakeId>,
    command: &Register,
) -> Result<arrival::Model, Error> {
    let facts = command.facts.read(office.today()).map_err(Error::Invalid)?;
    if facts.secrecy.is_state_secret() && brought.is_some() {
        return Err(Error::field(
            "secrecy",
            "Văn bản mật không được lưu nội dung trên hệ thống. Hãy bỏ tệp và chỉ vào sổ như văn bản giấy.",
        ));
    }
    let identity = identity(&facts.issuer, facts.number_symbol.as_ref(), facts.date);
    let series = if facts.secrecy.is_state_secret() {
        book::SECRET
    } else {
        book::COMMON
    };
    let year = facts.arrived_on.year();
    let mut change = office.database.begin().await?;
    // Everything is read inside the change: of two clerks with one file, the second learns of the first.
    let file = match brought {
        Some(id) => Some(intake::load(change.connection(), actor, id).await?),
        None => None,
    };
    if let Some(file) = file.as_ref().filter(|file| file.state != IntakeState::Waiting) {
        return Err(Error::Conflict(file.ending.clone()));
    }
    if !command.duplicates_seen {
        let hash = file.as_ref().map(|file| &file.hash);
        refuse_duplicates(&change, actor, hash, identity.as_deref()).await?;
    }
    let taken = book::take_number(office, &change, actor.agency, Direction::Arrival, series, year).await?;
    let document = new_document(office, &facts, file.as_ref(), identity.unwrap_or_default());
    let arrival = new_arrival(office, actor, &facts, document.id, taken, file.is_some());
    if let Some(file) = &file {
        intake::end(
            office,
            &change,
            actor,
            file,
            IntakeState::Registered,
            Some(arrival.id),
        )
        .await?;
    }
    document::Entity::insert(document.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    if let Some(id) = brought {
        // Read again: its scanned pages may have been recognised while this change waited for its turn.
        let file = intake::load(change.connection(), actor, id).await?;
        document_file::Entity::insert(main_file(office, document.id, &file))
            .exec_without_returning(change.connection())
            .await?;
    }
    arrival::Entity::insert(arrival.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    access::arrived::allow(&change, arrival.id, &[Reader::Agency(actor.agency)]).await?;
    counters::add(&change, actor.agency, &counter(ArrivalState::Registered), 1).await?;
    let flow = tasks::flow(office, &change, actor, arrival.id, "đã đăng ký");
    tasks::start(flow, &arrival, &document).await?;
    registered(office, &mut change, actor, &arrival);
    change.commit().await?;
    Ok(arrival)
}

async fn accept(
    office: &Office,
    actor: &Actor,
    id: ArrivalId,
    command: &Register,
) -> Result<arrival::Model, Error> {
    let (before, document) = load(office.database.read(), actor, id).await?;
    let raw = RawFacts {
        issuer: document.issuer_name.clone(),
        subject: document.subject.clone(),
        ..command.facts.clone()
    };
    let raw = RawFacts {
        number_symbol: String::new(),
        date: String::new(),
        ..raw
    };
    let facts = raw.read(office.today()).map_err(Error::Invalid)?;
    let mut change = office.database.begin().await?;
    let (before, _) = load(change.connection(), actor, before.id).await?;
    if before.state != ArrivalState::Waiting {
        return Err(Error::Conflict(format!(
            "Văn bản này nay là “{}”.",
            before.state.label()
        )));
    }
    expect_version(command.version, before.version)?;
    let year = facts.arrived_on.year();
    let taken = book::take_number(
        office,
        &change,
        actor.agency,
        Direction::Arrival,
        book::COMMON,
        year,
    )
    .await?;
    let moves = Moves::default()
        .set(arrival::Column::BookId, Expr::value(taken.book.0))
        .set(arrival::Column::Number, Expr::value(taken.number.stored()))
        .set(arrival::Column::Year, Expr::value(year))
        .set(arrival::Column::ArrivedOn, Expr::value(facts.arrived_on))
        .set(arrival::Column::Due, Expr::value(facts.due))
        .set(arrival::Column::Note, Expr::value(facts.note))
        .set(arrival::Column::RegisteredAt, Expr::value(office.now().micros()))
        .set(arrival::Column::RegisteredBy, Expr::value(&actor.name));
    move_to(&change, &before, ArrivalState::Registered, moves).await?;
    let (arrival, _) = load(change.connection(), actor, id).await?;
    tasks::flow(office, &change, actor, id, "đã tiếp nhận")
        .complete((tasks::ACCEPT, None), Whose::Named, Map::new())
        .await?;
    registered(office, &mut change, actor, &arrival);
    change.commit().await?;
    Ok(arrival)
}

/// What follows every registration: the index and the sender are told.
fn registered(office: &Office, change: &mut UnitOfWork, actor: &Actor, arrival: &arrival::Model) {
    let number = arrival.arrival_number().map(crate::Number::value);
    let what = number
        .map(|number| format!("số đến {number}"))
        .unwrap_or_default();
    record(
        office,
        change,
        actor,
        arrival.id,
        "registered",
        json!({ "what": what, "number": number, "year": arrival.year }),
    );
    announce(office, change, arrival, Some(("accepted", "")));
}

async fn refuse_duplicates(
    change: &UnitOfWork,
    actor: &Actor,
    file: Option<&FileHash>,
    identity: Option<&str>,
) -> Result<(), Error> {
    let found = duplicates::among(change.connection(), actor, file, identity).await?;
    let wrong: Vec<FieldError> = found
        .into_iter()
        .map(|duplicate| {
            let number = duplicate.number.map_or_else(
                || "chưa có số đến".to_owned(),
                |number| format!("số đến {number}"),
            );
            let why = if duplicate.same_file {
                "cùng một tệp"
            } else {
                "cùng cơ quan, số, ký hiệu và ngày"
            };
            let day = duplicate.arrived_on;
            let day = format!("{:02}/{:02}/{}", day.day(), u8::from(day.month()), day.year());
            FieldError::new(
                "duplicates_seen",
                format!("Đã có văn bản {number} ngày {day}: {why}."),
            )
        })
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(wrong))
    }
}

fn new_document(
    office: &Office,
    facts: &Facts,
    file: Option<&IntakeRow>,
    identity: String,
) -> document::Model {
    document::Model {
        id: office.new_id::<DocumentId>(),
        issuer_id: None,
        issuer_name: facts.issuer.clone(),
        kind: facts.kind,
        book_id: None,
        number: facts.number_symbol.as_ref().map(|number| number.number.stored()),
        symbol: facts
            .number_symbol
            .as_ref()
            .map(|number| number.symbol.to_string())
            .unwrap_or_default(),
        date: facts.date,
        subject: facts.subject.clone(),
        urgency: facts.urgency,
        secrecy: facts.secrecy,
        signer_name: facts.signer_name.clone(),
        signer_title: facts.signer_title.clone(),
        pages: file.map_or(facts.pages, |file| file.pages),
        identity,
        state: DocumentState::Issued,
        created_at: office.now(),
        version: 1,
    }
}

fn new_arrival(
    office: &Office,
    actor: &Actor,
    facts: &Facts,
    document: DocumentId,
    taken: Taken,
    has_file: bool,
) -> arrival::Model {
    arrival::Model {
        id: office.new_id::<ArrivalId>(),
        agency_id: actor.agency,
        document_id: document,
        dispatch_id: None,
        book_id: Some(taken.book),
        year: facts.arrived_on.year(),
        number: Some(taken.number.stored()),
        arrived_on: facts.arrived_on,
        channel: if has_file { Channel::Upload } else { Channel::Paper },
        state: ArrivalState::Registered,
        unit_id: None,
        unit_name: String::new(),
        due: facts.due,
        note: facts.note.clone(),
        at: office.now(),
        registered_at: Some(office.now()),
        registered_by: actor.name.clone(),
        completed_at: None,
        reason: String::new(),
        version: 1,
    }
}

fn main_file(office: &Office, document: DocumentId, file: &IntakeRow) -> document_file::ActiveModel {
    document_file::ActiveModel {
        id: Set(office.new_id()),
        document_id: Set(document),
        role: Set(FileRole::Main),
        position: Set(1),
        name: Set(file.name.clone()),
        hash: Set(file.hash.clone()),
        size: Set(file.size),
        media_type: Set(file.media_type.clone()),
        pages: Set(Some(file.pages)),
        text_hash: Set(Some(file.text_hash.clone())),
        report_hash: Set(file.report_hash.clone()),
        verdict: Set(file.verdict.clone()),
        created_at: Set(office.now()),
    }
}
