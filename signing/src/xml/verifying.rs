//! Checking an XML signature.

use roxmltree::Node;

use super::canonical::{Canonicalisation, canonical, qualified_name};
use super::reading::{algorithm, base64, child, children, read};
use super::rules::{Covers, canonicalisation, references, signature};
use super::{DS, Refusal, XADES};
use crate::verify::{Algorithm, Hash, Outcome, Pss, verify};
use crate::{Certificate, Digest};

/// What a valid XML signature says. Whether its certificate is trusted is another question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedXml {
    /// The name of the root element, with its prefix.
    pub root: String,
    /// The very bytes that were signed, in canonical form: read these, not the file around them.
    pub content: Vec<u8>,
    /// The certificate whose key signed.
    pub certificate: Certificate,
    /// The other certificates in the signature.
    pub others: Vec<Certificate>,
    /// The signing time XAdES claims, as written.
    pub claimed_time: Option<String>,
    /// SHA-1 was used: readable, but no longer safe (circular 15/2025/TT-BKHCN, Annex I).
    pub is_weak: bool,
}

/// Verifies the one enveloped signature of a document.
///
/// # Errors
/// The first reason why the signature does not count.
pub fn verify_xml(xml: &str) -> Result<SignedXml, Refusal> {
    let document = read(xml)?;
    let signature = signature(&document)?;
    let signed_info = child(signature, DS, "SignedInfo")?;
    let mut is_weak = false;
    let mut content = Vec::new();
    let mut properties = None;
    for reference in references(signature)? {
        let bytes = match reference.covers {
            Covers::Document => canonical(document.root(), &reference.method, Some(signature.id())),
            Covers::Properties(node) => canonical(node, &reference.method, None),
        };
        let hash = digest_method(child(reference.element, DS, "DigestMethod")?)?;
        is_weak |= hash == Hash::Sha1;
        if hash.of(&bytes) != base64(child(reference.element, DS, "DigestValue")?)? {
            return Err(Refusal::Changed);
        }
        match reference.covers {
            Covers::Document => content = bytes,
            Covers::Properties(node) => properties = Some(node),
        }
    }

    let method: Canonicalisation = canonicalisation(child(signed_info, DS, "CanonicalizationMethod")?)?;
    let message = canonical(signed_info, &method, None);
    let signature_method = algorithm(child(signed_info, DS, "SignatureMethod")?)?;
    let (algorithm, is_raw) = signature_algorithm(signature_method)?;
    is_weak |= algorithm.hash() == Some(Hash::Sha1);
    let mut value = base64(child(signature, DS, "SignatureValue")?)?;
    if is_raw {
        // XML-DSig 6.4.3: r and s side by side.
        value = crate::key::ecdsa_der(&value, value.len() / 2).map_err(|_| Refusal::WrongSignature)?;
    }

    let mut certificates = certificates(signature)?;
    let fits =
        |c: &Certificate| verify(&c.public_key_info_der(), &algorithm, &[&message], &value) == Outcome::Valid;
    let position = certificates
        .iter()
        .position(fits)
        .ok_or(Refusal::WrongSignature)?;
    let certificate = certificates.remove(position);
    if let Some(properties) = properties {
        require_certificate(properties, &certificate)?;
    }
    Ok(SignedXml {
        root: qualified_name(document.root_element()).to_owned(),
        content,
        claimed_time: properties.and_then(claimed_time),
        certificate,
        others: certificates,
        is_weak,
    })
}

fn certificates(signature: Node<'_, '_>) -> Result<Vec<Certificate>, Refusal> {
    let info = child(signature, DS, "KeyInfo")?;
    let mut all = Vec::new();
    for data in children(info, DS, "X509Data") {
        for element in children(data, DS, "X509Certificate").take(16) {
            all.push(
                Certificate::from_der(&base64(element)?)
                    .map_err(|_| Refusal::Structure("X509Certificate"))?,
            );
        }
    }
    Ok(all)
}

fn digest_method(element: Node<'_, '_>) -> Result<Hash, Refusal> {
    match algorithm(element)? {
        "http://www.w3.org/2000/09/xmldsig#sha1" => Ok(Hash::Sha1),
        "http://www.w3.org/2001/04/xmlenc#sha256" => Ok(Hash::Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Ok(Hash::Sha384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Ok(Hash::Sha512),
        other => Err(Refusal::Algorithm(other.to_owned())),
    }
}

/// The algorithm, and whether its value is r and s side by side. Secret-key methods (HMAC) are refused: whoever can
/// check such a signature can make it.
fn signature_algorithm(identifier: &str) -> Result<(Algorithm, bool), Refusal> {
    let pss = |hash, salt_length| {
        Algorithm::RsaPss(Pss {
            hash,
            mask_hash: hash,
            salt_length,
        })
    };
    let ecdsa = |hash| Algorithm::Ecdsa {
        hash,
        is_plain: false,
    };
    Ok(match identifier {
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => (Algorithm::RsaPkcs1(Hash::Sha1), false),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => (Algorithm::RsaPkcs1(Hash::Sha256), false),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => (Algorithm::RsaPkcs1(Hash::Sha384), false),
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => (Algorithm::RsaPkcs1(Hash::Sha512), false),
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" => (pss(Hash::Sha256, 32), false),
        "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" => (pss(Hash::Sha384, 48), false),
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" => (pss(Hash::Sha512, 64), false),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" => (ecdsa(Hash::Sha256), true),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384" => (ecdsa(Hash::Sha384), true),
        other => return Err(Refusal::Algorithm(other.to_owned())),
    })
}

/// XAdES binds the certificate: its hash stands in the signed properties (EN 319 132-1 5.2.2).
fn require_certificate(properties: Node<'_, '_>, certificate: &Certificate) -> Result<(), Refusal> {
    let signed = child(properties, XADES, "SignedSignatureProperties")?;
    let named = children(signed, XADES, "SigningCertificateV2")
        .chain(children(signed, XADES, "SigningCertificate"))
        .next();
    let named = named.ok_or(Refusal::Structure("SigningCertificateV2"))?;
    for entry in children(named, XADES, "Cert") {
        let stated = child(entry, XADES, "CertDigest")?;
        let hash = digest_method(child(stated, DS, "DigestMethod")?)?;
        if hash.of(certificate.der()) == base64(child(stated, DS, "DigestValue")?)? {
            return Ok(());
        }
    }
    Err(Refusal::WrongCertificate)
}

fn claimed_time(properties: Node<'_, '_>) -> Option<String> {
    let signed = child(properties, XADES, "SignedSignatureProperties").ok()?;
    let time = child(signed, XADES, "SigningTime").ok()?;
    time.text().map(|text| text.trim().to_owned())
}

/// The identifier of a hash this crate makes.
pub(super) fn digest_identifier(digest: Digest) -> &'static str {
    match digest {
        Digest::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
        Digest::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
        Digest::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
    }
}
