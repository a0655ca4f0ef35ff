//! Drafts and issued documents of one's own agency: `/api/v1/drafts`.

mod act;
mod batch;
mod body;
mod dispatch;
pub(crate) mod file;
mod keys;
mod list;
mod preview;
mod show;
mod signing;
mod write;

use directory::Permission::{
    IssueDocument, NumberDocument, RecallDocument, ReviewContent, ReviewForm, SealDocument, SignDocument,
    WriteDraft,
};
use utoipa_axum::routes;

use crate::{Access, routes::Routes};

/// The routes of the area. Who may do what with which draft is the area's rule; here one must be able to read documents.
#[must_use]
pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(Access::SignedIn, routes!(list::list))
        .api(Access::With(WriteDraft), routes!(write::begin))
        .api(Access::SignedIn, routes!(show::show))
        .api(Access::With(WriteDraft), routes!(write::change))
        .api(Access::SignedIn, routes!(write::comment))
        .api(Access::SignedIn, routes!(act::urge))
        .api(Access::With(WriteDraft), routes!(preview::preview))
        .api(Access::With(WriteDraft), routes!(act::submit))
        .api(
            Access::WithAny(&[ReviewContent, ReviewForm]),
            routes!(act::confirm),
        )
        .api(
            Access::WithAny(&[ReviewContent, ReviewForm, SignDocument]),
            routes!(act::send_back),
        )
        .api(Access::With(SignDocument), routes!(act::sign))
        .api(
            Access::WithAny(&[SignDocument, SealDocument]),
            routes!(signing::begin),
        )
        .api(Access::SignedIn, routes!(signing::show))
        .api(Access::SignedIn, routes!(signing::finish))
        .api(Access::SignedIn, routes!(signing::cancel))
        .api(
            Access::WithAny(&[SignDocument, SealDocument]),
            routes!(batch::begin),
        )
        .api(
            Access::WithAny(&[SignDocument, SealDocument]),
            routes!(batch::show),
        )
        .api(
            Access::WithAny(&[SignDocument, SealDocument]),
            routes!(batch::resume),
        )
        .api(Access::With(NumberDocument), routes!(act::number))
        .api(Access::With(SealDocument), routes!(act::seal))
        .api(Access::With(IssueDocument), routes!(act::issue))
        .api(Access::With(RecallDocument), routes!(act::recall))
        .api(Access::With(IssueDocument), routes!(dispatch::mark_sent))
        .api(Access::SignedIn, routes!(file::file))
        .api(Access::SignedIn, routes!(file::page))
        .api(Access::SignedIn, routes!(keys::list))
        .api(Access::SignedIn, routes!(keys::add))
        .api(Access::SignedIn, routes!(keys::remove))
}
