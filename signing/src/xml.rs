//! XML signatures: XML-DSig enveloped, with XAdES-B-B on request, as edXML packets carry them (QCVN 102:2016).
//!
//! Exclusive canonicalisation and SHA-256 are made; C14N 1.0 and, marked as weak, SHA-1 are read. A signature counts
//! only for the whole document: one reference to the root, no other `Signature`, unique ids, no DTD, so that an
//! element cannot be moved away and another put in its place (signature wrapping).

mod bounds;
mod canonical;
mod reading;
mod rules;
mod signing;
mod verifying;

pub use canonical::Canonicalisation;
pub use rules::Refusal;
pub use signing::{XmlRequest, sign_xml};
pub use verifying::{SignedXml, verify_xml};

/// Namespace of XML-DSig.
const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Namespace of XAdES 1.3.2.
const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
/// The transform that takes the signature out of what is signed.
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// The type of a reference to XAdES signed properties.
const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";
