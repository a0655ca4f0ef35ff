//! From the secret of a cookie or a token to the person acting.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Actor, Office, Timestamp,
    actor::OnBehalf,
    id::{AccountId, AgencyId, PersonId, PostId, UnitId},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef, Select,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};

use time::Date;

use crate::{
    Error, Secret,
    api_token::ApiTokenId,
    delegation,
    entity::{account, agency, api_token, delegation as delegation_row, person, post, session, unit},
    post::roles,
    session::SessionId,
};

/// How a request proves who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// A cookie.
    Session(SessionId),
    /// `Authorization: Bearer`.
    Token(ApiTokenId),
}

/// One of the posts a person may act in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPost {
    /// Id.
    pub id: PostId,
    /// Title.
    pub title: String,
    /// The unit's name.
    pub unit: String,
    /// The agency's name.
    pub agency: String,
    /// Whose post it is, where it is another's (ủy quyền).
    pub on_behalf: Option<String>,
}

/// Who is acting, and what the frame of a page needs to know of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The person in the post.
    pub actor: Actor,
    /// By which proof.
    pub through: Through,
    /// Every post the person holds today, the present one included.
    pub posts: Vec<HeldPost>,
    /// The present unit's name.
    pub unit: String,
    /// The present agency's name.
    pub agency: String,
    /// What was typed to sign in.
    pub login: String,
    /// The password was set by somebody else and has to be replaced first.
    pub must_change_password: bool,
    /// When the session or token was last noted to be in use.
    pub last_seen: Option<Timestamp>,
}

#[derive(Debug, FromQueryResult)]
struct Row {
    through: uuid::Uuid,
    last_seen: Option<Timestamp>,
    present: PostId,
    account: AccountId,
    login: String,
    must_change_password: bool,
    person: PersonId,
    name: String,
    post: PostId,
    title: String,
    roles: String,
    unit: UnitId,
    unit_name: String,
    agency: AgencyId,
    agency_name: String,
    /// The unit has units below it.
    has_units_below: bool,
    /// Somebody lets the person act in a post of theirs today.
    is_delegate: bool,
}

/// Who the session with this secret belongs to, if it lives.
///
/// # Errors
/// When the database fails.
pub async fn of_session(office: &Office, secret: &Secret) -> Result<Option<Identity>, Error> {
    let accounts: RelationDef = session::Entity::belongs_to(account::Entity)
        .from(session::Column::Account)
        .to(account::Column::Id)
        .into();
    let query = session::Entity::find()
        .select_only()
        .column_as(session::Column::Id, "through")
        .column_as(session::Column::LastSeen, "last_seen")
        .column_as(session::Column::Post, "present")
        .join(JoinType::InnerJoin, accounts)
        .filter(session::Column::TokenHash.eq(secret.digest()))
        .filter(session::Column::Expires.gt(office.now()));
    let rows = with_posts(query, office)
        .into_model::<Row>()
        .all(office.database.read())
        .await?;
    assemble(office, rows, |id| Through::Session(SessionId(id))).await
}

/// Who the personal token with this secret belongs to, if it lives.
///
/// # Errors
/// When the database fails.
pub async fn of_token(office: &Office, secret: &Secret) -> Result<Option<Identity>, Error> {
    let accounts: RelationDef = api_token::Entity::belongs_to(account::Entity)
        .from(api_token::Column::Account)
        .to(account::Column::Id)
        .into();
    let query = api_token::Entity::find()
        .select_only()
        .column_as(api_token::Column::Id, "through")
        .column_as(api_token::Column::LastUsed, "last_seen")
        .column_as(api_token::Column::Post, "present")
        .join(JoinType::InnerJoin, accounts)
        .filter(api_token::Column::TokenHash.eq(secret.digest()))
        .filter(api_token::Column::Expires.gt(office.now()));
    let rows = with_posts(query, office)
        .into_model::<Row>()
        .all(office.database.read())
        .await?;
    assemble(office, rows, |id| Through::Token(ApiTokenId(id))).await
}

/// The holder of a post as an actor, for jobs and commands that act in somebody's place by rule.
///
/// # Errors
/// [`Error::NotFound`] when nobody with an open account holds the post today.
pub async fn holder(office: &Office, post: PostId) -> Result<Actor, Error> {
    let accounts: RelationDef = post::Entity::belongs_to(account::Entity)
        .from(post::Column::Person)
        .to(account::Column::Person)
        .into();
    let people: RelationDef = post::Entity::belongs_to(person::Entity)
        .from(post::Column::Person)
        .to(person::Column::Id)
        .into();
    let found: Option<(AccountId, PersonId, String, String, String, UnitId, AgencyId)> =
        post::Entity::find_by_id(post)
            .select_only()
            .column_as(account::Column::Id, "account")
            .column_as(person::Column::Id, "person")
            .column_as(person::Column::Name, "name")
            .column(post::Column::Title)
            .column(post::Column::Roles)
            .column(post::Column::Unit)
            .column(post::Column::Agency)
            .join(JoinType::InnerJoin, accounts)
            .join(JoinType::InnerJoin, people)
            .filter(may_act(office.today()))
            .into_tuple()
            .one(office.database.read())
            .await?;
    let (account, person, name, title, codes, unit, agency) = found.ok_or(Error::NotFound("post"))?;
    let units = units_below(office.database.read(), agency, unit).await?;
    Ok(Actor {
        account,
        person,
        name,
        post,
        title,
        unit,
        units,
        agency,
        roles: roles(&codes),
        on_behalf: None,
    })
}

