//! Canonical XML 1.0 (W3C, 2001) and Exclusive Canonical XML 1.0 (W3C, 2002), over a parsed tree.
//!
//! roxmltree keeps the namespace of a name but not its prefix, and two prefixes may stand for one namespace (genuine
//! edXML does that), so prefixes are taken from the source text.

use roxmltree::{Node, NodeId, NodeType};

const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// How to write XML down so that equal documents give equal bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Canonicalisation {
    /// Canonical XML 1.0: with every namespace in scope.
    Inclusive,
    /// Exclusive: with the namespaces in use, and these prefixes as the inclusive one treats them.
    Exclusive {
        /// Prefixes of the `InclusiveNamespaces` list; "" is the default namespace.
        prefixes: Vec<String>,
    },
}

impl Canonicalisation {
    /// Exclusive without a prefix list.
    #[must_use]
    pub fn exclusive() -> Self {
        Self::Exclusive { prefixes: vec![] }
    }

    /// The algorithm's identifier (without comments).
    #[must_use]
    pub fn identifier(&self) -> &'static str {
        match self {
            Self::Inclusive => "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
            Self::Exclusive { .. } => "http://www.w3.org/2001/10/xml-exc-c14n#",
        }
    }

    /// The algorithm with this identifier. Without comments only: XML-DSig takes comments out of whole-document
    /// references anyway (4.4.3.3).
    pub(super) fn from_identifier(identifier: &str, prefixes: Vec<String>) -> Option<Self> {
        match identifier {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => Some(Self::Inclusive),
            "http://www.w3.org/2001/10/xml-exc-c14n#" => Some(Self::Exclusive { prefixes }),
            _ => None,
        }
    }
}

/// Writes a node with all below it, except the element `without`.
///
/// The node is the document's root or an element; the depth of the tree was bounded when it was read.
pub(super) fn canonical(node: Node<'_, '_>, method: &Canonicalisation, without: Option<NodeId>) -> Vec<u8> {
    let mut writer = Writer {
        method,
        without,
        apex: node.id(),
        out: Vec::new(),
    };
    if node.node_type() == NodeType::Root {
        writer.document(node);
    } else {
        writer.element(node, &[]);
    }
    writer.out
}

/// What the nearest written ancestor declared: prefix and namespace.
type Declared<'a> = Vec<(&'a str, &'a str)>;

struct Writer<'m> {
    method: &'m Canonicalisation,
    without: Option<NodeId>,
    apex: NodeId,
    out: Vec<u8>,
}

