//! The two addresses the plug-in of the Government Cipher Committee is given: where the file is, and where the signed one goes.
//! It has no session of its own; the secret in each address serves one file once.

use axum::{
    Json,
    extract::{FromRequest as _, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use directory::Secret;
use documents::{Error, outbound::session};
use futures::StreamExt as _;
use serde::Serialize;

use super::form::Sent;
use crate::{AppState, extract::Path, problem::Problem};

/// What the plug-in expects: 0 is success, anything else is shown to the person with the message.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PluginAnswer {
    status: u8,
    message: String,
    file_name: String,
    file_server: String,
}

/// `GET /ky-so/tep/{secret}/{name}`
pub(crate) async fn file(
    State(state): State<AppState>,
    Path((secret, _)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let secret: Secret = secret.parse().map_err(|_| Problem::new("not_found"))?;
    let pdf = session::plugin_file(&state.office, &secret).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"van-ban.pdf\"",
        ),
    ];
    Ok((headers, pdf).into_response())
}

/// `POST /ky-so/ket-qua/{secret}`: the signed file in the field `uploadfile`.
pub(crate) async fn result(
    State(state): State<AppState>,
    Path(secret): Path<String>,
    request: Request,
) -> Json<PluginAnswer> {
    let outcome = match welcome(&state, &secret).await {
        Ok(secret) => take(&state, &secret, request).await,
        Err(message) => {
            drain(request).await;
            Err(message)
        }
    };
    Json(match outcome {
        Ok(address) => PluginAnswer {
            status: 0,
            message: String::new(),
            file_name: "van-ban.pdf".to_owned(),
            file_server: address,
        },
        Err(message) => PluginAnswer {
            status: 1,
            message,
            file_name: String::new(),
            file_server: String::new(),
        },
    })
}

/// Most bytes read of a file that is not wanted.
const DRAINED: usize = 8 * 1024 * 1024;

/// Asked before the body is read: nobody fills the memory with a guess.
async fn welcome(state: &AppState, secret: &str) -> Result<Secret, String> {
    let secret: Secret = secret.parse().map_err(|_| unknown())?;
    session::plugin_waits(&state.office, &secret)
        .await
        .map_err(told)?;
    Ok(secret)
}

/// Lets a little of what nobody wants run by, so that the answer is heard before the line is closed.
async fn drain(request: Request) {
    let mut rest = request.into_body().into_data_stream();
    let mut left = DRAINED;
    while let Some(Ok(chunk)) = rest.next().await {
        left = left.saturating_sub(chunk.len());
        if left == 0 {
            return;
        }
    }
}

async fn take(state: &AppState, secret: &Secret, request: Request) -> Result<String, String> {
    let unread = |_| "Không đọc được tệp gửi lên.".to_owned();
    let mut sent = Sent::from_request(request, state).await.map_err(unread)?;
    let pdf = sent
        .file("uploadfile")
        .ok_or_else(|| "Chưa có tệp đã ký (uploadfile).".to_owned())?;
    let loaded = session::plugin_result(&state.office, &state.evidence, secret, pdf)
        .await
        .map_err(told)?;
    let base = state.office.settings.public_url();
    Ok(format!("{base}/du-thao/{}/tep", loaded.document.id))
}

fn unknown() -> String {
    "Địa chỉ này không nhận tệp, hoặc không còn nhận nữa.".to_owned()
}

fn told(error: Error) -> String {
    match error {
        Error::NotFound => unknown(),
        other => other.message(),
    }
}
