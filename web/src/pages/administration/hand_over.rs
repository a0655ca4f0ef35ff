//! Bàn giao: everything one post has goes to another, as when a person leaves.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use directory::post::{self, Held};
use documents::hand_over::{HandedOver, hand_over, waiting};
use kernel::{FieldError, id::PostId};
use serde::Deserialize;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    entered,
    extract::{Form, Path},
    problem::Problem,
    signed::Signed,
};

/// What a post has, and to whom it can be given.
#[derive(Template, WebTemplate)]
#[template(path = "administration/hand_over.html")]
pub(crate) struct HandOverPage {
    chrome: Chrome,
    from: Held,
    others: Vec<Held>,
    has: HandedOver,
    chosen: String,
    done: Option<HandedOver>,
    errors: Vec<FieldError>,
}

/// To whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct HandOverForm {
    to: String,
}

/// `GET /quan-tri/chuc-vu/{id}/ban-giao`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
) -> Result<HandOverPage, Problem> {
    page(&state, &signed, id, String::new(), None, Vec::new()).await
}

/// `POST /quan-tri/chuc-vu/{id}/ban-giao`
pub(crate) async fn give(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
    Form(form): Form<HandOverForm>,
) -> Result<Response, Problem> {
    let outcome = async {
        let to: PostId = entered::required_id(&form.to, "to")?;
        hand_over(&state.office, signed.actor(), id, to).await
    };
    match outcome.await {
        Ok(done) => Ok(page(&state, &signed, id, form.to, Some(done), Vec::new())
            .await?
            .into_response()),
        Err(documents::Error::Invalid(errors)) => {
            let page = page(&state, &signed, id, form.to, None, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    state: &AppState,
    signed: &Signed,
    id: PostId,
    chosen: String,
    done: Option<HandedOver>,
    errors: Vec<FieldError>,
) -> Result<HandOverPage, Problem> {
    let has = waiting(&state.office, signed.actor(), id).await?;
    let from = post::held(&state.office, id).await?;
    let mut others = post::of_agency(&state.office, from.post.agency).await?;
    others.retain(|other| other.post.id != id);
    Ok(HandOverPage {
        chrome: chrome(state, signed, Section::Administration, "Bàn giao công việc").await?,
        from,
        others,
        has,
        chosen,
        done,
        errors,
    })
}
