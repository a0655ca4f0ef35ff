use directory::{Permission, Require as _};
use kernel::{Actor, Office};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _,
};
use serde_json::json;

use super::{
    receive::{Upload, file_name},
    row::{announce, load, record},
};
use crate::{
    ArrivalId, Error,
    entity::{
        arrival::{self, ArrivalState},
        document,
        document_file::{self, FileRole},
    },
    reading::{self, Brought},
};

/// Most files that go with one document.
const MOST: usize = 50;

/// Adds a file that came with an arrival: an annex, a table, slides. Its text is found like the document's own.
///
/// # Errors
/// [`Error::Invalid`] or [`Error::BadFile`] when the file cannot be taken, [`Error::Conflict`] when nothing can be added to
/// this arrival.
pub async fn attach(
    office: &Office,
    actor: &Actor,
    id: ArrivalId,
    upload: Upload,
) -> Result<document_file::Model, Error> {
    actor.require(Permission::RegisterArrival)?;
    let limit = office.settings.upload_limit();
    let size = upload.bytes.len();
    if size == 0 {
        return Err(Error::field("file", "Chọn tệp cần thêm."));
    }
    if u64::try_from(size).unwrap_or(u64::MAX) > limit {
        return Err(Error::TooLarge { limit });
    }
    let (row, document) = load(office.database.read(), actor, id).await?;
    may_change(&row, &document)?;
    let bytes = upload.bytes;
    let (bytes, brought) = tokio::task::spawn_blocking(move || {
        let brought = reading::brought(&bytes);
        (bytes, brought)
    })
    .await
    .map_err(Error::interrupted)?;
    let Brought {
        media_type,
        pages,
        words,
    } = brought.map_err(|error| Error::field("file", error.message()))?;
    let hash = office.files.put(bytes).await?;
    let text_hash = match &words {
        Some(words) => Some(reading::keep(office, words).await?),
        None => None,
    };
    let mut change = office.database.begin().await?;
    let (row, document) = load(change.connection(), actor, id).await?;
    may_change(&row, &document)?;
    let file = document_file::Model {
        id: office.new_id(),
        document_id: document.id,
        role: FileRole::Attachment,
        position: next_place(change.connection(), &document).await?,
        name: file_name(&upload.name),
        hash,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        media_type: media_type.to_owned(),
        pages,
        text_hash,
        report_hash: None,
        verdict: None,
        created_at: office.now(),
    };
    document_file::Entity::insert(file.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    if let (Some(text), Some(words)) = (&file.text_hash, &words)
        && reading::is_wanted(words)
    {
        reading::ask_for(office, &mut change, &file.hash, text);
    }
    let details = json!({ "what": file.name, "file": file.id, "sha256": file.hash });
    record(office, &mut change, actor, id, "file_attached", details);
    announce(office, &mut change, &row, None);
    change.commit().await?;
    Ok(file)
}

/// What another agency of this installation sent is its to complete: its other receivers read the same files. Of state
/// secrets no content is kept.
pub(super) fn may_change(row: &arrival::Model, document: &document::Model) -> Result<(), Error> {
    if row.dispatch_id.is_some() || document.issuer_id.is_some() {
        return Err(Error::Conflict(
            "Văn bản này do cơ quan khác trên hệ thống gửi đến; chỉ nơi gửi thêm, bỏ tệp được.".to_owned(),
        ));
    }
    if document.secrecy.is_state_secret() {
        return Err(Error::field(
            "file",
            "Văn bản mật không được lưu nội dung trên hệ thống.",
        ));
    }
    if matches!(row.state, ArrivalState::Returned | ArrivalState::Recalled) {
        return Err(Error::Conflict(format!(
            "Văn bản này nay là “{}”.",
            row.state.label()
        )));
    }
    Ok(())
}

async fn next_place(connection: &impl ConnectionTrait, document: &document::Model) -> Result<i32, Error> {
    let attached = document_file::Entity::find()
        .filter(document_file::Column::DocumentId.eq(document.id))
        .filter(document_file::Column::Role.eq(FileRole::Attachment))
        .order_by_desc(document_file::Column::Position)
        .all(connection)
        .await?;
    if attached.len() >= MOST {
        return Err(Error::field(
            "file",
            format!("Mỗi văn bản có tối đa {MOST} tệp kèm theo."),
        ));
    }
    // After the last, not by their number: one may have been taken away.
    Ok(attached.first().map_or(0, |last| last.position) + 1)
}
