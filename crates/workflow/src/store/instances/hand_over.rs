use kernel::{Actor, UnitOfWork, id::PostId};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::{Map, Value};

use super::{Act, InstanceId, apply, person, process_instance};
use crate::{
    Command, Error as Refused,
    store::Error,
    task::{Holder, TaskState, task},
};

/// Gives everything one post has in an agency to another, as when a person leaves: open tasks, parts, questions, deadlines they
/// set, and the steps still to come that name them. Answers how many cases were touched.
///
/// # Errors
/// When the database fails. What duties forbid the other is left to its candidates.
pub async fn hand_over(
    change: &UnitOfWork,
    actor: &Actor,
    from: PostId,
    to: PostId,
    act: Act<'_>,
) -> Result<usize, Error> {
    let cases = involving(change, actor, from).await?;
    for id in &cases {
        let command = Command::HandOver {
            from: person(from),
            to: person(to),
        };
        let applied = match apply(change, *id, None, command, act).await {
            Ok(applied) => applied,
            // A suspended case keeps what it has until it goes on.
            Err(Error::Workflow(Refused::NotRunning(_))) => continue,
            Err(error) => return Err(error),
        };
        let renamed = renamed(&applied.state.variables, &from.to_string(), &to.to_string());
        if !renamed.is_empty() {
            apply(change, *id, None, Command::Set { variables: renamed }, act).await?;
        }
    }
    // What waits for the post without being a step of a case.
    task::Entity::update_many()
        .col_expr(task::Column::Holder, Expr::value(Holder::Post(to).to_string()))
        .col_expr(task::Column::Version, Expr::col(task::Column::Version).add(1))
        .filter(task::Column::AgencyId.eq(actor.agency))
        .filter(task::Column::Holder.eq(Holder::Post(from).to_string()))
        .filter(task::Column::State.eq(TaskState::Open))
        .filter(task::Column::InstanceId.is_null())
        .exec(change.connection())
        .await?;
    Ok(cases.len())
}

/// The running cases in whose state the post stands, in an order all agree on, so that two hand-overs never wait for each
/// other.
async fn involving(change: &UnitOfWork, actor: &Actor, post: PostId) -> Result<Vec<InstanceId>, Error> {
    Ok(process_instance::Entity::find()
        .select_only()
        .column(process_instance::Column::Id)
        .filter(process_instance::Column::AgencyId.eq(actor.agency))
        .filter(process_instance::Column::Status.eq("running"))
        .filter(process_instance::Column::State.contains(post.to_string()))
        .order_by_asc(process_instance::Column::Id)
        .into_tuple()
        .all(change.connection())
        .await?)
}

/// The variables that name the post, naming the other.
fn renamed(variables: &Map<String, Value>, from: &str, to: &str) -> Map<String, Value> {
    variables
        .iter()
        .filter_map(|(name, value)| {
            let mut value = value.clone();
            rename(&mut value, from, to).then(|| (name.clone(), value))
        })
        .collect()
}

fn rename(value: &mut Value, from: &str, to: &str) -> bool {
    match value {
        Value::String(text) if text == from => {
            to.clone_into(text);
            true
        }
        // Each is renamed, whether or not one before it was.
        Value::Array(items) => items
            .iter_mut()
            .fold(false, |any, item| rename(item, from, to) | any),
        Value::Object(fields) => fields
            .values_mut()
            .fold(false, |any, field| rename(field, from, to) | any),
        _ => false,
    }
}
