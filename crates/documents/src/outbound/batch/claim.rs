//! Who works on a batch: one at a time, and what a killed process left is soon taken up by another.

use kernel::{Actor, Office, Timestamp};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, UpdateMany, sea_query::Expr};
use time::Duration;

use super::{
    super::{BatchId, entity::signing_batch},
    Batch, show,
};
use crate::Error;

/// How long a claim holds unless it is renewed.
const CLAIM: Duration = Duration::seconds(10);

/// A batch nobody else works on.
#[derive(Debug)]
pub struct Claimed(pub(super) Batch);

impl Claimed {
    /// How far it got before.
    #[must_use]
    pub fn batch(&self) -> &Batch {
        &self.0
    }
}

/// Claims a batch of the actor's own, to be worked on.
///
/// # Errors
/// [`Error::Conflict`] when somebody works on it already; [`Error::NotFound`] when it is somebody else's.
pub async fn claim(office: &Office, actor: &Actor, id: BatchId) -> Result<Claimed, Error> {
    show(office.database.read(), actor, id).await?;
    let now = office.now();
    let change = office.database.begin().await?;
    let claimed = signing_batch::Entity::update_many()
        .col_expr(signing_batch::Column::ClaimedUntil, Expr::value(claim_from(now)))
        .col_expr(signing_batch::Column::Stopped, Expr::value(None::<String>))
        .filter(signing_batch::Column::Id.eq(id))
        .filter(signing_batch::Column::ClaimedUntil.lte(now))
        .exec(change.connection())
        .await?;
    change.commit().await?;
    if claimed.rows_affected == 0 {
        return Err(Error::Conflict("Lượt ký này đang chạy.".to_owned()));
    }
    // What others finished until now is in it.
    show(office.database.read(), actor, id).await.map(Claimed)
}

/// Keeps the claim of whoever works. A renewal that fails is tried again soon, before the claim runs out.
pub(super) async fn renew(office: &Office, id: BatchId) {
    if let Err(reason) = apply(office, held_until(id, claim_from(office.now()))).await {
        tracing::warn!(batch.id = %id, %reason, "the claim on batch {id} could not be renewed");
    }
}

/// Ends the claim, and tells why it stopped early.
pub(super) async fn release(office: &Office, id: BatchId, stopped: Option<String>) -> Result<(), Error> {
    let update = held_until(id, Timestamp(0));
    apply(
        office,
        update.col_expr(signing_batch::Column::Stopped, Expr::value(stopped)),
    )
    .await
}

fn held_until(id: BatchId, until: Timestamp) -> UpdateMany<signing_batch::Entity> {
    signing_batch::Entity::update_many()
        .col_expr(signing_batch::Column::ClaimedUntil, Expr::value(until))
        .filter(signing_batch::Column::Id.eq(id))
}

async fn apply(office: &Office, update: UpdateMany<signing_batch::Entity>) -> Result<(), Error> {
    let change = office.database.begin().await?;
    update.exec(change.connection()).await?;
    change.commit().await?;
    Ok(())
}

fn claim_from(now: Timestamp) -> Timestamp {
    (now.utc() + CLAIM).into()
}
