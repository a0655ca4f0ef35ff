//! The search page and what stands around it.

mod address;
mod advanced;
mod columns;
mod export;
mod facets;
mod saved;
mod show;
pub(crate) mod similar;

pub(crate) use export::answer as export_answer;

use crate::{Access, routes::Routes};

/// The routes of the area. What anybody finds is within their own rights.
pub(crate) fn routes() -> Routes {
    let anybody = Access::SignedIn;
    Routes::new()
        .get("/tim-kiem", anybody, show::show)
        .get("/tim-kiem/nang-cao", anybody, advanced::show)
        .get("/tim-kiem/xuat", anybody, export::export)
        .post("/tim-kiem/cot", anybody, columns::choose)
        .get("/tim-kiem/da-luu", anybody, saved::list)
        .post("/tim-kiem/da-luu", anybody, saved::save)
        .post("/tim-kiem/da-luu/{id}/ten", anybody, saved::rename)
        .post("/tim-kiem/da-luu/{id}/xoa", anybody, saved::delete)
        .post("/tim-kiem/da-luu/{id}/da-xem", anybody, saved::mark_seen)
}
