use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{FromRequest as _, Multipart, Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use kernel::FieldError;
use serde::Deserialize;
use workflow::{
    definition::decode,
    store::{
        self,
        definitions::{self, InForce, Upload},
    },
};

use super::address;
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    problem::Problem,
    signed::Signed,
};

/// Where a BPMN file is chosen or pasted.
#[derive(Template, WebTemplate)]
#[template(path = "processes/upload.html")]
pub(crate) struct UploadPage {
    chrome: Chrome,
    processes: Vec<InForce>,
    form: Upload,
    errors: Vec<FieldError>,
}

impl UploadPage {
    /// Whether the key is of a process there is already.
    fn is_known(&self) -> bool {
        self.form.key.is_empty() || self.processes.iter().any(|process| process.key == self.form.key)
    }
}

async fn page(
    state: &AppState,
    signed: &Signed,
    form: Upload,
    errors: Vec<FieldError>,
) -> Result<UploadPage, Problem> {
    Ok(UploadPage {
        chrome: chrome(state, signed, Section::Administration, "Tải quy trình lên").await?,
        processes: definitions::in_force(state.office.database.read(), signed.actor()).await?,
        form,
        errors,
    })
}

/// Which process the page was asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    ma: String,
}

/// `GET /quan-tri/quy-trinh/tai-len`
pub(crate) async fn ask(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<UploadPage, Problem> {
    let form = Upload {
        key: asked.ma,
        ..Upload::default()
    };
    page(&state, &signed, form, Vec::new()).await
}

/// `POST /quan-tri/quy-trinh/tai-len`: makes a draft, whose page tells what the check found.
pub(crate) async fn take(
    State(state): State<AppState>,
    signed: Signed,
    request: Request,
) -> Result<Response, Problem> {
    let form = read(&state, request).await?;
    match definitions::upload(&state.office, signed.actor(), form.clone()).await {
        Ok((row, _)) => Ok(Redirect::to(&address(row.id)).into_response()),
        Err(store::Error::Invalid(errors)) => {
            let page = page(&state, &signed, form, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The fields of the form. A file that was chosen goes before what was pasted; a new key before a chosen one.
async fn read(state: &AppState, request: Request) -> Result<Upload, Problem> {
    let mut form = Multipart::from_request(request, state)
        .await
        .map_err(|rejection| Problem::new("malformed").caused_by(rejection))?;
    let broken = |error: axum::extract::multipart::MultipartError| {
        let too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
        Problem::new(if too_large {
            "too_large"
        } else {
            "incomplete_request"
        })
    };
    let (mut upload, mut new_key, mut file) = (Upload::default(), String::new(), String::new());
    while let Some(part) = form.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(broken)?;
        let text = || decode(&bytes);
        match name.as_str() {
            "key" => upload.key = text(),
            "new_key" => new_key = text(),
            "note" => upload.note = text(),
            "xml" => upload.xml = text(),
            "file" => file = text(),
            _ => {}
        }
    }
    if !new_key.trim().is_empty() {
        upload.key = new_key;
    }
    if !file.trim().is_empty() {
        upload.xml = file;
    }
    Ok(upload)
}
