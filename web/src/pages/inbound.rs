//! Pages of what arrives: bring, register, list, read, act.

mod act;
mod attach;
mod book;
pub(crate) mod fields;
pub(crate) mod file;
mod list;
mod page_view;
mod receive;
mod register;
mod show;

use directory::Permission::{ReadBooks, RegisterArrival};
pub(crate) use page_view::{PageView, pages};
pub(crate) use show::LookedFor;

use crate::{access::Access, routes::Routes};

/// The routes of the area. Who may act on which arrival is the area's rule.
pub(super) fn routes() -> Routes {
    let (clerk, reader) = (Access::With(RegisterArrival), Access::SignedIn);
    Routes::new()
        .get("/den", reader, list::list)
        .get("/den/xuat", reader, list::export)
        .post("/den/trinh", clerk, list::submit_several)
        .get("/den/tiep-nhan", clerk, receive::show)
        .upload("/den/tiep-nhan", clerk, receive::receive)
        .get("/den/tiep-nhan/{id}", clerk, register::from_file)
        .post("/den/tiep-nhan/{id}", clerk, register::save_file)
        .post("/den/tiep-nhan/{id}/tu-choi", clerk, receive::refuse)
        .get("/den/tiep-nhan/{id}/trang/{page}", clerk, file::intake_page)
        .get("/den/ban-giay", clerk, register::paper)
        .post("/den/ban-giay", clerk, register::save_paper)
        .get("/den/so", Access::With(ReadBooks), book::show)
        .get("/den/so/xuat", Access::With(ReadBooks), book::export)
        .get("/den/{id}", reader, show::show)
        .upload("/den/{id}/tep", clerk, attach::attach)
        .post("/den/{id}/tep/{file}/bo", clerk, act::detach)
        .post("/den/{id}/dang-ky", clerk, act::accept)
        .post("/den/{id}/trinh", clerk, act::submit)
        .post("/den/{id}/tra-noi-gui", clerk, act::return_to_sender)
        .post("/den/{id}/chi-dao", reader, act::direct)
        .post("/den/{id}/don-doc", reader, act::urge)
        .post("/den/{id}/phan/{assignment}/phan-cong", reader, act::assign)
        .post("/den/{id}/phan/{assignment}/bao-cao", reader, act::report)
        .post("/den/{id}/phan/{assignment}/gia-han", reader, act::ask_extension)
        .post("/den/{id}/phan/{assignment}/tra-lai", reader, act::send_back)
        .post("/den/{id}/phan/{assignment}/da-xem", reader, act::acknowledge)
        .post("/den/{id}/gia-han/{extension}", reader, act::decide_extension)
        .post("/den/{id}/buoc/{task}", reader, act::finish_step)
        .get("/tep/{id}", reader, file::download)
        .get("/tep/{id}/trang/{page}", reader, file::page)
}
