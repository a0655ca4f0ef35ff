use axum::{extract::State, response::Response};
use documents::processes::pace::{NamedTime, pace};
use serde::Serialize;
use utoipa::ToSchema;
use workflow::{
    diagram,
    store::{
        self,
        definitions::{self, DefinitionId},
    },
};

use super::drawn;
use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// How long the steps of a version take.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcessPace {
    /// How many cases that run were looked at.
    running: usize,
    /// How many that ended.
    ended: usize,
    /// Whether there are more than were looked at.
    has_more: bool,
    /// That with the largest share of the time first.
    steps: Vec<StepPace>,
}

/// How long a step takes, in seconds.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepPace {
    element: String,
    name: String,
    /// How often it was done.
    done: usize,
    median: Option<i64>,
    /// Nine tenths took at most this long.
    ninetieth: Option<i64>,
    longest: Option<i64>,
    /// How much waits there now.
    open: usize,
    /// How long the oldest of it has waited.
    oldest: Option<i64>,
    /// Its share of all the time, from 0 to 1.
    share: f32,
}

impl From<NamedTime> for StepPace {
    fn from(step: NamedTime) -> Self {
        let seconds = |micros: i64| micros / 1_000_000;
        Self {
            name: step.name,
            element: step.time.element,
            done: step.time.done,
            median: step.time.median.map(seconds),
            ninetieth: step.time.ninetieth.map(seconds),
            longest: step.time.longest.map(seconds),
            open: step.time.open,
            oldest: step.time.oldest.map(seconds),
            share: step.time.share,
        }
    }
}

/// Thời gian ở từng bước theo lịch sử của cơ quan (giây), việc đang chờ ở đâu.
#[utoipa::path(
    get, path = "/api/v1/process-versions/{id}/pace", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 200, body = ProcessPace)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<Json<ProcessPace>, Problem> {
    let row = definitions::show(state.office.database.read(), signed.actor(), id).await?;
    let told = pace(&state.office, signed.actor(), &row).await?;
    Ok(Json(ProcessPace {
        running: told.running,
        ended: told.ended,
        has_more: told.has_more,
        steps: told.steps.into_iter().map(StepPace::from).collect(),
    }))
}

/// Sơ đồ nhiệt (SVG): bước càng đỏ càng chiếm nhiều thời gian.
#[utoipa::path(
    get, path = "/api/v1/process-versions/{id}/pace/drawing", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "image/svg+xml")),
)]
pub(crate) async fn drawing(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<Response, Problem> {
    let row = definitions::show(state.office.database.read(), signed.actor(), id).await?;
    let told = pace(&state.office, signed.actor(), &row).await?;
    drawn(diagram::svg(&row.xml, &told.marks()).map_err(store::Error::from)?)
}
