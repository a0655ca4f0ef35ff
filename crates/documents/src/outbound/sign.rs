//! Ký số cá nhân và ký số cơ quan.

use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    files::FileHash,
};
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use serde_json::json;

use super::{
    KeyStoreId, Refusal, Stage,
    entity::{draft_signature, key_store},
    heading::Heading,
    keys::{self, Purpose},
    loaded::Loaded,
    pages::{SEAL, SIGNATURE},
    signature::{self, Made, Order},
    tasks, trust,
    write::{SUBJECT, counter},
};
use crate::{DocumentId, Error, counters, evidence::EvidenceServices};

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
    let before = Loaded::readable(office.database.read(), actor, id).await?;
    before.progress().may_sign(actor, version)?;
    let key = keys::own(actor, office.database.read(), unlock.key).await?;
    let facts = keys::facts(&key, actor, Purpose::Person);
    before
        .progress()
        .sign(actor, version, &facts, office.now().utc())?;
    let made = make(office, evidence, &before, SIGNATURE, key.clone(), unlock.pin).await?;
    let stored = store(office, made).await?;

    let mut change = office.database.begin().await?;
    let mut loaded = Loaded::for_change(&change, actor, id, Some(before.document.version)).await?;
    let next = loaded
        .progress()
        .sign(actor, version, &facts, office.now().utc())?;
    loaded.advance(&next);
    let level = stored.level;
    finish(office, &change, actor, &mut loaded, SIGNATURE, &key, stored).await?;
    counters::shift(
        &change,
        loaded.draft.agency_id,
        &counter(Stage::Approved),
        &counter(next.stage),
    )
    .await?;
    let flow = tasks::flow(office, &change, actor, id, "đã ký số");
    tasks::complete(flow, tasks::action::SIGN).await?;
    let entry = Entry::by(actor, office.now(), "signed", Subject::new(SUBJECT, id));
    change.record(entry.with(json!({ "certificate": key.fingerprint, "level": level })));
    super::announce(office, &mut change, id);
    change.commit().await?;
    Ok(loaded)
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
    let before = Loaded::readable(office.database.read(), actor, id).await?;
    before.progress().may_seal(actor)?;
    let key = keys::own(actor, office.database.read(), unlock.key).await?;
    let facts = keys::facts(&key, actor, Purpose::Seal);
    before.progress().seal(actor, &facts, office.now().utc())?;
    let made = make(office, evidence, &before, SEAL, key.clone(), unlock.pin).await?;
    let stored = store(office, made).await?;

    let mut change = office.database.begin().await?;
    let mut loaded = Loaded::for_change(&change, actor, id, Some(before.document.version)).await?;
    let next = loaded.progress().seal(actor, &facts, office.now().utc())?;
    loaded.advance(&next);
    let level = stored.level;
    finish(office, &change, actor, &mut loaded, SEAL, &key, stored).await?;
    counters::shift(
        &change,
        loaded.draft.agency_id,
        &counter(Stage::Numbered),
        &counter(next.stage),
    )
    .await?;
    let flow = tasks::flow(office, &change, actor, id, "đã đóng dấu");
    tasks::complete(flow, tasks::action::SEAL).await?;
    let entry = Entry::by(actor, office.now(), "sealed", Subject::new(SUBJECT, id));
    change.record(entry.with(json!({ "certificate": key.fingerprint, "level": level })));
    super::announce(office, &mut change, id);
    change.commit().await?;
    Ok(loaded)
}

/// Signs outside any change.
async fn make(
    office: &Office,
    evidence: &EvidenceServices,
    loaded: &Loaded,
    field: &'static str,
    key: key_store::Model,
    pin: String,
) -> Result<Made, Error> {
    let hash = loaded.draft.file.as_ref().ok_or(Refusal::WrongOrder {
        at: loaded.draft.stage,
        needs: Stage::Approved,
    })?;
    let heading = Heading::load(
        office.database.read(),
        loaded.draft.agency_id,
        loaded.draft.unit_id,
    )
    .await?;
    let reason = match field {
        SEAL => format!("Ký số của {}", heading.agency),
        _ => "Ký ban hành văn bản".to_owned(),
    };
    let order = Order {
        pdf: office.files.get(hash).await?.to_vec(),
        field,
        key,
        pin,
        reason,
        place: heading.place,
        now: office.now(),
        options: trust::options(office).await?,
        collector: evidence.collector(office).await?,
        level: evidence.level(),
        padding: office.settings.rsa_padding(),
    };
    tokio::task::spawn_blocking(move || signature::make(&order))
        .await
        .map_err(Error::interrupted)?
}

/// A signed file and its report, in the file store.
struct Stored {
    file: FileHash,
    report: FileHash,
    evidence: FileHash,
    level: &'static str,
}

async fn store(office: &Office, made: Made) -> Result<Stored, Error> {
    Ok(Stored {
        file: office.files.put(made.pdf).await?,
        report: office.files.put(made.report).await?,
        evidence: office.files.put(made.evidence).await?,
        level: made.level,
    })
}

async fn finish(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    loaded: &mut Loaded,
    field: &str,
    key: &key_store::Model,
    stored: Stored,
) -> Result<(), Error> {
    loaded.draft.file = Some(stored.file.clone());
    loaded.save(change, office.now()).await?;
    let row = draft_signature::ActiveModel {
        document_id: Set(loaded.document.id),
        field: Set(field.to_owned()),
        person_id: Set(actor.person),
        by_name: Set(actor.name.clone()),
        subject: Set(key.subject.clone()),
        fingerprint: Set(key.fingerprint.clone()),
        file: Set(stored.file),
        report: Set(stored.report),
        at: Set(office.now()),
        level: Set(Some(stored.level.to_owned())),
        evidence: Set(Some(stored.evidence)),
    };
    draft_signature::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}
