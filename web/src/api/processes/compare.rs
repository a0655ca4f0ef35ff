use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use workflow::store::definitions::{self, DefinitionId};

use crate::{
    AppState,
    extract::{Json, Query},
    problem::Problem,
    signed::Signed,
};

/// Two versions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Versions {
    /// The older version.
    before: Uuid,
    /// The newer version.
    after: Uuid,
}

/// What is different in the newer version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcessComparison {
    /// Whether both run alike.
    is_empty: bool,
    /// Steps, decisions and events: `element`, `name`, `kind` (`added`, `removed`, `changed`), `details`.
    #[schema(value_type = Vec<Object>)]
    elements: Value,
    /// Flows, in the same form.
    #[schema(value_type = Vec<Object>)]
    flows: Value,
    /// Elements under another id: old to new.
    #[schema(value_type = Object)]
    renamed: Value,
}

/// So sánh hai bản: bước, luồng thêm, bỏ, sửa.
#[utoipa::path(
    get, path = "/api/v1/process-comparison", tag = "Quy trình", params(Versions),
    responses((status = 200, body = ProcessComparison), (status = 404)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(versions): Query<Versions>,
) -> Result<Json<ProcessComparison>, Problem> {
    let (before, after) = (DefinitionId(versions.before), DefinitionId(versions.after));
    let connection = state.office.database.read();
    let (_, _, told) = definitions::compare(connection, signed.actor(), before, after).await?;
    let json = |value: serde_json::Result<Value>| value.unwrap_or_default();
    Ok(Json(ProcessComparison {
        is_empty: told.is_empty(),
        elements: json(serde_json::to_value(&told.elements)),
        flows: json(serde_json::to_value(&told.flows)),
        renamed: json(serde_json::to_value(&told.renamed)),
    }))
}
