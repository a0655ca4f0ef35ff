//! A certificate that somebody brings: whether it is theirs and may sign now, asked before the key is (Circular 15/2025,
//! article 5).

use kernel::Actor;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use signing::Certificate;
use time::OffsetDateTime;

use super::{CertificateFacts, Purpose, entity::draft_signature, keys};
use crate::Error;

/// A certificate with those above it.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The certificate of the key.
    pub certificate: Certificate,
    /// The certificates above it, nearest first.
    pub chain: Vec<Certificate>,
}

impl Bearer {
    /// Reads certificates in DER, the key's own first.
    ///
    /// # Errors
    /// [`Error::Invalid`] when one is no certificate.
    pub fn read(certificate: &[u8], chain: &[Vec<u8>]) -> Result<Self, Error> {
        let read = |der: &[u8]| {
            Certificate::from_der(der)
                .map_err(|_| Error::field("certificate", "Đây không phải chứng thư số X.509."))
        };
        Ok(Self {
            certificate: read(certificate)?,
            chain: chain.iter().map(|der| read(der)).collect::<Result<_, _>>()?,
        })
    }
}

/// Checks that the certificate bears the actor's name, or for a seal the agency's, that nobody else has signed with it, and
/// that it is in its time.
///
/// # Errors
/// The refusal that fits.
pub(super) async fn check(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    purpose: Purpose,
    bearer: &Bearer,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let certificate = &bearer.certificate;
    let (name, fingerprint) = (
        certificate.subject_common_name(),
        certificate.fingerprint_sha256(),
    );
    let facts = CertificateFacts {
        is_own: is_own(connection, actor, purpose, &name, &fingerprint).await?,
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
    };
    Ok(facts.check(now)?)
}

/// Whether a certificate with this name is the actor's, or the agency's. Two persons may bear one name: whoever signs with a
/// certificate first keeps it.
pub(super) async fn is_own(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    purpose: Purpose,
    name: &str,
    fingerprint: &str,
) -> Result<bool, Error> {
    let owner = keys::owner_name(connection, actor, purpose).await?;
    if !keys::is_same_name(name, &owner) {
        return Ok(false);
    }
    if purpose == Purpose::Seal {
        return Ok(true);
    }
    let by_others = draft_signature::Entity::find()
        .filter(draft_signature::Column::Fingerprint.eq(fingerprint))
        .filter(draft_signature::Column::PersonId.ne(actor.person))
        .count(connection)
        .await?;
    Ok(by_others == 0)
}
