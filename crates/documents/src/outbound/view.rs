//! A document of our own as its page shows it.

use kernel::{Actor, id::Id as _};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use workflow::store::instances::running;

use super::{
    Check, Content, Progress, Refusal, Stage,
    dispatches::{self, Tracking},
    entity::{draft_check, draft_comment, draft_signature, draft_version},
    loaded::{Loaded, content_of},
    pages::Marks,
    tasks,
};
use crate::{DocumentId, Error};

/// Everything about one document on its way.
#[derive(Debug, Clone)]
pub struct View {
    /// The document and its way.
    pub loaded: Loaded,
    /// The fields of the newest version.
    pub content: Content,
    /// Versions, newest first.
    pub versions: Vec<draft_version::Model>,
    /// Remarks, oldest first.
    pub comments: Vec<draft_comment::Model>,
    /// Checks, oldest first, also those that no longer stand.
    pub checks: Vec<draft_check::Model>,
    /// Signatures, oldest first.
    pub signatures: Vec<draft_signature::Model>,
    /// Recipients, once it is issued.
    pub dispatches: Vec<Tracking>,
    /// Where signature and seal stand, once the pages are made.
    pub marks: Option<Marks>,
    /// What the actor can do now.
    pub actions: Actions,
}

/// What one actor can do with a document now.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one answer for each action of the way"
)]
pub struct Actions {
    /// Write a new version.
    pub change: bool,
    /// Submit for review.
    pub submit: bool,
    /// Confirm this check.
    pub check: Option<Check>,
    /// Send back.
    pub send_back: bool,
    /// Sign.
    pub sign: bool,
    /// Give the number.
    pub number: bool,
    /// Put the seal.
    pub seal: bool,
    /// Issue.
    pub issue: bool,
    /// Recall.
    pub recall: bool,
}

impl Actions {
    /// Asks the rules.
    #[must_use]
    pub fn of(progress: &Progress, actor: &Actor) -> Self {
        let seen = progress.version;
        let check = Check::LAWFUL
            .iter()
            .copied()
            .find(|check| progress.pass(actor, *check, seen, false).is_ok());
        Self {
            change: progress.change(actor).is_ok(),
            // A draft without a signer shows the button, so that the refusal can say what is missing.
            submit: matches!(progress.submit(actor), Ok(_) | Err(Refusal::NoSigner)),
            check,
            send_back: progress.send_back(actor, seen, "…").is_ok(),
            // Without an authorisation in force the page says so when it is asked to sign.
            sign: progress.may_sign(actor, seen).is_ok(),
            number: progress.number(actor).is_ok(),
            seal: progress.may_seal(actor).is_ok(),
            issue: progress.issue(actor).is_ok(),
            recall: progress.recall(actor, "…").is_ok(),
        }
    }
}

/// Loads everything about a document the actor may read. Other agencies see an issued document, not how it came to be.
///
/// # Errors
/// [`Error::NotFound`] when it is not for the actor.
pub async fn load(connection: &impl ConnectionTrait, actor: &Actor, id: DocumentId) -> Result<View, Error> {
    let loaded = Loaded::own(connection, actor, id).await?;
    let versions = draft_version::Entity::find()
        .filter(draft_version::Column::DocumentId.eq(id))
        .order_by_desc(draft_version::Column::Number)
        .all(connection)
        .await?;
    let newest = versions.first().ok_or(Error::NotFound)?;
    let content = content_of(newest)?;
    let marks = newest
        .marks
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    let comments = draft_comment::Entity::find()
        .filter(draft_comment::Column::DocumentId.eq(id))
        .order_by_asc(draft_comment::Column::At)
        .all(connection)
        .await?;
    let checks = draft_check::Entity::find()
        .filter(draft_check::Column::DocumentId.eq(id))
        .order_by_asc(draft_check::Column::At)
        .all(connection)
        .await?;
    let signatures = draft_signature::Entity::find()
        .filter(draft_signature::Column::DocumentId.eq(id))
        .order_by_asc(draft_signature::Column::At)
        .all(connection)
        .await?;
    let dispatches = match loaded.draft.stage {
        Stage::Issued | Stage::Recalled => dispatches::track(connection, &loaded).await?,
        _ => Vec::new(),
    };
    let progress = loaded.progress();
    let mut actions = Actions::of(&progress, actor);
    if let Some(case) = running(connection, tasks::SUBJECT, id.uuid()).await? {
        tasks::narrow(&mut actions, &case, &progress, actor);
    }
    Ok(View {
        loaded,
        content,
        versions,
        comments,
        checks,
        signatures,
        dispatches,
        marks,
        actions,
    })
}
