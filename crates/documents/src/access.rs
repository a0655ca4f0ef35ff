//! Who may read a document: one condition in SQL, and the same as opaque terms for the index.
//!
//! Readers are written beside each document: an agency's id stands for those who read all its documents
//! (clerks, leaders, chief of office, archivists, auditors); a
//! unit's id for the heads of that unit and of those above it; a post's id for that post alone.

use directory::{Permission, Require as _};
use kernel::{
    Actor, UnitOfWork,
    actor::Role,
    id::{AgencyId, Id as _, PostId, UnitId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _, IntoColumnRef, OnConflict, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    DocumentId, Error,
    entity::{document, document_reader},
};

/// Somebody who may read a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Those who read everything of an agency.
    Agency(AgencyId),
    /// The heads of a unit.
    Unit(UnitId),
    /// One post.
    Post(PostId),
}

impl Reader {
    fn holder(self) -> Uuid {
        match self {
            Self::Agency(agency) => agency.uuid(),
            Self::Unit(unit) => unit.uuid(),
            Self::Post(post) => post.uuid(),
        }
    }
}

/// Whether the actor reads every document of their agency.
#[must_use]
pub fn reads_whole_agency(actor: &Actor) -> bool {
    actor.may(Permission::ReadAgencyDocuments)
}

fn holders(actor: &Actor) -> Vec<Uuid> {
    let mut holders = vec![actor.post.uuid()];
    if reads_whole_agency(actor) {
        holders.push(actor.agency.uuid());
    }
    if actor.has(Role::UnitHead) {
        holders.extend(actor.units.iter().map(|unit| unit.uuid()));
    }
    holders
}

/// The same as opaque terms: what the index stores with an entry, and what it is asked with.
#[must_use]
pub fn terms(actor: &Actor) -> Vec<String> {
    holders(actor)
        .into_iter()
        .map(|holder| holder.simple().to_string())
        .collect()
}

/// The ids of the documents the actor may read, to stand inside a query.
#[must_use]
pub fn readable_documents(actor: &Actor) -> SelectStatement {
    Query::select()
        .column((document_reader::Entity, document_reader::Column::DocumentId))
        .from(document_reader::Entity)
        .and_where(
            Expr::col((document_reader::Entity, document_reader::Column::HolderId)).is_in(holders(actor)),
        )
        .to_owned()
}

/// Whether the actor may read the document that a column of the outer row names, asked for each row by itself: for single rows,
/// and for lists of which the actor reads nearly everything, so that the list's own order is kept.
#[must_use]
pub fn is_readable(actor: &Actor, document: impl IntoColumnRef) -> Expr {
    let mut readers = Query::select();
    readers
        .expr(Expr::value(1))
        .from(document_reader::Entity)
        .and_where(
            Expr::col((document_reader::Entity, document_reader::Column::DocumentId))
                .eq(Expr::col(document.into_column_ref())),
        )
        .and_where(
            Expr::col((document_reader::Entity, document_reader::Column::HolderId)).is_in(holders(actor)),
        );
    Expr::exists(readers)
}

/// The same for a list, by whichever way is short: row by row for those who read the whole agency, and from their own few
/// documents for all others.
#[must_use]
pub fn is_listed(actor: &Actor, document: impl IntoColumnRef) -> Expr {
    if reads_whole_agency(actor) {
        is_readable(actor, document)
    } else {
        Expr::col(document.into_column_ref()).in_subquery(readable_documents(actor))
    }
}

/// Lets these read the document. Telling twice changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn allow(change: &UnitOfWork, document: DocumentId, readers: &[Reader]) -> Result<(), Error> {
    if readers.is_empty() {
        return Ok(());
    }
    let rows = readers.iter().map(|reader| document_reader::ActiveModel {
        document_id: Set(document),
        holder_id: Set(reader.holder()),
    });
    document_reader::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([
                document_reader::Column::DocumentId,
                document_reader::Column::HolderId,
            ])
            .do_nothing()
            .to_owned(),
        )
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

/// The readers of a document as terms for the index.
///
/// # Errors
/// When the database cannot be read.
pub async fn terms_of(connection: &impl ConnectionTrait, document: DocumentId) -> Result<Vec<String>, Error> {
    let rows = document_reader::Entity::find()
        .filter(document_reader::Column::DocumentId.eq(document))
        .all(connection)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| row.holder_id.simple().to_string())
        .collect())
}

/// The document, if the actor may read it.
///
/// # Errors
/// [`Error::NotFound`] when there is none or it is not for the actor.
pub async fn readable(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: DocumentId,
) -> Result<document::Model, Error> {
    document::Entity::find_by_id(id)
        .filter(is_readable(actor, (document::Entity, document::Column::Id)))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)
}
