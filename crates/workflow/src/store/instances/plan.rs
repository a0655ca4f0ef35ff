//! What would become of running cases under another version, told before any is moved.

use kernel::Actor;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::process_instance;
use crate::{
    Definition, comparison,
    definition::NodeKind,
    engine::{Fault, Mapping, check_migration},
    store::{
        Error,
        definitions::{self, DefinitionId, DefinitionState, process_definition},
    },
};

/// Where a case stands now, and where it would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The step's name in its present version.
    pub now: String,
    /// The step's name in the other; none where it has no such step.
    pub then: Option<String>,
}

/// What would become of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedCase {
    /// The case.
    pub row: process_instance::Model,
    /// Where it stands.
    pub seats: Vec<Seat>,
    /// Why it cannot be moved; none: it can.
    pub faults: Vec<Fault>,
}

/// An element at which cases can stand, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondence {
    /// Its id in the present version.
    pub element: String,
    /// Its name there.
    pub name: String,
    /// The id of what takes its place; none where nothing does yet.
    pub to: Option<String>,
}

/// A move of the cases of one version to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The version they run by.
    pub from: process_definition::Model,
    /// The version they are to run by.
    pub to: process_definition::Model,
    /// Which element takes the place of which; what is not named keeps its id.
    pub mapping: Mapping,
    /// The same for every element at which a case can stand.
    pub elements: Vec<Correspondence>,
    /// What an element can be mapped to: id and name.
    pub targets: Vec<(String, String)>,
    /// The cases, oldest first.
    pub cases: Vec<PlannedCase>,
    /// Whether there are more cases than were looked at.
    pub has_more: bool,
}

/// Looks at what would become of the agency's cases of a version under another one. Without a mapping one is proposed: the
/// same ids, and where an id is gone, the element that stands for the same.
///
/// # Errors
/// [`Error::NotFound`] when a version is not there, [`Error::Invalid`] when they are of two processes or the second was never
/// published.
pub async fn plan(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    (from, to): (DefinitionId, DefinitionId),
    mapping: Option<Mapping>,
    most: u64,
) -> Result<Plan, Error> {
    let from = definitions::show(connection, actor, from).await?;
    let to = definitions::show(connection, actor, to).await?;
    if from.id == to.id || from.key != to.key {
        return Err(Error::field("to", "Chọn một bản khác của chính quy trình này."));
    }
    if to.state != DefinitionState::Published || from.state == DefinitionState::Draft {
        return Err(Error::field("to", "Chỉ chuyển sang bản đang áp dụng."));
    }
    let old = definitions::by_id(connection, from.id).await?;
    let new = definitions::by_id(connection, to.id).await?;
    let mapping = mapping.unwrap_or_else(|| comparison::compare(&old, &new).mapping());
    let mut rows = process_instance::Entity::find()
        .filter(process_instance::Column::DefinitionId.eq(from.id))
        .filter(process_instance::Column::AgencyId.eq(actor.agency))
        .filter(process_instance::Column::EndedAt.is_null())
        .order_by_asc(process_instance::Column::Id)
        .limit(most + 1)
        .all(connection)
        .await?;
    let has_more = rows.len() as u64 > most;
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let cases = rows.into_iter().map(|row| planned(row, &old, &new, &mapping));
    Ok(Plan {
        cases: cases.collect::<Result<_, _>>()?,
        elements: elements(&old, &new, &mapping),
        targets: seats(&new)
            .map(|(id, name)| (id.to_owned(), name.to_owned()))
            .collect(),
        from,
        to,
        mapping,
        has_more,
    })
}

fn planned(
    row: process_instance::Model,
    old: &Definition,
    new: &Definition,
    mapping: &Mapping,
) -> Result<PlannedCase, Error> {
    let state = row.standing()?;
    let seats = state.tokens().iter().map(|token| {
        let node = &old.nodes[token.element()];
        Seat {
            now: node.label().to_owned(),
            then: new
                .node(mapped(mapping, &node.id))
                .map(|node| new.nodes[node].label().to_owned()),
        }
    });
    Ok(PlannedCase {
        seats: seats.collect(),
        faults: check_migration(old, new, &state, mapping),
        row,
    })
}

fn mapped<'a>(mapping: &'a Mapping, id: &'a str) -> &'a str {
    mapping.0.get(id).map_or(id, String::as_str)
}

/// The elements at which a case can stand: id and name.
fn seats(definition: &Definition) -> impl Iterator<Item = (&str, &str)> {
    definition
        .nodes
        .iter()
        .filter(|node| {
            !matches!(
                node.kind,
                NodeKind::Start { .. } | NodeKind::End(_) | NodeKind::Throw(_) | NodeKind::Boundary { .. }
            )
        })
        .map(|node| (&*node.id, node.label()))
}

fn elements(old: &Definition, new: &Definition, mapping: &Mapping) -> Vec<Correspondence> {
    seats(old)
        .map(|(id, name)| Correspondence {
            element: id.to_owned(),
            name: name.to_owned(),
            to: Some(mapped(mapping, id))
                .filter(|to| new.node(to).is_some())
                .map(ToOwned::to_owned),
        })
        .collect()
}
