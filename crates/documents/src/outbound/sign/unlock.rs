//! Signing with a PKCS#12 key kept here: all in one call, because the key answers at once.

use kernel::{Actor, Office};
use signing::key::{Pkcs12, Signer as _};

use super::{
    super::{
        KeyStoreId, Purpose, Refusal,
        entity::key_store,
        keys,
        loaded::Loaded,
        meanwhile,
        signature::{self, Holder, Made, Order},
    },
    Ask, Signature, advance,
    opening::opened,
    order, store,
};
use crate::{DocumentId, Error, evidence::EvidenceServices};

/// The PIN opens the key for this one signature.
#[derive(Clone)]
pub struct Unlock {
    /// Which key.
    pub key: KeyStoreId,
    /// Its PIN; neither stored nor logged.
    pub pin: String,
}

impl std::fmt::Debug for Unlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unlock")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// The person with signing authority signs the version that was shown.
///
/// # Errors
/// When the rules, the key or our own validator refuse: then nothing is stored.
pub async fn sign(
    office: &Office,
    evidence: &EvidenceServices,
    actor: &Actor,
    id: DocumentId,
    version: i32,
    unlock: Unlock,
) -> Result<Loaded, Error> {
    let ask = Ask {
        document: id,
        purpose: Purpose::Person,
        version,
    };
    with_key_kept_here(office, evidence, actor, ask, unlock).await
}

/// The clerk puts the agency's seal.
///
/// # Errors
/// When the rules, the key or our own validator refuse: then nothing is stored.
pub async fn seal(
    office: &Office,
    evidence: &EvidenceServices,
    actor: &Actor,
    id: DocumentId,
    unlock: Unlock,
) -> Result<Loaded, Error> {
    let ask = Ask {
        document: id,
        purpose: Purpose::Seal,
        version: 0,
    };
    with_key_kept_here(office, evidence, actor, ask, unlock).await
}

async fn with_key_kept_here(
    office: &Office,
    evidence: &EvidenceServices,
    actor: &Actor,
    ask: Ask,
    unlock: Unlock,
) -> Result<Loaded, Error> {
    let before = Loaded::readable(office.database.read(), actor, ask.document).await?;
    ask.may(office, actor, &before).await?;
    let key = keys::own(actor, office.database.read(), unlock.key).await?;
    let facts = keys::facts(&key, actor, ask.purpose);
    let progress = before.progress();
    ask.purpose
        .pass(&progress, actor, ask.version, &facts, office.now().utc())?;
    let order = order(office, evidence, actor, &before, ask.purpose).await?;
    let signature = Signature {
        ask,
        seen: before.document.version,
        facts,
        subject: key.subject.clone(),
        fingerprint: key.fingerprint.clone(),
        means: None,
    };
    let made = made(office, actor, order, key, unlock.pin).await?;
    let stored = store(office, made).await?;
    let mut change = office.database.begin().await?;
    match advance(office, &mut change, actor, signature, stored).await {
        Ok(loaded) => {
            change.commit().await?;
            Ok(loaded)
        }
        Err(Error::Conflict(_)) => {
            Err(meanwhile::conflict(change.connection(), ask.document, "Trong lúc ký").await?)
        }
        Err(error) => Err(error),
    }
}

/// Signs with a key kept here; wrong PINs are counted.
///
/// # Errors
/// When the PIN is wrong, the key is locked, or our own validator refuses.
pub(super) async fn made(
    office: &Office,
    actor: &Actor,
    order: Order,
    key: key_store::Model,
    pin: String,
) -> Result<Made, Error> {
    let opened = opened(office, actor, &order, &key, pin).await?;
    tokio::task::spawn_blocking(move || make(&order, key, &opened))
        .await
        .map_err(Error::interrupted)?
}

/// Signs. Slow: to be run outside any change.
fn make(order: &Order, key: key_store::Model, opened: &Pkcs12) -> Result<Made, Error> {
    if opened.certificate().fingerprint_sha256() != key.fingerprint {
        return Err(Refusal::ForeignCertificate.into());
    }
    let fitness = signature::fit(opened.certificate(), opened.chain(), order)?;
    let holder = Holder {
        certificate: opened.certificate().clone(),
        chain: opened.chain().to_vec(),
        scheme: opened.scheme(),
        image: key.image,
    };
    let prepared = signature::prepare(order, holder)?;
    let answer = opened.sign(prepared.to_be_signed())?;
    signature::complete(order, &prepared, &answer, &fitness)
}
