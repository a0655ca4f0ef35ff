use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use documents::outbound::{Loaded, Purpose};
use serde::Deserialize;
use workflow::task;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    problem::Problem,
    signed::Signed,
};

/// Documents on the page, at most.
const ON_PAGE: u64 = 50;

/// Which signatures are asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    viec: String,
}

/// What waits for one's signature or the agency's seal, to be signed with one PIN.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/sign_many.html")]
pub(crate) struct SignManyPage {
    chrome: Chrome,
    waiting: Vec<Loaded>,
    purpose: &'static str,
    is_seal: bool,
}

/// `GET /ky-nhieu`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<SignManyPage, Problem> {
    let is_seal = asked.viec == "seal";
    let (action, title) = if is_seal {
        ("seal", "Ký số cơ quan nhiều văn bản")
    } else {
        ("sign", "Ký nhiều văn bản")
    };
    let connection = state.office.database.read();
    let page = task::list(connection, signed.actor(), Some(action), None, ON_PAGE)
        .await
        .map_err(documents::Error::from)?;
    let mut waiting = Vec::new();
    for one in page.tasks {
        waiting
            .push(Loaded::readable(connection, signed.actor(), documents::DocumentId(one.subject_id)).await?);
    }
    let purpose = if is_seal { Purpose::Seal } else { Purpose::Person };
    Ok(SignManyPage {
        chrome: chrome(&state, &signed, Section::Work, title).await?,
        waiting,
        purpose: purpose.code(),
        is_seal,
    })
}
