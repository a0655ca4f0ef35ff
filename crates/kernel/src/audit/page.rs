use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::audit_entry;
use crate::Error;

/// Entries of one chain, the newest first, before a number.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(
    connection: &impl ConnectionTrait,
    chain: &str,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<audit_entry::Model>, Error> {
    let mut query = audit_entry::Entity::find().filter(audit_entry::Column::Chain.eq(chain));
    if let Some(number) = before {
        query = query.filter(audit_entry::Column::Number.lt(number));
    }
    Ok(query
        .order_by_desc(audit_entry::Column::Number)
        .limit(limit)
        .all(connection)
        .await?)
}
