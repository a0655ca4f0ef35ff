//! A person's own account: password, sessions, personal tokens.

mod delegations;
mod password;
mod sessions;
mod tokens;

use crate::{access::Access, routes::Routes};

/// The routes of one's own account.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/tai-khoan", Access::SignedIn, sessions::show)
        .post(
            "/tai-khoan/phien/{id}/ket-thuc",
            Access::SignedIn,
            sessions::revoke,
        )
        .get("/tai-khoan/uy-quyen", Access::SignedIn, delegations::show)
        .post("/tai-khoan/uy-quyen", Access::SignedIn, delegations::give)
        .post(
            "/tai-khoan/uy-quyen/{id}/thu-hoi",
            Access::SignedIn,
            delegations::revoke,
        )
        .get("/tai-khoan/mat-khau", Access::SignedIn, password::show)
        .post("/tai-khoan/mat-khau", Access::SignedIn, password::change)
        .get("/tai-khoan/ma-truy-cap", Access::SignedIn, tokens::show)
        .post("/tai-khoan/ma-truy-cap", Access::SignedIn, tokens::make)
        .post(
            "/tai-khoan/ma-truy-cap/{id}/thu-hoi",
            Access::SignedIn,
            tokens::revoke,
        )
}
