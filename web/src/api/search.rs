//! Search and what stands around it.

mod columns;
mod export;
mod fields;
mod hit;
mod index;
mod look;
mod saved;
mod similar;
mod suggestions;

pub(crate) use fields::FieldsQuery;
use utoipa_axum::routes;

use crate::{Access, routes::Routes};

/// The routes of the area. What anybody finds is within their own rights.
pub(super) fn routes() -> Routes {
    let anybody = Access::SignedIn;
    Routes::new()
        .api(anybody, routes!(look::search))
        .api(anybody, routes!(look::look_up))
        .api(anybody, routes!(suggestions::suggest))
        .api(anybody, routes!(export::export))
        .api(anybody, routes!(index::show))
        .api(anybody, routes!(columns::show))
        .api(anybody, routes!(columns::choose))
        .api(anybody, routes!(saved::list))
        .api(anybody, routes!(saved::save))
        .api(anybody, routes!(saved::rename))
        .api(anybody, routes!(saved::delete))
        .api(anybody, routes!(saved::news))
        .api(anybody, routes!(saved::mark_seen))
        .api(anybody, routes!(similar::of_arrival))
        .api(anybody, routes!(similar::of_document))
}
