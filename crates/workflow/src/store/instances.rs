//! The cases that run by a process: each is one row with its state, an append-only history from which the state can be made
//! again, and what it puts on the work list.
//!
//! Everything happens inside the caller's unit of work: the case, its history, its tasks and what the area crate changes are
//! on disk together or not at all.

mod act;
mod advance;
mod case;
mod entity;
mod hand_over;
mod helpers;
mod history;
mod holders;
mod moving;
mod plan;
mod position;
mod rows;
mod running;
mod stays;
mod timers;

pub use act::{Act, Applied, Card, NewInstance, person};
pub use advance::{apply, apply_to, start};
pub use entity::{process_helper, process_instance, process_step, process_timer};
pub use hand_over::{hand_over, involving};
pub use history::{happened_since, history, replay};
pub use moving::{Moved, move_to};
pub use plan::{Correspondence, Plan, PlannedCase, Seat, plan};
pub use position::{Position, Waiting, position};
pub use running::{Running, retitle, running, running_for_change};
pub use stays::{CaseCount, Sample, counts, sample};
pub use timers::{Fired, fire_due, is_due};

use kernel::Timestamp;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use super::Error;
use crate::Instance;

kernel::typed_id! {
    /// A case.
    InstanceId,
}

/// The newest case about a subject.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_subject(
    connection: &impl ConnectionTrait,
    kind: &str,
    subject: Uuid,
) -> Result<Option<process_instance::Model>, Error> {
    Ok(process_instance::Entity::find()
        .filter(process_instance::Column::SubjectId.eq(subject))
        .filter(process_instance::Column::SubjectKind.eq(kind))
        .order_by_desc(process_instance::Column::StartedAt)
        .order_by_desc(process_instance::Column::Id)
        .one(connection)
        .await?)
}

impl process_instance::Model {
    /// How the case stands.
    ///
    /// # Errors
    /// When the state was written by something else.
    pub fn standing(&self) -> Result<Instance, Error> {
        Ok(serde_json::from_str(&self.state).map_err(kernel::Error::from)?)
    }
}

/// Where the next timer of a case stands.
fn moment(micros: crate::engine::Moment) -> Timestamp {
    Timestamp(micros)
}
