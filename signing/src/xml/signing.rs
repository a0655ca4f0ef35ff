//! Making an enveloped XML signature.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::canonical::{Canonicalisation, canonical, qualified_name};
use super::reading::read;
use super::verifying::digest_identifier;
use super::{DS, ENVELOPED, Refusal, SIGNED_PROPERTIES, XADES};
use crate::key::Signer;
use crate::{Certificate, Digest, Error, Scheme};

/// How to sign an XML document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlRequest {
    /// The local name of the element that takes the signature as its last child, such as `edXMLHeader`; the root
    /// element if none is named.
    pub parent: Option<String>,
    /// How the document is written down for signing.
    pub canonicalisation: Canonicalisation,
    /// XAdES-B-B with this signing time; plain XML-DSig if none.
    pub signing_time: Option<OffsetDateTime>,
    /// The id of the signature element; new ones are derived from it.
    pub id: String,
}

/// Signs a document; answers it with the signature in it, every other byte as it was.
///
/// # Errors
/// [`Error::Xml`] if the document is already signed, carries a DTD or lacks the parent element.
pub fn sign_xml(xml: &str, request: &XmlRequest, signer: &dyn Signer) -> Result<String, Error> {
    let document = read(xml)?;
    match super::rules::signature(&document) {
        Err(Refusal::NotSigned) => {}
        Ok(_) => return Err(Error::Xml(Refusal::SeveralSignatures)),
        Err(other) => return Err(Error::Xml(other)),
    }
    let scheme = signer.scheme();
    let content = canonical(document.root(), &request.canonicalisation, None);
    let place = insertion_point(&document, request.parent.as_deref())?;

    // First without the hash of the properties and the value: both are computed over the text as it will stand.
    let mut draft = Draft {
        request,
        signer,
        content,
        properties_hash: String::new(),
        value: String::new(),
    };
    if request.signing_time.is_some() {
        let text = draft.placed(xml, place)?;
        let hash = hash_of(&text, XADES, "SignedProperties", scheme.digest())?;
        draft.properties_hash = hash;
    }
    let text = draft.placed(xml, place)?;
    let document = read(&text)?;
    let message = canonical(
        find(&document, DS, "SignedInfo")?,
        &Canonicalisation::exclusive(),
        None,
    );
    draft.value = STANDARD.encode(value(scheme, &signer.sign(&message)?)?);
    draft.placed(xml, place)
}

struct Draft<'a> {
    request: &'a XmlRequest,
    signer: &'a dyn Signer,
    content: Vec<u8>,
    properties_hash: String,
    value: String,
}

impl Draft<'_> {
    fn placed(&self, xml: &str, place: usize) -> Result<String, Error> {
        Ok([&xml[..place], &self.signature()?, &xml[place..]].concat())
    }

    fn signature(&self) -> Result<String, Error> {
        let id = escaped(&self.request.id);
        let scheme = self.signer.scheme();
        let mut out = format!("<ds:Signature xmlns:ds=\"{DS}\" Id=\"{id}\"><ds:SignedInfo>");
        let exclusive = Canonicalisation::exclusive();
        let method = signature_identifier(scheme)?;
        let _ = write!(
            out,
            "<ds:CanonicalizationMethod Algorithm=\"{}\"/>",
            exclusive.identifier()
        );
        let _ = write!(out, "<ds:SignatureMethod Algorithm=\"{method}\"/>");
        let document_hash = STANDARD.encode(scheme.digest().hash(&self.content));
        let transforms = [ENVELOPED, self.request.canonicalisation.identifier()];
        out += &reference(
            &format!(" Id=\"{id}-document\" URI=\"\""),
            &transforms,
            scheme.digest(),
            &document_hash,
        );
        if self.request.signing_time.is_some() {
            let target = format!(" Type=\"{SIGNED_PROPERTIES}\" URI=\"#{id}-properties\"");
            out += &reference(
                &target,
                &[exclusive.identifier()],
                scheme.digest(),
                &self.properties_hash,
            );
        }
        let _ = write!(
            out,
            "</ds:SignedInfo><ds:SignatureValue>{}</ds:SignatureValue>",
            self.value
        );
        out += "<ds:KeyInfo><ds:X509Data>";
        // The root needs not travel: who trusts it has it.
        let chain = self.signer.chain().iter().filter(|c| !c.is_self_issued());
        for certificate in std::iter::once(self.signer.certificate()).chain(chain) {
            let _ = write!(
                out,
                "<ds:X509Certificate>{}</ds:X509Certificate>",
                STANDARD.encode(certificate.der())
            );
        }
        out += "</ds:X509Data></ds:KeyInfo>";
        if let Some(at) = self.request.signing_time {
            out += &properties(&id, at, self.signer.certificate())?;
        }
        Ok(out + "</ds:Signature>")
    }
}

