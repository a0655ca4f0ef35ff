//! Builds `SignedData` with one signer.
//!
//! Written straight to DER so that certificates, CRLs and time stamps go in byte for byte as they came.

pub(crate) mod algorithm;
pub(crate) mod attribute;
pub(crate) mod encode;
pub(crate) mod revocation;

use crate::cms::oid;
use crate::{Certificate, Scheme};
use encode::{explicit, header, implicit, integer, object_identifier, octet_string, sequence, set_of};

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
    /// The content type.
    pub(crate) content_type: &'a [u8],
    /// The content, or none when the signature is detached.
    pub(crate) content: Option<&'a [u8]>,
    /// Revocation values, each a finished `RevocationInfoChoice`.
    pub(crate) revocation: &'a [Vec<u8>],
}

impl SignedData<'_> {
    /// The `ContentInfo` around the `SignedData` (RFC 5652 3 and 5.1).
    pub(crate) fn to_der(&self) -> Vec<u8> {
        let content = self
            .content
            .map(|content| explicit(0, &octet_string(content)))
            .unwrap_or_default();
        let head = self.head();
        let encapsulated = sequence(&[&object_identifier(self.content_type), &content]);
        let signed_data = sequence(&[&head, &encapsulated, &self.tail()]);
        sequence(&[&object_identifier(oid::SIGNED_DATA), &explicit(0, &signed_data)])
    }

    /// What stands before and after a content of this length, for content that is not in memory.
    pub(crate) fn around(&self, length: u64) -> (Vec<u8>, Vec<u8>) {
        let (head, tail, kind) = (self.head(), self.tail(), object_identifier(self.content_type));
        let size = |bytes: &[u8]| bytes.len() as u64;
        // From the inside out: each header knows how much follows it.
        let octets = header(0x04, length);
        let content_length = size(&octets) + length;
        let content = header(0xa0, content_length);
        let encapsulated_length = size(&kind) + size(&content) + content_length;
        let encapsulated = header(0x30, encapsulated_length);
        let data_length = size(&head) + size(&encapsulated) + encapsulated_length + size(&tail);
        let data = header(0x30, data_length);
        let explicit_length = size(&data) + data_length;
        let outer_kind = object_identifier(oid::SIGNED_DATA);
        let tag = header(0xa0, explicit_length);
        let outer = header(0x30, size(&outer_kind) + size(&tag) + explicit_length);
        let before = [
            outer,
            outer_kind,
            tag,
            data,
            head,
            encapsulated,
            kind,
            content,
            octets,
        ]
        .concat();
        (before, tail)
    }

    /// The certificates in the order they are written.
    pub(crate) fn certificates(&self) -> Vec<&[u8]> {
        let mut certificates = vec![self.certificate.der()];
        for certificate in self.chain {
            if !certificates.contains(&certificate.der()) {
                certificates.push(certificate.der());
            }
        }
        certificates.sort_unstable();
        certificates
    }

    /// Version and digest algorithms.
    fn head(&self) -> Vec<u8> {
        // RFC 5652 5.1: 5 with other revocation values than lists, 3 as soon as the content is not plain data.
        let has_other_values = self.revocation.iter().any(|value| value.first() == Some(&0xa1));
        let version = match self.content_type {
            _ if has_other_values => 5,
            oid::DATA => 1,
            _ => 3,
        };
        [
            integer(version),
            set_of(vec![algorithm::digest(self.scheme.digest())]),
        ]
        .concat()
    }

    /// Certificates, revocation values and the signer.
    fn tail(&self) -> Vec<u8> {
        let mut tail = implicit(0, &self.certificates().concat());
        if !self.revocation.is_empty() {
            let mut values = self.revocation.to_vec();
            values.sort_unstable();
            tail.extend(implicit(1, &values.concat()));
        }
        tail.extend(set_of(vec![self.signer_info()]));
        tail
    }

    /// The `SignerInfo` (RFC 5652 5.3), signer named by issuer and serial number.
    fn signer_info(&self) -> Vec<u8> {
        let unsigned_attributes = if self.unsigned_attributes.is_empty() {
            Vec::new()
        } else {
            let mut set = set_of(self.unsigned_attributes.to_vec());
            set[0] = 0xa1;
            set
        };
        sequence(&[&self.signer_info_fields().concat(), &unsigned_attributes])
    }

    /// Every field of the `SignerInfo` but the unsigned attributes.
    pub(crate) fn signer_info_fields(&self) -> [Vec<u8>; 6] {
        let mut signed_attributes = self.signed_attributes.to_vec();
        // Signed as SET OF, carried as [0] IMPLICIT (RFC 5652 5.4).
        signed_attributes[0] = 0xa0;
        [
            integer(1),
            self.certificate.issuer_and_serial().to_vec(),
            algorithm::digest(self.scheme.digest()),
            signed_attributes,
            algorithm::signature(self.scheme),
            octet_string(self.signature),
        ]
    }
}
