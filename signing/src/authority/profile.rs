//! What a certificate may be used for: its extensions (RFC 5280 4.2).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{ID_KP_OCSP_SIGNING, ID_KP_TIME_STAMPING};
use const_oid::db::rfc6960::ID_PKIX_OCSP_NOCHECK;
use der::asn1::{Null, OctetString};
use der::flagset::FlagSet;
use der::{Decode, Encode};
use spki::SubjectPublicKeyInfoRef;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};

use super::Endpoints;
use crate::Error;

/// The purpose of an end certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// A person who signs documents: digitalSignature and nonRepudiation.
    Person,
    /// An agency that seals documents: digitalSignature and nonRepudiation.
    Agency,
    /// A time stamping unit: the critical, only purpose timeStamping (RFC 3161 2.3).
    TimeStamping,
    /// A delegated OCSP responder (RFC 6960 4.2.2.2), itself not asked for revocation.
    OcspResponder,
    /// A certificate that may not sign documents (keyEncipherment only): for tests of refusal.
    Encryption,
}

/// Where in the tree the certificate stands.
pub(super) enum Role {
    Authority { path_length: Option<u8> },
    End(Profile),
}

/// All extensions of a certificate.
pub(super) fn extensions(
    role: &Role,
    subject_key: &[u8],
    issuer_key: &[u8],
    endpoints: &Endpoints,
) -> Result<Vec<Extension>, Error> {
    let mut all = Vec::new();
    let (constraints, usages) = match role {
        Role::Authority { path_length } => (
            BasicConstraints {
                ca: true,
                path_len_constraint: *path_length,
            },
            KeyUsages::KeyCertSign | KeyUsages::CRLSign | KeyUsages::DigitalSignature,
        ),
        Role::End(profile) => (
            BasicConstraints {
                ca: false,
                path_len_constraint: None,
            },
            usages(*profile),
        ),
    };
    all.push(extension("2.5.29.19", true, &constraints)?);
    all.push(extension("2.5.29.15", true, &KeyUsage(usages))?);
    all.push(extension(
        "2.5.29.14",
        false,
        &SubjectKeyIdentifier(key_identifier(subject_key)?),
    )?);
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(key_identifier(issuer_key)?),
        ..Default::default()
    };
    all.push(extension("2.5.29.35", false, &authority)?);
    if let Role::End(profile) = role {
        all.extend(purpose(*profile)?);
    }
    all.extend(addresses(
        endpoints,
        matches!(role, Role::End(Profile::OcspResponder)),
    )?);
    Ok(all)
}

fn usages(profile: Profile) -> FlagSet<KeyUsages> {
    match profile {
        Profile::Person | Profile::Agency => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
        Profile::TimeStamping | Profile::OcspResponder => KeyUsages::DigitalSignature.into(),
        Profile::Encryption => KeyUsages::KeyEncipherment.into(),
    }
}

fn purpose(profile: Profile) -> Result<Vec<Extension>, Error> {
    Ok(match profile {
        Profile::Person | Profile::Agency | Profile::Encryption => vec![],
        Profile::TimeStamping => vec![extension(
            "2.5.29.37",
            true,
            &ExtendedKeyUsage(vec![ID_KP_TIME_STAMPING]),
        )?],
        Profile::OcspResponder => vec![
            extension("2.5.29.37", false, &ExtendedKeyUsage(vec![ID_KP_OCSP_SIGNING]))?,
            Extension {
                extn_id: ID_PKIX_OCSP_NOCHECK,
                critical: false,
                extn_value: octets(&Null.to_der().map_err(|e| Error::asn1("extension", e))?)?,
            },
        ],
    })
}

/// CRL distribution point and authority information access, for a relying party that asks about this certificate.
fn addresses(endpoints: &Endpoints, is_responder: bool) -> Result<Vec<Extension>, Error> {
    let mut all = Vec::new();
    if let Some(url) = endpoints.crl.as_deref().filter(|_| !is_responder) {
        let point = DistributionPoint {
            distribution_point: Some(DistributionPointName::FullName(vec![uri(url)?])),
            reasons: None,
            crl_issuer: None,
        };
        all.push(extension(
            "2.5.29.31",
            false,
            &CrlDistributionPoints(vec![point]),
        )?);
    }
    let mut access = Vec::new();
    if let Some(url) = endpoints.ocsp.as_deref().filter(|_| !is_responder) {
        access.push(described("1.3.6.1.5.5.7.48.1", url)?);
    }
    if let Some(url) = &endpoints.issuer_certificate {
        access.push(described("1.3.6.1.5.5.7.48.2", url)?);
    }
    if !access.is_empty() {
        all.push(extension(
            "1.3.6.1.5.5.7.1.1",
            false,
            &AuthorityInfoAccessSyntax(access),
        )?);
    }
    Ok(all)
}

fn described(method: &str, url: &str) -> Result<AccessDescription, Error> {
    Ok(AccessDescription {
        access_method: ObjectIdentifier::new_unwrap(method),
        access_location: uri(url)?,
    })
}

fn uri(url: &str) -> Result<GeneralName, Error> {
    let text = der::asn1::Ia5String::new(url).map_err(|e| Error::asn1("address", e))?;
    Ok(GeneralName::UniformResourceIdentifier(text))
}

/// RFC 5280 4.2.1.2 method 1: SHA-1 of the public key bits; an identifier, not a protection.
pub(super) fn key_identifier(public_key_info: &[u8]) -> Result<OctetString, Error> {
    let info =
        SubjectPublicKeyInfoRef::from_der(public_key_info).map_err(|e| Error::asn1("public key", e))?;
    let bits = info.subject_public_key.raw_bytes();
    octets(ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, bits).as_ref())
}

pub(super) fn extension(id: &str, critical: bool, value: &impl Encode) -> Result<Extension, Error> {
    let der = value.to_der().map_err(|e| Error::asn1("extension", e))?;
    Ok(Extension {
        extn_id: ObjectIdentifier::new_unwrap(id),
        critical,
        extn_value: octets(&der)?,
    })
}

fn octets(bytes: &[u8]) -> Result<OctetString, Error> {
    OctetString::new(bytes).map_err(|e| Error::asn1("octet string", e))
}
