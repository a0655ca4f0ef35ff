//! Sessions: one sign-in on one device, revocable at any time.

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
    id::PostId,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, ModelTrait as _,
    QueryFilter as _, QueryOrder as _, sea_query::Expr,
};

use crate::{Error, Identity, entity::session, identity::Through};

kernel::typed_id! {
    /// A session.
    SessionId,
}

/// The actor's sessions that still live, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_actor(office: &Office, actor: &Actor) -> Result<Vec<session::Model>, Error> {
    Ok(session::Entity::find()
        .filter(session::Column::Account.eq(actor.account))
        .filter(session::Column::Expires.gt(office.now()))
        .order_by_desc(session::Column::Created)
        .all(office.database.read())
        .await?)
}

/// Ends one of the actor's own sessions.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's.
pub async fn revoke(office: &Office, actor: &Actor, id: SessionId) -> Result<(), Error> {
    let mut change = office.database.begin().await?;
    let row = session::Entity::find_by_id(id)
        .filter(session::Column::Account.eq(actor.account))
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound("session"))?;
    row.delete(change.connection()).await?;
    change.record(Entry::by(
        actor,
        office.now(),
        "session_revoked",
        Subject::new("session", id),
    ));
    Ok(change.commit().await?)
}

/// Ends the session the actor acts through.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(office: &Office, identity: &Identity) -> Result<(), Error> {
    let Through::Session(id) = identity.through else {
        return Ok(());
    };
    let mut change = office.database.begin().await?;
    session::Entity::delete_by_id(id)
        .exec(change.connection())
        .await?;
    change.record(Entry::by(
        &identity.actor,
        office.now(),
        "signed_out",
        Subject::new("session", id),
    ));
    Ok(change.commit().await?)
}

/// Goes on in another of the person's posts.
///
/// # Errors
/// [`Error::NotFound`] when the person does not hold the post.
pub async fn switch_post(office: &Office, identity: &Identity, post: PostId) -> Result<(), Error> {
    let Through::Session(id) = identity.through else {
        return Err(Error::NotFound("session"));
    };
    if !identity.posts.iter().any(|held| held.id == post) {
        return Err(Error::NotFound("post"));
    }
    let mut change = office.database.begin().await?;
    let row = session::ActiveModel {
        id: Set(id),
        post: Set(post),
        ..Default::default()
    };
    row.update(change.connection()).await?;
    let subject = Subject::new("session", id);
    change.record(Entry::by(&identity.actor, office.now(), "post_switched", subject).with(("post", post)));
    Ok(change.commit().await?)
}

/// Notes that a session is in use, so that its owner sees when it was last.
///
/// # Errors
/// When the database fails.
pub async fn touch(office: &Office, id: SessionId) -> Result<(), Error> {
    let change = office.database.begin().await?;
    session::Entity::update_many()
        .col_expr(session::Column::LastSeen, Expr::value(office.now()))
        .filter(session::Column::Id.eq(id))
        .exec(change.connection())
        .await?;
    Ok(change.commit().await?)
}

/// Removes sessions that ended, and answers how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep(office: &Office) -> Result<u64, Error> {
    let change = office.database.begin().await?;
    let gone = session::Entity::delete_many()
        .filter(session::Column::Expires.lte(office.now()))
        .exec(change.connection())
        .await?;
    change.commit().await?;
    Ok(gone.rows_affected)
}
