//! Working through a batch.

use std::time::Duration;

use kernel::{Actor, Office};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use signing::batch::{Next, Outcome, Stop, sign_batch};
use tokio::runtime::Handle;

use super::{
    super::{
        BatchId, Loaded, Refusal, Unlock,
        entity::{
            signing_batch::BatchPurpose,
            signing_batch_item::{self, ItemState},
        },
        seal, sign,
    },
    Batch,
    claim::{self, Claimed, claim},
    show,
};
use crate::{DocumentId, Error, evidence::EvidenceServices};

/// How often a claim is renewed: often enough that one renewal may fail.
const RENEWAL: Duration = Duration::from_secs(4);

/// Signs what still waits, one document after another. Takes as long as it takes: hand it to a task of its own.
///
/// # Errors
/// As [`claim()`]. That a document or the key was refused is no error: the batch tells.
pub async fn run(
    office: &Office,
    evidence: &EvidenceServices,
    actor: &Actor,
    id: BatchId,
    unlock: Unlock,
) -> Result<Batch, Error> {
    let batch = claim(office, actor, id).await?;
    work(office, evidence, actor, batch, unlock).await
}

/// Works through a batch that was claimed.
///
/// # Errors
/// When the outcome cannot be stored.
pub async fn work(
    office: &Office,
    evidence: &EvidenceServices,
    actor: &Actor,
    batch: Claimed,
    unlock: Unlock,
) -> Result<Batch, Error> {
    let Claimed(batch) = batch;
    let id = batch.row.id;
    let work = Work {
        office: office.clone(),
        evidence: evidence.clone(),
        actor: actor.clone(),
        batch,
        unlock,
    };
    let handle = Handle::current();
    let mut signing = tokio::task::spawn_blocking(move || work.through(&handle));
    let stopped = loop {
        tokio::select! {
            ended = &mut signing => break ended.map_err(Error::interrupted)?,
            () = tokio::time::sleep(RENEWAL) => claim::renew(office, id).await,
        }
    };
    claim::release(office, id, stopped).await?;
    show(office.database.read(), actor, id).await
}

/// What one run needs.
struct Work {
    office: Office,
    evidence: EvidenceServices,
    actor: Actor,
    batch: Batch,
    unlock: Unlock,
}

impl Work {
    /// Signs what waits; answers why it stopped early.
    fn through(&self, handle: &Handle) -> Option<String> {
        let waiting = self
            .batch
            .items
            .iter()
            .filter(|item| item.state == ItemState::Waiting);
        let versions: std::collections::HashMap<DocumentId, i32> = waiting
            .clone()
            .map(|item| (item.document_id, item.version))
            .collect();
        let summary = sign_batch(
            waiting.map(|item| item.document_id),
            |document| {
                let connection = self.office.database.read();
                handle
                    .block_on(self.is_signed(connection, *document))
                    .map_err(carried)
            },
            |document| {
                let version = versions.get(document).copied().unwrap_or_default();
                handle.block_on(self.sign(*document, version)).map_err(carried)
            },
            |document, outcome, _| match handle.block_on(self.note(*document, outcome)) {
                Ok(()) => Next::Continue,
                Err(reason) => {
                    tracing::error!(%reason, "the result of a signature could not be noted");
                    Next::Cancel
                }
            },
        );
        summary.stopped.map(|stop| match stop {
            Stop::Key(signing::Error::WrongPin) => Refusal::WrongPin.message(),
            Stop::Key(signing::Error::PinLocked) => {
                "Khóa tạm bị khóa vì nhập sai mã PIN nhiều lần.".to_owned()
            }
            Stop::Key(error) => error.to_string(),
            Stop::Cancelled => "Hệ thống chưa ghi được kết quả; hãy ký tiếp sau ít phút.".to_owned(),
        })
    }

    /// Whether the document has gone past this signature.
    async fn is_signed(
        &self,
        connection: &impl ConnectionTrait,
        document: DocumentId,
    ) -> Result<bool, Error> {
        let loaded = Loaded::readable(connection, &self.actor, document).await?;
        let progress = loaded.progress();
        let refusal = match self.batch.row.purpose {
            BatchPurpose::Sign => progress.may_sign(&self.actor, progress.version),
            BatchPurpose::Seal => progress.may_seal(&self.actor),
        };
        Ok(matches!(refusal, Err(Refusal::WrongOrder { at, needs }) if at > needs))
    }

    async fn sign(&self, document: DocumentId, version: i32) -> Result<(), Error> {
        let unlock = self.unlock.clone();
        match self.batch.row.purpose {
            BatchPurpose::Sign => {
                sign(
                    &self.office,
                    &self.evidence,
                    &self.actor,
                    document,
                    version,
                    unlock,
                )
                .await?
            }
            BatchPurpose::Seal => seal(&self.office, &self.evidence, &self.actor, document, unlock).await?,
        };
        Ok(())
    }

    /// Stores what became of a document.
    async fn note(&self, document: DocumentId, outcome: &Outcome) -> Result<(), Error> {
        let (state, message) = match outcome {
            Outcome::Signed => (ItemState::Signed, None),
            Outcome::AlreadySigned => (ItemState::AlreadySigned, None),
            Outcome::Failed(signing::Error::Invalid(message)) => (ItemState::Failed, Some(message.clone())),
            Outcome::Failed(error) => (ItemState::Failed, Some(error.to_string())),
        };
        let change = self.office.database.begin().await?;
        // Somebody signed it between the look and the key: another batch, or the person on another page.
        let is_signed = state == ItemState::Failed
            && self
                .is_signed(change.connection(), document)
                .await
                .unwrap_or(false);
        let (state, message) = if is_signed {
            (ItemState::AlreadySigned, None)
        } else {
            (state, message)
        };
        let now = self.office.now();
        signing_batch_item::Entity::update_many()
            .col_expr(signing_batch_item::Column::State, Expr::value(state))
            .col_expr(signing_batch_item::Column::Message, Expr::value(message))
            .col_expr(signing_batch_item::Column::DoneAt, Expr::value(Some(now)))
            .filter(signing_batch_item::Column::BatchId.eq(self.batch.row.id))
            .filter(signing_batch_item::Column::DocumentId.eq(document))
            .exec(change.connection())
            .await?;
        change.commit().await?;
        Ok(())
    }
}

/// An error of the office through the signing crate's batch, which tells failures of the key from those of one document.
fn carried(error: Error) -> signing::Error {
    match error {
        Error::Refused(Refusal::WrongPin) => signing::Error::WrongPin,
        Error::Refused(Refusal::KeyLocked(_)) => signing::Error::PinLocked,
        other => signing::Error::Invalid(other.message()),
    }
}
