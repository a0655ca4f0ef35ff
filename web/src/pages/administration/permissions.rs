use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use directory::Permission;
use kernel::actor::Role;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    problem::Problem,
    routes::{self, Row},
    signed::Signed,
};

/// The table of rights, and who may use which address.
#[derive(Template, WebTemplate)]
#[template(path = "administration/permissions.html")]
pub(crate) struct PermissionsPage {
    chrome: Chrome,
    rows: Vec<Row>,
}

impl PermissionsPage {
    fn permissions(&self) -> &'static [Permission] {
        Permission::ALL
    }

    fn roles(&self) -> [Role; 8] {
        Role::ALL
    }

    fn carries(&self, role: &Role, permission: &Permission) -> bool {
        permission.roles().contains(role)
    }
}

/// `GET /quan-tri/phan-quyen`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<PermissionsPage, Problem> {
    Ok(PermissionsPage {
        chrome: chrome(&state, &signed, Section::Administration, "Bảng phân quyền").await?,
        rows: routes::all().rows().to_vec(),
    })
}
