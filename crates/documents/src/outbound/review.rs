//! Trình, kiểm tra, ký nháy, trả lại.

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
};
use sea_orm::{ActiveValue::Set, EntityTrait as _, IntoActiveModel as _};
use serde_json::json;

use super::{
    Check, Refusal, Stage,
    entity::{draft_check::Outcome, draft_version},
    heading::Heading,
    layout::{Sheet, lay_out},
    loaded::{Judgement, Loaded, content_of, strike_checks, write_down},
    pages::{Presented, present, present_uploaded},
    tasks,
    write::{SUBJECT, counter},
};
use crate::{DocumentId, Error, counters};

/// Submits the newest version: its pages are made, once, and these very pages are reviewed and signed.
///
/// # Errors
/// When the rules refuse, or the pages cannot be typeset.
pub async fn submit(
    office: &Office,
    actor: &Actor,
    id: DocumentId,
    seen: Option<i64>,
) -> Result<Loaded, Error> {
    let before = Loaded::readable(office.database.read(), actor, id).await?;
    before.progress().submit(actor)?;
    let version = before.version(office.database.read()).await?;
    let content = content_of(&version)?;
    if content.deliveries().is_empty() {
        return Err(Refusal::NoRecipient.into());
    }
    let presented = make_pages(office, &before, &version).await?;
    let pages = i32::try_from(presented.pages).unwrap_or(i32::MAX);
    let marks = presented.marks;
    let file = office.files.put(presented.pdf).await?;

    let mut change = office.database.begin().await?;
    let mut loaded = Loaded::for_change(&change, actor, id, seen.or(Some(before.document.version))).await?;
    let next = loaded.progress().submit(actor)?;
    loaded.advance(&next);
    loaded.draft.file = Some(file.clone());
    loaded.draft.reason = String::new();
    loaded.document.pages = pages;
    loaded.save(&change, office.now()).await?;
    let mut version = version.into_active_model();
    version.presented = Set(Some(file));
    version.marks = Set(serde_json::to_string(&marks).ok());
    draft_version::Entity::update(version)
        .exec(change.connection())
        .await?;
    counters::shift(
        &change,
        loaded.draft.agency_id,
        &counter(Stage::Writing),
        &counter(next.stage),
    )
    .await?;
    let flow = tasks::flow(office, &change, actor, id, "đã trình");
    tasks::submit(flow, &loaded).await?;
    change.record(Entry::by(
        actor,
        office.now(),
        "sent_for_review",
        Subject::new(SUBJECT, id),
    ));
    super::announce(office, &mut change, id);
    change.commit().await?;
    Ok(loaded)
}

async fn make_pages(
    office: &Office,
    loaded: &Loaded,
    version: &draft_version::Model,
) -> Result<Presented, Error> {
    let signatory = loaded.signatory();
    if let Some(hash) = &version.uploaded {
        let pdf = office.files.get(hash).await?;
        let made = tokio::task::spawn_blocking(move || present_uploaded(&pdf, &signatory.name));
        return made.await.map_err(Error::interrupted)?;
    }
    let heading = Heading::load(
        office.database.read(),
        loaded.draft.agency_id,
        loaded.draft.unit_id,
    )
    .await?;
    let content = content_of(version)?;
    let sheet = Sheet {
        heading: &heading,
        kind: loaded.document.kind,
        urgency: loaded.document.urgency,
        symbol: &loaded.document.symbol,
        signatory: &signatory,
        content: &content,
    };
    let document = lay_out(&sheet, office.now());
    tokio::task::spawn_blocking(move || present(&document))
        .await
        .map_err(Error::interrupted)?
}

/// The pages the newest version would have if it were submitted now.
pub(super) async fn pages_now(office: &Office, loaded: &Loaded) -> Result<Presented, Error> {
    let version = loaded.version(office.database.read()).await?;
    make_pages(office, loaded, &version).await
}

