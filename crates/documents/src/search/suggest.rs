use kernel::{Actor, Office};
use search_index::Suggestion;

use super::{Index, ask::load, index::rights};
use crate::Error;

/// Completes what is being typed, from documents the actor may read now.
///
/// # Errors
/// When the index or the database cannot be read.
pub async fn suggest(
    office: &Office,
    actor: &Actor,
    index: &Index,
    prefix: String,
    limit: usize,
) -> Result<Vec<Suggestion>, Error> {
    let access = rights(actor);
    let mut suggestions = index
        .call(move |engine| engine.suggest(&prefix, &access, limit))
        .await?;
    let known = load(office, actor, suggestions.iter().map(|one| one.id.as_str())).await?;
    suggestions.retain(|one| known.contains_key(&one.id));
    Ok(suggestions)
}
