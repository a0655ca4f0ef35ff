use std::collections::HashMap;

use kernel::{
    Actor, Office,
    id::{PersonId, PostId},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    DocumentId, Error, NotificationId,
    access::is_readable,
    entity::{document, notification},
};

/// How long notifications are kept.
pub const KEPT: time::Duration = time::Duration::days(90);

/// Where a page ended.
pub type Key = NotificationId;

/// How much a person has not read, by post.
pub type Unread = HashMap<PostId, i64>;

/// A notification with the document it is about, where the person may read that now.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The notification.
    pub row: notification::Model,
    /// The document.
    pub document: Option<document::Model>,
}

/// One page, newest first.
#[derive(Debug, Clone)]
pub struct NoticePage {
    /// The notifications.
    pub notices: Vec<Notice>,
    /// Where the next page starts, when there is one.
    pub next: Option<Key>,
}

fn of(actor: &Actor) -> Select<notification::Entity> {
    notification::Entity::find()
        .filter(notification::Column::PersonId.eq(actor.person))
        .filter(notification::Column::PostId.eq(actor.post))
}

/// How much a person has not read, in all posts at once: asked on every page, of an index that holds nothing else.
///
/// # Errors
/// When the database cannot be read.
pub async fn unread(connection: &impl ConnectionTrait, person: PersonId) -> Result<Unread, Error> {
    let counts: Vec<(PostId, i64)> = counted(person).into_tuple().all(connection).await?;
    Ok(counts.into_iter().collect())
}

/// The question for these counts: the columns `post_id` and `unread`.
pub(crate) fn counted(person: PersonId) -> Select<notification::Entity> {
    notification::Entity::find()
        .filter(notification::Column::PersonId.eq(person))
        .filter(notification::Column::ReadAt.is_null())
        .select_only()
        .column(notification::Column::PostId)
        .column_as(notification::Column::PostId.count(), "unread")
        .group_by(notification::Column::PostId)
}

/// What the actor was told in this post, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    office: &Office,
    actor: &Actor,
    only_unread: bool,
    after: Option<Key>,
    limit: u64,
) -> Result<NoticePage, Error> {
    let connection = office.database.read();
    let mut query = of(actor);
    if only_unread {
        query = query.filter(notification::Column::ReadAt.is_null());
    }
    if let Some(after) = after {
        query = query.filter(notification::Column::Id.lt(after));
    }
    let mut rows = query
        .order_by_desc(notification::Column::Id)
        .limit(limit + 1)
        .all(connection)
        .await?;
    let has_more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| has_more).map(|row| row.id);
    let documents = readable(connection, actor, &rows).await?;
    let with_document = |row: notification::Model| Notice {
        document: row.document_id.and_then(|id| documents.get(&id).cloned()),
        row,
    };
    Ok(NoticePage {
        notices: rows.into_iter().map(with_document).collect(),
        next,
    })
}

async fn readable(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    rows: &[notification::Model],
) -> Result<HashMap<DocumentId, document::Model>, Error> {
    let ids: Vec<DocumentId> = rows.iter().filter_map(|row| row.document_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let documents = document::Entity::find()
        .filter(document::Column::Id.is_in(ids))
        .filter(is_readable(actor, (document::Entity, document::Column::Id)))
        .all(connection)
        .await?;
    Ok(documents.into_iter().map(|row| (row.id, row)).collect())
}

/// Notes that the actor has read one.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's.
pub async fn mark_read(office: &Office, actor: &Actor, id: NotificationId) -> Result<(), Error> {
    let mine = of(actor).filter(notification::Column::Id.eq(id));
    let row = mine.one(office.database.read()).await?.ok_or(Error::NotFound)?;
    if row.read_at.is_some() {
        return Ok(());
    }
    let change = office.database.begin().await?;
    notification::Entity::update_many()
        .col_expr(notification::Column::ReadAt, Expr::value(office.now()))
        .filter(notification::Column::Id.eq(id))
        .exec(change.connection())
        .await?;
    Ok(change.commit().await?)
}

/// Notes that the actor has read all in this post, or all up to one of them: what came since the page was shown stays unread.
///
/// # Errors
/// When the database refuses.
pub async fn mark_all_read(
    office: &Office,
    actor: &Actor,
    up_to: Option<NotificationId>,
) -> Result<(), Error> {
    let change = office.database.begin().await?;
    let mut update = notification::Entity::update_many()
        .col_expr(notification::Column::ReadAt, Expr::value(office.now()))
        .filter(notification::Column::PersonId.eq(actor.person))
        .filter(notification::Column::PostId.eq(actor.post))
        .filter(notification::Column::ReadAt.is_null());
    if let Some(newest) = up_to {
        update = update.filter(notification::Column::Id.lte(newest));
    }
    update.exec(change.connection()).await?;
    Ok(change.commit().await?)
}

/// Notes that the actor has opened what some are about. Costs a read unless there is something to note.
///
/// # Errors
/// When the database fails.
pub async fn mark_seen(office: &Office, actor: &Actor, subject: Uuid) -> Result<(), Error> {
    let about = of(actor)
        .filter(notification::Column::SubjectId.eq(subject))
        .filter(notification::Column::ReadAt.is_null());
    if about.one(office.database.read()).await?.is_none() {
        return Ok(());
    }
    let change = office.database.begin().await?;
    notification::Entity::update_many()
        .col_expr(notification::Column::ReadAt, Expr::value(office.now()))
        .filter(notification::Column::PersonId.eq(actor.person))
        .filter(notification::Column::PostId.eq(actor.post))
        .filter(notification::Column::SubjectId.eq(subject))
        .filter(notification::Column::ReadAt.is_null())
        .exec(change.connection())
        .await?;
    Ok(change.commit().await?)
}

/// Removes what is older than it is kept.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(office: &Office) -> Result<(), Error> {
    let before = office.now().plus(-KEPT);
    let old = || notification::Entity::find().filter(notification::Column::At.lt(before));
    if old().one(office.database.read()).await?.is_none() {
        return Ok(());
    }
    let change = office.database.begin().await?;
    notification::Entity::delete_many()
        .filter(notification::Column::At.lt(before))
        .exec(change.connection())
        .await?;
    Ok(change.commit().await?)
}
