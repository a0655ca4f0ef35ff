//! Accounts, with which people sign in.

use kernel::{
    Actor, FieldError, Office,
    audit::{Entry, Subject},
    id::{AccountId, PersonId},
    text::clean_line,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _,
};

use crate::{
    Error, Identity, Permission, Require as _,
    entity::{account, api_token, session},
    identity::Through,
    password, person as people,
};

/// What is wrong with a login, told in field `login`.
pub(crate) fn login_mistake(login: &str) -> Option<&'static str> {
    let is_plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '@');
    if !(3..=100).contains(&login.len()) {
        Some("Tên đăng nhập dài từ 3 đến 100 ký tự.")
    } else if !login.chars().all(is_plain) {
        Some("Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số và . - _ @")
    } else {
        None
    }
}

/// A login as it is stored and looked up.
pub(crate) fn login_of(text: &str) -> String {
    clean_line(text).to_lowercase()
}

/// Opens an account for a person the actor administers. The person chooses a password of their own at the first sign-in.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`], [`Error::Conflict`] when there is one already.
pub async fn open(
    office: &Office,
    actor: &Actor,
    person: PersonId,
    login: &str,
    password: &str,
) -> Result<account::Model, Error> {
    actor.require(Permission::ManageDirectory)?;
    let hash = password::hash(password).await?;
    let mut mistakes = password::mistakes("password", password, "");
    let login = login_of(login);
    mistakes.extend(login_mistake(&login).map(|message| FieldError::new("login", message)));
    if !mistakes.is_empty() {
        return Err(Error::Invalid(mistakes));
    }
    let mut change = office.database.begin().await?;
    people::administered(change.connection(), actor, person).await?;
    let row = insert(change.connection(), office, person, login, hash, true).await?;
    change.record(
        Entry::by(
            actor,
            office.now(),
            "account_opened",
            Subject::new("account", row.id),
        )
        .with(&row.login),
    );
    change.commit().await?;
    Ok(row)
}

/// Writes an account whose password is hashed already.
pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    office: &Office,
    person: PersonId,
    login: String,
    password_hash: String,
    must_change_password: bool,
) -> Result<account::Model, Error> {
    let known = account::Entity::find()
        .filter(
            Condition::any()
                .add(account::Column::Login.eq(&login))
                .add(account::Column::Person.eq(person)),
        )
        .one(connection)
        .await?;
    match known {
        Some(known) if known.login == login => return Err(Error::field("login", "Tên đăng nhập này đã có.")),
        Some(_) => return Err(Error::Conflict("Người này đã có tài khoản.".to_owned())),
        None => {}
    }
    let row = account::Model {
        id: office.new_id(),
        person,
        login,
        password_hash,
        failed_attempts: 0,
        locked_until: None,
        must_change_password,
        disabled: false,
        created: office.now(),
        version: 1,
    };
    account::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(row)
}

/// Sets a new password that its owner has to replace, unlocks the account and ends its sessions. `seen` is the version the
/// administrator acted on, when it is known.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`].
pub async fn reset_password(
    office: &Office,
    actor: &Actor,
    id: AccountId,
    password: &str,
    seen: Option<i64>,
) -> Result<(), Error> {
    actor.require(Permission::ManageDirectory)?;
    let mistakes = password::mistakes("password", password, "");
    if !mistakes.is_empty() {
        return Err(Error::Invalid(mistakes));
    }
    let hash = password::hash(password).await?;
    let mut change = office.database.begin().await?;
    let row = administered(change.connection(), actor, id).await?;
    Error::unless_seen(seen, row.version, "account")?;
    let changed = account::ActiveModel {
        id: Set(id),
        password_hash: Set(hash),
        must_change_password: Set(true),
        failed_attempts: Set(0),
        locked_until: Set(None),
        version: Set(row.version + 1),
        ..Default::default()
    };
    changed.update(change.connection()).await?;
    session::Entity::delete_many()
        .filter(session::Column::Account.eq(id))
        .exec(change.connection())
        .await?;
    change.record(Entry::by(
        actor,
        office.now(),
        "password_reset",
        Subject::new("account", id),
    ));
    Ok(change.commit().await?)
}

