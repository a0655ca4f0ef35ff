//! Pages of drafts, signing, issuing, and of the keys.

mod act;
mod batch;
mod book;
mod edit;
pub(crate) mod form;
mod keys;
mod list;
mod plugin;
mod seal;
mod show;
mod sign;
mod sign_many;

use directory::Permission::{
    IssueDocument, NumberDocument, ReadBooks, RecallDocument, ReviewContent, ReviewForm, SealDocument,
    SignDocument, WriteDraft,
};

pub(crate) use batch::go_on as go_on_signing;
pub(crate) use sign::KeyChoice;

use crate::{Access, api::outbound::file, routes::Routes};

/// The routes of the area. Who may do what with which draft is the area's rule.
#[must_use]
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/du-thao", Access::SignedIn, list::drafts)
        .get("/du-thao/xuat", Access::SignedIn, list::export_drafts)
        .get("/van-ban-di", Access::SignedIn, list::issued)
        .get("/van-ban-di/xuat", Access::SignedIn, list::export_issued)
        .get("/van-ban-di/so", Access::With(ReadBooks), book::books)
        .get("/van-ban-di/so/{book}", Access::With(ReadBooks), book::book)
        .get(
            "/van-ban-di/so/{book}/xuat",
            Access::With(ReadBooks),
            book::export,
        )
        .get("/du-thao/moi", Access::With(WriteDraft), edit::begin)
        .upload("/du-thao/moi", Access::With(WriteDraft), edit::save_new)
        .get("/du-thao/{id}", Access::SignedIn, show::show)
        .get("/du-thao/{id}/sua", Access::With(WriteDraft), edit::change)
        .upload("/du-thao/{id}/sua", Access::With(WriteDraft), edit::save)
        .post("/du-thao/{id}/gop-y", Access::SignedIn, act::comment)
        .post("/du-thao/{id}/don-doc", Access::SignedIn, act::urge)
        .post("/du-thao/{id}/trinh", Access::With(WriteDraft), act::submit)
        .post(
            "/du-thao/{id}/kiem-tra",
            Access::WithAny(&[ReviewContent, ReviewForm]),
            act::confirm,
        )
        .post(
            "/du-thao/{id}/tra-lai",
            Access::WithAny(&[ReviewContent, ReviewForm, SignDocument]),
            act::send_back,
        )
        .get("/du-thao/{id}/ky", Access::With(SignDocument), sign::ask)
        .post("/du-thao/{id}/ky", Access::With(SignDocument), sign::sign)
        .get(
            "/ky-hang-loat",
            Access::WithAny(&[SignDocument, SealDocument]),
            batch::ask,
        )
        .post(
            "/ky-hang-loat",
            Access::WithAny(&[SignDocument, SealDocument]),
            batch::begin,
        )
        .get(
            "/ky-hang-loat/{id}",
            Access::WithAny(&[SignDocument, SealDocument]),
            batch::show,
        )
        .post(
            "/ky-hang-loat/{id}",
            Access::WithAny(&[SignDocument, SealDocument]),
            batch::resume,
        )
        .post("/du-thao/{id}/cap-so", Access::With(NumberDocument), act::number)
        .get("/du-thao/{id}/dong-dau", Access::With(SealDocument), seal::ask)
        .post("/du-thao/{id}/dong-dau", Access::With(SealDocument), seal::seal)
        .post("/du-thao/{id}/phat-hanh", Access::With(IssueDocument), act::issue)
        .post("/du-thao/{id}/thu-hoi", Access::With(RecallDocument), act::recall)
        .post(
            "/du-thao/{id}/da-gui/{dispatch}",
            Access::With(IssueDocument),
            act::mark_sent,
        )
        .get(
            "/ky-nhieu",
            Access::WithAny(&[SignDocument, SealDocument]),
            sign_many::show,
        )
        .get("/ky-so/tep/{secret}/{name}", Access::Link, plugin::file)
        .upload("/ky-so/ket-qua/{secret}", Access::Link, plugin::result)
        .get("/du-thao/{id}/tep", Access::SignedIn, file::file)
        .get("/du-thao/{id}/trang/{page}", Access::SignedIn, file::page)
        .get("/chung-thu-so", Access::SignedIn, keys::list)
        .upload("/chung-thu-so", Access::SignedIn, keys::add)
        .post("/chung-thu-so/{id}/bo", Access::SignedIn, keys::remove)
}
