//! Files brought in parts, so that a line that breaks costs one part and not the whole file.
//!
//! An upload is told its length first, takes parts at the offset it has reached, and is used once it is complete: the words and
//! rules of the tus resumable upload protocol 1.0.0 (core, creation, expiration, termination), close to what
//! draft-ietf-httpbis-resumable-upload makes of it. It belongs to one account. Parts are stored before the change that counts
//! them; of two parts for the same offset the second is refused. An upload is no record of the office: what becomes of it is
//! told in the audit trail by whoever uses it.

use bytes::Bytes;
use kernel::{Actor, Office, files::FileHash, id::Id as _, text::clean_line};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, sea_query::Expr,
};
use tracing::warn;

use crate::{
    Error, UploadId,
    entity::{upload, upload_part},
    inbound::Upload,
};

/// How long an upload waits for its next part.
pub const PATIENCE: time::Duration = time::Duration::hours(24);

/// Most bytes of one part.
pub const LARGEST_PART: u64 = 8 * 1024 * 1024;

/// Uploads one account may have under way.
const MOST: u64 = 50;

/// Uploads removed in one sweep.
const SWEPT: u64 = 200;

/// A file to be brought.
#[derive(Debug, Clone)]
pub struct NewUpload {
    /// Its name on the computer it comes from.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256, where the sender knows it.
    pub hash: Option<FileHash>,
}

/// Begins an upload.
///
/// # Errors
/// [`Error::TooLarge`] when the file is larger than the agency takes; when it is empty; when too many are under way.
pub async fn begin(office: &Office, actor: &Actor, new: NewUpload) -> Result<upload::Model, Error> {
    let limit = office.settings.upload_limit();
    if new.size > limit {
        return Err(Error::TooLarge { limit });
    }
    if new.size == 0 {
        return Err(Error::field("file", "Tệp này trống."));
    }
    let row = upload::Model {
        id: office.new_id(),
        account_id: actor.account,
        name: clean_line(&new.name).chars().take(200).collect(),
        size: stored(new.size),
        received: 0,
        hash: new.hash,
        expires_at: office.now().plus(PATIENCE),
    };
    let change = office.database.begin().await?;
    let under_way = upload::Entity::find()
        .filter(upload::Column::AccountId.eq(actor.account))
        .filter(upload::Column::ExpiresAt.gt(office.now()))
        .count(change.connection())
        .await?;
    if under_way >= MOST {
        return Err(Error::Conflict(format!(
            "Bạn đang có {MOST} tệp tải dở. Tải tiếp hoặc bỏ bớt rồi tải tệp mới."
        )));
    }
    upload::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    change.commit().await?;
    Ok(row)
}

/// How far an upload got.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's, or nobody went on for too long.
pub async fn standing(office: &Office, actor: &Actor, id: UploadId) -> Result<upload::Model, Error> {
    upload::Entity::find_by_id(id)
        .filter(upload::Column::AccountId.eq(actor.account))
        .filter(upload::Column::ExpiresAt.gt(office.now()))
        .one(office.database.read())
        .await?
        .ok_or(Error::NotFound)
}