/// A person in a post of their own, or in one they may act in today, for what they began there and what ends without them.
///
/// # Errors
/// [`Error::NotFound`] when the account does not act in the post today.
pub async fn acting(office: &Office, account: AccountId, post: PostId) -> Result<Actor, Error> {
    match holder(office, post).await {
        Ok(actor) if actor.account == account => return Ok(actor),
        Ok(_) | Err(Error::NotFound(_)) => {}
        Err(error) => return Err(error),
    }
    let connection = office.database.read();
    let row = account::Entity::find_by_id(account).one(connection).await?;
    let person = row.ok_or(Error::NotFound("post"))?.person;
    let delegations = delegation::active_for(connection, person, office.today()).await?;
    let mut lent = lent_posts(office, &delegations).await?.into_iter();
    let lent = lent
        .find(|one| one.post.id == post)
        .ok_or(Error::NotFound("post"))?;
    let own = holder(office, lent.delegation.to_post).await?;
    if own.account != account {
        return Err(Error::NotFound("post"));
    }
    lent.take(own, connection).await
}

/// The account is open, and the post is held on this day.
fn may_act(today: Date) -> Condition {
    let lasts = Condition::any()
        .add(post::Column::Ends.is_null())
        .add(post::Column::Ends.gte(today));
    Condition::all()
        .add(account::Column::Disabled.eq(false))
        .add(post::Column::Starts.lte(today))
        .add(lasts)
}

/// Adds the account, the person and all posts the person holds today, with their units and agencies.
fn with_posts<E: sea_orm::EntityTrait>(query: Select<E>, office: &Office) -> Select<E> {
    let persons: RelationDef = account::Entity::belongs_to(person::Entity)
        .from(account::Column::Person)
        .to(person::Column::Id)
        .into();
    let posts: RelationDef = account::Entity::belongs_to(post::Entity)
        .from(account::Column::Person)
        .to(post::Column::Person)
        .into();
    let units: RelationDef = post::Entity::belongs_to(unit::Entity)
        .from(post::Column::Unit)
        .to(unit::Column::Id)
        .into();
    let agencies: RelationDef = post::Entity::belongs_to(agency::Entity)
        .from(post::Column::Agency)
        .to(agency::Column::Id)
        .into();
    query
        .join(JoinType::InnerJoin, persons)
        .join(JoinType::InnerJoin, posts)
        .join(JoinType::InnerJoin, units)
        .join(JoinType::InnerJoin, agencies)
        .column_as(account::Column::Id, "account")
        .column_as(account::Column::Login, "login")
        .column_as(account::Column::MustChangePassword, "must_change_password")
        .column_as(person::Column::Id, "person")
        .column_as(person::Column::Name, "name")
        .column_as(post::Column::Id, "post")
        .column_as(post::Column::Title, "title")
        .column_as(post::Column::Roles, "roles")
        .column_as(unit::Column::Id, "unit")
        .column_as(unit::Column::Name, "unit_name")
        .column_as(agency::Column::Id, "agency")
        .column_as(agency::Column::Name, "agency_name")
        .expr_as(Expr::exists(units_right_below()), "has_units_below")
        .expr_as(Expr::exists(delegations_to(office.today())), "is_delegate")
        .filter(may_act(office.today()))
        .order_by_asc(post::Column::Ordinal)
        .order_by_asc(post::Column::Id)
}

/// The units whose parent is the unit of the outer row's post.
fn units_right_below() -> SelectStatement {
    let column = |column| Expr::col(("below", column));
    Query::select()
        .expr(Expr::value(1))
        .from_as(unit::Entity, "below")
        .and_where(column(unit::Column::Agency).equals((post::Entity, post::Column::Agency)))
        .and_where(column(unit::Column::Parent).equals((post::Entity, post::Column::Unit)))
        .to_owned()
}

/// What is delegated today to the person of the outer row.
fn delegations_to(today: Date) -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from(delegation_row::Entity)
        .and_where(
            Expr::col((delegation_row::Entity, delegation_row::Column::ToPerson))
                .equals((person::Entity, person::Column::Id)),
        )
        .cond_where(delegation::is_active(today))
        .to_owned()
}

