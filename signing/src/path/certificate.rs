//! What path validation needs to know of a certificate, read once.

use std::sync::Arc;

use x509_parser::der_parser::asn1_rs::FromDer as _;
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::X509Certificate;

use super::policy::Policies;
use super::revocation;
use crate::cms::parse;
use crate::cms::parse::ber::{self, Tlv};
use crate::verify::{self, Algorithm, Outcome};

/// Extensions by which an authority says that it publishes no revocation of a certificate: `id-pkix-ocsp-nocheck` (RFC 6960,
/// 4.2.2.2.1), `noRevAvail` (RFC 9608), `ext-etsi-valassured-ST-certs` (EN 319 412-1, 5.2).
const EXEMPT: [&str; 3] = ["1.3.6.1.5.5.7.48.1.5", "2.5.29.56", "0.4.0.194121.2.1"];

/// Bits of `KeyUsage` (RFC 5280, 4.2.1.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one bit of the extension")]
pub(crate) struct KeyUsage {
    pub(crate) digital_signature: bool,
    pub(crate) non_repudiation: bool,
    pub(crate) certificate_sign: bool,
    pub(crate) crl_sign: bool,
}

/// A certificate taken apart.
#[derive(Debug)]
pub(crate) struct X509 {
    pub(crate) der: Vec<u8>,
    /// The signed part.
    tbs: std::ops::Range<usize>,
    algorithm: Option<Algorithm>,
    signature: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    /// Seconds since 1970.
    pub(crate) not_before: i64,
    pub(crate) not_after: i64,
    pub(crate) is_authority: bool,
    pub(crate) path_length: Option<u32>,
    pub(crate) key_usage: Option<KeyUsage>,
    /// `None` when there is no `ExtendedKeyUsage`.
    pub(crate) purposes: Option<Purposes>,
    pub(crate) subject_key: Option<Vec<u8>>,
    pub(crate) authority_key: Option<Vec<u8>>,
    /// The extension's content, judged by [`super::names`].
    pub(crate) name_constraints: Option<Vec<u8>>,
    pub(crate) alternative_names: Option<Vec<u8>>,
    /// Critical extensions nobody here understands.
    pub(crate) unknown_critical: Vec<String>,
    /// Whether it says where its status can be asked.
    pub(crate) names_revocation: bool,
    /// No revocation is published for it: see [`EXEMPT`].
    pub(crate) is_exempt_from_checks: bool,
    pub(crate) policies: Policies,
    /// General names of the places its lists are published at, as they stand.
    pub(crate) revocation_places: Vec<Vec<u8>>,
    /// Whoever else signs its lists (`cRLIssuer`).
    pub(crate) list_issuers: Vec<Vec<u8>>,
    pub(crate) subject_text: String,
    pub(crate) issuer_text: String,
    pub(crate) common_name: Option<String>,
}

/// What `ExtendedKeyUsage` allows.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one purpose of RFC 5280, 4.2.1.12"
)]
pub(crate) struct Purposes {
    pub(crate) any: bool,
    pub(crate) time_stamping: bool,
    pub(crate) ocsp_signing: bool,
    /// E-mail, document signing, client authentication: what signers' certificates carry.
    pub(crate) signing: bool,
}

impl X509 {
    /// Reads DER; anything unreadable gives `None`.
    pub(crate) fn read(der: &[u8]) -> Option<Arc<Self>> {
        let (_, parsed) = X509Certificate::from_der(der).ok()?;
        let whole = Tlv::read(der)?.0;
        let parts = whole.children_of(ber::SEQUENCE)?;
        let [tbs, algorithm, signature] = parts.as_slice() else {
            return None;
        };
        let start = whole.whole.len() - whole.content.len();
        let fields = &parsed.tbs_certificate;
        let mut certificate = Self {
            der: whole.whole.to_vec(),
            tbs: start..start + tbs.whole.len(),
            algorithm: verify::of_certificate(&parse::algorithm(algorithm)?),
            signature: signature.bits()?.to_vec(),
            subject: fields.subject.as_raw().to_vec(),
            issuer: fields.issuer.as_raw().to_vec(),
            serial: fields.raw_serial().to_vec(),
            spki: fields.subject_pki.raw.to_vec(),
            not_before: fields.validity.not_before.timestamp(),
            not_after: fields.validity.not_after.timestamp(),
            is_authority: false,
            path_length: None,
            key_usage: None,
            purposes: None,
            subject_key: None,
            authority_key: None,
            name_constraints: None,
            alternative_names: None,
            unknown_critical: Vec::new(),
            names_revocation: false,
            is_exempt_from_checks: false,
            policies: Policies::default(),
            revocation_places: Vec::new(),
            list_issuers: Vec::new(),
            subject_text: fields.subject.to_string(),
            issuer_text: fields.issuer.to_string(),
            common_name: first_text(fields.subject.iter_common_name()),
        };
        for extension in fields.extensions() {
            certificate.extension(extension);
        }
        Some(Arc::new(certificate))
    }

