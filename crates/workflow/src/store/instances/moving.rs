use std::sync::Arc;

use kernel::UnitOfWork;
use serde::{Deserialize, Serialize};

use super::{
    Act, Applied, InstanceId,
    advance::{ended, follow, locked, save, written},
    case::Case,
    history, process_instance,
};
use crate::{
    Error as Refused,
    engine::{Mapping, migrate},
    store::{
        Error,
        definitions::{self, DefinitionId, Published},
    },
};

/// How a case was put under another version: its history keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The version before.
    pub from: DefinitionId,
    /// The version since.
    pub to: DefinitionId,
    /// Which element took the place of which.
    pub mapping: Mapping,
}

/// Puts a case under another version of its process. Its open tasks stay open; who is asked for them is what the new version
/// says.
///
/// # Errors
/// [`Error::Unmovable`] with every reason, [`Error::Overtaken`] when the case went on since `seen`, [`Error::NotFound`].
pub async fn move_to(
    change: &UnitOfWork,
    id: InstanceId,
    seen: Option<i64>,
    to: &Published,
    mapping: &Mapping,
    act: Act<'_>,
) -> Result<Applied, Error> {
    if let Some(answer) = history::answered(change, act.command_id).await? {
        return Ok(answer);
    }
    let row = locked(change, id).await?;
    if let Some(seen) = seen.filter(|seen| *seen != row.revision) {
        return Err(history::overtaken(change, id, seen).await?);
    }
    let before = row.standing()?;
    if ended(&before) {
        return Err(Error::Workflow(Refused::NotRunning("đã kết thúc")));
    }
    let from = definitions::by_id(change.connection(), row.definition_id).await?;
    let state = migrate(&from, &to.definition, &before, mapping).map_err(Error::Unmovable)?;
    let mut case = Case::new(Arc::clone(&to.definition), state);
    case.moved = Some(Moved {
        from: row.definition_id,
        to: to.id,
        mapping: mapping.clone(),
    });
    let after = process_instance::Model {
        definition_id: to.id,
        revision: row.revision + 1,
        state: written(&case.state)?,
        ..row.clone()
    };
    save(change, &row, &after).await?;
    follow(change, after, &before, case, act).await
}
