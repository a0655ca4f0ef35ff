use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{Permission, Require as _};
use documents::{
    Error,
    outbound::{
        entity::trust::{Model, TrustKind, TrustOrigin},
        trust,
    },
};
use kernel::{FieldError, Timestamp};
use serde::Deserialize;
use signing::{Certificate, revocation::list_facts};

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path},
    pages::outbound::form::Sent,
    problem::Problem,
    show,
    signed::Signed,
};

/// Whom this installation trusts, and whom it once trusted.
#[derive(Template, WebTemplate)]
#[template(path = "administration/trust.html")]
pub(crate) struct TrustPage {
    chrome: Chrome,
    roots: Vec<Row>,
    lists: Vec<Row>,
    gone: Vec<Row>,
    origins: &'static [TrustOrigin],
    origin: String,
    errors: Vec<FieldError>,
    may_manage: bool,
}

struct Row {
    fingerprint: String,
    name: String,
    origin: &'static str,
    from: String,
    to: String,
    is_over: bool,
    added: String,
    removed: String,
    reason: String,
}

impl Row {
    fn of(row: Model, now: Timestamp) -> (TrustKind, bool, Self) {
        let validity = match row.kind {
            TrustKind::Root => Certificate::from_der(&row.der)
                .ok()
                .map(|root| (root.not_before(), Some(root.not_after()))),
            TrustKind::RevocationList => list_facts(&row.der).ok().map(|list| (list.issued, list.next)),
        };
        let moment = |moment| show::date(Timestamp::from(moment).vietnam().date());
        let until = validity.and_then(|(_, until)| until);
        let told = Self {
            fingerprint: row.fingerprint,
            name: row.name,
            origin: row.origin.map_or("", TrustOrigin::label),
            from: validity.map(|(from, _)| moment(from)).unwrap_or_default(),
            to: until.map(moment).unwrap_or_default(),
            is_over: until.is_some_and(|until| Timestamp::from(until) < now),
            added: show::moment(row.added_at),
            removed: row.removed_at.map(show::moment).unwrap_or_default(),
            reason: row.removal_reason.unwrap_or_default(),
        };
        (row.kind, row.removed_at.is_some(), told)
    }
}

async fn page(
    state: &AppState,
    signed: &Signed,
    origin: String,
    errors: Vec<FieldError>,
) -> Result<TrustPage, Problem> {
    let (mut roots, mut lists, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    for row in trust::history(state.office.database.read()).await? {
        match Row::of(row, state.office.now()) {
            (_, true, row) => gone.push(row),
            (TrustKind::Root, _, row) => roots.push(row),
            (TrustKind::RevocationList, _, row) => lists.push(row),
        }
    }
    Ok(TrustPage {
        chrome: chrome(state, signed, Section::Administration, "Danh sách tin cậy").await?,
        roots,
        lists,
        gone,
        origins: TrustOrigin::ALL,
        origin,
        errors,
        may_manage: signed.actor().may(Permission::ManageDirectory),
    })
}

/// `GET /quan-tri/tin-cay`
pub(crate) async fn list(State(state): State<AppState>, signed: Signed) -> Result<TrustPage, Problem> {
    page(&state, &signed, String::new(), Vec::new()).await
}

/// `POST /quan-tri/tin-cay`: a certificate, or else a revocation list.
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    mut sent: Sent,
) -> Result<Response, Problem> {
    let origin = sent.text("origin").to_owned();
    match take(&state, &signed, sent.file("file").unwrap_or_default(), &origin).await {
        Ok(()) => Ok(Redirect::to("/quan-tri/tin-cay?da=them").into_response()),
        Err(error) => mistaken(&state, &signed, origin, error).await,
    }
}

async fn take(state: &AppState, signed: &Signed, bytes: Vec<u8>, origin: &str) -> Result<(), Error> {
    let (office, actor) = (&state.office, signed.actor());
    if list_facts(&bytes).is_ok() {
        return trust::add_revocation_list(office, actor, &bytes).await;
    }
    let origin = origin
        .parse::<TrustOrigin>()
        .map_err(|_| Error::field("origin", "Chọn nguồn của chứng thư gốc."))?;
    match trust::add_root(office, actor, &bytes, Some(origin)).await {
        Err(Error::Signing(_)) => Err(Error::field(
            "file",
            "Không đọc được tệp: cần chứng thư X.509 (PEM, DER) hoặc danh sách thu hồi (DER).",
        )),
        other => other,
    }
}

/// Why something is trusted no more.
#[derive(Debug, Deserialize)]
pub(crate) struct Removal {
    reason: String,
}

/// `POST /quan-tri/tin-cay/{fingerprint}/bo`
pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(fingerprint): Path<String>,
    Form(form): Form<Removal>,
) -> Result<Response, Problem> {
    match trust::remove(&state.office, signed.actor(), &fingerprint, &form.reason).await {
        Ok(()) => Ok(Redirect::to("/quan-tri/tin-cay?da=xoa").into_response()),
        Err(error) => mistaken(&state, &signed, String::new(), error).await,
    }
}

/// Mistakes are shown on the page again; what is worse is a problem of its own.
async fn mistaken(
    state: &AppState,
    signed: &Signed,
    origin: String,
    error: Error,
) -> Result<Response, Problem> {
    match error {
        Error::Invalid(errors) => {
            let page = page(state, signed, origin, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        error => Err(error.into()),
    }
}
