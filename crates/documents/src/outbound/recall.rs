//! Thu hồi: freezes the issued document and cancels what was received, and keeps the facts of both (Decree 30/2020, Annex VI).

use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    id::Id as _,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::json;
use workflow::task::{self, Ending};

use super::{
    Stage,
    entity::dispatch,
    loaded::Loaded,
    tasks,
    write::{SUBJECT, counter},
};
use crate::{
    DocumentId, Error, counters,
    entity::{
        arrival::{self, ArrivalState},
        assignment::{self, AssignmentState},
    },
};

/// Recalls an issued document with a reason.
///
/// # Errors
/// When the rules refuse.
pub async fn recall(
    office: &Office,
    actor: &Actor,
    id: DocumentId,
    seen: Option<i64>,
    reason: &str,
) -> Result<Loaded, Error> {
    let reason = kernel::text::clean(reason);
    let mut change = office.database.begin().await?;
    let mut loaded = Loaded::for_change(&change, actor, id, seen).await?;
    let next = loaded.progress().recall(actor, &reason)?;
    loaded.advance(&next);
    loaded.draft.reason.clone_from(&reason);
    loaded.save(&change, office.now()).await?;
    let arrivals = arrival::Entity::find()
        .filter(arrival::Column::DocumentId.eq(id))
        .filter(arrival::Column::DispatchId.is_in(dispatches(&change, id).await?))
        .all(change.connection())
        .await?;
    for row in arrivals {
        cancel(office, &mut change, actor, row, &reason).await?;
    }
    counters::shift(&change, loaded.draft.agency_id, &counter(Stage::Issued), &counter(next.stage)).await?;
    tasks::pass_on(office, &change, actor, &loaded, "đã thu hồi").await?;
    let entry = Entry::by(actor, office.now(), "recalled", Subject::new(SUBJECT, id));
    change.record(entry.with(json!({ "note": reason })));
    super::announce(office, &mut change, id);
    change.commit().await?;
    Ok(loaded)
}

async fn dispatches(change: &UnitOfWork, id: DocumentId) -> Result<Vec<uuid::Uuid>, Error> {
    let rows = dispatch::Entity::find()
        .filter(dispatch::Column::DocumentId.eq(id))
        .all(change.connection())
        .await?;
    Ok(rows.into_iter().map(|row| row.id.uuid()).collect())
}

async fn cancel(
    office: &Office,
    change: &mut UnitOfWork,
    actor: &Actor,
    arrival: arrival::Model,
    reason: &str,
) -> Result<(), Error> {
    if matches!(arrival.state, ArrivalState::Recalled | ArrivalState::Returned) {
        return Ok(());
    }
    let (id, agency, before) = (arrival.id, arrival.agency_id, arrival.state);
    let version = arrival.version + 1;
    let mut row = arrival.into_active_model();
    row.state = Set(ArrivalState::Recalled);
    row.reason = Set(reason.to_owned());
    row.version = Set(version);
    row.update(change.connection()).await?;
    assignment::Entity::update_many()
        .col_expr(assignment::Column::State, Expr::value(AssignmentState::Cancelled))
        .col_expr(assignment::Column::EndedAt, Expr::value(office.now()))
        .col_expr(assignment::Column::Version, Expr::col(assignment::Column::Version).add(1))
        .filter(assignment::Column::ArrivalId.eq(id))
        .filter(assignment::Column::State.is_in([AssignmentState::Open, AssignmentState::Delegated]))
        .exec(change.connection())
        .await?;
    let ending = Ending { actor, outcome: "đã thu hồi văn bản", at: office.now() };
    task::cancel_all(change, ending, id.uuid(), None).await?;
    let (from, to) = (format!("arrival:{}", before.code()), format!("arrival:{}", ArrivalState::Recalled.code()));
    counters::shift(change, agency, &from, &to).await?;
    let entry = Entry::by_system(Some(agency), office.now(), "recalled", Subject::new("arrival", id));
    change.record(entry.with(json!({ "note": reason })));
    Ok(())
}
