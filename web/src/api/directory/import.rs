use axum::{extract::State, http::header, response::IntoResponse};
use directory::import;
use kernel::{FieldError, id::AgencyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AppState,
    api::document::ProblemField,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// A list of people.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ImportBody {
    /// CSV with a heading, separated by commas or semicolons.
    #[schema(
        example = "ho_ten;don_vi;chuc_vu;vai_tro;ten_dang_nhap\nNguyễn Thị Lan;VP;Chuyên viên;officer;lan.nguyen"
    )]
    text: String,
}

/// The list as it was understood.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportPreview {
    /// Whether it can be taken over.
    is_clean: bool,
    lines: Vec<ImportLine>,
}

/// One line.
#[derive(Debug, Serialize, ToSchema)]
struct ImportLine {
    /// Its number in the file, the heading being 1.
    number: u64,
    name: String,
    login: String,
    unit: String,
    title: String,
    roles: String,
    errors: Vec<ProblemField>,
}

impl From<FieldError> for ProblemField {
    fn from(error: FieldError) -> Self {
        Self {
            field: error.field,
            message: error.message,
        }
    }
}

/// Xem trước danh sách CSV, lỗi theo từng dòng; chưa thay đổi gì.
#[utoipa::path(
    post, path = "/api/v1/agencies/{id}/import-preview", tag = "Quản trị",
    params(("id" = Uuid, Path)), request_body = ImportBody,
    responses((status = 200, body = ImportPreview)),
)]
pub(crate) async fn preview(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Json(body): Json<ImportBody>,
) -> Result<Json<ImportPreview>, Problem> {
    let preview = import::preview(&state.office, signed.actor(), agency, &body.text).await?;
    let is_clean = preview.is_clean();
    let lines = preview.lines.into_iter().map(|line| ImportLine {
        number: line.number,
        name: line.name,
        login: line.login,
        unit: line.unit,
        title: line.title,
        roles: line.roles,
        errors: line.errors.into_iter().map(ProblemField::from).collect(),
    });
    Ok(Json(ImportPreview {
        is_clean,
        lines: lines.collect(),
    }))
}

/// Somebody who was taken over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Newcomer {
    name: String,
    login: Option<String>,
    /// First password, told this once.
    password: Option<String>,
}

/// Nhập danh sách CSV: mọi dòng, hoặc không dòng nào nếu còn lỗi.
#[utoipa::path(
    post, path = "/api/v1/agencies/{id}/import", tag = "Quản trị",
    params(("id" = Uuid, Path)), request_body = ImportBody,
    responses((status = 200, body = Vec<Newcomer>)),
)]
pub(crate) async fn take_over(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Json(body): Json<ImportBody>,
) -> Result<impl IntoResponse, Problem> {
    let newcomers = import::take_over(&state.office, signed.actor(), agency, &body.text).await?;
    let newcomers = newcomers.into_iter().map(|newcomer| Newcomer {
        name: newcomer.name,
        login: newcomer.login,
        password: newcomer.password,
    });
    let newcomers: Vec<Newcomer> = newcomers.collect();
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(newcomers)))
}