/// The identity in the rows of one person's posts; a session whose post has ended goes on in the first that lasts.
async fn assemble(
    office: &Office,
    rows: Vec<Row>,
    through: impl Fn(uuid::Uuid) -> Through,
) -> Result<Option<Identity>, Error> {
    let Some(row) = rows.iter().find(|row| row.post == row.present).or(rows.first()) else {
        return Ok(None);
    };
    let connection = office.database.read();
    let delegations = if row.is_delegate {
        delegation::active_for(connection, row.person, office.today()).await?
    } else {
        Vec::new()
    };
    let lent = lent_posts(office, &delegations).await?;
    let mut actor = Actor {
        account: row.account,
        person: row.person,
        name: row.name.clone(),
        post: row.post,
        title: row.title.clone(),
        unit: row.unit,
        units: if row.has_units_below {
            units_below(connection, row.agency, row.unit).await?
        } else {
            vec![row.unit]
        },
        agency: row.agency,
        roles: roles(&row.roles),
        on_behalf: None,
    };
    let posts = rows.iter().map(|row| HeldPost {
        id: row.post,
        title: row.title.clone(),
        unit: row.unit_name.clone(),
        agency: row.agency_name.clone(),
        on_behalf: None,
    });
    let mut posts: Vec<HeldPost> = posts.collect();
    let (mut unit, mut agency) = (row.unit_name.clone(), row.agency_name.clone());
    if row.post != row.present
        && let Some(one) = lent.iter().find(|one| one.post.id == row.present)
    {
        (unit, agency) = (one.unit.clone(), one.agency.clone());
        actor = one.take(actor, connection).await?;
    }
    posts.extend(lent.iter().map(Lent::shown));
    Ok(Some(Identity {
        posts,
        actor,
        through: through(row.through),
        unit,
        agency,
        login: row.login.clone(),
        must_change_password: row.must_change_password,
        last_seen: row.last_seen,
    }))
}

/// A post somebody may act in for its holder.
struct Lent {
    delegation: delegation_row::Model,
    post: post::Model,
    unit: String,
    agency: String,
}

impl Lent {
    fn shown(&self) -> HeldPost {
        HeldPost {
            id: self.post.id,
            title: self.post.title.clone(),
            unit: self.unit.clone(),
            agency: self.agency.clone(),
            on_behalf: Some(self.delegation.from_name.clone()),
        }
    }

    /// The person, acting in this post for its holder.
    async fn take(&self, actor: Actor, connection: &impl ConnectionTrait) -> Result<Actor, Error> {
        let row = &self.post;
        Ok(Actor {
            name: format!("{} (thay {})", actor.name, self.delegation.from_name),
            post: row.id,
            title: row.title.clone(),
            unit: row.unit,
            units: units_below(connection, row.agency, row.unit).await?,
            agency: row.agency,
            roles: roles(&row.roles),
            on_behalf: Some(OnBehalf {
                delegation: self.delegation.id.0,
                person: self.delegation.from_person,
                name: self.delegation.from_name.clone(),
                scope: self.delegation.covers(),
            }),
            ..actor
        })
    }
}

/// The posts of these delegations whose givers still hold them; where a post was lent twice, the first that was given counts.
async fn lent_posts(office: &Office, delegations: &[delegation_row::Model]) -> Result<Vec<Lent>, Error> {
    let (connection, today) = (office.database.read(), office.today());
    let mut lent: Vec<Lent> = Vec::new();
    for delegation in delegations {
        if lent.iter().any(|one| one.post.id == delegation.from_post) {
            continue;
        }
        let row = post::Entity::find_by_id(delegation.from_post)
            .filter(post::Column::Person.eq(delegation.from_person))
            .one(connection)
            .await?;
        let still_held = |row: &post::Model| row.starts <= today && row.ends.is_none_or(|end| end >= today);
        let Some(row) = row.filter(still_held) else {
            continue;
        };
        lent.push(Lent {
            delegation: delegation.clone(),
            unit: crate::unit::find(connection, row.unit).await?.name,
            agency: crate::agency::find(connection, row.agency).await?.name,
            post: row,
        });
    }
    Ok(lent)
}

/// The unit and all units below it.
///
/// # Errors
/// When the database fails.
pub async fn units_below(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    unit: UnitId,
) -> Result<Vec<UnitId>, Error> {
    let rows: Vec<(UnitId, Option<UnitId>)> = unit::Entity::find()
        .select_only()
        .column(unit::Column::Id)
        .column(unit::Column::Parent)
        .filter(unit::Column::Agency.eq(agency))
        .into_tuple()
        .all(connection)
        .await?;
    let mut children: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
    for (id, parent) in rows {
        if let Some(parent) = parent {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut below = vec![unit];
    let mut seen = BTreeSet::from([unit]);
    let mut next = 0;
    while let Some(parent) = below.get(next).copied() {
        let new = children
            .get(&parent)
            .into_iter()
            .flatten()
            .filter(|child| seen.insert(**child));
        below.extend(new);
        next += 1;
    }
    Ok(below)
}
