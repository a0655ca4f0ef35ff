//! The plug-in of the Government Cipher Committee (VGCA Sign Service): it fetches the file by one address, signs it its own way,
//! and brings the result to another. Both addresses hold a secret that serves this session alone.

use bytes::Bytes;
use directory::{Secret, identity};
use kernel::{Actor, Office, Timestamp, files::FileHash};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::{
    Means,
    begin::{insert, row},
    finish::{replayed, settle, unchanged},
};
use crate::{
    Error,
    evidence::EvidenceServices,
    outbound::{
        Ask, CertificateFacts, Refusal, SigningId, certificate, entity::signing_session, loaded::Loaded,
        sign::order, signature,
    },
};

/// What the page hands to the plug-in.
#[derive(Debug, Clone)]
pub struct Links {
    /// The session that waits.
    pub id: SigningId,
    /// The plug-in must have brought the result by then.
    pub expires_at: Timestamp,
    /// Opens the file; told once.
    pub download: Secret,
    /// Takes the result; told once.
    pub upload: Secret,
}

/// Begins a session for the plug-in.
///
/// # Errors
/// When the person may not sign now.
pub async fn begin_plugin(office: &Office, actor: &Actor, ask: Ask) -> Result<Links, Error> {
    let loaded = Loaded::readable(office.database.read(), actor, ask.document).await?;
    ask.may(office, actor, &loaded).await?;
    let (download, upload) = (Secret::visitor(), Secret::visitor());
    let mut row = row(office, actor, ask, &loaded, Means::Plugin)?;
    row.download = Some(download.digest());
    row.upload = Some(upload.digest());
    insert(office, actor, &row).await?;
    Ok(Links {
        id: row.id,
        expires_at: row.expires_at,
        download,
        upload,
    })
}

/// The file to be signed, while its session waits.
///
/// # Errors
/// [`Error::NotFound`] for a secret that opens nothing, or nothing any more.
pub async fn plugin_file(office: &Office, secret: &Secret) -> Result<Bytes, Error> {
    let row = by(office, signing_session::Column::Download, secret).await?;
    row.is_open(office.now()).map_err(|_| Error::NotFound)?;
    Ok(office.files.get(&row.base).await?)
}

/// Whether a result with this secret is worth reading.
///
/// # Errors
/// As [`plugin_result`].
pub async fn plugin_waits(office: &Office, secret: &Secret) -> Result<(), Error> {
    let row = by(office, signing_session::Column::Upload, secret).await?;
    match row.state {
        super::State::Finished => Ok(()),
        _ => Ok(row.is_open(office.now())?),
    }
}

/// Takes the result: the very file of the session with one valid signature more, by the person who began it. The same result
/// again changes nothing.
///
/// # Errors
/// [`Error::NotFound`] for a secret that is none; conflicts and refusals as for every signature.
pub async fn plugin_result(
    office: &Office,
    evidence: &EvidenceServices,
    secret: &Secret,
    pdf: Vec<u8>,
) -> Result<Loaded, Error> {
    let mut row = by(office, signing_session::Column::Upload, secret).await?;
    let actor = identity::acting(office, row.account_id, row.post_id).await?;
    let digest = FileHash::of(&pdf);
    if let Some(done) = replayed(office, &actor, &row, &digest).await? {
        return Ok(done);
    }
    let loaded = unchanged(office, &actor, &row).await?;
    let order = order(office, evidence, &actor, &loaded, row.purpose).await?;
    let made = tokio::task::spawn_blocking(move || signature::accept_foreign(&order, pdf))
        .await
        .map_err(Error::interrupted)??;
    let bearer = made
        .report
        .signatures
        .last()
        .and_then(|newest| newest.certificate.as_ref());
    let bearer = bearer.ok_or(Refusal::ForeignCertificate)?;
    row.subject = bearer.common_name.clone().unwrap_or_default();
    row.fingerprint.clone_from(&bearer.fingerprint_sha256);
    let connection = office.database.read();
    let facts = CertificateFacts {
        is_own: certificate::is_own(connection, &actor, row.purpose, &row.subject, &row.fingerprint).await?,
        not_before: bearer.not_before,
        not_after: bearer.not_after,
    };
    settle(office, &actor, &row, facts, made, digest).await
}

async fn by(
    office: &Office,
    column: signing_session::Column,
    secret: &Secret,
) -> Result<signing_session::Model, Error> {
    signing_session::Entity::find()
        .filter(column.eq(secret.digest()))
        .one(office.database.read())
        .await?
        .ok_or(Error::NotFound)
}
