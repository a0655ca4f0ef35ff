//! How long cases stayed at the steps of a version, and how many run by which.

use kernel::id::AgencyId;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};

use super::{InstanceId, Moved, process_instance, process_step};
use crate::{
    Effect,
    store::{Error, definitions::DefinitionId},
    timing::{Stay, Stays},
};

/// Most cases looked at: of those that run the oldest, of those that ended the newest.
const MOST: u64 = 500;

/// How many cases one question asks about.
const AT_ONCE: usize = 200;

/// How many cases run by a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct CaseCount {
    /// The version.
    pub definition_id: DefinitionId,
    /// How many.
    pub running: i64,
}

/// How long cases stayed at the steps of a version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sample {
    /// How many cases that run were looked at.
    pub running: usize,
    /// How many that ended.
    pub ended: usize,
    /// Whether there are more than were looked at.
    pub has_more: bool,
    /// Every stay of theirs.
    pub stays: Vec<Stay>,
}

/// How many of an agency's cases run, version by version.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(connection: &impl ConnectionTrait, agency: AgencyId) -> Result<Vec<CaseCount>, Error> {
    Ok(process_instance::Entity::find()
        .select_only()
        .column(process_instance::Column::DefinitionId)
        .column_as(process_instance::Column::Id.count(), "running")
        .filter(process_instance::Column::AgencyId.eq(agency))
        .filter(process_instance::Column::Status.is_in(["running", "suspended"]))
        .group_by(process_instance::Column::DefinitionId)
        .into_model::<CaseCount>()
        .all(connection)
        .await?)
}

/// The stays of an agency's cases of a version: those that run, and the newest that ended.
///
/// # Errors
/// When the database cannot be read.
pub async fn sample(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    definition: DefinitionId,
) -> Result<Sample, Error> {
    let of_version = || {
        process_instance::Entity::find()
            .select_only()
            .column(process_instance::Column::Id)
            .filter(process_instance::Column::DefinitionId.eq(definition))
            .filter(process_instance::Column::AgencyId.eq(agency))
    };
    let running = of_version()
        .filter(process_instance::Column::EndedAt.is_null())
        .order_by_asc(process_instance::Column::Id);
    let ended = of_version()
        .filter(process_instance::Column::EndedAt.is_not_null())
        .order_by_desc(process_instance::Column::EndedAt);
    let (running, more_running) = first(connection, running).await?;
    let (ended, more_ended) = first(connection, ended).await?;
    let mut sample = Sample {
        running: running.len(),
        ended: ended.len(),
        has_more: more_running || more_ended,
        stays: Vec::new(),
    };
    let ids = [running, ended].concat();
    for ids in ids.chunks(AT_ONCE) {
        sample.stays.extend(stays(connection, ids).await?);
    }
    Ok(sample)
}

/// The first cases of a query, and whether there are more.
async fn first(
    connection: &impl ConnectionTrait,
    query: Select<process_instance::Entity>,
) -> Result<(Vec<InstanceId>, bool), Error> {
    let mut ids: Vec<InstanceId> = query.limit(MOST + 1).into_tuple().all(connection).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let has_more = ids.len() > most;
    ids.truncate(most);
    Ok((ids, has_more))
}

async fn stays(connection: &impl ConnectionTrait, ids: &[InstanceId]) -> Result<Vec<Stay>, Error> {
    let steps: Vec<(InstanceId, i64, String, Option<String>)> = process_step::Entity::find()
        .select_only()
        .column(process_step::Column::InstanceId)
        .column(process_step::Column::At)
        .column(process_step::Column::Effects)
        .column(process_step::Column::Moved)
        .filter(process_step::Column::InstanceId.is_in(ids.iter().copied()))
        .order_by_asc(process_step::Column::InstanceId)
        .order_by_asc(process_step::Column::Seq)
        .into_tuple()
        .all(connection)
        .await?;
    let mut all = Vec::new();
    for case in steps.chunk_by(|(one, ..), (other, ..)| one == other) {
        let mut stays = Stays::default();
        for (_, at, effects, moved) in case {
            if let Some(moved) = moved {
                let moved: Moved = serde_json::from_str(moved).map_err(kernel::Error::from)?;
                stays.rename(&moved.mapping);
            }
            let effects: Vec<Effect> = serde_json::from_str(effects).map_err(kernel::Error::from)?;
            stays.take(*at, &effects);
        }
        all.extend(stays.all());
    }
    Ok(all)
}
