use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use kernel::id::AgencyId;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};

use super::{DefinitionId, DefinitionState, calls, process_definition};
use crate::{Definition, definition::Strictness, store::Error};

/// Most processes kept read; when there are more, all are forgotten and read again as they are asked for.
const MOST_KEPT: usize = 512;

/// Processes that were read. A published version never changes, so its id tells its content, in whatever database it stands.
static READ: LazyLock<Mutex<HashMap<DefinitionId, Arc<Definition>>>> = LazyLock::new(Mutex::default);

/// A version that cases run by.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its id.
    pub id: DefinitionId,
    /// Its version.
    pub version: i32,
    /// The process, read.
    pub definition: Arc<Definition>,
}

/// The version by which new cases of an agency run: the newest it has published itself, or else the newest that came with
/// the product. None when there is neither.
///
/// # Errors
/// When the database cannot be read.
pub async fn current(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    key: &str,
) -> Result<Option<Published>, Error> {
    let column = process_definition::Column::AgencyId;
    let newest: Option<(DefinitionId, i32)> = process_definition::Entity::find()
        .select_only()
        .column(process_definition::Column::Id)
        .column(process_definition::Column::Version)
        .filter(process_definition::Column::Key.eq(key))
        .filter(process_definition::Column::State.eq(DefinitionState::Published))
        .filter(Condition::any().add(column.eq(agency)).add(column.is_null()))
        .order_by_asc(Expr::expr(Expr::case(Expr::col(column).is_null(), 1).finally(0)))
        .order_by_desc(process_definition::Column::Version)
        .into_tuple()
        .one(connection)
        .await?;
    let Some((id, version)) = newest else {
        return Ok(None);
    };
    Ok(Some(Published {
        id,
        version,
        definition: by_id(connection, id).await?,
    }))
}

/// The process of a version that is or was published, by which a case runs.
///
/// # Errors
/// [`Error::NotFound`] when there is none or it is only a draft.
pub async fn by_id(connection: &impl ConnectionTrait, id: DefinitionId) -> Result<Arc<Definition>, Error> {
    if let Some(known) = kept().get(&id) {
        return Ok(Arc::clone(known));
    }
    let row = process_definition::Entity::find_by_id(id)
        .filter(process_definition::Column::State.ne(DefinitionState::Draft))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let mut definition = Definition::read(&row.xml, Strictness::Publish)?;
    for (name, called) in calls::of(row.calls.as_deref())? {
        // What is called was published before, so this comes to an end.
        let called = Box::pin(by_id(connection, called)).await?;
        definition = definition.link(&name, &called);
    }
    let definition = Arc::new(definition);
    let mut kept = kept();
    if kept.len() >= MOST_KEPT {
        kept.clear();
    }
    kept.insert(id, Arc::clone(&definition));
    Ok(definition)
}

/// The map is only read and written whole, so a panic elsewhere leaves it in order.
fn kept() -> std::sync::MutexGuard<'static, HashMap<DefinitionId, Arc<Definition>>> {
    READ.lock().unwrap_or_else(PoisonError::into_inner)
}
