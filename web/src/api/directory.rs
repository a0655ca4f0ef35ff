//! Agencies, units, people, posts, accounts, the calendar, symbols, rights and the audit trail.

mod account;
mod agency;
mod audit;
mod day;
mod hand_over;
mod import;
mod permission;
mod person;
mod post;
mod symbol;
mod trust;
mod unit;

use directory::{
    Error,
    Permission::{ManageCalendar, ManageDirectory, ManageSymbols, ReadAudit, ReadDirectory, ReadPermissions},
    Require as _,
    agency::require_administered,
};
use kernel::{actor::Role, id::AgencyId};
use time::Date;
use utoipa_axum::routes;

use crate::{AppState, access::Access, entered, problem::Problem, routes::Routes, signed::Signed};

/// The routes of the directory: each lets in whom its page lets in.
pub(super) fn routes() -> Routes {
    let (read, manage) = (Access::With(ReadDirectory), Access::With(ManageDirectory));
    let (calendar, symbols) = (Access::With(ManageCalendar), Access::With(ManageSymbols));
    Routes::new()
        .api(read, routes!(agency::list))
        .api(manage, routes!(agency::add))
        .api(read, routes!(agency::show))
        .api(manage, routes!(agency::change))
        .api(Access::SignedIn, routes!(unit::list))
        .api(manage, routes!(unit::add))
        .api(read, routes!(unit::show))
        .api(manage, routes!(unit::change))
        .api(read, routes!(person::list))
        .api(manage, routes!(person::add))
        .api(read, routes!(person::show))
        .api(manage, routes!(person::change))
        .api(Access::SignedIn, routes!(post::list))
        .api(manage, routes!(post::add))
        .api(manage, routes!(post::change))
        .api(manage, routes!(hand_over::show))
        .api(manage, routes!(hand_over::give))
        .api(manage, routes!(account::open))
        .api(read, routes!(account::show))
        .api(manage, routes!(account::reset_password))
        .api(manage, routes!(account::disable))
        .api(manage, routes!(account::enable))
        .api(manage, routes!(import::preview))
        .api(manage, routes!(import::take_over))
        .api(
            Access::WithAny(&[ManageCalendar, ReadDirectory]),
            routes!(day::list),
        )
        .api(calendar, routes!(day::set))
        .api(calendar, routes!(day::remove))
        .api(symbols, routes!(symbol::list))
        .api(symbols, routes!(symbol::set))
        .api(symbols, routes!(symbol::remove))
        .api(Access::With(ReadPermissions), routes!(permission::show))
        .api(Access::With(ReadAudit), routes!(audit::list))
        .api(Access::With(ReadAudit), routes!(audit::verify))
        .api(Access::SignedIn, routes!(trust::list))
        .api(manage, routes!(trust::add))
        .api(manage, routes!(trust::add_list))
        .api(manage, routes!(trust::remove))
}

/// An optional date of a body.
fn date(field: &str, text: Option<&str>) -> Result<Option<Date>, Error> {
    entered::date(text.unwrap_or_default(), field)
}

/// A date that has to be there.
fn required_date(field: &str, text: &str) -> Result<Date, Error> {
    entered::date(text, field)?.ok_or_else(|| Error::field(field, "Ghi ngày, ví dụ 2026-11-21."))
}

/// Roles by their codes; an unknown code is a mistake rather than passed over.
fn roles(codes: &[String]) -> Result<std::collections::BTreeSet<Role>, Error> {
    let known = |code: &String| {
        let wrong = || Error::field("roles", format!("Không có vai trò {code:?}."));
        code.parse().map_err(|_| wrong())
    };
    codes.iter().map(known).collect()
}

/// Lets in who belongs to the agency, and who administers or audits it.
async fn require_seen(state: &AppState, signed: &Signed, agency: AgencyId) -> Result<(), Problem> {
    if agency != signed.actor().agency {
        signed
            .actor()
            .require(ReadDirectory)
            .map_err(|_| Problem::new("not_found"))?;
        require_administered(state.office.database.read(), signed.actor(), agency).await?;
    }
    Ok(())
}
