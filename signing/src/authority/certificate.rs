//! Putting together and signing one certificate (RFC 5280 4.1).

use der::asn1::{BitString, GeneralizedTime, UtcTime};
use der::{DateTime, Decode, Encode};
use rand_core::CryptoRngCore;
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use time::OffsetDateTime;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::{Time, Validity as X509Validity};
use x509_cert::{TbsCertificate, Version};

use super::keypair::KeyPair;
use super::profile::{self, Role};
use super::{Endpoints, Validity};
use crate::cms::build::algorithm;
use crate::{Certificate, Error, Scheme};

/// What goes into a certificate besides the issuer's key.
pub(super) struct Request<'a> {
    pub(super) subject: Name,
    pub(super) public_key: &'a [u8],
    pub(super) role: Role,
    pub(super) validity: Validity,
    pub(super) issuer: Name,
    pub(super) endpoints: &'a Endpoints,
}

/// Signs a certificate with the issuer's key.
pub(super) fn issue(
    request: Request<'_>,
    issuer_key: &KeyPair,
    rng: &mut impl CryptoRngCore,
) -> Result<Certificate, Error> {
    let extensions = profile::extensions(
        &request.role,
        request.public_key,
        issuer_key.public(),
        request.endpoints,
    )?;
    let scheme = issuer_key.signing_key()?.authority_scheme();
    let body = TbsCertificate {
        version: Version::V3,
        serial_number: serial_number(rng)?,
        signature: signature_algorithm(scheme)?,
        issuer: request.issuer,
        validity: X509Validity {
            not_before: time(request.validity.not_before)?,
            not_after: time(request.validity.not_after)?,
        },
        subject: request.subject,
        subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(request.public_key)
            .map_err(|e| Error::asn1("public key", e))?,
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: Some(extensions),
    };
    let message = body.to_der().map_err(|e| Error::asn1("certificate", e))?;
    let (scheme, signature) = issuer_key.sign(&message)?;
    let certificate = x509_cert::Certificate {
        tbs_certificate: body,
        signature_algorithm: signature_algorithm(scheme)?,
        signature: bits(&signature)?,
    };
    Certificate::from_der(&certificate.to_der().map_err(|e| Error::asn1("certificate", e))?)
}

/// A random positive serial number of 127 bits (RFC 5280 4.1.2.2 wants it unique, CA/B practice unguessable).
fn serial_number(rng: &mut impl CryptoRngCore) -> Result<SerialNumber, Error> {
    let mut bytes = [0_u8; 16];
    rng.fill_bytes(&mut bytes);
    bytes[0] = (bytes[0] & 0x7f) | 0x40;
    SerialNumber::new(&bytes).map_err(|e| Error::asn1("serial number", e))
}

/// The `AlgorithmIdentifier` of a signature, as certificates and CMS carry it.
pub(crate) fn signature_algorithm(scheme: Scheme) -> Result<AlgorithmIdentifierOwned, Error> {
    AlgorithmIdentifierOwned::from_der(&algorithm::signature(scheme)).map_err(|e| Error::asn1("algorithm", e))
}

/// RFC 5280 4.1.2.5: `UTCTime` until 2049, `GeneralizedTime` afterwards.
pub(crate) fn time(at: OffsetDateTime) -> Result<Time, Error> {
    let moment = moment(at)?;
    if moment.year() <= UtcTime::MAX_YEAR {
        Ok(Time::UtcTime(
            UtcTime::from_date_time(moment).map_err(|e| Error::asn1("time", e))?,
        ))
    } else {
        Ok(Time::GeneralTime(GeneralizedTime::from_date_time(moment)))
    }
}

/// The whole second of `at`, in UTC.
pub(super) fn moment(at: OffsetDateTime) -> Result<DateTime, Error> {
    let seconds = u64::try_from(at.unix_timestamp()).map_err(|e| Error::asn1("time", e))?;
    DateTime::from_unix_duration(std::time::Duration::from_secs(seconds)).map_err(|e| Error::asn1("time", e))
}

pub(super) fn bits(bytes: &[u8]) -> Result<BitString, Error> {
    BitString::from_bytes(bytes).map_err(|e| Error::asn1("signature", e))
}
