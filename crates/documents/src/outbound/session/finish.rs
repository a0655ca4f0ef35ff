use kernel::{Actor, Office, files::FileHash};
use signing::pades::Prepared;

use super::{State, closing, of_actor};
use crate::{
    Error,
    evidence::EvidenceServices,
    outbound::{
        Ask, CertificateFacts, SigningId, certificate,
        entity::signing_session,
        loaded::Loaded,
        meanwhile,
        sign::{Signature, advance, order, store},
        signature::{self, Made},
    },
};

/// Takes the key's answer: verifies it under the certificate, assembles the file, validates it, stores it, moves the document on.
/// The same answer again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] when the session is not the actor's; a conflict that tells what happened when it has ended or the document
/// changed; the refusals of validation: then nothing is stored, and the session goes on waiting.
pub async fn finish(
    office: &Office,
    evidence: &EvidenceServices,
    actor: &Actor,
    id: SigningId,
    answer: Vec<u8>,
) -> Result<Loaded, Error> {
    let row = of_actor(office, actor, id).await?;
    let digest = FileHash::of(&answer);
    if let Some(done) = replayed(office, actor, &row, &digest).await? {
        return Ok(done);
    }
    let loaded = unchanged(office, actor, &row).await?;
    let hash = row.prepared.as_ref().ok_or(Error::NotFound)?;
    let prepared: Prepared = serde_json::from_slice(&office.files.get(hash).await?)
        .map_err(|error| Error::Kernel(error.into()))?;
    let order = order(office, evidence, actor, &loaded, row.purpose).await?;
    let facts = CertificateFacts {
        is_own: is_own(office, actor, &row).await?,
        not_before: prepared.certificate().not_before(),
        not_after: prepared.certificate().not_after(),
    };
    let made = tokio::task::spawn_blocking(move || {
        let fitness = signature::fit(prepared.certificate(), prepared.chain(), &order)?;
        signature::complete(&order, &prepared, &answer, &fitness)
    })
    .await
    .map_err(Error::interrupted)??;
    settle(office, actor, &row, facts, made, digest).await
}

/// The document as this very answer left it, when it came before.
pub(super) async fn replayed(
    office: &Office,
    actor: &Actor,
    row: &signing_session::Model,
    answer: &FileHash,
) -> Result<Option<Loaded>, Error> {
    if row.state == State::Finished && row.answer.as_deref() == Some(answer.as_str()) {
        let connection = office.database.read();
        return Loaded::readable(connection, actor, row.document_id)
            .await
            .map(Some);
    }
    row.is_open(office.now())?;
    Ok(None)
}

/// The document must stand as it stood when the session began.
///
/// # Errors
/// [`Error::Conflict`] that tells what happened meanwhile.
pub(super) async fn unchanged(
    office: &Office,
    actor: &Actor,
    row: &signing_session::Model,
) -> Result<Loaded, Error> {
    let loaded = Loaded::readable(office.database.read(), actor, row.document_id).await?;
    let is_same =
        loaded.document.version == row.document_version && loaded.draft.file.as_ref() == Some(&row.base);
    if is_same {
        return Ok(loaded);
    }
    Err(meanwhile::conflict(office.database.read(), row.document_id, "Trong lúc chờ chữ ký").await?)
}

async fn is_own(office: &Office, actor: &Actor, row: &signing_session::Model) -> Result<bool, Error> {
    let connection = office.database.read();
    certificate::is_own(connection, actor, row.purpose, &row.subject, &row.fingerprint).await
}

/// Stores what passed validation, and ends the session in the same change.
pub(super) async fn settle(
    office: &Office,
    actor: &Actor,
    row: &signing_session::Model,
    facts: CertificateFacts,
    made: Made,
    answer: FileHash,
) -> Result<Loaded, Error> {
    let signature = Signature {
        ask: Ask {
            document: row.document_id,
            purpose: row.purpose,
            version: row.draft_version,
        },
        seen: row.document_version,
        facts,
        subject: row.subject.clone(),
        fingerprint: row.fingerprint.clone(),
        means: Some(row.means.code()),
    };
    let stored = store(office, made).await?;
    let mut change = office.database.begin().await?;
    closing::close(
        &change,
        row.id,
        office.now(),
        State::Finished,
        Some(answer.to_string()),
    )
    .await?;
    let loaded = advance(office, &mut change, actor, signature, stored).await?;
    change.commit().await?;
    Ok(loaded)
}
