use kernel::{Actor, Office};
use serde_json::{Map, json};

use super::{
    row::{load_assignment, move_assignment, record},
    tasks,
};
use crate::{AssignmentId, Error, entity::assignment::AssignmentState, flow::Whose};

/// Notes that a unit that was to know of the arrival has read it.
///
/// # Errors
/// [`Error::NotFound`] when nothing waits for the actor to read, [`Error::Conflict`] when it was read already.
pub async fn acknowledge(office: &Office, actor: &Actor, id: AssignmentId) -> Result<(), Error> {
    let mut change = office.database.begin().await?;
    let (row, arrival, _) = load_assignment(change.connection(), actor, id).await?;
    tasks::flow(office, &change, actor, arrival.id, "đã xem")
        .complete((tasks::READ, Some(row.id.0)), Whose::Named, Map::new())
        .await?;
    move_assignment(
        office,
        &change,
        id,
        AssignmentState::Open,
        AssignmentState::Done,
        "",
    )
    .await?;
    record(office, &mut change, actor, arrival.id, "read", json!({}));
    change.commit().await?;
    Ok(())
}
