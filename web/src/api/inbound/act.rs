//! Actions on an arrival. Each wants the version it was decided on.

use axum::{
    extract::State,
    http::{HeaderName, StatusCode},
};
use documents::{
    ArrivalId,
    inbound::{self, Direct, RawFacts, Register, Source},
};
use kernel::id::{PostId, UnitId};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{date, intake::Reason};
use crate::{
    AppState,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

type Changed = (StatusCode, [(HeaderName, String); 1]);

fn changed(version: i64) -> Changed {
    (StatusCode::NO_CONTENT, etag(version))
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Acceptance {
    due: String,
    note: String,
}

/// Tiếp nhận văn bản do cơ quan khác trong hệ thống gửi đến.
#[utoipa::path(
    post, path = "/api/v1/arrivals/{id}/acceptance", tag = "Văn bản đến",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = Acceptance,
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409), (status = 412), (status = 422), (status = 428)),
)]
pub(crate) async fn accept(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    IfMatch(version): IfMatch,
    Json(body): Json<Acceptance>,
) -> Result<Changed, Problem> {
    let facts = RawFacts {
        due: body.due,
        note: body.note,
        ..RawFacts::default()
    };
    let command = Register {
        source: Source::Sent(id),
        facts,
        duplicates_seen: false,
        version: Some(version),
    };
    Ok(changed(
        inbound::register(&state.office, signed.actor(), command)
            .await?
            .version,
    ))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Submission {
    /// The leader's post.
    leader: Uuid,
}

/// Trình lãnh đạo.
#[utoipa::path(
    post, path = "/api/v1/arrivals/{id}/submission", tag = "Văn bản đến",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = Submission,
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409), (status = 412), (status = 422), (status = 428)),
)]
pub(crate) async fn submit(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    IfMatch(version): IfMatch,
    Json(body): Json<Submission>,
) -> Result<Changed, Problem> {
    let leader = PostId(body.leader);
    Ok(changed(
        inbound::submit(&state.office, signed.actor(), id, leader, Some(version))
            .await?
            .version,
    ))
}

/// Trả lại nơi gửi, kèm lý do.
#[utoipa::path(
    post, path = "/api/v1/arrivals/{id}/return", tag = "Văn bản đến",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = Reason,
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409), (status = 412), (status = 422), (status = 428)),
)]
pub(crate) async fn return_to_sender(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    IfMatch(version): IfMatch,
    Json(body): Json<Reason>,
) -> Result<Changed, Problem> {
    let arrival =
        inbound::return_to_sender(&state.office, signed.actor(), id, &body.reason, Some(version)).await?;
    Ok(changed(arrival.version))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewDirective {
    /// The unit in the lead.
    lead: Uuid,
    #[serde(default)]
    cooperating: Vec<Uuid>,
    #[serde(default)]
    informed: Vec<Uuid>,
    due: Option<String>,
    #[serde(default)]
    text: String,
}

/// Ý kiến chỉ đạo: đơn vị chủ trì, phối hợp, nhận để biết, thời hạn.
#[utoipa::path(
    post, path = "/api/v1/arrivals/{id}/directives", tag = "Văn bản đến",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = NewDirective,
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409), (status = 412), (status = 422), (status = 428)),
)]
pub(crate) async fn direct(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    IfMatch(version): IfMatch,
    Json(body): Json<NewDirective>,
) -> Result<Changed, Problem> {
    let units = |ids: Vec<Uuid>| ids.into_iter().map(UnitId).collect();
    let command = Direct {
        arrival: id,
        lead: UnitId(body.lead),
        cooperating: units(body.cooperating),
        informed: units(body.informed),
        due: date("due", body.due.as_deref())?,
        text: body.text,
        version: Some(version),
    };
    Ok(changed(
        inbound::direct(&state.office, signed.actor(), command)
            .await?
            .version,
    ))
}

/// What is said to whoever has the work.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Urging {
    text: String,
}

/// Đôn đốc người đang giữ việc của một văn bản đến.
#[utoipa::path(
    post, path = "/api/v1/arrivals/{id}/urging", tag = "Văn bản đến", params(("id" = Uuid, Path)), request_body = Urging,
    responses((status = 204)),
)]
pub(crate) async fn urge(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    Json(body): Json<Urging>,
) -> Result<StatusCode, Problem> {
    documents::urge::arrival(&state.office, signed.actor(), id, &body.text).await?;
    Ok(StatusCode::NO_CONTENT)
}
