//! Builds `SignedData` with one signer.
//!
//! Written straight to DER so that certificates, CRLs and time stamps go in byte for byte as they came.

pub(crate) mod algorithm;
pub(crate) mod attribute;
pub(crate) mod encode;

use crate::{Certificate, Scheme};
use encode::{explicit, implicit, integer, octet_string, oid, sequence, set_of};

pub(crate) const ID_DATA: &str = "1.2.840.113549.1.7.1";
pub(crate) const ID_SIGNED_DATA: &str = "1.2.840.113549.1.7.2";

/// Everything a finished signature consists of.
pub(crate) struct SignedData<'a> {
    /// The certificate of the signer.
    pub(crate) certificate: &'a Certificate,
    /// Certificates above it, and others worth carrying.
    pub(crate) chain: &'a [Certificate],
    /// How it was signed.
    pub(crate) scheme: Scheme,
    /// The signed attributes as they were signed: a DER `SET OF Attribute`.
    pub(crate) signed_attributes: &'a [u8],
    /// The signature value.
    pub(crate) signature: &'a [u8],
    /// Finished attributes that are not signed.
    pub(crate) unsigned_attributes: &'a [Vec<u8>],
    /// The content type, dotted.
    pub(crate) content_type: &'a str,
    /// The content, or none when the signature is detached.
    pub(crate) content: Option<&'a [u8]>,
}

impl SignedData<'_> {
    /// The `ContentInfo` around the `SignedData` (RFC 5652 3 and 5.1).
    pub(crate) fn to_der(&self) -> Vec<u8> {
        let digest = algorithm::digest(self.scheme.digest());
        // RFC 5652 5.1: version 3 as soon as the content is not plain data.
        let version = if self.content_type == ID_DATA { 1 } else { 3 };
        let content = self
            .content
            .map(|content| explicit(0, &octet_string(content)))
            .unwrap_or_default();
        let mut certificates = vec![self.certificate.der()];
        for certificate in self.chain {
            if !certificates.contains(&certificate.der()) {
                certificates.push(certificate.der());
            }
        }
        certificates.sort_unstable();
        let signed_data = sequence(&[
            &integer(version),
            &set_of(vec![digest]),
            &sequence(&[&oid(self.content_type), &content]),
            &implicit(0, &certificates.concat()),
            &set_of(vec![self.signer_info()]),
        ]);
        sequence(&[&oid(ID_SIGNED_DATA), &explicit(0, &signed_data)])
    }

    /// The `SignerInfo` (RFC 5652 5.3), signer named by issuer and serial number.
    fn signer_info(&self) -> Vec<u8> {
        let mut signed_attributes = self.signed_attributes.to_vec();
        // Signed as SET OF, carried as [0] IMPLICIT (RFC 5652 5.4).
        signed_attributes[0] = 0xa0;
        let unsigned_attributes = if self.unsigned_attributes.is_empty() {
            Vec::new()
        } else {
            let mut set = set_of(self.unsigned_attributes.to_vec());
            set[0] = 0xa1;
            set
        };
        sequence(&[
            &integer(1),
            self.certificate.issuer_and_serial(),
            &algorithm::digest(self.scheme.digest()),
            &signed_attributes,
            &algorithm::signature(self.scheme),
            &octet_string(self.signature),
            &unsigned_attributes,
        ])
    }
}
