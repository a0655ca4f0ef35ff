use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use directory::{Permission, Require as _};
use workflow::store::definitions::{self, InForce};

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    problem::Problem,
    show,
    signed::Signed,
};

/// Every process with the version in force.
#[derive(Template, WebTemplate)]
#[template(path = "processes/list.html")]
pub(crate) struct ListPage {
    chrome: Chrome,
    processes: Vec<InForce>,
    may_manage: bool,
}

/// `GET /quan-tri/quy-trinh`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<ListPage, Problem> {
    let actor = signed.actor();
    Ok(ListPage {
        processes: definitions::in_force(state.office.database.read(), actor).await?,
        may_manage: actor.may(Permission::ManageProcesses),
        chrome: chrome(&state, &signed, Section::Administration, "Quy trình").await?,
    })
}
