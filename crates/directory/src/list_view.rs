//! Saved views of lists: each account keeps what it narrows a list to, and the columns it adds, under a name.

use std::str::FromStr;

use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    text::clean_line,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, ModelTrait as _,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, Select, sea_query::Expr,
};

use crate::{Error, entity::list_view, fields::Mistakes};

kernel::typed_id! {
    /// A saved view.
    ListViewId,
}

/// Views one account may keep of one list.
const MOST: u64 = 30;

/// Longest name.
const LONGEST_NAME: usize = 60;

/// Longest query.
const LONGEST_QUERY: usize = 2_000;

/// The lists that can be narrowed.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum List {
    /// Văn bản đến.
    #[sea_orm(string_value = "arrivals")]
    Arrivals,
    /// Văn bản đi.
    #[sea_orm(string_value = "issued")]
    Issued,
    /// Dự thảo.
    #[sea_orm(string_value = "drafts")]
    Drafts,
}

impl List {
    /// The stored and exchanged name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Arrivals => "arrivals",
            Self::Issued => "issued",
            Self::Drafts => "drafts",
        }
    }

    /// The name officials read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Arrivals => "Văn bản đến",
            Self::Issued => "Văn bản đi",
            Self::Drafts => "Dự thảo",
        }
    }
}

impl FromStr for List {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        [Self::Arrivals, Self::Issued, Self::Drafts]
            .into_iter()
            .find(|list| list.code() == text)
            .ok_or(Error::NotFound("list"))
    }
}

/// A view to be saved.
#[derive(Debug, Clone)]
pub struct NewView {
    /// Of which list.
    pub list: List,
    /// Its name.
    pub name: String,
    /// The filters and columns as they stand in the list's address.
    pub query: String,
    /// Whether the list is to open with it.
    pub is_default: bool,
}

fn of(actor: &Actor, list: List) -> Select<list_view::Entity> {
    list_view::Entity::find()
        .filter(list_view::Column::AccountId.eq(actor.account))
        .filter(list_view::Column::List.eq(list))
}

async fn own(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: ListViewId,
) -> Result<list_view::Model, Error> {
    list_view::Entity::find_by_id(id)
        .filter(list_view::Column::AccountId.eq(actor.account))
        .one(connection)
        .await?
        .ok_or(Error::NotFound("list_view"))
}

/// The actor's views of a list, by name.
///
/// # Errors
/// When the database fails.
pub async fn list(office: &Office, actor: &Actor, of_list: List) -> Result<Vec<list_view::Model>, Error> {
    Ok(of(actor, of_list)
        .order_by_asc(list_view::Column::Name)
        .all(office.database.read())
        .await?)
}

/// Saves a view.
///
/// # Errors
/// When it has no name, the name is taken, or too many are kept.
pub async fn save(office: &Office, actor: &Actor, new: NewView) -> Result<list_view::Model, Error> {
    let row = list_view::Model {
        id: office.new_id(),
        account_id: actor.account,
        list: new.list,
        name: clean_line(&new.name),
        query: new.query,
        is_default: new.is_default,
        created_at: office.now(),
    };
    let mut mistakes = Mistakes::default();
    mistakes.unless_length(&row.name, LONGEST_NAME, "name", "Đặt tên cho cách xem này");
    mistakes.unless(
        row.query.len() <= LONGEST_QUERY,
        "query",
        "Điều kiện lọc quá dài.",
    );
    let mut change = office.database.begin().await?;
    let mine = of(actor, new.list);
    let same = mine.clone().filter(list_view::Column::Name.eq(&row.name));
    let is_free = same.one(change.connection()).await?.is_none();
    mistakes.unless(
        is_free,
        "name",
        "Bạn đã có một cách xem tên này. Hãy đặt tên khác.",
    );
    let has_room = mine.count(change.connection()).await? < MOST;
    mistakes.unless(
        has_room,
        "name",
        format!("Mỗi danh sách lưu nhiều nhất {MOST} cách xem. Hãy xóa bớt rồi lưu lại."),
    );
    mistakes.done()?;
    if row.is_default {
        drop_default(&change, actor, row.list).await?;
    }
    list_view::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    record(office, &mut change, actor, &row, "view_saved");
    change.commit().await?;
    Ok(row)
}

/// Lets a list open with a view, or no longer.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's.
pub async fn set_default(
    office: &Office,
    actor: &Actor,
    id: ListViewId,
    is_default: bool,
) -> Result<list_view::Model, Error> {
    let mut change = office.database.begin().await?;
    let row = own(change.connection(), actor, id).await?;
    drop_default(&change, actor, row.list).await?;
    if is_default {
        list_view::Entity::update_many()
            .col_expr(list_view::Column::IsDefault, Expr::value(true))
            .filter(list_view::Column::Id.eq(id))
            .exec(change.connection())
            .await?;
    }
    record(office, &mut change, actor, &row, "view_default_set");
    change.commit().await?;
    Ok(list_view::Model { is_default, ..row })
}

async fn drop_default(change: &UnitOfWork, actor: &Actor, of_list: List) -> Result<(), Error> {
    list_view::Entity::update_many()
        .col_expr(list_view::Column::IsDefault, Expr::value(false))
        .filter(list_view::Column::AccountId.eq(actor.account))
        .filter(list_view::Column::List.eq(of_list))
        .exec(change.connection())
        .await?;
    Ok(())
}

/// Deletes a view.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's.
pub async fn delete(office: &Office, actor: &Actor, id: ListViewId) -> Result<list_view::Model, Error> {
    let mut change = office.database.begin().await?;
    let row = own(change.connection(), actor, id).await?;
    record(office, &mut change, actor, &row, "view_deleted");
    row.clone().delete(change.connection()).await?;
    change.commit().await?;
    Ok(row)
}

/// What it is narrowed to is nobody else's business: only its name is told.
fn record(
    office: &Office,
    change: &mut UnitOfWork,
    actor: &Actor,
    row: &list_view::Model,
    action: &'static str,
) {
    let subject = Subject::new("list_view", row.id);
    change.record(Entry::by(actor, office.now(), action, subject).with(("name", &row.name)));
}
