use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use documents::{
    DocumentId, Error,
    outbound::{self, Ask, KeyStoreId, Purpose, Unlock, entity::key_store, keys, pages::Mark, view::View},
};
use serde::Deserialize;

use super::{act::back, show::pages};
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path},
    problem::Problem,
    show,
    signed::Signed,
};

/// The very pages to be signed, the key, its validity, the PIN.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/sign.html")]
pub(crate) struct SignPage {
    pub(super) chrome: Chrome,
    pub(super) view: View,
    pub(super) pages: Vec<u32>,
    pub(super) keys: Vec<KeyChoice>,
    pub(super) is_seal: bool,
    /// Where it will stand.
    pub(super) mark: Option<Mark>,
    pub(super) mistake: Option<String>,
}

impl SignPage {
    /// Where the page goes once it is signed.
    fn done(&self, how: &str) -> String {
        format!("/du-thao/{}?da={how}", self.view.loaded.document.id)
    }
}

/// A key to choose.
pub(crate) struct KeyChoice {
    pub(crate) id: String,
    pub(crate) subject: String,
    pub(crate) issuer: String,
    pub(crate) validity: String,
    pub(crate) is_current: bool,
}

impl KeyChoice {
    pub(crate) fn of(row: &key_store::Model, now: time::OffsetDateTime) -> Self {
        Self {
            id: row.id.to_string(),
            subject: row.subject.clone(),
            issuer: row.issuer.clone(),
            validity: format!(
                "{} – {}",
                show::date(row.not_before.vietnam().date()),
                show::date(row.not_after.vietnam().date())
            ),
            is_current: row.is_current(now),
        }
    }
}

/// What a signing form sends.
#[derive(Deserialize)]
pub(crate) struct SignForm {
    pub(super) key: KeyStoreId,
    pub(super) pin: String,
    #[serde(default)]
    pub(super) version: i32,
}

/// `GET /du-thao/{id}/ky`
pub(crate) async fn ask(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
) -> Result<SignPage, Problem> {
    page(&state, &signed, id, Purpose::Person, None).await
}

pub(super) async fn page(
    state: &AppState,
    signed: &Signed,
    id: DocumentId,
    purpose: Purpose,
    mistake: Option<String>,
) -> Result<SignPage, Problem> {
    let connection = state.office.database.read();
    let view = outbound::view::load(connection, signed.actor(), id).await?;
    let ask = Ask {
        document: id,
        purpose,
        version: view.loaded.draft.newest,
    };
    ask.may(&state.office, signed.actor(), &view.loaded).await?;
    let now = state.office.now().utc();
    let rows = keys::usable(connection, signed.actor(), purpose).await?;
    let is_seal = purpose == Purpose::Seal;
    let title = if is_seal {
        "Ký số cơ quan"
    } else {
        "Ký văn bản"
    };
    Ok(SignPage {
        chrome: chrome(state, signed, Section::Drafts, title).await?,
        pages: pages(&view),
        mark: view
            .marks
            .map(|marks| if is_seal { marks.seal } else { marks.signature }),
        keys: rows.iter().map(|row| KeyChoice::of(row, now)).collect(),
        is_seal,
        mistake,
        view,
    })
}

/// A refused signature shows the page again: nothing was stored.
pub(super) async fn again(
    state: &AppState,
    signed: &Signed,
    id: DocumentId,
    purpose: Purpose,
    error: Error,
) -> Result<Response, Problem> {
    match error {
        Error::Refused(refusal) if !refusal.is_conflict() => {
            let page = page(state, signed, id, purpose, Some(refusal.message())).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        other => Err(other.into()),
    }
}

/// `POST /du-thao/{id}/ky`
pub(crate) async fn sign(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Form(form): Form<SignForm>,
) -> Result<Response, Problem> {
    let unlock = Unlock {
        key: form.key,
        pin: form.pin,
    };
    match outbound::sign(
        &state.office,
        &state.evidence,
        signed.actor(),
        id,
        form.version,
        unlock,
    )
    .await
    {
        Ok(_) => Ok(done(back(id, "ky"))),
        Err(error) => again(&state, &signed, id, Purpose::Person, error).await,
    }
}

pub(super) fn done(redirect: Redirect) -> Response {
    redirect.into_response()
}
