//! Who may read a document: one condition in SQL, and the same as opaque terms for the index.
//!
//! Readers are written beside each document: an agency's id stands for those who read all its documents
//! (clerks, leaders, chief of office, archivists, auditors); a
//! unit's id for the heads of that unit and of those above it; a post's id for that post alone.

pub mod arrived;

use directory::{Permission, Require as _};
use kernel::{
    Actor, UnitOfWork,
    actor::{Role, Scope},
    id::{AgencyId, Id as _, PostId, UnitId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _, IntoColumnRef, OnConflict, Query, SelectStatement, UnionType},
};
use uuid::Uuid;

use crate::{
    DocumentId, Error,
    entity::{arrival, document, document_reader},
    outbound::entity::draft,
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
    actor.may(Permission::ReadAgencyDocuments) && limited(actor).is_none()
}

fn holders(actor: &Actor) -> Vec<Uuid> {
    let mut holders = vec![actor.post.uuid()];
    if actor.may(Permission::ReadAgencyDocuments) {
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
    if let Some(one) = actor
        .on_behalf
        .as_ref()
        .filter(|one| one.scope.limits_documents())
    {
        // The index knows who reads, not of what kind and unit a delegation speaks: it finds nothing rather than too much.
        return vec![one.delegation.simple().to_string()];
    }
    holders(actor)
        .into_iter()
        .map(|holder| holder.simple().to_string())
        .collect()
}

/// The ids of the documents the actor may read, to stand inside a query.
#[must_use]
pub fn readable_documents(actor: &Actor) -> SelectStatement {
    let column = (document_reader::Entity, document_reader::Column::DocumentId);
    let holder = (document_reader::Entity, document_reader::Column::HolderId);
    let mut query = Query::select();
    query
        .column(column)
        .from(document_reader::Entity)
        .and_where(Expr::col(holder).is_in(holders(actor)));
    if let Some(scope) = limited(actor) {
        query.and_where(Expr::col(column).in_subquery(documents_in(scope)));
    }
    query
}

/// The scope of the delegation the actor acts by, where it covers fewer documents than its giver may handle.
fn limited(actor: &Actor) -> Option<&Scope> {
    let scope = actor.on_behalf.as_ref().map(|one| &one.scope);
    scope.filter(|scope| scope.limits_documents())
}

/// The ids of the documents a scope covers.
fn documents_in(scope: &Scope) -> SelectStatement {
    let mut query = Query::select();
    query
        .column((document::Entity, document::Column::Id))
        .from(document::Entity);
    if !scope.kinds.is_empty() {
        query.and_where(Expr::col((document::Entity, document::Column::Kind)).is_in(&scope.kinds));
    }
    if !scope.secrecy.is_empty() {
        query.and_where(Expr::col((document::Entity, document::Column::Secrecy)).is_in(&scope.secrecy));
    }
    if !scope.units.is_empty() {
        let units = || scope.units.iter().map(|unit| unit.0);
        let drafted = Query::select()
            .column(draft::Column::DocumentId)
            .from(draft::Entity)
            .and_where(Expr::col(draft::Column::UnitId).is_in(units()))
            .to_owned();
        let handled = Query::select()
            .column(arrival::Column::DocumentId)
            .from(arrival::Entity)
            .and_where(Expr::col(arrival::Column::UnitId).is_in(units()))
            .to_owned();
        let id = || Expr::col((document::Entity, document::Column::Id));
        query.and_where(id().in_subquery(drafted).or(id().in_subquery(handled)));
    }
    query
}

/// What may stand on the work list of somebody who acts by a limited delegation: drafts by the document's id, arrivals by
/// their own. None where nothing is limited.
#[must_use]
pub fn subjects_in_scope(actor: &Actor) -> Option<SelectStatement> {
    let scope = limited(actor)?;
    let arrivals = Query::select()
        .column(arrival::Column::Id)
        .from(arrival::Entity)
        .and_where(Expr::col(arrival::Column::DocumentId).in_subquery(documents_in(scope)))
        .to_owned();
    Some(documents_in(scope).union(UnionType::All, arrivals).to_owned())
}

/// Whether the actor may read the document that a column of the outer row names, asked for each row by itself: for single rows,
/// and for lists of which the actor reads nearly everything, so that the list's own order is kept.
#[must_use]
pub fn is_readable(actor: &Actor, document: impl IntoColumnRef) -> Expr {
    if limited(actor).is_some() {
        return Expr::col(document.into_column_ref()).in_subquery(readable_documents(actor));
    }
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

/// The ids of the own agency's documents that the actor may read, to stand inside a list's query: for those who do not read the
/// whole agency.
fn readable_own(actor: &Actor) -> SelectStatement {
    let own = Expr::col((document_reader::Entity, document_reader::Column::Own));
    readable_documents(actor).and_where(own.eq(true)).to_owned()
}

/// Whether the actor may read a document of the own agency, for a list: row by row for those who read the whole agency, and from
/// their own few documents for all others.
#[must_use]
pub fn is_listed(actor: &Actor, document: impl IntoColumnRef) -> Expr {
    if reads_whole_agency(actor) {
        is_readable(actor, document)
    } else {
        Expr::col(document.into_column_ref()).in_subquery(readable_own(actor))
    }
}

/// Lets these read a document of their own agency. Telling twice changes nothing. What came from elsewhere:
/// [`arrived::allow`].
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
        own: Set(true),
        ..Default::default()
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
