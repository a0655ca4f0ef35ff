//! What arrives, the work list and signature reports.

mod act;
mod attach;
mod book;
mod intake;
mod list;
mod part;
mod register;
mod show;
mod signatures;
mod task;

use directory::Permission::{ReadBooks, RegisterArrival, SealDocument};
use utoipa_axum::routes;

use crate::{access::Access, routes::Routes};

/// The routes of the area. Who may act on which arrival is the area's rule.
pub(super) fn routes() -> Routes {
    let (clerk, reader) = (Access::With(RegisterArrival), Access::SignedIn);
    Routes::new()
        .api(clerk, routes!(intake::list))
        .api_upload(clerk, routes!(intake::bring))
        .api(clerk, routes!(intake::show))
        .api(clerk, routes!(intake::refuse))
        .api(reader, routes!(list::list))
        .api(clerk, routes!(register::register))
        .api(reader, routes!(show::show))
        .api_upload(clerk, routes!(attach::attach))
        .api(clerk, routes!(attach::detach))
        .api(clerk, routes!(act::accept))
        .api(clerk, routes!(act::submit))
        .api(clerk, routes!(act::return_to_sender))
        .api(reader, routes!(act::direct))
        .api(reader, routes!(act::urge))
        .api(reader, routes!(part::assign))
        .api(reader, routes!(part::report))
        .api(reader, routes!(part::send_back))
        .api(reader, routes!(part::acknowledge))
        .api(reader, routes!(part::ask_extension))
        .api(reader, routes!(part::decide_extension))
        .api(Access::With(ReadBooks), routes!(book::show))
        .api(reader, routes!(task::list))
        .api(reader, routes!(task::complete))
        .api_upload(reader, routes!(signatures::report))
        .api(reader, routes!(signatures::schema))
        .api(reader, routes!(signatures::of_file))
        .api(Access::With(SealDocument), routes!(signatures::sealed))
}

/// A date in a body: "2026-03-05" or "05/03/2026".
fn date(field: &str, text: Option<&str>) -> Result<Option<time::Date>, crate::problem::Problem> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let read = documents::inbound::facts::read_date(text);
    let wrong = || documents::Error::field(field, "Viết ngày theo dạng 2026-03-05.");
    Ok(Some(read.ok_or_else(wrong)?))
}
