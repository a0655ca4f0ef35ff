use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use directory::{
    Error, entity,
    unit::{self, UnitFields},
};
use kernel::id::{AgencyId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{date, require_seen};
use crate::{
    AppState,
    etag::{IfMatch, etag},
    extract::{Json, Path, Query},
    paging::{Page, Paging},
    problem::Problem,
    show,
    signed::Signed,
};

/// A unit of an agency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unit {
    id: Uuid,
    agency: Uuid,
    /// The unit above it.
    parent: Option<Uuid>,
    name: String,
    abbreviation: String,
    /// Place in lists.
    ordinal: i32,
    /// Last day it works.
    #[schema(format = Date)]
    closed: Option<String>,
    version: i64,
}

impl From<entity::unit::Model> for Unit {
    fn from(row: entity::unit::Model) -> Self {
        Self {
            id: row.id.0,
            agency: row.agency.0,
            parent: row.parent.map(|parent| parent.0),
            name: row.name,
            abbreviation: row.abbreviation,
            ordinal: row.ordinal,
            closed: row.closed.map(show::date_value),
            version: row.version,
        }
    }
}

/// What is entered about a unit.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct UnitBody {
    parent: Option<Uuid>,
    name: String,
    #[schema(example = "VX")]
    abbreviation: String,
    #[serde(default = "first")]
    ordinal: i32,
    #[schema(format = Date)]
    closed: Option<String>,
}

fn first() -> i32 {
    1
}

impl UnitBody {
    fn fields(self) -> Result<UnitFields, Error> {
        Ok(UnitFields {
            parent: self.parent.map(UnitId),
            name: self.name,
            abbreviation: self.abbreviation,
            ordinal: self.ordinal,
            closed: date("closed", self.closed.as_deref())?,
        })
    }
}

/// Đơn vị của một cơ quan, theo thứ tự cây. Cơ quan mình thì ai cũng xem được.
#[utoipa::path(
    get, path = "/api/v1/agencies/{id}/units", tag = "Quản trị", params(("id" = Uuid, Path), Paging),
    responses((status = 200, body = Page<Unit>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Unit>>, Problem> {
    require_seen(&state, &signed, agency).await?;
    let tree = unit::of_agency(&state.office, agency).await?;
    let rows = tree.into_iter().map(|(_, row)| row).collect();
    let page = paging.of_tree(rows, |row: &entity::unit::Model| row.id)?;
    Ok(Json(page.map(Unit::from)))
}

/// Thêm đơn vị.
#[utoipa::path(
    post, path = "/api/v1/agencies/{id}/units", tag = "Quản trị", params(("id" = Uuid, Path)), request_body = UnitBody,
    responses((status = 201, body = Unit)),
)]
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Json(body): Json<UnitBody>,
) -> Result<impl IntoResponse, Problem> {
    let row = unit::add(&state.office, signed.actor(), agency, body.fields()?).await?;
    let location = [(header::LOCATION, format!("/api/v1/units/{}", row.id))];
    Ok((
        StatusCode::CREATED,
        location,
        etag(row.version),
        Json(Unit::from(row)),
    ))
}

/// Một đơn vị.
#[utoipa::path(
    get, path = "/api/v1/units/{id}", tag = "Quản trị", params(("id" = Uuid, Path)),
    responses((status = 200, body = Unit)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<UnitId>,
) -> Result<impl IntoResponse, Problem> {
    let row = unit::find(state.office.database.read(), id).await?;
    require_seen(&state, &signed, row.agency).await?;
    Ok((etag(row.version), Json(Unit::from(row))))
}

/// Sửa đơn vị.
#[utoipa::path(
    put, path = "/api/v1/units/{id}", tag = "Quản trị",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = UnitBody,
    responses((status = 200, body = Unit)),
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<UnitId>,
    IfMatch(version): IfMatch,
    Json(body): Json<UnitBody>,
) -> Result<impl IntoResponse, Problem> {
    let row = unit::change(&state.office, signed.actor(), id, version, body.fields()?).await?;
    Ok((etag(row.version), Json(Unit::from(row))))
}
