//! Administration: agencies, units, people, posts, symbols, days off, rights, the audit trail.

mod agencies;
pub(crate) mod audit;
mod days;
mod hand_over;
mod import;
mod overview;
mod people;
mod permissions;
mod posts;
mod symbols;
mod trust;
mod units;

use directory::Permission::{
    ManageCalendar, ManageDirectory, ManageSymbols, ReadAudit, ReadDirectory, ReadPermissions, ReadProcesses,
};

use crate::{access::Access, routes::Routes};

/// The routes of administration.
pub(crate) fn routes() -> Routes {
    let read = Access::With(ReadDirectory);
    let manage = Access::With(ManageDirectory);
    Routes::new()
        .get(
            "/quan-tri",
            Access::WithAny(&[
                ReadDirectory,
                ReadPermissions,
                ReadAudit,
                ManageSymbols,
                ReadProcesses,
            ]),
            overview::show,
        )
        .get("/quan-tri/co-quan", read, agencies::list)
        .get("/quan-tri/co-quan/them", manage, agencies::new)
        .post("/quan-tri/co-quan/them", manage, agencies::add)
        .get("/quan-tri/co-quan/{id}", read, agencies::show)
        .post("/quan-tri/co-quan/{id}", manage, agencies::change)
        .post("/quan-tri/co-quan/{id}/don-vi", manage, units::add)
        .get("/quan-tri/don-vi/{id}", read, units::show)
        .post("/quan-tri/don-vi/{id}", manage, units::change)
        .get("/quan-tri/co-quan/{id}/nguoi", read, people::list)
        .post("/quan-tri/co-quan/{id}/nguoi", manage, people::add)
        .get("/quan-tri/nguoi/{id}", read, people::show)
        .post("/quan-tri/nguoi/{id}", manage, people::change)
        .post("/quan-tri/nguoi/{id}/tai-khoan", manage, people::open_account)
        .post("/quan-tri/nguoi/{id}/chuc-vu", manage, posts::add)
        .post("/quan-tri/chuc-vu/{id}", manage, posts::change)
        .get("/quan-tri/chuc-vu/{id}/ban-giao", manage, hand_over::show)
        .post("/quan-tri/chuc-vu/{id}/ban-giao", manage, hand_over::give)
        .post(
            "/quan-tri/tai-khoan/{id}/mat-khau",
            manage,
            people::reset_password,
        )
        .post("/quan-tri/tai-khoan/{id}/khoa", manage, people::disable)
        .post("/quan-tri/tai-khoan/{id}/mo", manage, people::enable)
        .get("/quan-tri/co-quan/{id}/nhap", manage, import::show)
        .post("/quan-tri/co-quan/{id}/nhap", manage, import::preview)
        .post("/quan-tri/co-quan/{id}/nhap/thuc-hien", manage, import::take_over)
        .get(
            "/quan-tri/ngay-nghi",
            Access::WithAny(&[ManageCalendar, ReadDirectory]),
            days::list,
        )
        .post("/quan-tri/ngay-nghi", Access::With(ManageCalendar), days::set)
        .post(
            "/quan-tri/ngay-nghi/{date}/xoa",
            Access::With(ManageCalendar),
            days::remove,
        )
        .get("/quan-tri/ky-hieu", Access::With(ManageSymbols), symbols::list)
        .post("/quan-tri/ky-hieu", Access::With(ManageSymbols), symbols::set)
        .get(
            "/quan-tri/tin-cay",
            Access::WithAny(&[ManageDirectory, ReadAudit]),
            trust::list,
        )
        .upload("/quan-tri/tin-cay", manage, trust::add)
        .post("/quan-tri/tin-cay/{fingerprint}/bo", manage, trust::remove)
        .get(
            "/quan-tri/phan-quyen",
            Access::With(ReadPermissions),
            permissions::show,
        )
        .get("/quan-tri/nhat-ky", Access::With(ReadAudit), audit::list)
        .get("/quan-tri/nhat-ky/xuat", Access::With(ReadAudit), audit::export)
        .post(
            "/quan-tri/nhat-ky/kiem-tra",
            Access::With(ReadAudit),
            audit::verify,
        )
}
