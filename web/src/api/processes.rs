//! Processes: everything their pages can do.

mod change;
mod compare;
mod list;
mod moving;
mod pace;
mod show;
mod simulate;
mod whereabouts;

use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use directory::Permission::{ManageProcesses, ReadProcesses};
use utoipa_axum::routes;

use crate::{access::Access, problem::Problem, routes::Routes};

/// The routes of processes: each lets in whom its page lets in.
pub(super) fn routes() -> Routes {
    let (read, manage) = (Access::With(ReadProcesses), Access::With(ManageProcesses));
    Routes::new()
        .api(read, routes!(list::list))
        .api(read, routes!(list::versions))
        .api(manage, routes!(change::check))
        .api(manage, routes!(change::upload))
        .api(read, routes!(show::show))
        .api(read, routes!(show::file))
        .api(read, routes!(show::drawing))
        .api(manage, routes!(change::publish))
        .api(manage, routes!(change::retire))
        .api(manage, routes!(change::discard))
        .api(read, routes!(compare::show))
        .api(read, routes!(simulate::run))
        .api(read, routes!(moving::check))
        .api(manage, routes!(moving::go))
        .api(read, routes!(pace::show))
        .api(read, routes!(pace::drawing))
        .api(Access::SignedIn, routes!(whereabouts::of_one_arrival))
        .api(Access::SignedIn, routes!(whereabouts::drawing_of_arrival))
        .api(Access::SignedIn, routes!(whereabouts::of_one_draft))
        .api(Access::SignedIn, routes!(whereabouts::drawing_of_draft))
}

/// A drawing as SVG; not found where the process came without one.
fn drawn(svg: Option<String>) -> Result<Response, Problem> {
    let svg = svg.ok_or_else(|| Problem::new("not_found"))?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}
