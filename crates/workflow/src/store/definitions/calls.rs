//! Which published versions a process calls: fixed when it is published, so that it never changes by what others publish later.

use std::collections::BTreeMap;

use kernel::id::AgencyId;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::{Checked, DefinitionId, DefinitionState, process_definition as table};
use crate::{
    Definition,
    definition::{CallTarget, Issue, Node, NodeKind},
    store::Error,
};

/// The versions in force of what a process calls by key, as they are kept with it; none where it calls nothing. What an agency
/// calls is its own process of that key, or else the one that came with the product.
pub(super) async fn fix(
    connection: &impl ConnectionTrait,
    agency: Option<AgencyId>,
    checked: &Checked,
) -> Result<Option<String>, Error> {
    let Some(definition) = &checked.definition else {
        return Ok(None);
    };
    let mut versions: BTreeMap<String, DefinitionId> = BTreeMap::new();
    let mut faults = Vec::new();
    for name in definition.calls() {
        match in_force(connection, agency, &name).await? {
            Some(id) => {
                versions.insert(name, id);
            }
            None => faults.extend(unknown(definition, &name)),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Faulty(faults));
    }
    if versions.is_empty() {
        return Ok(None);
    }
    Ok(Some(
        serde_json::to_string(&versions).map_err(kernel::Error::from)?,
    ))
}

/// The versions a stored process calls.
pub(super) fn of(calls: Option<&str>) -> Result<BTreeMap<String, DefinitionId>, Error> {
    let calls = calls.map(serde_json::from_str).transpose();
    Ok(calls.map_err(kernel::Error::from)?.unwrap_or_default())
}

async fn in_force(
    connection: &impl ConnectionTrait,
    agency: Option<AgencyId>,
    key: &str,
) -> Result<Option<DefinitionId>, Error> {
    let rows: Vec<(DefinitionId, Option<AgencyId>)> = table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .column(table::Column::AgencyId)
        .filter(table::Column::Key.eq(key))
        .filter(table::Column::State.eq(DefinitionState::Published))
        .order_by_desc(table::Column::Version)
        .into_tuple()
        .all(connection)
        .await?;
    let own = rows.iter().find(|(_, of)| of.is_some() && *of == agency);
    let shipped = || rows.iter().find(|(_, of)| of.is_none());
    Ok(own.or_else(shipped).map(|(id, _)| *id))
}

/// The steps that call what nobody has published.
fn unknown(definition: &Definition, name: &str) -> Vec<Issue> {
    let calls =
        |node: &&Node| matches!(&node.kind, NodeKind::Call(CallTarget::Elsewhere(called)) if called == name);
    let issue = |node: &Node| Issue {
        line: node.line,
        element: node.id.to_string(),
        name: node.name.as_ref().map(ToString::to_string),
        reason: format!("gọi quy trình “{name}”, không có trong tệp và chưa được ban hành theo mã đó"),
    };
    definition.nodes.iter().filter(calls).map(issue).collect()
}
