//! Files brought in parts: the tus resumable upload protocol 1.0.0 (<https://tus.io/protocols/resumable-upload>), core with the
//! extensions creation, expiration and termination.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use directory::Permission::{RegisterArrival, WriteDraft};
use documents::{
    UploadId,
    entity::upload as row,
    upload::{self, NewUpload},
};
use kernel::{Timestamp, files::FileHash};
use serde::Serialize;
use time::macros::format_description;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    Access, AppState,
    extract::{Json, Path},
    problem::Problem,
    routes::Routes,
    signed::Signed,
};

const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const VERSION: HeaderName = HeaderName::from_static("tus-resumable");

/// What a part says it is.
const PART: &str = "application/offset+octet-stream";

/// The routes of uploads, for those who bring files.
pub(super) fn routes() -> Routes {
    let bringers = Access::WithAny(&[RegisterArrival, WriteDraft]);
    Routes::new()
        .api(bringers, routes!(begin))
        .api(bringers, routes!(show))
        .api_upload(bringers, routes!(append))
        .api(bringers, routes!(discard))
}

/// An upload under way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UploadUnderWay {
    id: Uuid,
    name: String,
    /// Bytes the file will have.
    length: i64,
    /// Bytes that are here: where the next part begins.
    offset: i64,
    /// Until when the next part is waited for.
    expires: String,
}

/// The answer with the headers of the protocol.
fn told(status: StatusCode, row: row::Model) -> Response {
    let headers = [
        (VERSION, "1.0.0".to_owned()),
        (OFFSET, row.received.to_string()),
        (LENGTH, row.size.to_string()),
        (EXPIRES, http_date(row.expires_at)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    if status == StatusCode::NO_CONTENT {
        return (status, headers).into_response();
    }
    let body = UploadUnderWay {
        id: row.id.0,
        name: row.name,
        length: row.size,
        offset: row.received,
        expires: row.expires_at.to_string(),
    };
    (status, headers, Json(body)).into_response()
}

/// RFC 9110 5.6.7.
fn http_date(at: Timestamp) -> String {
    at.utc()
        .format(format_description!(
            "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
        ))
        .unwrap_or_default()
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Problem> {
    let read = || headers.get(name)?.to_str().ok()?.parse().ok();
    read().ok_or_else(|| Problem::new("malformed").detail(format!("Thiếu hoặc sai đầu mục {name}.")))
}

/// A value of `Upload-Metadata`: keys with values in Base64, between commas.
fn metadata(headers: &HeaderMap, key: &str) -> Option<String> {
    let pairs = headers.get(METADATA)?.to_str().ok()?;
    let mut pairs = pairs.split(',').map(|pair| pair.trim().split_once(' '));
    let (_, value) = pairs.find_map(|pair| pair.filter(|(name, _)| *name == key))?;
    String::from_utf8(BASE64_STANDARD.decode(value.trim()).ok()?).ok()
}

/// Bắt đầu tải một tệp lên từng phần (tus 1.0.0).
///
/// `Upload-Length` là số byte của tệp; `Upload-Metadata` có thể mang `filename` và `sha256` (mã hóa Base64). Tệp tải xong được
/// dùng bằng trường `upload` của biểu mẫu tiếp nhận hoặc thêm tệp.
#[utoipa::path(
    post, path = "/api/v1/uploads", tag = "Tải tệp",
    params(("Upload-Length" = u64, Header), ("Upload-Metadata" = Option<String>, Header)),
    responses(
        (status = 201, body = UploadUnderWay), (status = 400), (status = 401), (status = 403), (status = 409), (status = 413),
        (status = 422),
    ),
)]
pub(crate) async fn begin(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let hash = match metadata(&headers, "sha256") {
        Some(text) => Some(
            text.parse::<FileHash>()
                .map_err(|error| Problem::new("malformed").caused_by(error))?,
        ),
        None => None,
    };
    let new = NewUpload {
        name: metadata(&headers, "filename").unwrap_or_default(),
        size: number(&headers, &LENGTH)?,
        hash,
    };
    let row = upload::begin(&state.office, signed.actor(), new).await?;
    let location = format!("/api/v1/uploads/{}", row.id);
    let mut response = told(StatusCode::CREATED, row);
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Một tệp đang tải đã đến đâu; `HEAD` cho cùng các đầu mục.
#[utoipa::path(
    get, path = "/api/v1/uploads/{id}", tag = "Tải tệp", params(("id" = Uuid, Path)),
    responses((status = 200, body = UploadUnderWay), (status = 401), (status = 403), (status = 404)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<UploadId>,
) -> Result<Response, Problem> {
    let row = upload::standing(&state.office, signed.actor(), id).await?;
    Ok(told(StatusCode::OK, row))
}

/// Gửi phần tiếp theo, bắt đầu ở `Upload-Offset`.
#[utoipa::path(
    patch, path = "/api/v1/uploads/{id}", tag = "Tải tệp",
    params(("id" = Uuid, Path), ("Upload-Offset" = u64, Header)),
    request_body(content = String, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 413),
        (status = 415),
    ),
)]
pub(crate) async fn append(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<UploadId>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Problem> {
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != PART) {
        return Err(Problem::new("unsupported_media_type"));
    }
    let offset = number(&headers, &OFFSET)?;
    let row = upload::append(&state.office, signed.actor(), id, offset, bytes).await?;
    Ok(told(StatusCode::NO_CONTENT, row))
}

/// Bỏ một tệp đang tải.
#[utoipa::path(
    delete, path = "/api/v1/uploads/{id}", tag = "Tải tệp", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401), (status = 403), (status = 404)),
)]
pub(crate) async fn discard(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<UploadId>,
) -> Result<StatusCode, Problem> {
    upload::discard(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
