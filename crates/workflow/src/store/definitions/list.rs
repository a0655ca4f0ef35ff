use kernel::{Actor, id::AgencyId};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};

use super::{DefinitionId, DefinitionState, process_definition as table};
use crate::{
    Definition,
    comparison::{self, Comparison},
    definition::Strictness,
    store::Error,
};

/// A process as an agency works by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Its key.
    pub key: String,
    /// The version new cases run by.
    pub current: Option<table::Model>,
    /// The draft in the making.
    pub draft: Option<table::Model>,
}

impl InForce {
    /// The name officials read.
    #[must_use]
    pub fn name(&self) -> &str {
        let row = self.current.as_ref().or(self.draft.as_ref());
        row.map_or(self.key.as_str(), |row| row.name.as_str())
    }
}

fn visible(agency: AgencyId) -> Condition {
    let column = table::Column::AgencyId;
    Condition::any().add(column.eq(agency)).add(column.is_null())
}

/// Every version the actor's agency has or may use, by key, its own before the product's, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(connection: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<table::Model>, Error> {
    let mut rows = table::Entity::find()
        .filter(visible(actor.agency))
        .order_by_asc(table::Column::Key)
        .order_by_desc(table::Column::Version)
        .all(connection)
        .await?;
    rows.sort_by_key(|row| (row.key.clone(), row.agency_id.is_none(), -row.version));
    Ok(rows)
}

/// The processes of the actor's agency, each with what is in force and what is in the making.
///
/// # Errors
/// When the database cannot be read.
pub async fn in_force(connection: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<InForce>, Error> {
    let rows = list(connection, actor).await?;
    let mut processes: Vec<InForce> = Vec::new();
    for row in rows {
        if processes.last().is_none_or(|last| last.key != row.key) {
            processes.push(InForce {
                key: row.key.clone(),
                current: None,
                draft: None,
            });
        }
        let Some(process) = processes.last_mut() else {
            continue;
        };
        // The agency's own rows come first, so the first published one is the one in force.
        match row.state {
            DefinitionState::Published if process.current.is_none() => process.current = Some(row),
            DefinitionState::Draft => process.draft = Some(row),
            DefinitionState::Published | DefinitionState::Retired => {}
        }
    }
    Ok(processes)
}

/// Every version of one process, the agency's own before the product's, newest first.
///
/// # Errors
/// [`Error::NotFound`] when there is no such process.
pub async fn versions(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    key: &str,
) -> Result<Vec<table::Model>, Error> {
    let mut rows = list(connection, actor).await?;
    rows.retain(|row| row.key == key);
    if rows.is_empty() {
        return Err(Error::NotFound);
    }
    Ok(rows)
}

/// One version.
///
/// # Errors
/// [`Error::NotFound`] when there is none or it is another agency's.
pub async fn show(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: DefinitionId,
) -> Result<table::Model, Error> {
    table::Entity::find_by_id(id)
        .filter(visible(actor.agency))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)
}

/// Two versions, and what is different in the second.
///
/// # Errors
/// [`Error::NotFound`] when one is not there or another agency's.
pub async fn compare(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    before: DefinitionId,
    after: DefinitionId,
) -> Result<(table::Model, table::Model, Comparison), Error> {
    let before = show(connection, actor, before).await?;
    let after = show(connection, actor, after).await?;
    // A draft may hold what cannot be run; what can be read of it is compared.
    let (old, _) = Definition::inspect(&before.xml, Strictness::Publish)?;
    let (new, _) = Definition::inspect(&after.xml, Strictness::Publish)?;
    let comparison = comparison::compare(&old, &new);
    Ok((before, after, comparison))
}
