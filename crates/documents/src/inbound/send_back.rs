use kernel::{Actor, Office, UnitOfWork, actor::Role};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::json;
use workflow::task::Holder;

use super::{
    row::{Moves, announce, load_assignment, move_assignment, move_to, record},
    tasks,
};
use crate::{
    AssignmentId, Error,
    entity::{
        arrival::{self, ArrivalState},
        assignment::{self, AssignmentState, Part},
        directive, document,
    },
};

/// Sends a part back with the reason: a person to the unit's head, a unit's head to the leader who directed.
///
/// # Errors
/// When no reason is given, or it ended meanwhile.
pub async fn send_back(office: &Office, actor: &Actor, id: AssignmentId, why: &str) -> Result<(), Error> {
    let why = super::returned::reason(why)?;
    let mut change = office.database.begin().await?;
    let (mine, arrival, document) = load_assignment(change.connection(), actor, id).await?;
    let action = if mine.post_id.is_some() {
        tasks::SETTLE
    } else {
        tasks::ASSIGN
    };
    tasks::end(
        office,
        &change,
        actor,
        arrival.id,
        action,
        Some(id.0),
        "đã trả lại",
    )
    .await?;
    tasks::cancel(office, &change, actor, arrival.id, Some(id.0), "đã trả lại").await?;
    move_assignment(
        office,
        &change,
        id,
        AssignmentState::Open,
        AssignmentState::Returned,
        &why,
    )
    .await?;
    match mine.parent_id {
        Some(parent) => {
            let (from, to) = (AssignmentState::Delegated, AssignmentState::Open);
            move_assignment(office, &change, parent, from, to, "").await?;
            let unit = assignment::Entity::find_by_id(parent)
                .one(change.connection())
                .await?
                .ok_or(Error::NotFound)?;
            let holder = Holder::Unit(unit.unit_id, Role::UnitHead);
            let part = Some(parent.0);
            tasks::open(
                office,
                &change,
                (&arrival, &document),
                holder,
                tasks::ASSIGN,
                part,
                unit.due,
            )
            .await?;
        }
        None if mine.part == Part::Lead => {
            back_to_leader(office, &change, actor, (&arrival, &document)).await?;
        }
        None => {}
    }
    record(
        office,
        &mut change,
        actor,
        arrival.id,
        "sent_back",
        json!({ "note": why }),
    );
    announce(office, &mut change, &arrival, None);
    change.commit().await?;
    Ok(())
}

/// The lead is missing: the arrival waits for a new directive, and what the old one asked of others is no longer asked.
async fn back_to_leader(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    about: (&arrival::Model, &document::Model),
) -> Result<(), Error> {
    let (arrival, _) = about;
    let last = directive::Entity::find()
        .filter(directive::Column::ArrivalId.eq(arrival.id))
        .order_by_desc(directive::Column::At)
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound)?;
    let outcome = "chờ chỉ đạo lại";
    let open = assignment::Entity::find()
        .filter(assignment::Column::ArrivalId.eq(arrival.id))
        .filter(assignment::Column::State.is_in([AssignmentState::Open, AssignmentState::Delegated]))
        .all(change.connection())
        .await?;
    for row in open {
        move_assignment(
            office,
            change,
            row.id,
            row.state,
            AssignmentState::Cancelled,
            outcome,
        )
        .await?;
    }
    tasks::cancel(office, change, actor, arrival.id, None, outcome).await?;
    move_to(change, arrival, ArrivalState::Submitted, Moves::default()).await?;
    let due = office.today().next_day();
    tasks::open(
        office,
        change,
        about,
        Holder::Post(last.by_post),
        tasks::DIRECT,
        None,
        due,
    )
    .await
}
