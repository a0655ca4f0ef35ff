use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use directory::{
    Error,
    delegation::{self, DelegationId, Terms},
    entity,
};
use kernel::{
    Timestamp,
    actor::Scope,
    id::{PostId, UnitId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    AppState, entered,
    extract::{Json, Path},
    problem::Problem,
    show,
    signed::Signed,
};

/// What a delegation covers. An empty list of kinds, units or secrecy levels leaves that side open.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct DelegationScope {
    /// Codes of permissions.
    #[schema(example = json!(["direct_arrival"]))]
    actions: Vec<String>,
    /// Codes of document kinds.
    #[serde(default)]
    kinds: Vec<String>,
    /// Units that draft or handle the document.
    #[serde(default)]
    units: Vec<Uuid>,
    /// Codes of secrecy levels.
    #[serde(default)]
    secrecy: Vec<String>,
}

impl From<Scope> for DelegationScope {
    fn from(scope: Scope) -> Self {
        Self {
            actions: scope.actions.into_iter().collect(),
            kinds: scope.kinds.into_iter().collect(),
            units: scope.units.into_iter().map(|unit| unit.0).collect(),
            secrecy: scope.secrecy.into_iter().collect(),
        }
    }
}

impl From<DelegationScope> for Scope {
    fn from(scope: DelegationScope) -> Self {
        Self {
            actions: scope.actions.into_iter().collect(),
            kinds: scope.kinds.into_iter().collect(),
            units: scope.units.into_iter().map(UnitId).collect(),
            secrecy: scope.secrecy.into_iter().collect(),
        }
    }
}

/// Who acts in whose place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Delegation {
    id: Uuid,
    /// The post in which is acted.
    from: Uuid,
    from_name: String,
    from_title: String,
    /// The post of whoever acts.
    to: Uuid,
    to_name: String,
    to_title: String,
    #[schema(format = Date)]
    starts: String,
    /// Last day.
    #[schema(format = Date)]
    ends: String,
    scope: DelegationScope,
    reason: String,
    /// Whether it holds today.
    holds: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
    revoked_by: Option<String>,
}

impl Delegation {
    fn of(row: entity::delegation::Model, today: time::Date) -> Self {
        Self {
            id: row.id.0,
            holds: row.holds_on(today),
            scope: row.covers().into(),
            from: row.from_post.0,
            from_name: row.from_name,
            from_title: row.from_title,
            to: row.to_post.0,
            to_name: row.to_name,
            to_title: row.to_title,
            starts: show::date_value(row.starts),
            ends: show::date_value(row.ends),
            reason: row.reason,
            revoked_at: row.revoked_at,
            revoked_by: row.revoked_by,
        }
    }
}

/// Ủy quyền đã giao và được giao; quản trị thấy của cả cơ quan.
#[utoipa::path(
    get, path = "/api/v1/delegations", tag = "Tài khoản",
    responses((status = 200, body = Vec<Delegation>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<Vec<Delegation>>, Problem> {
    let today = state.office.today();
    let rows = delegation::list(&state.office, signed.actor()).await?;
    let delegations = rows.into_iter().map(|row| Delegation::of(row, today));
    Ok(Json(delegations.collect()))
}

/// A delegation to be given.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DelegationBody {
    /// The post in which is acted; one's own when left out.
    from: Option<Uuid>,
    /// The post of whoever acts.
    to: Uuid,
    #[schema(format = Date)]
    starts: String,
    /// Last day.
    #[schema(format = Date)]
    ends: String,
    scope: DelegationScope,
    reason: String,
}

/// Ủy quyền; người được ủy quyền đổi sang chức vụ này bằng PUT /api/v1/me/post.
#[utoipa::path(
    post, path = "/api/v1/delegations", tag = "Tài khoản", request_body = DelegationBody,
    responses((status = 201, body = Delegation)),
)]
pub(crate) async fn give(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<DelegationBody>,
) -> Result<impl IntoResponse, Problem> {
    let day = |field: &str, text: &str| {
        entered::date(text, field)?.ok_or_else(|| Error::field(field, "Ghi ngày, ví dụ 2026-11-21."))
    };
    let terms = Terms {
        from: body.from.map_or(signed.actor().post, PostId),
        to: PostId(body.to),
        starts: day("starts", &body.starts)?,
        ends: day("ends", &body.ends)?,
        scope: body.scope.into(),
        reason: body.reason,
    };
    let row = delegation::give(&state.office, signed.actor(), terms).await?;
    let location = [(header::LOCATION, "/api/v1/delegations".to_owned())];
    let given = Delegation::of(row, state.office.today());
    Ok((StatusCode::CREATED, location, Json(given)))
}

/// Thu hồi, hoặc trả lại, một ủy quyền trước hạn.
#[utoipa::path(
    delete, path = "/api/v1/delegations/{id}", tag = "Tài khoản", params(("id" = Uuid, Path)),
    responses((status = 204)),
)]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DelegationId>,
) -> Result<StatusCode, Problem> {
    delegation::revoke(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
