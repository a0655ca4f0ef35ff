use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use documents::{
    DocumentId,
    outbound::{Loaded, show},
};

use crate::{AppState, extract::Path, problem::Problem, signed::Signed};

/// The newest file: the presented pages, then the signed ones.
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}/file", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document")),
    responses((status = 200, content_type = "application/pdf"), (status = 401), (status = 403), (status = 404), (status = 422)),
)]
pub(crate) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
) -> Result<Response, Problem> {
    let loaded = Loaded::readable(state.office.database.read(), signed.actor(), id).await?;
    let pdf = show::file(&state.office, &loaded).await?;
    let name = loaded.document.number_symbol_text().replace(['/', '\\'], "-");
    let name = url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename*=UTF-8''{name}.pdf"),
        ),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}

/// One page of the newest file as an image.
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}/pages/{page}", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document"), ("page" = u32, Path, description = "From 1")),
    responses((status = 200, content_type = "image/png"), (status = 401), (status = 403), (status = 404), (status = 422)),
)]
pub(crate) async fn page(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, page)): Path<(DocumentId, u32)>,
) -> Result<Response, Problem> {
    let loaded = Loaded::readable(state.office.database.read(), signed.actor(), id).await?;
    let png = show::page(&state.office, &loaded, page).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "private, max-age=60"),
    ];
    Ok((headers, png).into_response())
}
