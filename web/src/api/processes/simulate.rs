use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use workflow::{
    Definition,
    definition::Strictness,
    simulation::{self, Script, Step},
    store::{
        Error,
        definitions::{self, DefinitionId},
    },
};

use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// Most steps of a case.
const MOST_STEPS: usize = 1_000;

/// A case: the facts it starts with and the steps taken.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ProcessCase {
    /// The document's facts.
    #[serde(default)]
    #[schema(value_type = Object)]
    variables: Map<String, Value>,
    /// `{"complete": {"element": "…", "by": "…", "variables": {…}}}`, `{"message": {"name": "…"}}`,
    /// `{"signal": {"name": "…"}}`, `{"wait": {"seconds": 3600}}`, `{"set": {"variables": {…}}}`.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    steps: Vec<Step>,
}

/// Chạy thử một trường hợp theo bản này: tình trạng sau lúc bắt đầu và sau từng bước; không lưu gì.
#[utoipa::path(
    post, path = "/api/v1/process-versions/{id}/simulation", tag = "Quy trình", params(("id" = Uuid, Path)),
    request_body = ProcessCase,
    responses((status = 200, body = Vec<Object>)),
)]
pub(crate) async fn run(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    Json(case): Json<ProcessCase>,
) -> Result<Json<Value>, Problem> {
    if case.steps.len() > MOST_STEPS {
        return Err(Error::field("steps", format!("Nhiều nhất {MOST_STEPS} bước.")).into());
    }
    let row = definitions::show(state.office.database.read(), signed.actor(), id).await?;
    let begun = state.office.now().micros();
    let running = tokio::task::spawn_blocking(move || {
        let definition = Definition::read(&row.xml, Strictness::Publish)?;
        let script = Script {
            variables: case.variables,
            steps: case.steps,
            ..Script::default()
        };
        simulation::simulate(&definition, &script, begun)
    });
    let outcome = running
        .await
        .map_err(|error| Error::Interrupted(error.to_string()))?;
    let standings = outcome.map_err(Error::from)?;
    Ok(Json(serde_json::to_value(standings).unwrap_or_default()))
}
