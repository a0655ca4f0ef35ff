//! Loading an arrival inside a change, and saving it so that the second of two hands learns of the first.

use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    jobs::NewJob,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, Select,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::{Value, json};

use super::tasks::SUBJECT;
use crate::{
    ArrivalId, AssignmentId, Error, access, counters,
    entity::{
        arrival::{self, ArrivalState},
        assignment::{self, AssignmentState},
        document,
    },
};

/// The arrivals the actor may read.
pub(crate) fn readable(actor: &Actor) -> Select<arrival::Entity> {
    let query = arrival::Entity::find().filter(arrival::Column::AgencyId.eq(actor.agency));
    if access::reads_whole_agency(actor) {
        query
    } else {
        query.filter(arrival::Column::DocumentId.in_subquery(access::readable_documents(actor)))
    }
}

/// Refuses, as if it were not there, an arrival the actor may not read.
pub(crate) async fn require_readable(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: ArrivalId,
) -> Result<(), Error> {
    load(connection, actor, id).await.map(|_| ())
}

/// The arrival and its document, if the actor may read it.
pub(super) async fn load(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: ArrivalId,
) -> Result<(arrival::Model, document::Model), Error> {
    let mut query = arrival::Entity::find_by_id(id).filter(arrival::Column::AgencyId.eq(actor.agency));
    if !access::reads_whole_agency(actor) {
        // Asked of this one document: a head of a unit may read thousands of others.
        let document = (arrival::Entity, arrival::Column::DocumentId);
        query = query.filter(access::is_readable(actor, document));
    }
    let found = query.find_also_related(document::Entity).one(connection).await?;
    match found {
        Some((arrival, Some(document))) => Ok((arrival, document)),
        _ => Err(Error::NotFound),
    }
}

/// An assignment with its arrival and document, if the actor may read them.
pub(super) async fn load_assignment(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: AssignmentId,
) -> Result<(assignment::Model, arrival::Model, document::Model), Error> {
    let assignment = assignment::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let (arrival, document) = load(connection, actor, assignment.arrival_id).await?;
    Ok((assignment, arrival, document))
}

/// Refuses when the caller saw an older version than there is.
pub(super) fn expect_version(expected: Option<i64>, present: i64) -> Result<(), Error> {
    match expected {
        Some(expected) if expected != present => Err(Error::Stale),
        _ => Ok(()),
    }
}

/// What changes in an arrival when it moves on.
#[derive(Debug, Default)]
pub(super) struct Moves {
    pub(super) columns: Vec<(arrival::Column, Expr)>,
}

impl Moves {
    pub(super) fn set(mut self, column: arrival::Column, value: Expr) -> Self {
        self.columns.push((column, value));
        self
    }
}

/// Moves an arrival to a state; fails when somebody else changed it since it was loaded.
pub(super) async fn move_to(
    change: &UnitOfWork,
    before: &arrival::Model,
    state: ArrivalState,
    moves: Moves,
) -> Result<(), Error> {
    let mut update = arrival::Entity::update_many()
        .col_expr(arrival::Column::State, Expr::value(state.code()))
        .col_expr(arrival::Column::Version, Expr::value(before.version + 1));
    for (column, value) in moves.columns {
        update = update.col_expr(column, value);
    }
    let done = update
        .filter(arrival::Column::Id.eq(before.id))
        .filter(arrival::Column::Version.eq(before.version))
        .exec(change.connection())
        .await?;
    if done.rows_affected == 0 {
        return Err(Error::Stale);
    }
    access::arrived::follow(change, before).await?;
    counters::shift(change, before.agency_id, &counter(before.state), &counter(state)).await
}

/// Name of the counter of a state.
pub(super) fn counter(state: ArrivalState) -> String {
    format!("arrival:{}", state.code())
}

/// Ends an assignment, or moves it to another state; fails when it was not in `from`.
pub(super) async fn move_assignment(
    office: &Office,
    change: &UnitOfWork,
    id: AssignmentId,
    from: AssignmentState,
    to: AssignmentState,
    result: &str,
) -> Result<(), Error> {
    let is_end = !matches!(to, AssignmentState::Open | AssignmentState::Delegated);
    let done = assignment::Entity::update_many()
        .col_expr(assignment::Column::State, Expr::value(to.code()))
        .col_expr(assignment::Column::Result, Expr::value(result))
        .col_expr(
            assignment::Column::EndedAt,
            Expr::value(is_end.then(|| office.now().micros())),
        )
        .col_expr(
            assignment::Column::Version,
            Expr::col(assignment::Column::Version).add(1),
        )
        .filter(assignment::Column::Id.eq(id))
        .filter(assignment::Column::State.eq(from))
        .exec(change.connection())
        .await?;
    if done.rows_affected == 0 {
        let row = assignment::Entity::find_by_id(id)
            .one(change.connection())
            .await?
            .ok_or(Error::NotFound)?;
        return Err(Error::Conflict(format!(
            "Phần việc của {} nay là “{}”.",
            row.holder_name,
            row.state.label()
        )));
    }
    Ok(())
}

/// Records what was done to an arrival.
pub(super) fn record(
    office: &Office,
    change: &mut UnitOfWork,
    actor: &Actor,
    id: ArrivalId,
    action: &'static str,
    details: Value,
) {
    change.record(Entry::by(actor, office.now(), action, Subject::new(SUBJECT, id)).with(details));
}

/// Tells the index that the arrival changed, and its sender how far it got.
pub(super) fn announce(
    office: &Office,
    change: &mut UnitOfWork,
    arrival: &arrival::Model,
    status: Option<(&str, &str)>,
) {
    change.enqueue(NewJob::new(
        "index",
        json!({ "arrival": arrival.id }),
        office.now(),
    ));
    if let (Some(dispatch), Some((status, reason))) = (arrival.dispatch_id, status) {
        let payload = json!({ "dispatch": dispatch, "status": status, "reason": reason, "at": office.now() });
        change.enqueue(NewJob::new("dispatch_status", payload, office.now()));
    }
}
