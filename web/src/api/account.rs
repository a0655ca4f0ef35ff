//! One's own account: sessions, tokens, password, the post acted in.

mod delegation;
mod password;
mod post;
mod session;
mod token;

use utoipa_axum::routes;

use crate::{access::Access, routes::Routes};

/// The routes of one's own account.
pub(super) fn routes() -> Routes {
    let own = Access::SignedIn;
    Routes::new()
        .api(own, routes!(session::list))
        .api(own, routes!(session::revoke))
        .api(own, routes!(token::list))
        .api(own, routes!(token::make))
        .api(own, routes!(token::revoke))
        .api(own, routes!(post::switch))
        .api(own, routes!(password::change))
        .api(own, routes!(delegation::list))
        .api(own, routes!(delegation::give))
        .api(own, routes!(delegation::revoke))
}
