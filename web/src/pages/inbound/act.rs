//! Actions on an arrival: small forms on its page. A form that is refused comes back on that page as it was filled.

use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use documents::{
    ArrivalId, AssignmentId, Error, ExtensionId, FileId,
    inbound::{self, AskExtension, Assign, Direct, RawFacts, Register, Source},
};

use futures::future::BoxFuture;
use workflow::task::TaskId;

use super::show::{LookedFor, ShowPage, page};
use crate::{AppState, acted::Acted, extract::Path, problem::Problem, refused::Refused, signed::Signed};

/// The page that is drawn again.
type Page = BoxFuture<'static, Result<ShowPage, Problem>>;

/// Back to the arrival, saying what was done; or its page with the form again.
async fn answer<T>(
    acted: Acted,
    arrival: ArrivalId,
    outcome: Result<T, Error>,
    form: impl Into<String>,
    done: &str,
) -> Result<Response, Problem> {
    let onwards = format!("/den/{arrival}?da={done}");
    acted.answer(outcome, form, &onwards, again(arrival)).await
}

/// The arrival's page with the form that was refused.
fn again(arrival: ArrivalId) -> impl FnOnce(AppState, Signed, Refused) -> Page {
    move |state, signed, refused| {
        Box::pin(async move { page(&state, &signed, arrival, &LookedFor::default(), refused).await })
    }
}

/// `POST /den/{id}/dang-ky`
pub(crate) async fn accept(Path(arrival): Path<ArrivalId>, acted: Acted) -> Result<Response, Problem> {
    let facts = RawFacts {
        due: acted.sent.text("due").to_owned(),
        note: acted.sent.text("note").to_owned(),
        ..RawFacts::default()
    };
    let command = Register {
        source: Source::Sent(arrival),
        facts,
        duplicates_seen: false,
        version: acted.sent.seen(),
    };
    let outcome = inbound::register(acted.office(), acted.actor(), command).await;
    answer(acted, arrival, outcome, "dang-ky", "dang-ky").await
}

/// `POST /den/{id}/trinh`
pub(crate) async fn submit(Path(arrival): Path<ArrivalId>, acted: Acted) -> Result<Response, Problem> {
    let outcome = async {
        let leader = acted.sent.chosen("leader")?;
        inbound::submit(acted.office(), acted.actor(), arrival, leader, acted.sent.seen()).await
    }
    .await;
    answer(acted, arrival, outcome, "trinh", "trinh-lanh-dao").await
}

/// `POST /den/{id}/tra-noi-gui`
pub(crate) async fn return_to_sender(
    Path(arrival): Path<ArrivalId>,
    acted: Acted,
) -> Result<Response, Problem> {
    let (reason, seen) = (acted.sent.text("reason"), acted.sent.seen());
    let outcome = inbound::return_to_sender(acted.office(), acted.actor(), arrival, reason, seen).await;
    answer(acted, arrival, outcome, "tra-noi-gui", "tra-noi-gui").await
}

/// `POST /den/{id}/tep/{file}/bo`
pub(crate) async fn detach(
    Path((arrival, file)): Path<(ArrivalId, FileId)>,
    acted: Acted,
) -> Result<Response, Problem> {
    let reason = acted.sent.text("reason");
    let outcome = inbound::detach(acted.office(), acted.actor(), arrival, file, reason).await;
    answer(acted, arrival, outcome, format!("bo-tep/{file}"), "bo-tep").await
}

/// `POST /den/{id}/chi-dao`
pub(crate) async fn direct(Path(arrival): Path<ArrivalId>, acted: Acted) -> Result<Response, Problem> {
    let outcome = async {
        let command = Direct {
            arrival,
            lead: acted.sent.chosen("lead")?,
            cooperating: acted.sent.chosen_among("cooperating")?,
            informed: acted.sent.chosen_among("informed")?,
            due: acted.sent.date("due")?,
            text: acted.sent.text("text").to_owned(),
            version: acted.sent.seen(),
        };
        inbound::direct(acted.office(), acted.actor(), command).await
    }
    .await;
    answer(acted, arrival, outcome, "chi-dao", "chi-dao").await
}