    fn extension(&mut self, extension: &x509_parser::extensions::X509Extension<'_>) {
        match extension.parsed_extension() {
            ParsedExtension::BasicConstraints(constraints) => {
                self.is_authority = constraints.ca;
                self.path_length = constraints.path_len_constraint;
            }
            ParsedExtension::KeyUsage(usage) => {
                self.key_usage = Some(KeyUsage {
                    digital_signature: usage.digital_signature(),
                    non_repudiation: usage.non_repudiation(),
                    certificate_sign: usage.key_cert_sign(),
                    crl_sign: usage.crl_sign(),
                });
            }
            ParsedExtension::ExtendedKeyUsage(usage) => {
                self.purposes = Some(Purposes {
                    any: usage.any,
                    time_stamping: usage.time_stamping,
                    ocsp_signing: usage.ocsp_signing,
                    signing: usage.email_protection || usage.client_auth || !usage.other.is_empty(),
                });
            }
            ParsedExtension::SubjectKeyIdentifier(key) => self.subject_key = Some(key.0.to_vec()),
            ParsedExtension::AuthorityKeyIdentifier(key) => {
                self.authority_key = key.key_identifier.as_ref().map(|key| key.0.to_vec());
            }
            ParsedExtension::NameConstraints(_) => self.name_constraints = Some(extension.value.to_vec()),
            ParsedExtension::SubjectAlternativeName(_) => {
                self.alternative_names = Some(extension.value.to_vec());
            }
            ParsedExtension::CRLDistributionPoints(_) => {
                let points = Tlv::only(extension.value).and_then(|points| points.children_of(ber::SEQUENCE));
                for point in points.unwrap_or_default() {
                    self.distribution_point(&point);
                }
            }
            ParsedExtension::AuthorityInfoAccess(access) => {
                self.names_revocation |= access
                    .accessdescs
                    .iter()
                    .any(|way| way.access_method.to_id_string() == "1.3.6.1.5.5.7.48.1");
            }
            ParsedExtension::CertificatePolicies(policies) => {
                let named = policies.iter().map(|policy| policy.policy_id.to_id_string());
                self.policies.named = Some(named.collect());
            }
            ParsedExtension::PolicyMappings(mappings) => {
                let pairs = mappings.mappings.iter().take(256).map(|pair| {
                    (
                        pair.issuer_domain_policy.to_id_string(),
                        pair.subject_domain_policy.to_id_string(),
                    )
                });
                self.policies.mappings = pairs.collect();
            }
            ParsedExtension::PolicyConstraints(constraints) => {
                self.policies.require_explicit = constraints.require_explicit_policy;
                self.policies.inhibit_mapping = constraints.inhibit_policy_mapping;
            }
            ParsedExtension::InhibitAnyPolicy(inhibit) => {
                self.policies.inhibit_any = Some(inhibit.skip_certs);
            }
            ParsedExtension::IssuerAlternativeName(_) => {}
            _ if EXEMPT.contains(&extension.oid.to_id_string().as_str()) => self.is_exempt_from_checks = true,
            // QCStatements, RFC 3739: statements about the certificate, not conditions on its use.
            _ if extension.oid.to_id_string() == "1.3.6.1.5.5.7.1.3" => {}
            _ if extension.critical => self.unknown_critical.push(extension.oid.to_id_string()),
            _ => {}
        }
    }

    /// One `DistributionPoint` (RFC 5280, 4.2.1.13).
    fn distribution_point(&mut self, point: &Tlv<'_>) {
        for field in point.children_of(ber::SEQUENCE).unwrap_or_default() {
            match field.tag {
                0xa0 => {
                    self.names_revocation = true;
                    self.revocation_places
                        .extend(revocation::scope::names(&field).unwrap_or_default());
                }
                0xa2 => {
                    self.names_revocation = true;
                    let names = field.children().unwrap_or_default();
                    let directory = names.iter().filter(|name| name.tag == 0xa4);
                    self.list_issuers
                        .extend(directory.map(|name| name.content.to_vec()));
                }
                _ => {}
            }
        }
    }

    /// Whether this certificate was signed by that key.
    pub(crate) fn is_signed_by(&self, issuer: &Self) -> bool {
        let Some(algorithm) = &self.algorithm else {
            return false;
        };
        let signed = self.der.get(self.tbs.clone()).unwrap_or_default();
        verify::verify(&issuer.spki, algorithm, &[signed], &self.signature) == Outcome::Valid
    }

    /// The algorithm it was signed with.
    pub(crate) fn algorithm(&self) -> Option<&Algorithm> {
        self.algorithm.as_ref()
    }

    /// Whether subject and issuer are the same name.
    pub(crate) fn is_self_issued(&self) -> bool {
        super::names::same(&self.subject, &self.issuer)
    }

    /// Whether it was in force at a moment.
    pub(crate) fn is_in_force(&self, at: i64) -> bool {
        (self.not_before..=self.not_after).contains(&at)
    }

    /// The serial number in hexadecimal.
    pub(crate) fn serial_text(&self) -> String {
        hex::encode_upper(&self.serial)
    }
}

fn first_text<'a>(
    mut values: impl Iterator<Item = &'a x509_parser::x509::AttributeTypeAndValue<'a>>,
) -> Option<String> {
    let value = values.next()?;
    if let Ok(text) = value.as_str() {
        return Some(text.to_owned());
    }
    // A BMPString: two octets a character.
    let attribute = value.attr_value();
    let units: Vec<u16> = attribute
        .data
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect();
    (attribute.tag().0 == 30).then(|| String::from_utf16_lossy(&units))
}
