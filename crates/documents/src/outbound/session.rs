//! Signatures in two steps: prepared here, answered minutes later by a key that is elsewhere, perhaps to another process.
//!
//! A session is bound to one account in one post, one version of one document at one step, and one certificate. It runs out,
//! it is used once, and the same answer sent again changes nothing.

mod begin;
mod closing;
mod finish;
mod plugin;

pub use begin::{Ticket, begin};
pub use finish::finish;
pub use plugin::{Links, begin_plugin, plugin_file, plugin_result, plugin_waits};

use kernel::{Actor, Office, Timestamp};
use sea_orm::EntityTrait as _;

use super::{Refusal, SigningId, entity::signing_session};
use crate::{Error, vocabulary::vocabulary};

/// How long a key has to answer: a person looks for the token, types a PIN, confirms on a phone.
pub const PATIENCE: time::Duration = time::Duration::minutes(15);

vocabulary! {
    /// How the key is reached.
    Means {
        /// A token or card on the person's own machine, through the local agent or any client of the API.
        Device = "device", "Thiết bị trên máy của người ký";
        /// The plug-in of the Government Cipher Committee on the person's own machine.
        Plugin = "plugin", "VGCA Sign Service";
    }
}

vocabulary! {
    /// What became of a session.
    State {
        /// The key has not answered yet.
        Waiting = "waiting", "Đang chờ chữ ký";
        /// The document is signed.
        Finished = "finished", "Đã ký";
        /// The person gave it up, or began again.
        Cancelled = "cancelled", "Đã thôi";
    }
}

impl signing_session::Model {
    /// Whether the key may still answer.
    ///
    /// # Errors
    /// Why it may not.
    pub fn is_open(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.state {
            State::Waiting if now > self.expires_at => Err(Refusal::SessionExpired),
            State::Waiting => Ok(()),
            State::Finished => Err(Refusal::SessionEnded("đã dùng rồi")),
            State::Cancelled => Err(Refusal::SessionEnded("đã được thôi")),
        }
    }
}

/// A session of the actor's account.
///
/// # Errors
/// [`Error::NotFound`] when there is none or it is somebody else's.
pub async fn of_actor(
    office: &Office,
    actor: &Actor,
    id: SigningId,
) -> Result<signing_session::Model, Error> {
    signing_session::Entity::find_by_id(id)
        .one(office.database.read())
        .await?
        .filter(|row| row.account_id == actor.account)
        .ok_or(Error::NotFound)
}

/// Gives up waiting; an answer that comes later is refused.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's; [`Refusal::SessionEnded`] when it has ended.
pub async fn cancel(office: &Office, actor: &Actor, id: SigningId) -> Result<signing_session::Model, Error> {
    let row = of_actor(office, actor, id).await?;
    let mut change = office.database.begin().await?;
    closing::close(&change, id, office.now(), State::Cancelled, None).await?;
    change.record(closing::entry(office, actor, "signing_cancelled", &row));
    change.commit().await?;
    of_actor(office, actor, id).await
}
