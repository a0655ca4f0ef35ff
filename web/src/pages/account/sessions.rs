use askama::Template;
use askama_web::WebTemplate;
use axum::{extract::State, response::Redirect};
use directory::{
    entity::session,
    identity::Through,
    session::{SessionId, of_actor},
};

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Path,
    problem::Problem,
    show,
    signed::Signed,
};

/// Where I am signed in.
#[derive(Template, WebTemplate)]
#[template(path = "account/sessions.html")]
pub(crate) struct SessionsPage {
    chrome: Chrome,
    login: String,
    through: Through,
    sessions: Vec<session::Model>,
}

impl SessionsPage {
    /// Whether the page was asked for through this session.
    fn is_here(&self, session: &session::Model) -> bool {
        self.through == Through::Session(session.id)
    }
}

/// `GET /tai-khoan`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<SessionsPage, Problem> {
    Ok(SessionsPage {
        sessions: of_actor(&state.office, signed.actor()).await?,
        login: signed.identity.login.clone(),
        through: signed.identity.through,
        chrome: chrome(&state, &signed, Section::Account, "Tài khoản").await?,
    })
}

/// `POST /tai-khoan/phien/{id}/ket-thuc`
pub(crate) async fn revoke(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SessionId>,
) -> Result<Redirect, Problem> {
    directory::session::revoke(&state.office, signed.actor(), id).await?;
    Ok(Redirect::to("/tai-khoan?da=ket-thuc-phien"))
}
