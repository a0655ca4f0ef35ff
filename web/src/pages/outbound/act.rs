//! Actions that need no page of their own: a button or a small form on the document's page. A form that is refused comes back
//! on that page as it was filled.

use axum::response::{Redirect, Response};
use documents::{
    DocumentId, Error,
    outbound::{self, Check, Confirmation, DispatchId},
};
use futures::future::BoxFuture;

use super::show::{ShowPage, page};
use crate::{
    AppState, acted::Acted, extract::Path, pages::inbound::LookedFor, problem::Problem, refused::Refused,
    signed::Signed,
};

/// The page that is drawn again.
type Page = BoxFuture<'static, Result<ShowPage, Problem>>;

/// Back to the document, saying what was done.
pub(super) fn back(id: DocumentId, done: &str) -> Redirect {
    Redirect::to(&onwards(id, done))
}

fn onwards(id: DocumentId, done: &str) -> String {
    format!("/du-thao/{id}?da={done}")
}

/// The document's page with the form that was refused.
fn again(id: DocumentId) -> impl FnOnce(AppState, Signed, Refused) -> Page {
    move |state, signed, refused| {
        Box::pin(async move { page(&state, &signed, id, &LookedFor::default(), refused).await })
    }
}

/// Back to the document, saying what was done; or its page with the form again.
async fn answer<T>(
    acted: Acted,
    id: DocumentId,
    outcome: Result<T, Error>,
    form: impl Into<String>,
    done: &str,
) -> Result<Response, Problem> {
    acted.answer(outcome, form, &onwards(id, done), again(id)).await
}

/// `POST /du-thao/{id}/gop-y`
pub(crate) async fn comment(Path(id): Path<DocumentId>, acted: Acted) -> Result<Response, Problem> {
    let outcome = outbound::comment(acted.office(), acted.actor(), id, acted.sent.text("text")).await;
    answer(acted, id, outcome, "gop-y", "gop-y").await
}

/// `POST /du-thao/{id}/don-doc`
pub(crate) async fn urge(Path(id): Path<DocumentId>, acted: Acted) -> Result<Response, Problem> {
    let outcome = documents::urge::draft(acted.office(), acted.actor(), id, acted.sent.text("text")).await;
    answer(acted, id, outcome, "don-doc", "don-doc").await
}

/// `POST /du-thao/{id}/trinh`
pub(crate) async fn submit(Path(id): Path<DocumentId>, acted: Acted) -> Result<Response, Problem> {
    let outcome = outbound::submit(acted.office(), acted.actor(), id, acted.sent.seen()).await;
    answer(acted, id, outcome, "trinh", "trinh").await
}

/// `POST /du-thao/{id}/kiem-tra`
pub(crate) async fn confirm(Path(id): Path<DocumentId>, acted: Acted) -> Result<Response, Problem> {
    let outcome = async {
        let confirmation = Confirmation {
            check: acted.sent.chosen::<Check>("check")?,
            version: acted.sent.chosen("version")?,
            is_initialled: acted.sent.is_ticked("initial"),
            text: acted.sent.text("text").to_owned(),
        };
        outbound::confirm(acted.office(), acted.actor(), id, confirmation).await
    }
    .await;
    answer(acted, id, outcome, "kiem-tra", "kiem-tra").await
}

/// `POST /du-thao/{id}/tra-lai`
pub(crate) async fn send_back(Path(id): Path<DocumentId>, acted: Acted) -> Result<Response, Problem> {
    let outcome = async {
        let (version, reason) = (acted.sent.chosen("version")?, acted.sent.text("reason"));
        outbound::send_back(acted.office(), acted.actor(), id, version, reason).await
    }
    .await;
    answer(acted, id, outcome, "tra-lai", "tra-lai").await
}

/// `POST /du-thao/{id}/cap-so`
pub(crate) async fn number(Path(id): Path<DocumentId>, acted: Acted) -> Result<Response, Problem> {
    let outcome = outbound::number(acted.office(), acted.actor(), id, acted.sent.seen()).await;
    answer(acted, id, outcome, "cap-so", "cap-so").await
}

/// `POST /du-thao/{id}/phat-hanh`
pub(crate) async fn issue(Path(id): Path<DocumentId>, acted: Acted) -> Result<Response, Problem> {
    let outcome = outbound::issue(acted.office(), acted.actor(), id, acted.sent.seen()).await;
    answer(acted, id, outcome, "phat-hanh", "phat-hanh").await
}

/// `POST /du-thao/{id}/thu-hoi`
pub(crate) async fn recall(Path(id): Path<DocumentId>, acted: Acted) -> Result<Response, Problem> {
    let (seen, reason) = (acted.sent.seen(), acted.sent.text("reason"));
    let outcome = outbound::recall(acted.office(), acted.actor(), id, seen, reason).await;
    answer(acted, id, outcome, "thu-hoi", "thu-hoi").await
}

/// `POST /du-thao/{id}/da-gui/{dispatch}`
pub(crate) async fn mark_sent(
    Path((id, dispatch)): Path<(DocumentId, DispatchId)>,
    acted: Acted,
) -> Result<Response, Problem> {
    let means = acted.sent.text("means");
    let outcome = outbound::mark_sent(acted.office(), acted.actor(), id, dispatch, means).await;
    answer(acted, id, outcome, format!("da-gui/{dispatch}"), "da-gui").await
}
