use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use documents::{
    Error,
    outbound::{
        KeyStoreId,
        entity::trust::{self, TrustKind},
        keys::{self, NewKey},
        trust as trusted,
    },
};
use kernel::{FieldError, actor::Role};

use super::form::Sent;
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Path,
    problem::Problem,
    show,
    signed::Signed,
};

/// Certificates with their expiry, and a form to add a key.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/keys.html")]
pub(crate) struct KeysPage {
    chrome: Chrome,
    keys: Vec<KeyRow>,
    roots: Vec<trust::Model>,
    is_clerk: bool,
    mistakes: Vec<FieldError>,
}

/// One line of the inventory.
pub(crate) struct KeyRow {
    id: String,
    owner: String,
    is_agency: bool,
    issuer: String,
    serial: String,
    from: String,
    to: String,
    /// In words: valid, nearly over, over, not begun.
    state: &'static str,
    /// `good`, `near` or `bad`, for the colour beside the words.
    tone: &'static str,
    can_remove: bool,
}

impl KeysPage {
    fn mistake(&self, field: &str) -> Option<&str> {
        self.mistakes
            .iter()
            .find(|mistake| mistake.field == field)
            .map(|mistake| mistake.message.as_str())
    }
}

/// `GET /chung-thu-so`
pub(crate) async fn list(State(state): State<AppState>, signed: Signed) -> Result<KeysPage, Problem> {
    page(&state, &signed, Vec::new()).await
}

async fn page(state: &AppState, signed: &Signed, mistakes: Vec<FieldError>) -> Result<KeysPage, Problem> {
    let connection = state.office.database.read();
    let actor = signed.actor();
    let now = state.office.now();
    let rows = keys::inventory(connection, actor).await?;
    let keys = rows.into_iter().map(|row| {
        let (state, tone) = if now < row.not_before {
            ("Chưa đến ngày hiệu lực", "bad")
        } else if now > row.not_after {
            ("Đã hết hạn", "bad")
        } else if now.plus(time::Duration::days(30)) > row.not_after {
            ("Sắp hết hạn", "near")
        } else {
            ("Còn hiệu lực", "good")
        };
        KeyRow {
            id: row.id.to_string(),
            is_agency: row.person_id.is_none(),
            can_remove: row.person_id == Some(actor.person)
                || row.person_id.is_none() && actor.has(Role::Clerk),
            owner: row.owner_name,
            issuer: row.issuer,
            serial: row.serial,
            from: show::date(row.not_before.vietnam().date()),
            to: show::date(row.not_after.vietnam().date()),
            state,
            tone,
        }
    });
    Ok(KeysPage {
        keys: keys.collect(),
        roots: trusted::all(connection)
            .await?
            .into_iter()
            .filter(|row| row.kind == TrustKind::Root)
            .collect(),
        is_clerk: actor.has(Role::Clerk),
        mistakes,
        chrome: chrome(state, signed, Section::Account, "Chứng thư số").await?,
    })
}

/// `POST /chung-thu-so`
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    mut sent: Sent,
) -> Result<Response, Problem> {
    let new = NewKey {
        is_agency: sent.is_ticked("is_agency"),
        pkcs12: sent.file("pkcs12").unwrap_or_default(),
        pin: sent.text("pin").to_owned(),
        image: sent.file("image"),
    };
    match keys::add(&state.office, signed.actor(), new).await {
        Ok(_) => Ok(Redirect::to("/chung-thu-so?da=them").into_response()),
        Err(Error::Invalid(mistakes)) => {
            let page = page(&state, &signed, mistakes).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /chung-thu-so/{id}/bo`
pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<KeyStoreId>,
) -> Result<Redirect, Problem> {
    keys::remove(&state.office, signed.actor(), id).await?;
    Ok(Redirect::to("/chung-thu-so?da=xoa"))
}
