use axum::{
    extract::{FromRequest as _, Multipart, Request},
    http::StatusCode,
};

use crate::{AppState, problem::Problem};

/// The file of a form with one field `file`.
pub(crate) async fn file_of(state: &AppState, request: Request) -> Result<(String, bytes::Bytes), Problem> {
    let broken = |error: axum::extract::multipart::MultipartError| {
        let too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
        Problem::new(if too_large {
            "too_large"
        } else {
            "incomplete_request"
        })
        .caused_by(error)
    };
    let mut form = Multipart::from_request(request, state)
        .await
        .map_err(|rejection| Problem::new("malformed").caused_by(rejection))?;
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() == Some("file") {
            let name = part.file_name().unwrap_or_default().to_owned();
            return Ok((name, part.bytes().await.map_err(broken)?));
        }
    }
    Err(documents::Error::field("file", "Gửi kèm tệp trong trường file.").into())
}
