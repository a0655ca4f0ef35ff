//! Files of documents, for those who may read the documents.

use bytes::Bytes;
use kernel::{Actor, Office};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::{
    DocumentId, Error, FileId, access,
    entity::document_file::{self, FileRole},
};

/// A file of a document the actor may read.
///
/// # Errors
/// [`Error::NotFound`] when there is none or it is not for the actor.
pub async fn readable(office: &Office, actor: &Actor, id: FileId) -> Result<document_file::Model, Error> {
    let connection = office.database.read();
    let file = document_file::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    access::readable(connection, actor, file.document_id).await?;
    Ok(file)
}

/// The main file of a document the actor may read, once there is one.
///
/// # Errors
/// [`Error::NotFound`] when the document is not for the actor.
pub async fn main_of(
    office: &Office,
    actor: &Actor,
    document: DocumentId,
) -> Result<Option<document_file::Model>, Error> {
    let connection = office.database.read();
    access::readable(connection, actor, document).await?;
    Ok(document_file::Entity::find()
        .filter(document_file::Column::DocumentId.eq(document))
        .filter(document_file::Column::Role.eq(FileRole::Main))
        .one(connection)
        .await?)
}

/// Its bytes.
///
/// # Errors
/// When the file store cannot be read.
pub async fn bytes(office: &Office, file: &document_file::Model) -> Result<Bytes, Error> {
    Ok(office.files.get(&file.hash).await?)
}
