//! Searches kept by name: their owner is told of what they find later.

use std::collections::HashMap;

use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    text::clean_line,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, ModelTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select, sea_query::Expr,
};

use super::{Hit, LONGEST, Order, ask::load};
use crate::{
    Error, SavedSearchId,
    access::readable_documents,
    entity::{saved_search, saved_search_hit},
};

/// Searches one post may keep.
const MOST: u64 = 50;

/// Longest name of a search.
const LONGEST_NAME: usize = 100;

/// Kind of subject in the audit trail and in notifications.
pub const SUBJECT: &str = "saved_search";

/// A search and what is new.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The search.
    pub search: saved_search::Model,
    /// How many documents it found that its owner has not seen and may read now.
    pub unseen: u64,
}

fn of_post(actor: &Actor) -> Select<saved_search::Entity> {
    saved_search::Entity::find().filter(saved_search::Column::PostId.eq(actor.post))
}

async fn own(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: SavedSearchId,
) -> Result<saved_search::Model, Error> {
    let found = of_post(actor).filter(saved_search::Column::Id.eq(id));
    found.one(connection).await?.ok_or(Error::NotFound)
}

/// What was found and not seen, as far as the actor may read it now.
fn unseen(actor: &Actor) -> Select<saved_search_hit::Entity> {
    saved_search_hit::Entity::find()
        .filter(saved_search_hit::Column::SeenAt.is_null())
        .filter(saved_search_hit::Column::DocumentId.in_subquery(readable_documents(actor)))
}

/// The searches of the actor's post, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(office: &Office, actor: &Actor) -> Result<Vec<Saved>, Error> {
    let connection = office.database.read();
    let searches = of_post(actor)
        .order_by_asc(saved_search::Column::Name)
        .all(connection)
        .await?;
    if searches.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<SavedSearchId> = searches.iter().map(|search| search.id).collect();
    let counts: Vec<(SavedSearchId, i64)> = unseen(actor)
        .filter(saved_search_hit::Column::SavedSearchId.is_in(ids))
        .select_only()
        .column(saved_search_hit::Column::SavedSearchId)
        .column_as(saved_search_hit::Column::Entry.count(), "unseen")
        .group_by(saved_search_hit::Column::SavedSearchId)
        .into_tuple()
        .all(connection)
        .await?;
    let counts: HashMap<SavedSearchId, i64> = counts.into_iter().collect();
    let with_count = |search: saved_search::Model| Saved {
        unseen: counts
            .get(&search.id)
            .and_then(|count| u64::try_from(*count).ok())
            .unwrap_or(0),
        search,
    };
    Ok(searches.into_iter().map(with_count).collect())
}

/// What a search found that its owner has not seen, newest first.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's.
pub async fn news(office: &Office, actor: &Actor, id: SavedSearchId, limit: u64) -> Result<Vec<Hit>, Error> {
    let connection = office.database.read();
    own(connection, actor, id).await?;
    let rows = unseen(actor)
        .filter(saved_search_hit::Column::SavedSearchId.eq(id))
        .order_by_desc(saved_search_hit::Column::FoundAt)
        .order_by_desc(saved_search_hit::Column::Entry)
        .limit(limit)
        .all(connection)
        .await?;
    let mut found = load(office, actor, rows.iter().map(|row| row.entry.as_str())).await?;
    Ok(rows.iter().filter_map(|row| found.remove(&row.entry)).collect())
}

fn name(name: &str) -> Result<String, Error> {
    let name = clean_line(name);
    match name.chars().count() {
        0 => Err(Error::field("name", "Đặt tên cho tìm kiếm này.")),
        length if length > LONGEST_NAME => {
            Err(Error::field("name", format!("Tên dài quá {LONGEST_NAME} ký tự.")))
        }
        _ => Ok(name),
    }
}

