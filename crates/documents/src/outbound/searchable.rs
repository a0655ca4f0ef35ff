//! What the index is told of a draft beyond the facts of its document.

use kernel::files::FileHash;
use sea_orm::{ConnectionTrait, EntityTrait as _};

use super::{
    entity::{draft, draft_version},
    loaded::content_of,
};
use crate::{DocumentId, Error};

/// What is found by its words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Searchable {
    /// Đơn vị soạn thảo.
    pub(crate) unit: String,
    /// Who drafted it, to whom it goes, where it is filed.
    pub(crate) words: Vec<String>,
    /// The text of the newest version, while there is no file.
    pub(crate) body: String,
    /// Its pages as they were laid out, once they were: signatures, number and seal leave their words as they are.
    pub(crate) file: Option<FileHash>,
}

/// What is to be found of a draft; nothing when the document did not begin as one here.
pub(crate) async fn searchable(
    connection: &impl ConnectionTrait,
    id: DocumentId,
) -> Result<Option<Searchable>, Error> {
    let Some(draft) = draft::Entity::find_by_id(id).one(connection).await? else {
        return Ok(None);
    };
    let Some(version) = draft_version::Entity::find_by_id((id, draft.newest))
        .one(connection)
        .await?
    else {
        return Ok(None);
    };
    let content = content_of(&version)?;
    let recipients = content.addressees.iter().chain(&content.recipients);
    let mut words: Vec<String> = recipients.map(|one| one.name.clone()).collect();
    words.extend([draft.drafter_name, content.filing]);
    let mut body = content.bases;
    body.push(content.body);
    Ok(Some(Searchable {
        unit: draft.unit_name,
        words,
        body: body.join("\n"),
        file: draft.file.map(|file| version.presented.unwrap_or(file)),
    }))
}
