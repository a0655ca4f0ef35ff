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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
impl PermissionsPage {
    fn permissions() -> &'static [Permission] {
        Permission::ALL
    }

    fn roles() -> [Role; 8] {
        Role::ALL
    }

    fn carries(role: &Role, permission: &Permission) -> bool {
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