/// `POST /den/{id}/phan/{assignment}/phan-cong`
pub(crate) async fn assign(
    Path((arrival, assignment)): Path<(ArrivalId, AssignmentId)>,
    acted: Acted,
) -> Result<Response, Problem> {
    let outcome = async {
        let command = Assign {
            assignment,
            post: acted.sent.chosen("post")?,
            due: acted.sent.date("due")?,
            text: acted.sent.text("text").to_owned(),
        };
        inbound::assign(acted.office(), acted.actor(), command).await
    }
    .await;
    answer(
        acted,
        arrival,
        outcome,
        format!("phan-cong/{assignment}"),
        "phan-cong",
    )
    .await
}

/// `POST /den/{id}/phan/{assignment}/bao-cao`
pub(crate) async fn report(
    Path((arrival, assignment)): Path<(ArrivalId, AssignmentId)>,
    acted: Acted,
) -> Result<Response, Problem> {
    let outcome = inbound::report(acted.office(), acted.actor(), assignment, acted.sent.text("text")).await;
    answer(
        acted,
        arrival,
        outcome,
        format!("bao-cao/{assignment}"),
        "bao-cao",
    )
    .await
}

/// `POST /den/{id}/phan/{assignment}/gia-han`
pub(crate) async fn ask_extension(
    Path((arrival, assignment)): Path<(ArrivalId, AssignmentId)>,
    acted: Acted,
) -> Result<Response, Problem> {
    let outcome = async {
        let missing = || Error::field("new_due", "Chọn hạn mới.");
        let command = AskExtension {
            assignment,
            new_due: acted.sent.date("new_due")?.ok_or_else(missing)?,
            reason: acted.sent.text("reason").to_owned(),
        };
        inbound::ask_extension(acted.office(), acted.actor(), command).await
    }
    .await;
    answer(
        acted,
        arrival,
        outcome,
        format!("gia-han/{assignment}"),
        "xin-gia-han",
    )
    .await
}

/// `POST /den/{id}/phan/{assignment}/tra-lai`
pub(crate) async fn send_back(
    Path((arrival, assignment)): Path<(ArrivalId, AssignmentId)>,
    acted: Acted,
) -> Result<Response, Problem> {
    let outcome = inbound::send_back(
        acted.office(),
        acted.actor(),
        assignment,
        acted.sent.text("reason"),
    )
    .await;
    let form = format!("tra-lai/{assignment}");
    acted
        .answer(outcome, form, "/?da=tra-lai-viec", again(arrival))
        .await
}

/// `POST /den/{id}/phan/{assignment}/da-xem`
pub(crate) async fn acknowledge(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, assignment)): Path<(ArrivalId, AssignmentId)>,
) -> Result<Response, Problem> {
    inbound::acknowledge(&state.office, signed.actor(), assignment).await?;
    Ok(Redirect::to(&format!("/den/{id}?da=da-xem")).into_response())
}

/// `POST /den/{id}/buoc/{task}`
pub(crate) async fn finish_step(
    Path((arrival, task)): Path<(ArrivalId, TaskId)>,
    acted: Acted,
) -> Result<Response, Problem> {
    let outcome = inbound::finish_step(acted.office(), acted.actor(), task, acted.sent.text("text")).await;
    answer(acted, arrival, outcome, format!("buoc/{task}"), "xong-buoc").await
}

/// `POST /den/{id}/gia-han/{extension}`
pub(crate) async fn decide_extension(
    Path((arrival, extension)): Path<(ArrivalId, ExtensionId)>,
    acted: Acted,
) -> Result<Response, Problem> {
    let (grants, words) = (acted.sent.text("grants") == "co", acted.sent.text("answer"));
    let outcome = inbound::decide_extension(acted.office(), acted.actor(), extension, grants, words).await;
    answer(
        acted,
        arrival,
        outcome,
        format!("tra-loi/{extension}"),
        "tra-loi-gia-han",
    )
    .await
}

/// `POST /den/{id}/don-doc`
pub(crate) async fn urge(Path(arrival): Path<ArrivalId>, acted: Acted) -> Result<Response, Problem> {
    let outcome =
        documents::urge::arrival(acted.office(), acted.actor(), arrival, acted.sent.text("text")).await;
    answer(acted, arrival, outcome, "don-doc", "don-doc").await
}
