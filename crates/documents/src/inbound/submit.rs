use directory::{Permission, Require as _};
use kernel::{Actor, Office, id::PostId};
use serde_json::json;

use super::{
    people,
    row::{Moves, announce, expect_version, load, move_to, record},
    tasks,
};
use crate::{
    ArrivalId, Error,
    access::{self, Reader},
    entity::arrival::{self, ArrivalState},
    flow::{Whose, variables},
};

/// Submits a registered arrival to a leader.
///
/// # Errors
/// [`Error::Conflict`] when it was submitted meanwhile.
pub async fn submit(
    office: &Office,
    actor: &Actor,
    id: ArrivalId,
    leader: PostId,
    version: Option<i64>,
) -> Result<arrival::Model, Error> {
    actor.require(Permission::RegisterArrival)?;
    let (post, name) = people::post_of(office, actor, leader).await?;
    let directs = directory::post::roles(&post.roles)
        .iter()
        .any(|role| Permission::DirectArrival.roles().contains(role));
    if !directs {
        return Err(Error::field(
            "leader",
            "Người này không có thẩm quyền chỉ đạo văn bản đến.",
        ));
    }
    let mut change = office.database.begin().await?;
    let (before, _) = load(change.connection(), actor, id).await?;
    tasks::flow(office, &change, actor, id, "đã trình lãnh đạo")
        .complete(
            (tasks::SUBMIT, None),
            Whose::Named,
            variables(json!({ "leader": leader })),
        )
        .await?;
    expect_version(version, before.version)?;
    move_to(&change, &before, ArrivalState::Submitted, Moves::default()).await?;
    access::arrived::allow(&change, id, &[Reader::Post(leader)]).await?;
    record(
        office,
        &mut change,
        actor,
        id,
        "submitted",
        json!({ "what": name, "post": leader }),
    );
    announce(office, &mut change, &before, None);
    change.commit().await?;
    Ok(load(office.database.read(), actor, id).await?.0)
}
