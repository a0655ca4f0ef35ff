//! Opening a key that is kept here. Its PIN comes with every signature; a key it opened a short while ago is still open, in the
//! memory of this process alone.

use std::sync::{Arc, LazyLock};

use kernel::{Actor, Office};
use signing::{
    authority::OsRng,
    key::{Keyring, Pkcs12},
};
use time::Duration;

use super::{
    super::{entity::key_store, signature::Order},
    attempts,
};
use crate::Error;

/// How long a key stays open after its PIN was stretched: as long as somebody puts seals one after the other.
const LIFE: Duration = Duration::minutes(5);

/// The open keys of this process.
static KEYRING: LazyLock<Keyring> = LazyLock::new(|| Keyring::new(LIFE, &mut OsRng));

/// The key, opened with its PIN.
///
/// # Errors
/// When the PIN is wrong or the key is locked.
pub(super) async fn opened(
    office: &Office,
    actor: &Actor,
    order: &Order,
    key: &key_store::Model,
    pin: String,
) -> Result<Arc<Pkcs12>, Error> {
    let (preference, now) = (order.preference(), office.now().utc());
    // Where somebody has tried a wrong PIN since, the right one is counted too, so that counting begins anew.
    let may_be_open = key.failed_pins == 0 && key.locked_until.is_none();
    let open = |pin: &str| {
        let found = || KEYRING.unlocked(&key.pkcs12, pin, preference, now);
        may_be_open.then(found).flatten()
    };
    if let Some(opened) = open(&pin) {
        return Ok(opened);
    }
    // Held until the outcome is counted.
    let _turn = attempts::turn(office, key.id).await;
    // Whoever was ahead in line may have opened it.
    if let Some(opened) = open(&pin) {
        return Ok(opened);
    }
    attempts::take(office, key.id).await?;
    let pkcs12 = key.pkcs12.clone();
    let opened = tokio::task::spawn_blocking(move || KEYRING.open(&pkcs12, &pin, preference, now))
        .await
        .map_err(Error::interrupted)?;
    if let Err(signing::Error::WrongPin) = opened {
        return Err(attempts::wrong(office, actor, key.id).await?.into());
    }
    attempts::right(office, key.id).await?;
    close_in_time(office);
    Ok(opened?)
}

/// Lets go of the key when its time is over, used again or not.
fn close_in_time(office: &Office) {
    let clock = Arc::clone(&office.clock);
    tokio::spawn(async move {
        tokio::time::sleep(LIFE.unsigned_abs()).await;
        KEYRING.close(clock.now().utc());
    });
}