/// A reviewer's confirmation.
#[derive(Debug, Clone)]
pub struct Confirmation {
    /// Which check.
    pub check: Check,
    /// The version of the draft that was looked at.
    pub version: i32,
    /// Whether the initial (ký nháy) is put.
    pub is_initialled: bool,
    /// Opinion.
    pub text: String,
}

/// Confirms one check; the second one approves the draft.
///
/// # Errors
/// When the rules refuse.
pub async fn confirm(
    office: &Office,
    actor: &Actor,
    id: DocumentId,
    confirmation: Confirmation,
) -> Result<Loaded, Error> {
    let mut change = office.database.begin().await?;
    let mut loaded = Loaded::for_change(&change, actor, id, None).await?;
    let stage = loaded.draft.stage;
    let Confirmation {
        check,
        version,
        is_initialled,
        text,
    } = confirmation;
    let next = loaded.progress().pass(actor, check, version, is_initialled)?;
    let flow = tasks::flow(office, &change, actor, id, "đã kiểm tra");
    let applied = match check.action() {
        Some(action) => tasks::complete(flow, action).await?,
        None => tasks::look_further(flow).await?,
    };
    let next = next.before(applied.waits_for(tasks::action::SIGN));
    let text = kernel::text::clean(&text);
    let outcome = if is_initialled {
        Outcome::Initialled
    } else {
        Outcome::Passed
    };
    let judgement = Judgement {
        kind: Some(check),
        outcome,
        text: &text,
    };
    write_down(office, &change, actor, &loaded, judgement).await?;
    loaded.advance(&next);
    loaded.save(&change, office.now()).await?;
    counters::shift(
        &change,
        loaded.draft.agency_id,
        &counter(stage),
        &counter(next.stage),
    )
    .await?;
    let action = if is_initialled { "initialled" } else { "approved" };
    let entry = Entry::by(actor, office.now(), action, Subject::new(SUBJECT, id));
    change.record(entry.with(json!({ "what": format!("({})", check.label().to_lowercase()), "note": text })));
    super::announce(office, &mut change, id);
    change.commit().await?;
    Ok(loaded)
}

/// Sends the draft back to its drafter with a reason.
///
/// # Errors
/// When the rules refuse.
pub async fn send_back(
    office: &Office,
    actor: &Actor,
    id: DocumentId,
    version: i32,
    reason: &str,
) -> Result<Loaded, Error> {
    let reason = kernel::text::clean(reason);
    let mut change = office.database.begin().await?;
    let mut loaded = Loaded::for_change(&change, actor, id, None).await?;
    let (stage, before) = (loaded.draft.stage, loaded.progress());
    let flow = tasks::flow(office, &change, actor, id, "đã trả lại");
    let next = match before.send_back(actor, version, &reason) {
        Err(Refusal::NotChecker(_)) if tasks::asks_further(flow).await? => {
            before.send_back_further(actor, version, &reason)
        }
        outcome => outcome,
    }?;
    strike_checks(&change, id).await?;
    let kind = match stage {
        Stage::InReview => Check::LAWFUL
            .iter()
            .copied()
            .find(|check| before.may_check(actor, *check)),
        _ => None,
    };
    let judgement = Judgement {
        kind,
        outcome: Outcome::SentBack,
        text: &reason,
    };
    write_down(office, &change, actor, &loaded, judgement).await?;
    loaded.advance(&next);
    loaded.draft.reason.clone_from(&reason);
    loaded.draft.file = None;
    loaded.save(&change, office.now()).await?;
    counters::shift(
        &change,
        loaded.draft.agency_id,
        &counter(stage),
        &counter(next.stage),
    )
    .await?;
    tasks::back_to_drafter(flow, &loaded, &reason).await?;
    let entry = Entry::by(actor, office.now(), "sent_back", Subject::new(SUBJECT, id));
    change.record(entry.with(json!({ "note": reason })));
    super::announce(office, &mut change, id);
    change.commit().await?;
    Ok(loaded)
}
