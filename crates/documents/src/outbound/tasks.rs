//! What a draft puts on the work lists, as its process says.

use kernel::{Actor, Office, UnitOfWork, id::Id as _};
use serde_json::{Map, json};
use workflow::{
    engine::TaskId,
    store::instances::{self, Applied, Card, Running},
};

use super::{Check, Progress, Refusal, entity::draft, loaded::Loaded, view::Actions};
use crate::{
    DocumentId, Error,
    entity::document,
    flow::{Flow, Whose, variables},
    processes,
};

/// Kind of subject on the work list.
pub const SUBJECT: &str = "draft";

/// What is asked of somebody about a draft.
pub mod action {
    /// Sửa dự thảo bị trả lại.
    pub const REVISE: &str = "revise";
    /// Kiểm tra nội dung.
    pub const REVIEW_CONTENT: &str = "review_content";
    /// Kiểm tra thể thức.
    pub const REVIEW_FORM: &str = "review_form";
    /// Ký.
    pub const SIGN: &str = "sign";
    /// Cấp số.
    pub const NUMBER: &str = "number";
    /// Đóng dấu.
    pub const SEAL: &str = "seal";
    /// Phát hành.
    pub const ISSUE: &str = "issue";
}

/// Every action that has a use-case of its own; what else a process asks is a further look.
const KNOWN: [&str; 7] = [
    action::REVISE,
    action::REVIEW_CONTENT,
    action::REVIEW_FORM,
    action::SIGN,
    action::NUMBER,
    action::SEAL,
    action::ISSUE,
];

/// Whether an action has a use-case of its own.
#[must_use]
pub fn is_known(action: &str) -> bool {
    KNOWN.contains(&action)
}

impl Check {
    /// The work list's name for it; a further look is called as the process calls it.
    #[must_use]
    pub fn action(self) -> Option<&'static str> {
        match self {
            Self::Content => Some(action::REVIEW_CONTENT),
            Self::Form => Some(action::REVIEW_FORM),
            Self::Further => None,
        }
    }
}

/// One act in the case of a draft.
pub(super) fn flow<'a>(
    office: &'a Office,
    change: &'a UnitOfWork,
    actor: &'a Actor,
    id: DocumentId,
    outcome: &'a str,
) -> Flow<'a> {
    Flow {
        office,
        change,
        actor,
        kind: SUBJECT,
        subject: id.uuid(),
        outcome,
    }
}

/// Starts the case of a draft.
pub(super) async fn start(
    flow: Flow<'_>,
    document: &document::Model,
    draft: &draft::Model,
) -> Result<(), Error> {
    let facts = json!({
        "drafter": draft.drafter_post,
        "unit": draft.unit_id,
        "signer": draft.signer_post,
        "kind": document.kind.code(),
        "urgency": document.urgency.code(),
    });
    flow.start(processes::OUTBOUND, card(document, draft), variables(facts))
        .await?;
    Ok(())
}

fn card(document: &document::Model, draft: &draft::Model) -> Card {
    Card {
        kind: SUBJECT,
        id: document.id.uuid(),
        agency: draft.agency_id,
        title: document.subject.clone(),
        detail: format!(
            "{} · {} · {}",
            document.kind.label(),
            draft.unit_name,
            draft.drafter_name
        ),
        urgency: document.urgency.code(),
    }
}

/// Completes a step that has a use-case of its own: the rules have let the actor, the process says whether it is its turn.
pub(super) async fn complete(flow: Flow<'_>, action: &str) -> Result<Applied, Error> {
    flow.complete((action, None), Whose::ByRule, Map::new()).await
}

/// The draft goes to whom the process names first; who is to sign is told then, since it may have changed.
pub(super) async fn submit(flow: Flow<'_>, loaded: &Loaded) -> Result<Applied, Error> {
    let facts = variables(json!({ "signer": loaded.draft.signer_post }));
    flow.complete((action::REVISE, None), Whose::ByRule, facts).await
}

/// Completes the actor's step of the agency's own process.
pub(super) async fn look_further(flow: Flow<'_>) -> Result<Applied, Error> {
    let case = flow.case().await?;
    let step = case.and_then(|case| {
        let task = further(&case, flow.actor)?;
        Some((case, task))
    });
    match step {
        Some((case, task)) => flow.complete_task(case, task).await,
        None => Err(Refusal::NotChecker(Check::Further).into()),
    }
}

/// Whether a step of the agency's own process waits for the actor.
pub(super) async fn asks_further(flow: Flow<'_>) -> Result<bool, Error> {
    let case = flow.case().await?;
    Ok(case.is_some_and(|case| further(&case, flow.actor).is_some()))
}

/// A step of the agency's own process that waits for the actor.
fn further(case: &Running, actor: &Actor) -> Option<TaskId> {
    let mut own = case
        .tasks()
        .filter(|(token, action)| !is_known(action) && case.is_for(token, actor));
    own.next().map(|(token, _)| token.id)
}

/// The draft is its drafter's again. Where the process does not let the case go back, it begins anew.
pub(super) async fn back_to_drafter(flow: Flow<'_>, loaded: &Loaded, reason: &str) -> Result<(), Error> {
    if !flow.rewind(action::REVISE, reason).await? {
        flow.cancel(reason).await?;
        start(flow, &loaded.document, &loaded.draft).await?;
    }
    if let Some(case) = flow.case().await? {
        let card = card(&loaded.document, &loaded.draft);
        instances::retitle(flow.change, case.id(), &card).await?;
    }
    Ok(())
}

/// What the process leaves of what the rules would let the actor do.
pub(super) fn narrow(actions: &mut Actions, case: &Running, progress: &Progress, actor: &Actor) {
    let waits = |action: &str| case.task(action, None).is_some();
    actions.submit &= waits(action::REVISE);
    actions.sign &= waits(action::SIGN);
    actions.number &= waits(action::NUMBER);
    actions.seal &= waits(action::SEAL);
    actions.issue &= waits(action::ISSUE);
    actions.check = actions.check.filter(|check| check.action().is_some_and(waits));
    let looks = || {
        let passes = progress
            .pass(actor, Check::Further, progress.version, false)
            .is_ok();
        passes && further(case, actor).is_some()
    };
    if actions.check.is_none() && looks() {
        actions.check = Some(Check::Further);
        actions.send_back |= progress.send_back_further(actor, progress.version, "…").is_ok();
    }
}
