//! Pages for people. Every area gives its routes; forms work without JavaScript.

mod account;
pub(crate) mod administration;
mod health;
mod help;
mod home;
pub(crate) mod inbound;
pub(crate) mod notifications;
pub(crate) mod outbound;
mod preview;
pub(crate) mod processes;
pub(crate) mod search;
mod sign_in;
pub(crate) mod signatures;
pub(crate) mod views;

pub(crate) use outbound::go_on_signing;

use crate::{access::Access, assets, routes::Routes};

/// The routes of all pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/", Access::SignedIn, home::show)
        .post("/viec/da-xem", Access::SignedIn, home::acknowledge_several)
        .get("/tro-giup", Access::SignedIn, help::show)
        .get("/healthz", Access::Public, health::show)
        .get("/assets/{version}/{*name}", Access::Public, assets::serve)
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(notifications::routes())
        .merge(views::routes())
        .get("/den/{id}/xem-nhanh", Access::SignedIn, preview::of_arrival)
        .get("/du-thao/{id}/xem-nhanh", Access::SignedIn, preview::of_document)
        .merge(inbound::routes())
        .merge(search::routes())
        .get("/kiem-tra-chu-ky", Access::SignedIn, signatures::ask)
        .upload("/kiem-tra-chu-ky", Access::SignedIn, signatures::answer)
        .get("/tep/{id}/chu-ky", Access::SignedIn, signatures::of_file)
        .post(
            "/tep/{id}/chu-ky/bao-cao",
            Access::With(directory::Permission::SealDocument),
            signatures::sealed,
        )
        .merge(administration::routes())
        .merge(processes::routes())
        .merge(outbound::routes())
}
