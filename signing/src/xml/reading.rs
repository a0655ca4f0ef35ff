//! Reading XML that strangers sent, within limits.

use roxmltree::{Document, Node, ParsingOptions};

use super::{Refusal, bounds};

/// A packet carries attachments of hundreds of megabytes elsewhere; as XML this is plenty.
const MAX_BYTES: usize = 256 << 20;
const MAX_NODES: u32 = 1_000_000;
const MAX_DEPTH: usize = 128;
/// Namespaces in scope of one element.
const MAX_NAMESPACES: usize = 128;

/// Parses a document: no DTD (so no entities), bounded nodes and depth.
pub(super) fn read(xml: &str) -> Result<Document<'_>, Refusal> {
    if xml.len() > MAX_BYTES || !bounds::holds(xml) {
        return Err(Refusal::TooLarge);
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(xml, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => Refusal::Dtd,
        roxmltree::Error::NodesLimitReached => Refusal::TooLarge,
        other => Refusal::NotXml(other.to_string()),
    })?;
    let mut depth = 0_usize;
    let mut node = document.root();
    // Walks in document order, counting: the recursion that follows is as deep as the tree.
    loop {
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
        } else {
            while node.next_sibling().is_none() {
                let Some(parent) = node.parent() else {
                    return Ok(document);
                };
                node = parent;
                depth -= 1;
            }
            node = node
                .next_sibling()
                .expect("the loop above stopped at a node that has one");
        }
        if depth > MAX_DEPTH || node.namespaces().count() > MAX_NAMESPACES {
            return Err(Refusal::TooLarge);
        }
    }
}

/// The only child element with this name.
pub(super) fn child<'a, 'i>(
    parent: Node<'a, 'i>,
    namespace: &str,
    name: &'static str,
) -> Result<Node<'a, 'i>, Refusal> {
    let mut found = children(parent, namespace, name);
    match (found.next(), found.next()) {
        (Some(node), None) => Ok(node),
        _ => Err(Refusal::Structure(name)),
    }
}

pub(super) fn children<'a, 'i>(
    parent: Node<'a, 'i>,
    namespace: &str,
    name: &str,
) -> impl Iterator<Item = Node<'a, 'i>> + use<'a, 'i> {
    let (namespace, name) = (namespace.to_owned(), name.to_owned());
    parent
        .children()
        .filter(move |n| n.has_tag_name((namespace.as_str(), name.as_str())))
}

/// Base64 with the line breaks XML puts into it.
pub(super) fn base64(node: Node<'_, '_>) -> Result<Vec<u8>, Refusal> {
    use base64::Engine as _;
    let text: String = node
        .children()
        .filter_map(|n| n.text())
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect();
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .map_err(|_| Refusal::Structure("base64"))
}

pub(super) fn algorithm<'a>(node: Node<'a, '_>) -> Result<&'a str, Refusal> {
    node.attribute("Algorithm").ok_or(Refusal::Structure("Algorithm"))
}
