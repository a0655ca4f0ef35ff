use directory::{Permission, Require as _};
use kernel::{Actor, Office, UnitOfWork, text::clean};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::json;

use super::{
    row::{Moves, announce, load, load_assignment, move_assignment, move_to, record},
    tasks,
};
use crate::{
    AssignmentId, Error,
    entity::{
        arrival::{self, ArrivalState},
        assignment::{self, AssignmentState, Part},
    },
    flow::{Whose, variables},
};

/// Reports that a part is settled. When it is the lead's, the arrival is settled: whoever cooperates late does not hold it up.
///
/// # Errors
/// [`Error::Conflict`] when it ended meanwhile.
pub async fn report(
    office: &Office,
    actor: &Actor,
    id: AssignmentId,
    text: &str,
) -> Result<arrival::Model, Error> {
    actor.require(Permission::SettleArrival)?;
    let text = clean(text);
    if text.is_empty() {
        return Err(Error::field("text", "Ghi kết quả xử lý."));
    }
    if text.chars().count() > 2_000 {
        return Err(Error::field("text", "Kết quả dài quá 2000 ký tự."));
    }
    let mut change = office.database.begin().await?;
    let (mine, arrival, _) = load_assignment(change.connection(), actor, id).await?;
    let told = json!({ "done": mine.part == Part::Lead });
    tasks::flow(office, &change, actor, arrival.id, "đã báo cáo xử lý xong")
        .complete((tasks::SETTLE, Some(id.0)), Whose::Named, variables(told))
        .await?;
    move_assignment(
        office,
        &change,
        id,
        AssignmentState::Open,
        AssignmentState::Done,
        &text,
    )
    .await?;
    if let Some(parent) = mine.parent_id {
        move_assignment(
            office,
            &change,
            parent,
            AssignmentState::Delegated,
            AssignmentState::Done,
            &text,
        )
        .await?;
    }
    let what = format!("({})", mine.part.label().to_lowercase());
    record(
        office,
        &mut change,
        actor,
        arrival.id,
        "reported",
        json!({ "what": what, "note": text }),
    );
    if mine.part == Part::Lead {
        complete(office, &mut change, actor, &arrival).await?;
    } else {
        announce(office, &mut change, &arrival, None);
    }
    change.commit().await?;
    Ok(load(office.database.read(), actor, arrival.id).await?.0)
}

/// Closes an arrival: what others still had to do about it is no longer asked, except to read it.
async fn complete(
    office: &Office,
    change: &mut UnitOfWork,
    actor: &Actor,
    before: &arrival::Model,
) -> Result<(), Error> {
    let moves = Moves::default().set(arrival::Column::CompletedAt, Expr::value(office.now().micros()));
    move_to(change, before, ArrivalState::Completed, moves).await?;
    let open = assignment::Entity::find()
        .filter(assignment::Column::ArrivalId.eq(before.id))
        .filter(assignment::Column::Part.eq(Part::Cooperate))
        .filter(assignment::Column::State.is_in([AssignmentState::Open, AssignmentState::Delegated]))
        .all(change.connection())
        .await?;
    for row in open {
        let outcome = "đơn vị chủ trì đã hoàn thành";
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
    record(office, change, actor, before.id, "completed", json!({}));
    announce(office, change, before, Some(("completed", "")));
    Ok(())
}
