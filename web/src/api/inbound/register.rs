use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use documents::{
    IntakeId,
    inbound::{self, RawFacts, Register, Source},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{AppState, etag::etag, extract::Json, problem::Problem, signed::Signed};

/// A registration; without `intake` it is a paper document, of which only the entry is kept.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Registration {
    intake: Option<Uuid>,
    /// "1668/UBND-VX".
    number_symbol: String,
    /// "2026-03-05".
    date: String,
    issuer: String,
    kind: String,
    subject: String,
    signer_name: String,
    signer_title: String,
    urgency: String,
    secrecy: String,
    arrived_on: String,
    pages: String,
    due: String,
    note: String,
    /// The warning about duplicates was seen.
    duplicates_seen: bool,
}

/// What was registered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Registered {
    id: Uuid,
    /// Số đến.
    number: Option<i32>,
    year: i32,
    version: i64,
}

/// Đăng ký văn bản đến, lấy số đến kế tiếp trong sổ của năm.
#[utoipa::path(
    post, path = "/api/v1/arrivals", tag = "Văn bản đến", request_body = Registration,
    responses((status = 201, body = Registered), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn register(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<Registration>,
) -> Result<Response, Problem> {
    let source = body
        .intake
        .map_or(Source::Paper, |intake| Source::Intake(IntakeId(intake)));
    let facts = RawFacts {
        number_symbol: body.number_symbol,
        date: body.date,
        issuer: body.issuer,
        kind: body.kind,
        subject: body.subject,
        signer_name: body.signer_name,
        signer_title: body.signer_title,
        urgency: body.urgency,
        secrecy: body.secrecy,
        arrived_on: body.arrived_on,
        pages: body.pages,
        due: body.due,
        note: body.note,
    };
    let command = Register {
        source,
        facts,
        duplicates_seen: body.duplicates_seen,
        version: None,
    };
    let arrival = inbound::register(&state.office, signed.actor(), command).await?;
    let location = [(header::LOCATION, format!("/api/v1/arrivals/{}", arrival.id))];
    let (number, year, version) = (arrival.number, arrival.year, arrival.version);
    let body = Registered {
        id: arrival.id.0,
        number,
        year,
        version,
    };
    Ok((StatusCode::CREATED, location, etag(version), Json(body)).into_response())
}
