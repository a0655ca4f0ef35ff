//! Counters that are maintained with each change, so that lists never count rows.

use kernel::{UnitOfWork, id::AgencyId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};

use crate::{Error, entity::counter};

/// Adds to a counter of an agency.
///
/// # Errors
/// When the database refuses.
pub async fn add(change: &UnitOfWork, agency: AgencyId, name: &str, difference: i64) -> Result<(), Error> {
    let row = counter::ActiveModel {
        agency_id: Set(agency),
        name: Set(name.to_owned()),
        value: Set(difference),
    };
    let sum = Expr::col((counter::Entity, counter::Column::Value)).add(difference);
    counter::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([counter::Column::AgencyId, counter::Column::Name])
                .value(counter::Column::Value, sum)
                .to_owned(),
        )
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

/// Moves one from a counter to another.
///
/// # Errors
/// When the database refuses.
pub async fn shift(change: &UnitOfWork, agency: AgencyId, from: &str, to: &str) -> Result<(), Error> {
    if from != to {
        add(change, agency, from, -1).await?;
        add(change, agency, to, 1).await?;
    }
    Ok(())
}

/// Every counter of an agency whose name begins so.
///
/// # Errors
/// When the database cannot be read.
pub async fn read(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    prefix: &str,
) -> Result<Vec<counter::Model>, Error> {
    Ok(counter::Entity::find()
        .filter(counter::Column::AgencyId.eq(agency))
        // A range, not LIKE: SQLite plans a LIKE anew each time it is asked.
        .filter(counter::Column::Name.gte(prefix))
        .filter(counter::Column::Name.lt(format!("{prefix}\u{10ffff}")))
        .all(connection)
        .await?)
}
