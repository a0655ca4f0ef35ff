//! Limits that must hold before a parser looks at XML: its work grows with the square of the attributes of one tag and of
//! the namespaces in scope.

/// Attributes of one tag, at most.
const MAX_ATTRIBUTES: usize = 256;
/// Namespace declarations of one document, at most.
const MAX_DECLARATIONS: usize = 4096;

/// Whether no tag has more attributes, and the document no more namespaces, than anybody's does.
pub(super) fn holds(xml: &str) -> bool {
    let bytes = xml.as_bytes();
    let (mut at, mut declarations) = (0, 0);
    while let Some(open) = find(bytes, at, b"<") {
        let rest = &bytes[open..];
        at = if rest.starts_with(b"<!--") {
            past(bytes, open + 4, b"-->")
        } else if rest.starts_with(b"<![CDATA[") {
            past(bytes, open, b"]]>")
        } else if rest.starts_with(b"<?") {
            past(bytes, open, b"?>")
        } else {
            let tag = Tag::read(bytes, open + 1);
            declarations += tag.declarations;
            if tag.attributes > MAX_ATTRIBUTES || declarations > MAX_DECLARATIONS {
                return false;
            }
            tag.end
        };
    }
    true
}

/// What stands between `<` and `>`.
struct Tag {
    attributes: usize,
    declarations: usize,
    end: usize,
}

impl Tag {
    fn read(bytes: &[u8], start: usize) -> Self {
        let mut tag = Self {
            attributes: 0,
            declarations: 0,
            end: start,
        };
        while let Some(byte) = bytes.get(tag.end) {
            match byte {
                b'>' => break,
                b'=' => tag.attributes += 1,
                b'x' if bytes[tag.end..].starts_with(b"xmlns") => tag.declarations += 1,
                b'"' | b'\'' => tag.end = past(bytes, tag.end + 1, &[*byte]) - 1,
                _ => {}
            }
            tag.end += 1;
        }
        tag
    }
}

/// Where the search goes on behind the next `needle`, or the end.
fn past(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    find(bytes, from, needle).map_or(bytes.len(), |at| at + needle.len())
}

fn find(bytes: &[u8], from: usize, needle: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let at = rest.windows(needle.len()).position(|window| window == needle)?;
    Some(from + at)
}
