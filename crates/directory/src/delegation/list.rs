use kernel::{
    Actor, Office,
    id::{PersonId, PostId},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use time::Date;

use crate::{
    Error, Permission, Require as _,
    entity::{delegation, person, post},
};

/// Most delegations shown, the newest first.
const SHOWN: u64 = 500;

/// A post that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// The post.
    pub post: PostId,
    /// Its holder's name.
    pub name: String,
    /// Its title.
    pub title: String,
}

/// The delegations the actor gave or received; for administrators, all of the agency. The newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(office: &Office, actor: &Actor) -> Result<Vec<delegation::Model>, Error> {
    let mut query = delegation::Entity::find().filter(delegation::Column::Agency.eq(actor.agency));
    if !actor.may(Permission::ManageDirectory) {
        query = query.filter(
            Condition::any()
                .add(delegation::Column::FromPerson.eq(actor.person))
                .add(delegation::Column::ToPerson.eq(actor.person)),
        );
    }
    Ok(query
        .order_by_desc(delegation::Column::CreatedAt)
        .order_by_desc(delegation::Column::Id)
        .limit(SHOWN)
        .all(office.database.read())
        .await?)
}

/// The delegation counts on this day.
pub(crate) fn is_active(today: Date) -> Condition {
    Condition::all()
        .add(delegation::Column::Ends.gte(today))
        .add(delegation::Column::Starts.lte(today))
        .add(delegation::Column::RevokedAt.is_null())
}

/// The delegations that let a person act today.
///
/// # Errors
/// When the database cannot be read.
pub async fn active_for(
    connection: &impl ConnectionTrait,
    person: PersonId,
    today: Date,
) -> Result<Vec<delegation::Model>, Error> {
    Ok(delegation::Entity::find()
        .filter(delegation::Column::ToPerson.eq(person))
        .filter(is_active(today))
        .order_by_asc(delegation::Column::Id)
        .all(connection)
        .await?)
}

/// Who acts today in one of these posts, with the post.
///
/// # Errors
/// When the database cannot be read.
pub async fn acting_in(
    connection: &impl ConnectionTrait,
    posts: Vec<PostId>,
    today: Date,
) -> Result<Vec<(PersonId, PostId)>, Error> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    Ok(delegation::Entity::find()
        .select_only()
        .column(delegation::Column::ToPerson)
        .column(delegation::Column::FromPost)
        .filter(delegation::Column::FromPost.is_in(posts))
        .filter(is_active(today))
        .into_tuple()
        .all(connection)
        .await?)
}

/// The posts of the actor's agency that are held today, in the order of lists.
///
/// # Errors
/// When the database cannot be read.
pub async fn colleagues(office: &Office, actor: &Actor) -> Result<Vec<Colleague>, Error> {
    let (connection, today) = (office.database.read(), office.today());
    let posts = post::Entity::find()
        .filter(post::Column::Agency.eq(actor.agency))
        .filter(post::Column::Starts.lte(today))
        .filter(
            Condition::any()
                .add(post::Column::Ends.is_null())
                .add(post::Column::Ends.gte(today)),
        )
        .order_by_asc(post::Column::Ordinal)
        .order_by_asc(post::Column::Id)
        .all(connection)
        .await?;
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(posts.iter().map(|post| post.person)))
        .all(connection)
        .await?;
    let named = posts.into_iter().filter_map(|post| {
        let holder = people.iter().find(|person| person.id == post.person)?;
        Some(Colleague {
            post: post.id,
            name: holder.name.clone(),
            title: post.title,
        })
    });
    Ok(named.collect())
}
