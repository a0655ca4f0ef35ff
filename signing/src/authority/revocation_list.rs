//! Certificate revocation lists (RFC 5280 5).

use der::Encode;
use der::asn1::Uint;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use x509_cert::Version;
use x509_cert::crl::{CertificateList, RevokedCert, TbsCertList};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, CrlNumber, CrlReason};
use x509_cert::serial_number::SerialNumber;

use super::Authority;
use super::certificate::{bits, signature_algorithm, time};
use super::profile::{extension, key_identifier};
use crate::Error;

/// Why a certificate was revoked (RFC 5280 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// No reason is given.
    Unspecified,
    /// Somebody else may have the private key.
    KeyCompromise,
    /// Somebody else may have the issuer's private key.
    CaCompromise,
    /// The holder changed name or agency.
    AffiliationChanged,
    /// Another certificate took its place.
    Superseded,
    /// The holder no longer works.
    CessationOfOperation,
    /// Suspended.
    CertificateHold,
    /// A right the certificate states was withdrawn.
    PrivilegeWithdrawn,
}

/// One revoked certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// The contents of the serial number INTEGER.
    pub(super) serial: Vec<u8>,
    /// Why.
    pub reason: Reason,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

impl Authority {
    /// Signs a complete list in DER. Each list has the next number (RFC 5280 5.2.3).
    pub fn crl(
        &mut self,
        this_update: OffsetDateTime,
        next_update: OffsetDateTime,
    ) -> Result<Vec<u8>, Error> {
        let wrong = |e| Error::asn1("revocation list", e);
        self.lists_issued += 1;
        let number = CrlNumber(Uint::new(&self.lists_issued.to_be_bytes()).map_err(wrong)?);
        let issuer_key = AuthorityKeyIdentifier {
            key_identifier: Some(key_identifier(self.key.public())?),
            ..Default::default()
        };
        let entries = self.revoked.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
        let body = TbsCertList {
            version: Version::V2,
            signature: signature_algorithm(self.key.signing_key()?.authority_scheme())?,
            issuer: self.name()?,
            this_update: time(this_update)?,
            next_update: Some(time(next_update)?),
            revoked_certificates: Some(entries).filter(|e| !e.is_empty()),
            crl_extensions: Some(vec![
                extension("2.5.29.35", false, &issuer_key)?,
                extension("2.5.29.20", false, &number)?,
            ]),
        };
        let (scheme, signature) = self.key.sign(&body.to_der().map_err(wrong)?)?;
        let list = CertificateList {
            tbs_cert_list: body,
            signature_algorithm: signature_algorithm(scheme)?,
            signature: bits(&signature)?,
        };
        list.to_der().map_err(wrong)
    }
}

fn entry(revocation: &Revocation) -> Result<RevokedCert, Error> {
    // RFC 5280 5.3.1: the reason unspecified is expressed by leaving the extension out.
    let extensions = match revocation.reason {
        Reason::Unspecified => None,
        reason => Some(vec![extension("2.5.29.21", false, &reason.code())?]),
    };
    Ok(RevokedCert {
        serial_number: SerialNumber::new(&revocation.serial).map_err(|e| Error::asn1("serial number", e))?,
        revocation_date: time(revocation.at)?,
        crl_entry_extensions: extensions,
    })
}

impl Reason {
    pub(super) fn code(self) -> CrlReason {
        match self {
            Self::Unspecified => CrlReason::Unspecified,
            Self::KeyCompromise => CrlReason::KeyCompromise,
            Self::CaCompromise => CrlReason::CaCompromise,
            Self::AffiliationChanged => CrlReason::AffiliationChanged,
            Self::Superseded => CrlReason::Superseded,
            Self::CessationOfOperation => CrlReason::CessationOfOperation,
            Self::CertificateHold => CrlReason::CertificateHold,
            Self::PrivilegeWithdrawn => CrlReason::PrivilegeWithdrawn,
        }
    }
}
