//! Signing in with a password.

use kernel::{
    Office, Timestamp,
    audit::{Entry, Subject},
    text::clean_line,
};
use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::Set,
    ColumnTrait as _, Condition, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    sea_query::{Expr, ExprTrait as _},
};

use crate::{
    Error, Secret,
    entity::{account, post, session},
    password,
};

/// What is typed, and from where.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// The browser, as it names itself.
    pub device: String,
    /// Network address.
    pub address: String,
}

/// A new session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// For the cookie.
    pub secret: Secret,
    /// When the session ends.
    pub expires: Timestamp,
}

/// Begins a session in the person's first post.
///
/// An unknown login, a wrong password, a locked or disabled account and a person without a post get the same answer
/// after the same work, so that nobody learns which logins exist.
///
/// # Errors
/// [`Error::SignInRefused`].
pub async fn sign_in(office: &Office, attempt: SignIn) -> Result<SignedIn, Error> {
    let login = clean_line(&attempt.login).to_lowercase();
    let found = account::Entity::find()
        .filter(account::Column::Login.eq(&login))
        .one(office.database.read())
        .await?;
    let now = office.now();
    let usable = found.as_ref().filter(|account| is_usable(account, now));
    let matches = password::matches(
        &attempt.password,
        usable.map(|account| account.password_hash.as_str()),
    )
    .await?;
    match (usable, matches) {
        (Some(account), true) => open(office, account, attempt).await,
        (Some(account), false) => {
            count_failure(office, account).await?;
            Err(Error::SignInRefused)
        }
        (None, _) => Err(Error::SignInRefused),
    }
}

fn is_usable(account: &account::Model, now: Timestamp) -> bool {
    !account.disabled && account.locked_until.is_none_or(|until| until <= now)
}

async fn open(office: &Office, account: &account::Model, attempt: SignIn) -> Result<SignedIn, Error> {
    let now = office.now();
    let post = first_post(office, account).await?.ok_or(Error::SignInRefused)?;
    let secret = Secret::generate(&mut rand::rng());
    let expires = now.plus(office.settings.session_lifetime());
    let row = session::Model {
        id: office.new_id(),
        token_hash: secret.digest(),
        account: account.id,
        post: post.id,
        device: clean_line(&attempt.device).chars().take(300).collect(),
        address: attempt.address,
        created: now,
        last_seen: now,
        expires,
    };
    let mut change = office.database.begin().await?;
    // Asked again inside the change: another device may have locked or disabled the account in the meantime.
    let still = account::Entity::find_by_id(account.id)
        .one(change.connection())
        .await?;
    if !still.is_some_and(|account| is_usable(&account, now)) {
        return Err(Error::SignInRefused);
    }
    let reset = account::ActiveModel {
        id: Set(account.id),
        failed_attempts: Set(0),
        locked_until: Set(None),
        ..Default::default()
    };
    reset.update(change.connection()).await?;
    let subject = Subject::new("account", account.id);
    let details = serde_json::json!({"login": account.login, "address": row.address, "device": row.device});
    session::Entity::insert(row.into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    change.record(Entry::by_system(Some(post.agency), now, "signed_in", subject).with(details));
    change.commit().await?;
    Ok(SignedIn { secret, expires })
}

async fn first_post(office: &Office, account: &account::Model) -> Result<Option<post::Model>, Error> {
    let today = office.today();
    Ok(post::Entity::find()
        .filter(post::Column::Person.eq(account.person))
        .filter(post::Column::Starts.lte(today))
        .filter(
            Condition::any()
                .add(post::Column::Ends.is_null())
                .add(post::Column::Ends.gte(today)),
        )
        .order_by_asc(post::Column::Ordinal)
        .order_by_asc(post::Column::Id)
        .one(office.database.read())
        .await?)
}

/// Counts a wrong password, and locks the account for a while when there were too many in a row.
async fn count_failure(office: &Office, account: &account::Model) -> Result<(), Error> {
    let now = office.now();
    let mut change = office.database.begin().await?;
    account::Entity::update_many()
        .col_expr(
            account::Column::FailedAttempts,
            Expr::col(account::Column::FailedAttempts).add(1),
        )
        .filter(account::Column::Id.eq(account.id))
        .exec(change.connection())
        .await?;
    let Some(row) = account::Entity::find_by_id(account.id)
        .one(change.connection())
        .await?
    else {
        return Ok(());
    };
    if u64::try_from(row.failed_attempts).unwrap_or(0) >= office.settings.lockout_attempts() {
        let until = now.plus(office.settings.lockout());
        let lock = account::ActiveModel {
            id: Set(account.id),
            failed_attempts: Set(0),
            locked_until: Set(Some(until)),
            ..Default::default()
        };
        lock.update(change.connection()).await?;
        let subject = Subject::new("account", account.id);
        change.record(Entry::by_system(None, now, "locked_out", subject).with(("until", until)));
    }
    Ok(change.commit().await?)
}
