//! What an XML signature must look like to count (against wrapping: `McIntosh` and Austel 2005, Somorovsky et al. 2012).

use std::collections::BTreeSet;

use roxmltree::{Document, Node};

use super::canonical::Canonicalisation;
use super::reading::{algorithm, child, children};
use super::{DS, ENVELOPED, SIGNED_PROPERTIES, XADES};

/// Why an XML signature does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not well-formed.
    #[error("not XML: {0}")]
    NotXml(String),
    /// A DTD could define entities and ids behind the reader's back.
    #[error("a DTD is forbidden")]
    Dtd,
    /// Too many bytes, nodes or levels.
    #[error("the document is too large")]
    TooLarge,
    /// No signature in the document.
    #[error("the document carries no XML signature")]
    NotSigned,
    /// More than one signature: it would be unclear which one speaks for what.
    #[error("the document carries several XML signatures")]
    SeveralSignatures,
    /// The same id on two elements.
    #[error("the id {0:?} stands twice")]
    DuplicateId(String),
    /// The signature does not cover exactly the whole document.
    #[error("the signature does not cover the whole document")]
    NotTheRoot,
    /// A transform that could change what is signed.
    #[error("the transform {0} is not allowed")]
    Transform(String),
    /// A part is missing, doubled or malformed.
    #[error("malformed signature at {0}")]
    Structure(&'static str),
    /// An algorithm that is not known or not acceptable at all.
    #[error("unsupported algorithm {0}")]
    Algorithm(String),
    /// The content was changed after signing.
    #[error("the content was changed after signing")]
    Changed,
    /// The signature value does not fit any of its certificates.
    #[error("the signature value does not fit the certificate")]
    WrongSignature,
    /// XAdES names another certificate than the one that fits.
    #[error("the signed properties name another certificate")]
    WrongCertificate,
}

/// A reference that may be checked: what it covers, and how to write that down.
pub(super) struct Reference<'a, 'i> {
    pub(super) element: Node<'a, 'i>,
    pub(super) covers: Covers<'a, 'i>,
    pub(super) method: Canonicalisation,
}

pub(super) enum Covers<'a, 'i> {
    /// The document without the signature.
    Document,
    /// The XAdES signed properties inside this very signature.
    Properties(Node<'a, 'i>),
}

/// The one signature of a document.
pub(super) fn signature<'a, 'i>(document: &'a Document<'i>) -> Result<Node<'a, 'i>, Refusal> {
    let mut ids = BTreeSet::new();
    let mut found = None;
    for node in document.descendants().filter(Node::is_element) {
        for attribute in node.attributes().filter(|a| a.name().eq_ignore_ascii_case("id")) {
            if !ids.insert(attribute.value()) {
                return Err(Refusal::DuplicateId(attribute.value().to_owned()));
            }
        }
        if node.has_tag_name((DS, "Signature")) && found.replace(node).is_some() {
            return Err(Refusal::SeveralSignatures);
        }
    }
    let signature: Node<'a, 'i> = found.ok_or(Refusal::NotSigned)?;
    if signature == document.root_element() {
        return Err(Refusal::NotTheRoot);
    }
    Ok(signature)
}

/// The references: exactly one to the root, and besides it at most the signed properties.
pub(super) fn references<'a, 'i>(signature: Node<'a, 'i>) -> Result<Vec<Reference<'a, 'i>>, Refusal> {
    let signed_info = child(signature, DS, "SignedInfo")?;
    let mut all = Vec::new();
    for element in children(signed_info, DS, "Reference") {
        let reference = if element.attribute("Type") == Some(SIGNED_PROPERTIES) {
            properties(signature, element)?
        } else {
            whole_document(signature, element)?
        };
        all.push(reference);
    }
    let roots = all
        .iter()
        .filter(|r| matches!(r.covers, Covers::Document))
        .count();
    if roots == 1 && all.len() <= 2 {
        Ok(all)
    } else {
        Err(Refusal::NotTheRoot)
    }
}

fn whole_document<'a, 'i>(
    signature: Node<'a, 'i>,
    element: Node<'a, 'i>,
) -> Result<Reference<'a, 'i>, Refusal> {
    let root = signature.document().root_element();
    let uri = element.attribute("URI").ok_or(Refusal::NotTheRoot)?;
    let names_root = uri.strip_prefix('#').is_some_and(|id| {
        root.attributes()
            .any(|a| a.name().eq_ignore_ascii_case("id") && a.value() == id)
    });
    if !uri.is_empty() && !names_root {
        return Err(Refusal::NotTheRoot);
    }
    let (is_enveloped, method) = transforms(element)?;
    if !is_enveloped {
        return Err(Refusal::Structure("Transforms"));
    }
    Ok(Reference {
        element,
        covers: Covers::Document,
        method,
    })
}

fn properties<'a, 'i>(signature: Node<'a, 'i>, element: Node<'a, 'i>) -> Result<Reference<'a, 'i>, Refusal> {
    let object = child(signature, DS, "Object")?;
    let target = child(
        child(object, XADES, "QualifyingProperties")?,
        XADES,
        "SignedProperties",
    )?;
    let id = target
        .attribute("Id")
        .ok_or(Refusal::Structure("SignedProperties"))?;
    if element.attribute("URI").and_then(|u| u.strip_prefix('#')) != Some(id) {
        return Err(Refusal::Structure("SignedProperties"));
    }
    let (is_enveloped, method) = transforms(element)?;
    if is_enveloped {
        return Err(Refusal::Transform(ENVELOPED.to_owned()));
    }
    Ok(Reference {
        element,
        covers: Covers::Properties(target),
        method,
    })
}

/// Enveloped-signature first, then at most one canonicalisation; C14N 1.0 if none is named (XML-DSig 4.4.3.2).
fn transforms(reference: Node<'_, '_>) -> Result<(bool, Canonicalisation), Refusal> {
    let Some(list) = children(reference, DS, "Transforms").next() else {
        return Ok((false, Canonicalisation::Inclusive));
    };
    let (mut is_enveloped, mut method) = (false, None);
    for transform in list.children().filter(Node::is_element) {
        let name = algorithm(transform)?;
        if name == ENVELOPED && !is_enveloped && method.is_none() {
            is_enveloped = true;
        } else if method.is_none() {
            method = Some(canonicalisation(transform)?);
        } else {
            return Err(Refusal::Transform(name.to_owned()));
        }
    }
    Ok((is_enveloped, method.unwrap_or(Canonicalisation::Inclusive)))
}

/// Reads the method an element names, with the prefix list inside it.
pub(super) fn canonicalisation(element: Node<'_, '_>) -> Result<Canonicalisation, Refusal> {
    let name = algorithm(element)?;
    let listed = children(
        element,
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "InclusiveNamespaces",
    )
    .next();
    let prefixes = listed.and_then(|n| n.attribute("PrefixList")).unwrap_or_default();
    let prefixes = prefixes.split_whitespace().map(|p| {
        if p == "#default" {
            String::new()
        } else {
            p.to_owned()
        }
    });
    Canonicalisation::from_identifier(name, prefixes.collect())
        .ok_or_else(|| Refusal::Transform(name.to_owned()))
}
