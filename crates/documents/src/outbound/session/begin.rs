use kernel::{Actor, Office, Timestamp};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use signing::{Scheme, pades::Prepared};

use super::{Means, PATIENCE, State, closing};
use crate::{
    Error,
    evidence::EvidenceServices,
    outbound::{
        Ask, Bearer, SigningId, certificate,
        entity::signing_session,
        keys,
        loaded::Loaded,
        sign::order,
        signature::{self, Holder},
    },
};

/// What goes to the key, and what the person who confirms should see of the document.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The session that waits.
    pub id: SigningId,
    /// The key must have answered by then.
    pub expires_at: Timestamp,
    /// What is signed: DER signed attributes (RFC 5652 5.4).
    pub to_be_signed: Vec<u8>,
    /// The hash of that, for keys that take hashes.
    pub hash: Vec<u8>,
    /// The mechanism.
    pub scheme: Scheme,
    /// The hash of the document inside what is signed.
    pub document_hash: Vec<u8>,
    /// Trích yếu.
    pub title: String,
    /// Number and symbol; before numbering the symbol alone.
    pub number: String,
}

/// Prepares a signature for a key on the person's own machine.
///
/// # Errors
/// When the person may not sign now, or the certificate is not theirs or would not pass: no PIN is spent then.
pub async fn begin(
    office: &Office,
    evidence: &EvidenceServices,
    actor: &Actor,
    ask: Ask,
    bearer: Bearer,
) -> Result<Ticket, Error> {
    let loaded = Loaded::readable(office.database.read(), actor, ask.document).await?;
    ask.may(office, actor, &loaded).await?;
    let order = order(office, evidence, actor, &loaded, ask.purpose).await?;
    let connection = office.database.read();
    certificate::check(connection, actor, ask.purpose, &bearer, order.now.utc()).await?;
    let holder = Holder {
        scheme: Scheme::choose(&bearer.certificate, order.preference())?,
        image: keys::image_for(connection, actor, ask.purpose).await?,
        certificate: bearer.certificate.clone(),
        chain: bearer.chain.clone(),
    };
    // Told before a PIN is spent.
    let checked = bearer.clone();
    let prepared = tokio::task::spawn_blocking(move || {
        signature::fit(&checked.certificate, &checked.chain, &order)?;
        signature::prepare(&order, holder)
    })
    .await
    .map_err(Error::interrupted)??;
    let stored = serde_json::to_vec(&prepared).map_err(|error| Error::Kernel(error.into()))?;
    let mut row = row(office, actor, ask, &loaded, Means::Device)?;
    row.prepared = Some(office.files.put(stored).await?);
    row.subject = bearer.certificate.subject_common_name();
    row.fingerprint = bearer.certificate.fingerprint_sha256();
    insert(office, actor, &row).await?;
    Ok(ticket(&row, &loaded, &prepared))
}

/// A session as it begins.
pub(super) fn row(
    office: &Office,
    actor: &Actor,
    ask: Ask,
    loaded: &Loaded,
    means: Means,
) -> Result<signing_session::Model, Error> {
    let now = office.now();
    Ok(signing_session::Model {
        id: office.new_id(),
        document_id: ask.document,
        purpose: ask.purpose,
        means,
        state: State::Waiting,
        account_id: actor.account,
        post_id: actor.post,
        document_version: loaded.document.version,
        draft_version: ask.version,
        base: loaded.draft.file.clone().ok_or(Error::NotFound)?,
        prepared: None,
        subject: String::new(),
        fingerprint: String::new(),
        download: None,
        upload: None,
        answer: None,
        created_at: now,
        expires_at: now.plus(PATIENCE),
        ended_at: None,
    })
}

/// Keeps a session; what waited for the same signature waits no longer.
pub(super) async fn insert(
    office: &Office,
    actor: &Actor,
    row: &signing_session::Model,
) -> Result<(), Error> {
    let mut change = office.database.begin().await?;
    closing::close_earlier(&change, row, office.now()).await?;
    signing_session::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    change.record(closing::entry(office, actor, "signing_prepared", row));
    change.commit().await?;
    Ok(())
}

fn ticket(row: &signing_session::Model, loaded: &Loaded, prepared: &Prepared) -> Ticket {
    Ticket {
        id: row.id,
        expires_at: row.expires_at,
        to_be_signed: prepared.to_be_signed().to_vec(),
        hash: prepared.hash_to_be_signed(),
        scheme: prepared.scheme(),
        document_hash: prepared.document_hash().to_vec(),
        title: loaded.document.subject.clone(),
        number: loaded.document.number_symbol_text(),
    }
}
