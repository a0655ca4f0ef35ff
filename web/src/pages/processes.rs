//! The processes an agency works by: drawn and told, compared, tried by hand, put in force.

mod change;
mod compare;
mod list;
mod moving;
mod show;
mod simulate;
mod standing;
mod upload;

use directory::Permission::{ManageProcesses, ReadProcesses};

use crate::{access::Access, routes::Routes};

/// The routes of processes.
pub(crate) fn routes() -> Routes {
    let (read, manage) = (Access::With(ReadProcesses), Access::With(ManageProcesses));
    Routes::new()
        .get("/quan-tri/quy-trinh", read, list::show)
        .get("/quan-tri/quy-trinh/tai-len", manage, upload::ask)
        .upload("/quan-tri/quy-trinh/tai-len", manage, upload::take)
        .get("/quan-tri/quy-trinh/so-sanh", read, compare::show)
        .get("/quan-tri/quy-trinh/ban/{id}", read, show::show)
        .get("/quan-tri/quy-trinh/ban/{id}/tep", read, show::file)
        .post("/quan-tri/quy-trinh/ban/{id}/ban-hanh", manage, change::publish)
        .post(
            "/quan-tri/quy-trinh/ban/{id}/thoi-ap-dung",
            manage,
            change::retire,
        )
        .post("/quan-tri/quy-trinh/ban/{id}/xoa", manage, change::discard)
        .get("/quan-tri/quy-trinh/ban/{id}/chuyen", read, moving::show)
        .post("/quan-tri/quy-trinh/ban/{id}/chuyen", manage, moving::go_on)
        .get("/quan-tri/quy-trinh/ban/{id}/thu", read, simulate::begin)
        .post("/quan-tri/quy-trinh/ban/{id}/thu", read, simulate::go_on)
}

pub(crate) use show::attached;
pub(crate) use standing::Standing;

/// Where a version is shown.
fn address(id: workflow::store::definitions::DefinitionId) -> String {
    format!("/quan-tri/quy-trinh/ban/{id}")
}