async fn refuse_taken(
    change: &UnitOfWork,
    actor: &Actor,
    name: &str,
    but: Option<SavedSearchId>,
) -> Result<(), Error> {
    let mut others = of_post(actor).filter(saved_search::Column::Name.eq(name));
    if let Some(id) = but {
        others = others.filter(saved_search::Column::Id.ne(id));
    }
    if others.one(change.connection()).await?.is_some() {
        return Err(Error::field(
            "name",
            "Bạn đã có một tìm kiếm tên này. Hãy đặt tên khác.",
        ));
    }
    Ok(())
}

/// Keeps a search; from now on its owner is told of what it finds.
///
/// # Errors
/// When it has no name, its name is taken, it asks nothing, or too many are kept.
pub async fn save(
    office: &Office,
    actor: &Actor,
    called: &str,
    question: &str,
    sort: Order,
) -> Result<saved_search::Model, Error> {
    let name = name(called)?;
    let question = clean_line(question);
    if question.is_empty() || question.chars().count() > LONGEST {
        return Err(Error::field("question", "Nhập nội dung cần tìm trước khi lưu."));
    }
    let mut change = office.database.begin().await?;
    refuse_taken(&change, actor, &name, None).await?;
    if of_post(actor).count(change.connection()).await? >= MOST {
        let message = format!("Mỗi chức vụ lưu nhiều nhất {MOST} tìm kiếm. Hãy xóa bớt rồi lưu lại.");
        return Err(Error::field("name", message));
    }
    let row = saved_search::Model {
        id: office.new_id(),
        agency_id: actor.agency,
        post_id: actor.post,
        name,
        question,
        sort,
        created_at: office.now(),
    };
    saved_search::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    record(office, &mut change, actor, &row, "search_saved");
    change.commit().await?;
    Ok(row)
}

/// Gives a search another name.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's; when the name cannot be used.
pub async fn rename(
    office: &Office,
    actor: &Actor,
    id: SavedSearchId,
    called: &str,
) -> Result<saved_search::Model, Error> {
    let name = name(called)?;
    let mut change = office.database.begin().await?;
    let row = own(change.connection(), actor, id).await?;
    refuse_taken(&change, actor, &name, Some(id)).await?;
    let mut row = row.into_active_model();
    row.name = Set(name);
    let row = row.update(change.connection()).await?;
    record(office, &mut change, actor, &row, "search_renamed");
    change.commit().await?;
    Ok(row)
}

/// Deletes a search and what it found.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's.
pub async fn delete(office: &Office, actor: &Actor, id: SavedSearchId) -> Result<(), Error> {
    let mut change = office.database.begin().await?;
    let row = own(change.connection(), actor, id).await?;
    saved_search_hit::Entity::delete_many()
        .filter(saved_search_hit::Column::SavedSearchId.eq(id))
        .exec(change.connection())
        .await?;
    record(office, &mut change, actor, &row, "search_deleted");
    row.delete(change.connection()).await?;
    Ok(change.commit().await?)
}

/// Notes that the owner has seen what a search found so far.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's.
pub async fn mark_seen(office: &Office, actor: &Actor, id: SavedSearchId) -> Result<(), Error> {
    let mut change = office.database.begin().await?;
    let row = own(change.connection(), actor, id).await?;
    saved_search_hit::Entity::update_many()
        .col_expr(saved_search_hit::Column::SeenAt, Expr::value(office.now()))
        .filter(saved_search_hit::Column::SavedSearchId.eq(id))
        .filter(saved_search_hit::Column::SeenAt.is_null())
        .exec(change.connection())
        .await?;
    record(office, &mut change, actor, &row, "search_news_seen");
    Ok(change.commit().await?)
}

/// The question itself may hold what is nobody else's business: only its name is told.
fn record(
    office: &Office,
    change: &mut UnitOfWork,
    actor: &Actor,
    row: &saved_search::Model,
    action: &'static str,
) {
    let subject = Subject::new(SUBJECT, row.id);
    change.record(Entry::by(actor, office.now(), action, subject).with(("name", &row.name)));
}