/// Disables an account and ends its sessions and tokens, or enables it again.
///
/// # Errors
/// [`Error::Conflict`] for one's own account, [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`].
pub async fn set_disabled(
    office: &Office,
    actor: &Actor,
    id: AccountId,
    disabled: bool,
    seen: Option<i64>,
) -> Result<(), Error> {
    actor.require(Permission::ManageDirectory)?;
    if id == actor.account {
        return Err(Error::Conflict(
            "Không thể tự khóa tài khoản đang dùng.".to_owned(),
        ));
    }
    let mut change = office.database.begin().await?;
    let row = administered(change.connection(), actor, id).await?;
    Error::unless_seen(seen, row.version, "account")?;
    let changed = account::ActiveModel {
        id: Set(id),
        disabled: Set(disabled),
        version: Set(row.version + 1),
        ..Default::default()
    };
    changed.update(change.connection()).await?;
    if disabled {
        session::Entity::delete_many()
            .filter(session::Column::Account.eq(id))
            .exec(change.connection())
            .await?;
        api_token::Entity::delete_many()
            .filter(api_token::Column::Account.eq(id))
            .exec(change.connection())
            .await?;
    }
    let action = if disabled {
        "account_disabled"
    } else {
        "account_enabled"
    };
    change.record(Entry::by(
        actor,
        office.now(),
        action,
        Subject::new("account", id),
    ));
    Ok(change.commit().await?)
}

async fn administered(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: AccountId,
) -> Result<account::Model, Error> {
    let row = account::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound("account"))?;
    people::administered(connection, actor, row.person)
        .await
        .map_err(|_| Error::NotFound("account"))?;
    Ok(row)
}

/// Changes one's own password and ends one's other sessions.
///
/// # Errors
/// [`Error::Invalid`] when the present password is wrong or the new one too weak.
pub async fn change_password(
    office: &Office,
    identity: &Identity,
    present: &str,
    new: &str,
) -> Result<(), Error> {
    let actor = &identity.actor;
    let row = account::Entity::find_by_id(actor.account)
        .one(office.database.read())
        .await?
        .ok_or(Error::NotFound("account"))?;
    if !password::matches(present, Some(&row.password_hash)).await? {
        return Err(Error::field("present", "Mật khẩu hiện tại chưa đúng."));
    }
    let mut mistakes = password::mistakes("new", new, &row.login);
    if mistakes.is_empty() && new == present {
        mistakes = vec![kernel::FieldError::new(
            "new",
            "Mật khẩu mới phải khác mật khẩu hiện tại.",
        )];
    }
    if !mistakes.is_empty() {
        return Err(Error::Invalid(mistakes));
    }
    let hash = password::hash(new).await?;
    let mut change = office.database.begin().await?;
    let changed = account::ActiveModel {
        id: Set(row.id),
        password_hash: Set(hash),
        must_change_password: Set(false),
        failed_attempts: Set(0),
        version: Set(row.version + 1),
        ..Default::default()
    };
    changed.update(change.connection()).await?;
    let mut others = session::Entity::delete_many().filter(session::Column::Account.eq(row.id));
    if let Through::Session(id) = identity.through {
        others = others.filter(session::Column::Id.ne(id));
    }
    others.exec(change.connection()).await?;
    change.record(Entry::by(
        actor,
        office.now(),
        "password_changed",
        Subject::new("account", row.id),
    ));
    Ok(change.commit().await?)
}

/// An account the actor administers.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn show(office: &Office, actor: &Actor, id: AccountId) -> Result<account::Model, Error> {
    actor.require(Permission::ReadDirectory)?;
    administered(office.database.read(), actor, id).await
}
