//! Accounts, with which people sign in.

use kernel::{
    Office,
    audit::{Entry, Subject},
    text::clean_line,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _,
};

use crate::{
    Error, Identity,
    entity::{account, session},
    identity::Through,
    password,
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