fn reference(attributes: &str, transforms: &[&str], digest: Digest, hash: &str) -> String {
    let transforms: Vec<String> = transforms
        .iter()
        .map(|t| format!("<ds:Transform Algorithm=\"{t}\"/>"))
        .collect();
    let transforms = transforms.concat();
    let method = digest_identifier(digest);
    format!(
        "<ds:Reference{attributes}><ds:Transforms>{transforms}</ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{method}\"/><ds:DigestValue>{hash}</ds:DigestValue></ds:Reference>"
    )
}

/// The signed properties of XAdES-B-B (EN 319 132-1 6.3): time, certificate, format of the data.
fn properties(id: &str, at: OffsetDateTime, certificate: &Certificate) -> Result<String, Error> {
    let wrong = |e: time::error::Format| Error::asn1("signing time", e);
    let at = at
        .replace_nanosecond(0)
        .map_err(|e| Error::asn1("signing time", e))?
        .format(&Rfc3339)
        .map_err(wrong)?;
    let hash = STANDARD.encode(Digest::Sha256.hash(certificate.der()));
    let method = digest_identifier(Digest::Sha256);
    Ok(format!(
        "<ds:Object><xades:QualifyingProperties xmlns:xades=\"{XADES}\" Target=\"#{id}\">\
         <xades:SignedProperties Id=\"{id}-properties\"><xades:SignedSignatureProperties>\
         <xades:SigningTime>{at}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>\
         <ds:DigestMethod Algorithm=\"{method}\"/><ds:DigestValue>{hash}</ds:DigestValue>\
         </xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>\
         <xades:SignedDataObjectProperties><xades:DataObjectFormat ObjectReference=\"#{id}-document\">\
         <xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat></xades:SignedDataObjectProperties>\
         </xades:SignedProperties></xades:QualifyingProperties></ds:Object>"
    ))
}

/// Just before the closing tag of the parent.
fn insertion_point(document: &Document<'_>, parent: Option<&str>) -> Result<usize, Error> {
    let node = match parent {
        None => document.root_element(),
        Some(name) => {
            let mut found = document
                .descendants()
                .filter(|n| n.is_element() && n.tag_name().name() == name);
            match (found.next(), found.next()) {
                (Some(node), None) => node,
                _ => return Err(Error::Xml(Refusal::Structure("parent"))),
            }
        }
    };
    let source = document.input_text();
    let range = node.range();
    let closing = source[range.clone()].rfind("</").filter(|at| {
        source[range.start + at + 2..range.end]
            .trim_end_matches('>')
            .trim_end()
            == qualified_name(node)
    });
    closing
        .map(|at| range.start + at)
        .ok_or(Error::Xml(Refusal::Structure("parent")))
}

fn hash_of(text: &str, namespace: &str, name: &'static str, digest: Digest) -> Result<String, Error> {
    let document = read(text)?;
    let bytes = canonical(
        find(&document, namespace, name)?,
        &Canonicalisation::exclusive(),
        None,
    );
    Ok(STANDARD.encode(digest.hash(&bytes)))
}

fn find<'a, 'i>(
    document: &'a Document<'i>,
    namespace: &str,
    name: &'static str,
) -> Result<Node<'a, 'i>, Error> {
    let signature = super::rules::signature(document)?;
    let found = signature
        .descendants()
        .find(|n| n.has_tag_name((namespace, name)));
    found.ok_or(Error::Xml(Refusal::Structure(name)))
}

fn signature_identifier(scheme: Scheme) -> Result<&'static str, Error> {
    match scheme {
        Scheme::RsaPkcs1Sha256 => Ok("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        Scheme::RsaPkcs1Sha384 => Ok("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"),
        Scheme::RsaPkcs1Sha512 => Ok("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
        Scheme::RsaPssSha256 => Ok("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"),
        Scheme::RsaPssSha384 => Ok("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1"),
        Scheme::RsaPssSha512 => Ok("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1"),
        Scheme::EcdsaP256Sha256 => Ok("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        Scheme::EcdsaP384Sha384 => Ok("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"),
        Scheme::Ed25519 => Err(Error::UnsupportedAlgorithm(
            "Ed25519 in XML signatures".to_owned(),
        )),
    }
}

/// XML-DSig 6.4.3 wants ECDSA as r and s side by side.
fn value(scheme: Scheme, signature: &[u8]) -> Result<Vec<u8>, Error> {
    let wrong = |e: p256::ecdsa::Error| Error::asn1("ECDSA signature", e);
    match scheme {
        Scheme::EcdsaP256Sha256 => Ok(p256::ecdsa::Signature::from_der(signature)
            .map_err(wrong)?
            .to_bytes()
            .to_vec()),
        Scheme::EcdsaP384Sha384 => Ok(p384::ecdsa::Signature::from_der(signature)
            .map_err(wrong)?
            .to_bytes()
            .to_vec()),
        _ => Ok(signature.to_vec()),
    }
}

fn escaped(id: &str) -> String {
    id.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        .collect()
}
