use directory::{Permission, Require as _};
use kernel::{Actor, Office};
use sea_orm::{ColumnTrait as _, EntityTrait as _, ModelTrait as _, QueryFilter as _};
use serde_json::json;

use super::{
    attach::may_change,
    returned::reason,
    row::{announce, load, record},
};
use crate::{
    ArrivalId, Error, FileId,
    entity::{
        arrival::{self, ArrivalState},
        document_file::{self, FileRole},
    },
};

/// Whether files can still be taken away: until the arrival goes to whoever directs it. From then on people have acted on what
/// they read (Decree 30/2020, Articles 23 and 24).
#[must_use]
pub fn may_detach(row: &arrival::Model) -> bool {
    matches!(row.state, ArrivalState::Waiting | ArrivalState::Registered)
}

/// Takes away a file that was added to an arrival by mistake, with the reason. Its content stays in the store, and its name and
/// SHA-256 in the audit trail; it is no longer shown nor found.
///
/// # Errors
/// When no reason is given, [`Error::NotFound`] when the arrival has no such added file, [`Error::Conflict`] when the arrival
/// was submitted.
pub async fn detach(
    office: &Office,
    actor: &Actor,
    id: ArrivalId,
    file: FileId,
    why: &str,
) -> Result<(), Error> {
    actor.require(Permission::RegisterArrival)?;
    let why = reason(why)?;
    let mut change = office.database.begin().await?;
    let (row, document) = load(change.connection(), actor, id).await?;
    let file = document_file::Entity::find_by_id(file)
        .filter(document_file::Column::DocumentId.eq(document.id))
        .filter(document_file::Column::Role.eq(FileRole::Attachment))
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound)?;
    may_change(&row, &document)?;
    if !may_detach(&row) {
        return Err(Error::Conflict(format!(
            "Văn bản đã được trình, nay là “{}”: tệp kèm theo không bỏ được nữa.",
            row.state.label()
        )));
    }
    let details = json!({ "what": file.name, "file": file.id, "sha256": file.hash, "note": why });
    file.delete(change.connection()).await?;
    record(office, &mut change, actor, id, "file_removed", details);
    announce(office, &mut change, &row, None);
    change.commit().await?;
    Ok(())
}
