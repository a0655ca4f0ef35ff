//! Whether a document was registered before (Decree 30/2020, Annex VI, III.1h).

use directory::{Permission, Require as _};
use kernel::{Actor, Office, files::FileHash};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, Query},
};
use time::Date;

use super::row::readable;
use crate::{
    ArrivalId, Error, NumberSymbol,
    entity::{arrival, document, document_file},
    identity,
};

/// An arrival that looks like the same document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Duplicate {
    /// The arrival.
    pub arrival: ArrivalId,
    /// Its number.
    pub number: Option<i32>,
    /// The day it came.
    pub arrived_on: Date,
    /// Number and symbol of the document.
    pub number_symbol: String,
    /// Its subject.
    pub subject: String,
    /// Whether the very same file was registered.
    pub same_file: bool,
}

/// Arrivals the actor may read that have the same file, or the same issuer, number, symbol and date.
/// What the actor may not read is never hinted at.
///
/// # Errors
/// When the actor may not register, or the database cannot be read.
pub async fn find(
    office: &Office,
    actor: &Actor,
    file: Option<&FileHash>,
    issuer: &str,
    number: Option<&NumberSymbol>,
    date: Option<Date>,
) -> Result<Vec<Duplicate>, Error> {
    actor.require(Permission::RegisterArrival)?;
    among(
        office.database.read(),
        actor,
        file,
        identity(issuer, number, date).as_deref(),
    )
    .await
}

pub(super) async fn among(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    file: Option<&FileHash>,
    identity: Option<&str>,
) -> Result<Vec<Duplicate>, Error> {
    let mut same = Condition::any();
    if let Some(file) = file {
        same = same.add(
            document::Column::Id.in_subquery(
                Query::select()
                    .column(document_file::Column::DocumentId)
                    .from(document_file::Entity)
                    .and_where(Expr::col(document_file::Column::Hash).eq(file.as_str()))
                    .to_owned(),
            ),
        );
    }
    if let Some(identity) = identity {
        same = same.add(document::Column::Identity.eq(identity));
    }
    if same.is_empty() {
        return Ok(Vec::new());
    }
    let rows = readable(actor)
        .find_also_related(document::Entity)
        .filter(same)
        .order_by_desc(arrival::Column::At)
        .limit(10)
        .all(connection)
        .await?;
    let ids: Vec<_> = rows.iter().map(|(arrival, _)| arrival.document_id).collect();
    let files = match file {
        Some(file) => {
            document_file::Entity::find()
                .filter(document_file::Column::Hash.eq(file.as_str()))
                .filter(document_file::Column::DocumentId.is_in(ids))
                .all(connection)
                .await?
        }
        None => Vec::new(),
    };
    Ok(rows
        .into_iter()
        .filter_map(|(arrival, document)| {
            let document = document?;
            Some(Duplicate {
                arrival: arrival.id,
                number: arrival.number,
                arrived_on: arrival.arrived_on,
                number_symbol: document.number_symbol_text(),
                same_file: files.iter().any(|file| file.document_id == document.id),
                subject: document.subject,
            })
        })
        .collect())
}
