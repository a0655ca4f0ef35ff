//! Many documents signed with one PIN: chosen once, signed one after another, each with its own result. A batch that stopped
//! goes on where it stopped, and signs nothing twice: what is signed is known by the document itself.

mod claim;
mod run;

use kernel::{
    Actor, Office, Timestamp,
    audit::{Entry, Subject},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use serde_json::json;

pub use claim::{Claimed, claim};
pub use run::{run, work};

use super::{
    BatchId, Loaded,
    entity::{
        signing_batch::{self, BatchPurpose},
        signing_batch_item::{self, ItemState},
    },
};
use crate::{DocumentId, Error};

/// Documents in one batch, at most.
pub const MOST: usize = 1000;

/// A document that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// The document.
    pub document: DocumentId,
    /// The version of the draft that was seen; none takes the newest.
    pub version: Option<i32>,
}

/// A batch with its documents.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Whose, what for, and why it stopped.
    pub row: signing_batch::Model,
    /// The documents in order.
    pub items: Vec<signing_batch_item::Model>,
}

impl Batch {
    /// How many are in this state.
    #[must_use]
    pub fn count(&self, state: ItemState) -> usize {
        self.items.iter().filter(|item| item.state == state).count()
    }

    /// Whether nothing waits any more.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.count(ItemState::Waiting) == 0
    }

    /// Whether somebody works on it now.
    #[must_use]
    pub fn is_running(&self, now: Timestamp) -> bool {
        !self.is_done() && self.row.claimed_until > now
    }
}

/// Notes what is to be signed. Nothing is signed yet.
///
/// # Errors
/// When nothing or too much was chosen, or the actor may not read a document.
pub async fn begin(
    office: &Office,
    actor: &Actor,
    purpose: BatchPurpose,
    chosen: &[Chosen],
) -> Result<BatchId, Error> {
    if chosen.is_empty() {
        return Err(Error::field("documents", "Chưa chọn văn bản nào."));
    }
    if chosen.len() > MOST {
        return Err(Error::field(
            "documents",
            format!("Mỗi lần ký nhiều nhất {MOST} văn bản."),
        ));
    }
    let id: BatchId = office.new_id();
    let mut items = Vec::with_capacity(chosen.len());
    for (one, position) in chosen.iter().zip(1_i32..) {
        if items
            .iter()
            .any(|item: &signing_batch_item::ActiveModel| item.document_id == Set(one.document))
        {
            continue;
        }
        let loaded = Loaded::readable(office.database.read(), actor, one.document).await?;
        items.push(signing_batch_item::ActiveModel {
            batch_id: Set(id),
            position: Set(position),
            document_id: Set(one.document),
            version: Set(one.version.unwrap_or(loaded.draft.newest)),
            title: Set(loaded.document.subject.clone()),
            state: Set(ItemState::Waiting),
            message: Set(None),
            done_at: Set(None),
        });
    }
    let count = items.len();
    let mut change = office.database.begin().await?;
    let row = signing_batch::ActiveModel {
        id: Set(id),
        person_id: Set(actor.person),
        agency_id: Set(actor.agency),
        purpose: Set(purpose),
        begun_at: Set(office.now()),
        claimed_until: Set(Timestamp(0)),
        stopped: Set(None),
    };
    signing_batch::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    for hundred in items.chunks(100) {
        signing_batch_item::Entity::insert_many(hundred.to_vec())
            .exec_without_returning(change.connection())
            .await?;
    }
    let entry = Entry::by(
        actor,
        office.now(),
        "batch_begun",
        Subject::new("signing_batch", id),
    );
    change.record(entry.with(json!({ "what": purpose.label(), "documents": count })));
    change.commit().await?;
    Ok(id)
}

/// A batch of one's own.
///
/// # Errors
/// [`Error::NotFound`] when it is somebody else's.
pub async fn show(connection: &impl ConnectionTrait, actor: &Actor, id: BatchId) -> Result<Batch, Error> {
    let row = signing_batch::Entity::find_by_id(id)
        .filter(signing_batch::Column::PersonId.eq(actor.person))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let items = signing_batch_item::Entity::find()
        .filter(signing_batch_item::Column::BatchId.eq(id))
        .order_by_asc(signing_batch_item::Column::Position)
        .all(connection)
        .await?;
    Ok(Batch { row, items })
}
