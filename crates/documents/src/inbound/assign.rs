use directory::{Permission, Require as _};
use kernel::{Actor, Office, id::PostId};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use serde_json::json;
use time::Date;
use workflow::task::Holder;

use super::{
    people,
    row::{announce, load_assignment, move_assignment, record},
    tasks,
};
use crate::{
    AssignmentId, Error,
    access::{self, Reader},
    entity::assignment::{self, AssignmentState},
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
    let (unit, arrival, document) = load_assignment(change.connection(), actor, command.assignment).await?;
    tasks::end(
        office,
        &change,
        actor,
        arrival.id,
        tasks::ASSIGN,
        Some(unit.id.0),
        "đã phân công",
    )
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
    let due = command.due.or(unit.due);
    let row = assignment::Model {
        id: office.new_id(),
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
    let holder = Holder::Post(command.post);
    tasks::open(
        office,
        &change,
        (&arrival, &document),
        holder,
        tasks::SETTLE,
        Some(row.id.0),
        due,
    )
    .await?;
    access::allow(&change, document.id, &[Reader::Post(command.post)]).await?;
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