impl Writer<'_> {
    /// Processing instructions outside of the root element stand on lines of their own (C14N 2.3).
    fn document(&mut self, root: Node<'_, '_>) {
        let mut is_after = false;
        for child in root.children() {
            match child.node_type() {
                NodeType::Element => {
                    self.element(child, &[]);
                    is_after = true;
                }
                NodeType::PI => {
                    if is_after {
                        self.out.push(b'\n');
                    }
                    self.instruction(child);
                    if !is_after {
                        self.out.push(b'\n');
                    }
                }
                _ => {}
            }
        }
    }

    fn element<'a>(&mut self, node: Node<'a, '_>, declared: &[(&'a str, &'a str)]) {
        if Some(node.id()) == self.without {
            return;
        }
        let name = qualified_name(node);
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        let declared = self.namespaces(node, name, declared);
        self.attributes(node);
        self.out.push(b'>');
        for child in node.children() {
            match child.node_type() {
                NodeType::Element => self.element(child, &declared),
                NodeType::Text => text(child.text().unwrap_or_default(), &mut self.out),
                NodeType::PI => self.instruction(child),
                _ => {}
            }
        }
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'>');
    }

    /// Writes the declarations this element needs beyond what is declared above; answers what holds below it.
    fn namespaces<'a>(
        &mut self,
        node: Node<'a, '_>,
        name: &str,
        declared: &[(&'a str, &'a str)],
    ) -> Declared<'a> {
        let mut below: Declared<'a> = declared.to_vec();
        let mut wanted: Declared<'a> = in_scope(node);
        if let Canonicalisation::Exclusive { prefixes } = self.method {
            let used: Vec<&str> = std::iter::once(prefix(name))
                .chain(
                    node.attributes()
                        .map(|a| prefix(attribute_name(node, &a)))
                        .filter(|p| !p.is_empty()),
                )
                .collect();
            wanted.retain(|(p, _)| used.contains(p) || prefixes.iter().any(|listed| listed == p));
        }
        wanted.sort_unstable();
        for (prefix, uri) in wanted {
            let above = below.iter().find(|(p, _)| *p == prefix).map(|(_, u)| *u);
            if above == Some(uri) || (above.is_none() && prefix.is_empty() && uri.is_empty()) {
                continue;
            }
            below.retain(|(p, _)| *p != prefix);
            below.push((prefix, uri));
            let colon = if prefix.is_empty() { "" } else { ":" };
            self.out
                .extend_from_slice(format!(" xmlns{colon}{prefix}=\"").as_bytes());
            attribute_value(uri, &mut self.out);
            self.out.push(b'"');
        }
        below
    }

    /// Attributes sorted by namespace and local name (C14N 2.2); the top element of a part also takes over the
    /// `xml:` attributes above it when the method is inclusive (C14N 2.4).
    fn attributes(&mut self, node: Node<'_, '_>) {
        let mut all: Vec<(&str, &str, String, &str)> = node
            .attributes()
            .map(|a| {
                let name = attribute_name(node, &a).to_owned();
                (a.namespace().unwrap_or_default(), a.name(), name, a.value())
            })
            .collect();
        if node.id() == self.apex && *self.method == Canonicalisation::Inclusive {
            for ancestor in node.ancestors().skip(1) {
                for attribute in ancestor
                    .attributes()
                    .filter(|a| a.namespace() == Some(XML_NAMESPACE))
                {
                    if !all
                        .iter()
                        .any(|(ns, local, ..)| *ns == XML_NAMESPACE && *local == attribute.name())
                    {
                        let name = format!("xml:{}", attribute.name());
                        all.push((XML_NAMESPACE, attribute.name(), name, attribute.value()));
                    }
                }
            }
        }
        all.sort_unstable_by_key(|(namespace, local, ..)| (*namespace, *local));
        for (_, _, name, value) in all {
            self.out.extend_from_slice(format!(" {name}=\"").as_bytes());
            attribute_value(value, &mut self.out);
            self.out.push(b'"');
        }
    }

    fn instruction(&mut self, node: Node<'_, '_>) {
        let Some(instruction) = node.pi() else { return };
        self.out.extend_from_slice(b"<?");
        self.out.extend_from_slice(instruction.target.as_bytes());
        if let Some(value) = instruction.value {
            self.out.push(b' ');
            self.out
                .extend_from_slice(value.replace('\r', "&#xD;").as_bytes());
        }
        self.out.extend_from_slice(b"?>");
    }
}

/// Every namespace in scope as prefix and name; the default one as "" (empty when there is none).
fn in_scope<'a>(node: Node<'a, '_>) -> Declared<'a> {
    let mut all: Declared<'a> = vec![("", "")];
    for namespace in node.namespaces() {
        let prefix = namespace.name().unwrap_or_default();
        if prefix != "xml" {
            all.retain(|(p, _)| *p != prefix);
            all.push((prefix, namespace.uri()));
        }
    }
    all
}

/// The element's name with its prefix, as it stands in the source.
pub(super) fn qualified_name<'a>(node: Node<'a, '_>) -> &'a str {
    let source = node.document().input_text();
    let start = &source[node.range().start + 1..];
    let end = start
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))
        .unwrap_or(start.len());
    &start[..end]
}

fn attribute_name<'a>(node: Node<'a, '_>, attribute: &roxmltree::Attribute<'_, '_>) -> &'a str {
    &node.document().input_text()[attribute.range_qname()]
}

fn prefix(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn text(value: &str, out: &mut Vec<u8>) {
    for byte in value.bytes() {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'\r' => out.extend_from_slice(b"&#xD;"),
            other => out.push(other),
        }
    }
}

fn attribute_value(value: &str, out: &mut Vec<u8>) {
    for byte in value.bytes() {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            b'\t' => out.extend_from_slice(b"&#x9;"),
            b'\n' => out.extend_from_slice(b"&#xA;"),
            b'\r' => out.extend_from_slice(b"&#xD;"),
            other => out.push(other),
        }
    }
}
