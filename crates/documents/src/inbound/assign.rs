use directory::{Permission, Require as _};
use kernel::{Actor, Office, id::PostId};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use serde_json::{Map, Value, json};
use time::Date;
use workflow::store::instances::Running;

use super::{
    people,
    row::{announce, load_assignment, move_assignment, record},
    tasks,
};
use crate::{
    AssignmentId, Error,
    access::{self, Reader},
    entity::assignment::{self, AssignmentState},
    flow::{Whose, variables},
};

/// A unit head's choice of a person.
#[derive(Debug, Clone)]
pub struct Assign {
    /// The unit's assignment.
    pub assignment: AssignmentId,
    /// The person's post.
    pub post: PostId,
    /// By when, if sooner than the unit's date.
    pub due: Option<Date>,
    /// A word to the person.
    pub text: String,
}

/// The case's officers with one more: who settles which unit's part.
fn with_officer(case: Option<Running>, unit: AssignmentId, officer: Value) -> Map<String, Value> {
    let known = case.and_then(|case| case.state.variables.get("officers")?.as_object().cloned());
    let mut officers = known.unwrap_or_default();
    officers.insert(unit.to_string(), officer);
    variables(json!({ "officers": officers }))
}

/// Hands a unit's part to one of its people.
///
/// # Errors
/// [`Error::Conflict`] when it was handed on meanwhile.
pub async fn assign(office: &Office, actor: &Actor, command: Assign) -> Result<assignment::Model, Error> {
    actor.require(Permission::AssignArrival)?;
    let (post, name) = people::post_of(office, actor, command.post).await?;
    if !actor.units.contains(&post.unit) {
        return Err(Error::field(
            "post",
            "Chỉ phân công được người trong đơn vị mình.",
        ));
    }
    let mut change = office.database.begin().await?;
    let (unit, arrival, _) = load_assignment(change.connection(), actor, command.assignment).await?;
    let due = command.due.or(unit.due);
    let id: AssignmentId = office.new_id();
    let flow = tasks::flow(office, &change, actor, arrival.id, "đã phân công");
    let officer = json!({ "id": id, "post": command.post, "due": due.map(|due| due.to_string()) });
    let officers = with_officer(flow.case().await?, unit.id, officer);
    flow.complete((tasks::ASSIGN, Some(unit.id.0)), Whose::Named, officers)
        .await?;
    if let (Some(due), Some(latest)) = (command.due, unit.due)
        && due > latest
    {
        return Err(Error::field(
            "due",
            "Hạn của người xử lý không thể sau hạn của đơn vị.",
        ));
    }
    move_assignment(
        office,
        &change,
        unit.id,
        AssignmentState::Open,
        AssignmentState::Delegated,
        "",
    )
    .await?;
    let row = assignment::Model {
        id,
        parent_id: Some(unit.id),
        unit_id: post.unit,
        post_id: Some(command.post),
        holder_name: name.clone(),
        due,
        state: AssignmentState::Open,
        result: String::new(),
        at: office.now(),
        ended_at: None,
        version: 1,
        ..unit
    };
    assignment::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    access::arrived::allow(&change, arrival.id, &[Reader::Post(command.post)]).await?;
    let note = kernel::text::clean(&command.text);
    record(
        office,
        &mut change,
        actor,
        arrival.id,
        "assigned",
        json!({ "what": name, "note": note, "due": due }),
    );
    announce(office, &mut change, &arrival, None);
    change.commit().await?;
    Ok(row)
}
