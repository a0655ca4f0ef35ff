use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use directory::{
    Error,
    agency::{self, AgencyFields, require_administered},
    entity,
};
use kernel::id::AgencyId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{date, required_date};
use crate::{
    AppState,
    etag::{IfMatch, etag},
    extract::{Json, Path, Query},
    paging::{Page, Paging},
    problem::Problem,
    show,
    signed::Signed,
};

/// An agency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Agency {
    id: Uuid,
    /// Mã định danh (QCVN 102:2016).
    code: String,
    /// The agency above it.
    parent: Option<Uuid>,
    name: String,
    abbreviation: String,
    /// Place name before the date.
    place: String,
    #[schema(format = Date)]
    valid_from: String,
    #[schema(format = Date)]
    valid_to: Option<String>,
    version: i64,
}

impl From<entity::agency::Model> for Agency {
    fn from(row: entity::agency::Model) -> Self {
        Self {
            id: row.id.0,
            code: row.code,
            parent: row.parent.map(|parent| parent.0),
            name: row.name,
            abbreviation: row.abbreviation,
            place: row.place,
            valid_from: show::date_value(row.valid_from),
            valid_to: row.valid_to.map(show::date_value),
            version: row.version,
        }
    }
}

/// What is entered about an agency.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AgencyBody {
    #[schema(example = "H42.05")]
    code: String,
    parent: Option<Uuid>,
    name: String,
    #[schema(example = "SNV")]
    abbreviation: String,
    #[schema(example = "Ninh Bình")]
    place: String,
    #[schema(format = Date)]
    valid_from: String,
    #[schema(format = Date)]
    valid_to: Option<String>,
}

impl AgencyBody {
    fn fields(self) -> Result<AgencyFields, Error> {
        Ok(AgencyFields {
            code: self.code,
            parent: self.parent.map(AgencyId),
            name: self.name,
            abbreviation: self.abbreviation,
            place: self.place,
            valid_from: required_date("valid_from", &self.valid_from)?,
            valid_to: date("valid_to", self.valid_to.as_deref())?,
        })
    }
}

/// Cơ quan thuộc phạm vi quản trị, theo thứ tự cây.
#[utoipa::path(
    get, path = "/api/v1/agencies", tag = "Quản trị", params(Paging),
    responses((status = 200, body = Page<Agency>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Agency>>, Problem> {
    let tree = agency::administered(&state.office, signed.actor()).await?;
    let rows = tree.into_iter().map(|(_, row)| row).collect();
    let page = paging.of_tree(rows, |row: &entity::agency::Model| row.id)?;
    Ok(Json(page.map(Agency::from)))
}

/// Thêm cơ quan cấp dưới.
#[utoipa::path(
    post, path = "/api/v1/agencies", tag = "Quản trị", request_body = AgencyBody,
    responses((status = 201, body = Agency)),
)]
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<AgencyBody>,
) -> Result<impl IntoResponse, Problem> {
    let row = agency::add(&state.office, signed.actor(), body.fields()?).await?;
    let location = [(header::LOCATION, format!("/api/v1/agencies/{}", row.id))];
    Ok((
        StatusCode::CREATED,
        location,
        etag(row.version),
        Json(Agency::from(row)),
    ))
}

/// Một cơ quan.
#[utoipa::path(
    get, path = "/api/v1/agencies/{id}", tag = "Quản trị", params(("id" = Uuid, Path)),
    responses((status = 200, body = Agency)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AgencyId>,
) -> Result<impl IntoResponse, Problem> {
    require_administered(state.office.database.read(), signed.actor(), id).await?;
    let row = agency::find(state.office.database.read(), id).await?;
    Ok((etag(row.version), Json(Agency::from(row))))
}

/// Sửa cơ quan.
#[utoipa::path(
    put, path = "/api/v1/agencies/{id}", tag = "Quản trị",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = AgencyBody,
    responses((status = 200, body = Agency)),
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AgencyId>,
    IfMatch(version): IfMatch,
    Json(body): Json<AgencyBody>,
) -> Result<impl IntoResponse, Problem> {
    let row = agency::change(&state.office, signed.actor(), id, version, body.fields()?).await?;
    Ok((etag(row.version), Json(Agency::from(row))))
}
