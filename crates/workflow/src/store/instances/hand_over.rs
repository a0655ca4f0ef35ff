use kernel::{
    UnitOfWork,
    id::{AgencyId, PostId},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::{Expr, ExprTrait as _},
};

use serde_json::{Map, Value};

use super::{Act, apply, person, process_instance};
use crate::{
    Command,
    store::Error,
    task::{Holder, TaskState, task},
};

/// Gives everything one post has in an agency to another, as when a person leaves: open tasks, parts, questions, deadlines they
/// set, and the steps still to come that name them. Answers the cases that were touched, as they stood before.
///
/// # Errors
/// When the database fails. What duties forbid the other is left to its candidates.
pub async fn hand_over(
    change: &UnitOfWork,
    agency: AgencyId,
    (from, to): (PostId, PostId),
    act: Act<'_>,
) -> Result<Vec<process_instance::Model>, Error> {
    let cases = involving(change.connection(), agency, from).await?;
    for case in &cases {
        let command = Command::HandOver {
            from: person(from),
            to: person(to),
        };
        apply(change, case.id, None, command, act).await?;
    }
    // What waits for the post without being a step of a case.
    task::Entity::update_many()
        .col_expr(task::Column::Holder, Expr::value(Holder::Post(to).to_string()))
        .col_expr(task::Column::Version, Expr::col(task::Column::Version).add(1))
        .filter(task::Column::AgencyId.eq(agency))
        .filter(task::Column::Holder.eq(Holder::Post(from).to_string()))
        .filter(task::Column::State.eq(TaskState::Open))
        .filter(task::Column::InstanceId.is_null())
        .exec(change.connection())
        .await?;
    Ok(cases)
}

/// The running cases in whose state the post stands, in an order all agree on, so that two hand-overs never wait for each
/// other.
///
/// # Errors
/// When the database cannot be read.
pub async fn involving(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    post: PostId,
) -> Result<Vec<process_instance::Model>, Error> {
    let mut cases = process_instance::Entity::find()
        .filter(process_instance::Column::AgencyId.eq(agency))
        .filter(process_instance::Column::Status.is_in(["running", "suspended"]))
        .filter(process_instance::Column::State.contains(post.to_string()))
        .order_by_asc(process_instance::Column::Id)
        .all(connection)
        .await?;
    cases.retain(|case| takes_part(&case.state, post));
    Ok(cases)
}

/// Whether the post stands in a case's state other than as who did an earlier step.
fn takes_part(state: &str, post: PostId) -> bool {
    let Ok(mut state) = serde_json::from_str::<Map<String, Value>>(state) else {
        return true;
    };
    state.remove("trail");
    state.remove("recallable");
    Value::Object(state).to_string().contains(&post.to_string())
}
