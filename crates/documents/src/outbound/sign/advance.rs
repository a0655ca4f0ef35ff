//! What follows a signature that passed validation, whichever key made it.

use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    files::FileHash,
    id::PersonId,
};
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use serde_json::json;

use super::{
    super::{
        CertificateFacts, Purpose, Refusal, authorisation,
        entity::draft_signature,
        loaded::Loaded,
        signature::Made,
        tasks,
        write::{SUBJECT, counter},
    },
    Ask,
};
use crate::{DocumentId, Error, counters};

/// A signature, and what was known when it was asked for.
pub(in super::super) struct Signature {
    /// What was asked for.
    pub(in super::super) ask: Ask,
    /// The document's version then.
    pub(in super::super) seen: i64,
    /// What the rules ask of the certificate.
    pub(in super::super) facts: CertificateFacts,
    /// The name in the certificate.
    pub(in super::super) subject: String,
    /// SHA-256 of the certificate.
    pub(in super::super) fingerprint: String,
    /// Code of the way the key was reached, unless it is kept here.
    pub(in super::super) means: Option<&'static str>,
}

/// A signed file and its report, in the file store.
pub(in super::super) struct Stored {
    file: FileHash,
    report: FileHash,
    evidence: FileHash,
    level: String,
}

/// Stores both, before the change that names them.
pub(in super::super) async fn store(office: &Office, made: Made) -> Result<Stored, Error> {
    let report = serde_json::to_vec(&made.report).map_err(|error| Error::Kernel(error.into()))?;
    let (file, report, evidence) = tokio::try_join!(
        office.files.put(made.pdf),
        office.files.put(report),
        office.files.put(made.evidence),
    )?;
    Ok(Stored {
        file,
        report,
        evidence,
        level: made.level,
    })
}

/// Writes the signature down and moves the document on, inside a change.
///
/// # Errors
/// When the document changed since, or the rules refuse now.
pub(in super::super) async fn advance(
    office: &Office,
    change: &mut UnitOfWork,
    actor: &Actor,
    signature: Signature,
    stored: Stored,
) -> Result<Loaded, Error> {
    let Ask {
        document,
        purpose,
        version,
    } = signature.ask;
    let mut loaded = Loaded::for_change(change, actor, document, Some(signature.seen)).await?;
    let from = loaded.draft.stage;
    let now = office.now();
    let next = purpose.pass(&loaded.progress(), actor, version, &signature.facts, now.utc())?;
    let connection = change.connection();
    let authorisation = authorisation::of(connection, actor, purpose, &loaded, office.today()).await?;
    if purpose == Purpose::Seal && signed_by(change, document).await? == Some(actor.person) {
        return Err(Refusal::SignerSeals.into());
    }
    loaded.advance(&next);
    loaded.draft.file = Some(stored.file.clone());
    loaded.save(change, now).await?;
    let mut details = json!({ "certificate": signature.fingerprint, "level": stored.level });
    if let Some(means) = signature.means {
        details["means"] = json!(means);
    }
    if let Some(delegation) = authorisation {
        details["authorisation"] = json!(delegation);
    }
    if let Some(one) = &actor.on_behalf {
        details["what"] = json!(format!("thay {}", one.name));
    }
    let row = draft_signature::ActiveModel {
        document_id: Set(document),
        field: Set(purpose.field().to_owned()),
        person_id: Set(actor.person),
        by_name: Set(actor.name.clone()),
        subject: Set(signature.subject),
        fingerprint: Set(signature.fingerprint),
        file: Set(stored.file),
        report: Set(stored.report),
        at: Set(now),
        level: Set(Some(stored.level)),
        evidence: Set(Some(stored.evidence)),
    };
    draft_signature::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    counters::shift(
        change,
        loaded.draft.agency_id,
        &counter(from),
        &counter(next.stage),
    )
    .await?;
    let flow = tasks::flow(office, change, actor, document, purpose.outcome());
    tasks::complete(flow, purpose.action()).await?;
    let entry = Entry::by(actor, now, purpose.event(), Subject::new(SUBJECT, document));
    change.record(entry.with(details));
    super::super::announce(office, change, document);
    Ok(loaded)
}

/// Who signed as a person: the signer named, or whoever signed for them.
async fn signed_by(change: &UnitOfWork, document: DocumentId) -> Result<Option<PersonId>, Error> {
    let signature = draft_signature::Entity::find_by_id((document, Purpose::Person.field().to_owned()))
        .one(change.connection())
        .await?;
    Ok(signature.map(|row| row.person_id))
}
