//! Answers kept under the key a client chose, so that a request sent again does nothing again.

use std::collections::BTreeMap;

use kernel::{Office, id::AccountId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    sea_query::OnConflict,
};
use sha2::{Digest as _, Sha256};

use crate::{Error, entity::stored_answer};

/// How long an answer is kept.
const KEPT: time::Duration = time::Duration::hours(24);

/// What an answer is kept under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Who asked.
    pub account: AccountId,
    /// The client's key.
    pub key: String,
    /// Where the request went.
    pub path: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers worth keeping.
    pub headers: BTreeMap<String, String>,
    /// Body.
    pub body: Vec<u8>,
}

/// What to do with a request that carries a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Nobody used the key: do it, then [`finish`] or [`forget`].
    First,
    /// It was done: give this answer again.
    Answered(Answer),
    /// The key belongs to a different request.
    OtherRequest,
    /// The first request has not been answered yet.
    InProgress,
}

/// Takes the key for this request, or tells what became of the request that has it.
///
/// # Errors
/// When the database fails.
pub async fn begin(office: &Office, key: &Key, request: &[u8]) -> Result<Begun, Error> {
    let digest = hex::encode(Sha256::digest(request));
    let row = stored_answer::Model {
        account: key.account,
        idempotency_key: key.key.clone(),
        path: key.path.clone(),
        request_hash: digest.clone(),
        status: 0,
        headers: String::new(),
        body: Vec::new(),
        created: office.now(),
    };
    let change = office.database.begin().await?;
    let inserted = stored_answer::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(change.connection())
        .await?;
    if inserted == 1 {
        change.commit().await?;
        return Ok(Begun::First);
    }
    let id = (key.account, key.key.clone(), key.path.clone());
    let Some(known) = stored_answer::Entity::find_by_id(id)
        .one(change.connection())
        .await?
    else {
        return Ok(Begun::InProgress);
    };
    if known.request_hash != digest {
        return Ok(Begun::OtherRequest);
    }
    match u16::try_from(known.status) {
        Ok(0) | Err(_) => Ok(Begun::InProgress),
        Ok(status) => {
            let headers = serde_json::from_str(&known.headers).map_err(kernel::Error::from)?;
            Ok(Begun::Answered(Answer {
                status,
                headers,
                body: known.body,
            }))
        }
    }
}

/// Keeps the answer.
///
/// # Errors
/// When the database fails.
pub async fn finish(office: &Office, key: &Key, answer: &Answer) -> Result<(), Error> {
    let row = stored_answer::ActiveModel {
        account: Set(key.account),
        idempotency_key: Set(key.key.clone()),
        path: Set(key.path.clone()),
        status: Set(i32::from(answer.status)),
        headers: Set(serde_json::to_string(&answer.headers).map_err(kernel::Error::from)?),
        body: Set(answer.body.clone()),
        ..Default::default()
    };
    let change = office.database.begin().await?;
    stored_answer::Entity::update(row)
        .exec(change.connection())
        .await?;
    Ok(change.commit().await?)
}

/// Frees the key, because nothing came of the request.
///
/// # Errors
/// When the database fails.
pub async fn forget(office: &Office, key: &Key) -> Result<(), Error> {
    let id = (key.account, key.key.clone(), key.path.clone());
    let change = office.database.begin().await?;
    stored_answer::Entity::delete_by_id(id)
        .exec(change.connection())
        .await?;
    Ok(change.commit().await?)
}

/// Removes answers older than a day, and answers how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep(office: &Office) -> Result<u64, Error> {
    let change = office.database.begin().await?;
    let gone = stored_answer::Entity::delete_many()
        .filter(stored_answer::Column::Created.lte(office.now().plus(-KEPT)))
        .exec(change.connection())
        .await?;
    change.commit().await?;
    Ok(gone.rows_affected)
}
