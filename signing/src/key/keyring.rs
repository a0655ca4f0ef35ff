//! Keys that were unlocked a short while ago. They stay in memory alone and for a short time, so that a PIN given again for the
//! next document is not stretched again: that takes tens of milliseconds, signing takes one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand_core::CryptoRngCore;
use ring::hmac;
use time::{Duration, OffsetDateTime};

use super::Pkcs12;
use crate::{Error, SchemePreference};

/// Keys held at a time, at most; one more closes them all.
const MOST: usize = 256;

/// Unlocked keys, each found only by its file and its PIN together.
///
/// Neither PINs nor anything a PIN could be guessed from without this process's own secret are held. Whoever has not the very PIN
/// gets nothing here and has to open the file, where attempts are slow and can be counted.
#[derive(Debug)]
pub struct Keyring {
    secret: hmac::Key,
    life: Duration,
    open: Mutex<HashMap<Tag, Held>>,
}

/// The keyed digest of file, PIN and preference.
type Tag = [u8; 32];

#[derive(Debug)]
struct Held {
    key: Arc<Pkcs12>,
    until: OffsetDateTime,
}

impl Keyring {
    /// An empty ring with a secret of its own, on which keys stay this long after they were opened, used or not.
    pub fn new(life: Duration, random: &mut impl CryptoRngCore) -> Self {
        let mut secret = [0; 32];
        random.fill_bytes(&mut secret);
        Self {
            secret: hmac::Key::new(hmac::HMAC_SHA256, &secret),
            life,
            open: Mutex::default(),
        }
    }

    /// The key of this file, if this very PIN opened it a short while ago.
    #[must_use]
    pub fn unlocked(
        &self,
        pkcs12: &[u8],
        pin: &str,
        preference: SchemePreference,
        now: OffsetDateTime,
    ) -> Option<Arc<Pkcs12>> {
        let tag = self.tag(pkcs12, pin, preference);
        self.close_old(now).get(&tag).map(|held| Arc::clone(&held.key))
    }

    /// Unlocks a file with its PIN and keeps the key for a while. Slow: the key derivation is meant to be.
    ///
    /// # Errors
    /// As [`Pkcs12::open`].
    pub fn open(
        &self,
        pkcs12: &[u8],
        pin: &str,
        preference: SchemePreference,
        now: OffsetDateTime,
    ) -> Result<Arc<Pkcs12>, Error> {
        let key = Arc::new(Pkcs12::open(pkcs12, pin, preference)?);
        let tag = self.tag(pkcs12, pin, preference);
        let held = Held {
            key: Arc::clone(&key),
            until: now + self.life,
        };
        let mut open = self.close_old(now);
        if open.len() >= MOST {
            open.clear();
        }
        open.insert(tag, held);
        Ok(key)
    }

    /// Lets go of the keys whose time is over.
    pub fn close(&self, now: OffsetDateTime) {
        drop(self.close_old(now));
    }

    fn close_old(&self, now: OffsetDateTime) -> MutexGuard<'_, HashMap<Tag, Held>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, held| now < held.until);
        open
    }

    /// Unlike for every other file, PIN and preference; nothing can be told from it without the secret.
    fn tag(&self, pkcs12: &[u8], pin: &str, preference: SchemePreference) -> Tag {
        let mut context = hmac::Context::with_key(&self.secret);
        // Lengths first, so that no end of a PIN passes for the beginning of a file.
        context.update(&(pin.len() as u64).to_be_bytes());
        context.update(pin.as_bytes());
        context.update(&[preference as u8]);
        context.update(pkcs12);
        let mut tag = Tag::default();
        tag.copy_from_slice(context.sign().as_ref());
        tag
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use time::{Duration, macros::datetime};

    use super::Keyring;
    use crate::authority::{Authority, KeyKind, OsRng, Profile, Subject, Validity};
    use crate::key::Signer as _;
    use crate::{Error, SchemePreference};

    const PIN: &str = "202611";
    const LIFE: Duration = Duration::minutes(5);

    fn file() -> Vec<u8> {
        let validity = Validity::days(datetime!(2026-01-01 0:00 UTC), 365);
        let root = Subject::named("Gốc");
        let mut root = Authority::root(&root, KeyKind::P256, validity, &mut OsRng).unwrap();
        let subject = Subject::named("Lan");
        let identity = root
            .issue(&subject, Profile::Person, KeyKind::P256, validity, &mut OsRng)
            .unwrap();
        identity.to_pkcs12(PIN).unwrap()
    }

    #[test]
    fn a_key_is_found_again_by_its_own_pin_until_its_time_is_over() {
        let (ring, file, now) = (
            Keyring::new(LIFE, &mut OsRng),
            file(),
            datetime!(2026-01-02 8:00 UTC),
        );
        let unlocked = |pin: &str, after| ring.unlocked(&file, pin, SchemePreference::Pkcs1, now + after);
        assert!(unlocked(PIN, Duration::ZERO).is_none());

        let opened = ring.open(&file, PIN, SchemePreference::Pkcs1, now).unwrap();

        let again = unlocked(PIN, Duration::minutes(4)).unwrap();
        assert!(Arc::ptr_eq(&opened, &again));
        assert_eq!(again.certificate().subject_common_name(), "Lan");
        assert!(unlocked("202612", Duration::minutes(4)).is_none());
        assert!(
            ring.unlocked(&file[1..], PIN, SchemePreference::Pkcs1, now)
                .is_none()
        );
        assert!(unlocked(PIN, LIFE).is_none());
        assert!(
            unlocked(PIN, Duration::ZERO).is_none(),
            "what was closed stays closed"
        );
    }

    #[test]
    fn a_wrong_pin_opens_nothing_and_keeps_nothing() {
        let (ring, file, now) = (
            Keyring::new(LIFE, &mut OsRng),
            file(),
            datetime!(2026-01-02 8:00 UTC),
        );

        let refused = ring.open(&file, "000000", SchemePreference::Pkcs1, now);

        assert!(matches!(refused, Err(Error::WrongPin)));
        assert!(
            ring.unlocked(&file, "000000", SchemePreference::Pkcs1, now)
                .is_none()
        );
    }
}
