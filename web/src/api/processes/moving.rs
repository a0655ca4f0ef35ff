use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use documents::processes::moving::{self, MovedCase};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use workflow::{
    engine::{Fault, Mapping},
    store::{
        definitions::DefinitionId,
        instances::{InstanceId, Plan, PlannedCase},
    },
};

use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// A move of running cases to another version.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ProcessMove {
    /// The version they are to run by.
    to: Uuid,
    /// Old element's id to new element's id; what is not named keeps its id. Proposed when absent.
    mapping: Option<BTreeMap<String, String>>,
    /// The cases; all that were looked at when absent.
    cases: Option<Vec<Uuid>>,
}

impl ProcessMove {
    fn mapping(&self) -> Option<Mapping> {
        self.mapping.clone().map(Mapping)
    }
}

/// What would become of the cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcessMoveCheck {
    /// Which element takes the place of which.
    mapping: BTreeMap<String, String>,
    cases: Vec<CaseCheck>,
    /// Whether there are more cases than were looked at.
    has_more: bool,
}

/// What would become of one case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseCheck {
    case: Uuid,
    /// What it is about: `arrival` or `draft`.
    subject_kind: String,
    subject: Uuid,
    title: String,
    seats: Vec<CaseSeat>,
    /// Why it cannot be moved; none: it can.
    faults: Vec<MoveFault>,
}

/// Where a case stands, and where it would stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseSeat {
    now: String,
    then: Option<String>,
}

/// Why a case cannot be moved.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MoveFault {
    element: String,
    reason: String,
}

impl From<Fault> for MoveFault {
    fn from(fault: Fault) -> Self {
        Self {
            element: fault.element,
            reason: fault.reason,
        }
    }
}

impl From<PlannedCase> for CaseCheck {
    fn from(case: PlannedCase) -> Self {
        let seats = case.seats.into_iter().map(|seat| CaseSeat {
            now: seat.now,
            then: seat.then,
        });
        Self {
            case: case.row.id.0,
            subject_kind: case.row.subject_kind,
            subject: case.row.subject_id,
            title: case.row.title,
            seats: seats.collect(),
            faults: case.faults.into_iter().map(MoveFault::from).collect(),
        }
    }
}

impl From<Plan> for ProcessMoveCheck {
    fn from(plan: Plan) -> Self {
        Self {
            mapping: plan.mapping.0,
            cases: plan.cases.into_iter().map(CaseCheck::from).collect(),
            has_more: plan.has_more,
        }
    }
}

/// What became of one case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseMove {
    case: Uuid,
    title: String,
    /// Why it stayed where it was; none: it was moved.
    refused: Option<String>,
}

impl From<MovedCase> for CaseMove {
    fn from(moved: MovedCase) -> Self {
        Self {
            case: moved.case.0,
            title: moved.title,
            refused: moved.refused,
        }
    }
}

/// Xem trước việc chuyển hồ sơ đang chạy theo bản này sang bản khác: từng hồ sơ ra sao; không đổi gì.
#[utoipa::path(
    post, path = "/api/v1/process-versions/{id}/move-checks", tag = "Quy trình", params(("id" = Uuid, Path)),
    request_body = ProcessMove, responses((status = 200, body = ProcessMoveCheck)),
)]
pub(crate) async fn check(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    Json(body): Json<ProcessMove>,
) -> Result<Json<ProcessMoveCheck>, Problem> {
    let versions = (id, DefinitionId(body.to));
    let plan = moving::plan(&state.office, signed.actor(), versions, body.mapping()).await?;
    Ok(Json(plan.into()))
}

/// Chuyển hồ sơ đang chạy sang bản khác; hồ sơ không chuyển được thì ở nguyên và nêu lý do.
#[utoipa::path(
    post, path = "/api/v1/process-versions/{id}/moves", tag = "Quy trình", params(("id" = Uuid, Path)),
    request_body = ProcessMove, responses((status = 200, body = Vec<CaseMove>)),
)]
pub(crate) async fn go(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    Json(body): Json<ProcessMove>,
) -> Result<Json<Vec<CaseMove>>, Problem> {
    let (office, actor) = (&state.office, signed.actor());
    let versions = (id, DefinitionId(body.to));
    let mapping = match body.mapping() {
        Some(mapping) => mapping,
        None => moving::plan(office, actor, versions, None).await?.mapping,
    };
    let cases: Option<BTreeSet<InstanceId>> = body
        .cases
        .map(|cases| cases.into_iter().map(InstanceId).collect());
    let moved = moving::move_cases(office, actor, versions, mapping, cases.as_ref()).await?;
    Ok(Json(moved.into_iter().map(CaseMove::from).collect()))
}
