use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{FromRequest as _, Multipart, Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use documents::{IntakeId, entity::intake, inbound};
use serde::Deserialize;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{BROUGHT, Form, GivenFile, Path, broken},
    problem::Problem,
    show,
    signed::Signed,
};

/// Where files are dropped, and those that wait to be registered.
#[derive(Template, WebTemplate)]
#[template(path = "inbound/receive.html")]
pub(crate) struct ReceivePage {
    chrome: Chrome,
    waiting: Vec<intake::Model>,
    limit: u64,
    refused: Vec<Refused>,
}

/// A file that could not be taken.
#[derive(Debug)]
struct Refused {
    name: String,
    why: String,
}

async fn page(state: &AppState, signed: &Signed, refused: Vec<Refused>) -> Result<ReceivePage, Problem> {
    Ok(ReceivePage {
        chrome: chrome(state, signed, Section::Arrivals, "Tiếp nhận văn bản đến").await?,
        waiting: inbound::intakes(&state.office, signed.actor()).await?,
        limit: state.office.settings.upload_limit() / 1024 / 1024,
        refused,
    })
}

/// `GET /den/tiep-nhan`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<ReceivePage, Problem> {
    page(&state, &signed, Vec::new()).await
}

/// `POST /den/tiep-nhan`: several files at once; each is taken or refused by itself.
pub(crate) async fn receive(
    State(state): State<AppState>,
    signed: Signed,
    request: Request,
) -> Result<Response, Problem> {
    let mut form = Multipart::from_request(request, &state)
        .await
        .map_err(|rejection| Problem::new("malformed").caused_by(rejection))?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    while let Some(part) = form.next_field().await.map_err(broken)? {
        let name = part.file_name().unwrap_or_default().to_owned();
        let given = match part.name() {
            Some("files") if !name.is_empty() => {
                GivenFile::of(name, part.bytes().await.map_err(broken)?.to_vec())
            }
            Some(BROUGHT) => {
                let id = part.text().await.map_err(broken)?;
                GivenFile::brought(&state, &signed, &id).await?
            }
            _ => continue,
        };
        let (upload, used) = given.open();
        let name = upload.name.clone();
        match inbound::receive(&state.office, signed.actor(), upload).await {
            Ok(intake) => taken.push(intake.id),
            Err(error) if error.code() == "internal" => return Err(error.into()),
            Err(error) => refused.push(Refused {
                name,
                why: error.message(),
            }),
        }
        used.done(&state, &signed).await;
    }
    if taken.is_empty() && refused.is_empty() {
        refused.push(Refused {
            name: "Chưa chọn tệp".to_owned(),
            why: "Hãy chọn hoặc thả tệp PDF vào ô bên dưới.".to_owned(),
        });
    }
    if !refused.is_empty() {
        return Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            page(&state, &signed, refused).await?,
        )
            .into_response());
    }
    let address = match taken.as_slice() {
        [only] => format!("/den/tiep-nhan/{only}"),
        _ => "/den/tiep-nhan".to_owned(),
    };
    Ok(Redirect::to(&address).into_response())
}

#[derive(Debug, Deserialize)]
pub(crate) struct RefuseForm {
    #[serde(default)]
    reason: String,
}

/// `POST /den/tiep-nhan/{id}/tu-choi`
pub(crate) async fn refuse(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<IntakeId>,
    Form(form): Form<RefuseForm>,
) -> Result<Redirect, Problem> {
    inbound::refuse(&state.office, signed.actor(), id, &form.reason).await?;
    Ok(Redirect::to("/den/tiep-nhan?da=khong-nhan"))
}
