use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::audit_entry;
use crate::{Error, Timestamp};

/// Which entries of a chain are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The chain.
    pub chain: String,
    /// Before this number.
    pub before: Option<i64>,
    /// Acted by somebody in whose name these letters stand.
    pub person: String,
    /// About one of these.
    pub subjects: Option<Vec<String>>,
    /// At or after.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
}

/// Entries of one chain, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(
    connection: &impl ConnectionTrait,
    filter: &Filter,
    limit: u64,
) -> Result<Vec<audit_entry::Model>, Error> {
    let mut query = audit_entry::Entity::find().filter(audit_entry::Column::Chain.eq(&filter.chain));
    if let Some(number) = filter.before {
        query = query.filter(audit_entry::Column::Number.lt(number));
    }
    if !filter.person.is_empty() {
        query = query.filter(audit_entry::Column::ActorName.contains(&filter.person));
    }
    if let Some(subjects) = &filter.subjects {
        query = query.filter(audit_entry::Column::SubjectId.is_in(subjects));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_entry::Column::At.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(audit_entry::Column::At.lt(to));
    }
    Ok(query
        .order_by_desc(audit_entry::Column::Number)
        .limit(limit)
        .all(connection)
        .await?)
}