/// Takes the part that begins at `offset`, and answers how far the upload got.
///
/// # Errors
/// [`Error::Conflict`] when another offset was reached, [`Error::TooLarge`] when the part goes beyond the length that was told,
/// [`Error::NotFound`] as [`standing`].
pub async fn append(
    office: &Office,
    actor: &Actor,
    id: UploadId,
    offset: u64,
    bytes: Bytes,
) -> Result<upload::Model, Error> {
    let row = standing(office, actor, id).await?;
    let (offset, size) = (stored(offset), stored(bytes.len() as u64));
    if offset != row.received {
        return Err(elsewhere(row.received));
    }
    if size > stored(LARGEST_PART) {
        return Err(Error::TooLarge { limit: LARGEST_PART });
    }
    if size > row.size - offset {
        let limit = u64::try_from(row.size).unwrap_or(0);
        return Err(Error::TooLarge { limit });
    }
    if size == 0 {
        return Ok(row);
    }
    let hash = office.files.put_part(id.uuid(), bytes).await?;
    let change = office.database.begin().await?;
    let (received, expires_at) = (offset + size, office.now().plus(PATIENCE));
    let moved = upload::Entity::update_many()
        .col_expr(upload::Column::Received, Expr::value(received))
        .col_expr(upload::Column::ExpiresAt, Expr::value(expires_at))
        .filter(upload::Column::Id.eq(id))
        .filter(upload::Column::Received.eq(offset))
        .exec(change.connection())
        .await?;
    if moved.rows_affected == 0 {
        drop(change);
        // Another part came first; should it be the very same, its bytes must stay.
        return Err(elsewhere(standing(office, actor, id).await?.received));
    }
    let part = upload_part::Model {
        upload_id: id,
        place: offset,
        size,
        hash,
    };
    upload_part::Entity::insert(part.into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    change.commit().await?;
    Ok(upload::Model {
        received,
        expires_at,
        ..row
    })
}

fn elsewhere(received: i64) -> Error {
    Error::Conflict(format!("Máy chủ đã có {received} byte; gửi tiếp từ đó."))
}

/// The whole file, to be used as if it had come at once. The upload stays until it is [`discard`]ed.
///
/// # Errors
/// [`Error::Conflict`] when parts are missing, [`Error::BadFile`] when it is not the file that was announced.
pub async fn whole(office: &Office, actor: &Actor, id: UploadId) -> Result<Upload, Error> {
    let row = standing(office, actor, id).await?;
    if row.received < row.size {
        return Err(Error::Conflict(format!(
            "Tệp “{}” chưa tải xong: mới có {} trên {} byte.",
            row.name, row.received, row.size
        )));
    }
    let parts = upload_part::Entity::find()
        .filter(upload_part::Column::UploadId.eq(id))
        .order_by_asc(upload_part::Column::Place)
        .all(office.database.read())
        .await?;
    let mut bytes = Vec::with_capacity(usize::try_from(row.size).unwrap_or(0));
    for part in parts {
        bytes.extend_from_slice(&office.files.part(id.uuid(), &part.hash).await?);
    }
    if row.hash.is_some_and(|hash| hash != FileHash::of(&bytes)) {
        return Err(Error::BadFile(
            "Tệp nhận được không giống tệp đã gửi. Hãy tải lại từ đầu.".to_owned(),
        ));
    }
    Ok(Upload {
        name: row.name,
        bytes,
    })
}

/// Removes an upload with its parts: it was used, or its owner gave it up.
///
/// # Errors
/// [`Error::NotFound`] as [`standing`].
pub async fn discard(office: &Office, actor: &Actor, id: UploadId) -> Result<(), Error> {
    standing(office, actor, id).await?;
    remove(office, id).await
}

/// The row goes last: what is left after a crash is swept later.
async fn remove(office: &Office, id: UploadId) -> Result<(), Error> {
    let of_upload = || upload_part::Entity::find().filter(upload_part::Column::UploadId.eq(id));
    for part in of_upload().all(office.database.read()).await? {
        office.files.drop_part(id.uuid(), &part.hash).await?;
    }
    let change = office.database.begin().await?;
    upload_part::Entity::delete_many()
        .filter(upload_part::Column::UploadId.eq(id))
        .exec(change.connection())
        .await?;
    upload::Entity::delete_by_id(id).exec(change.connection()).await?;
    Ok(change.commit().await?)
}

/// Removes the uploads nobody went on with.
///
/// # Errors
/// When the database fails.
pub async fn sweep(office: &Office) -> Result<(), Error> {
    let over: Vec<UploadId> = upload::Entity::find()
        .select_only()
        .column(upload::Column::Id)
        .filter(upload::Column::ExpiresAt.lte(office.now()))
        .limit(SWEPT)
        .into_tuple()
        .all(office.database.read())
        .await?;
    for id in over {
        if let Err(error) = remove(office, id).await {
            warn!(upload = %id, %error, "an upload that was given up could not be removed");
        }
    }
    Ok(())
}

fn stored(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
