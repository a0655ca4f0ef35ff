//! Comparing names, and name constraints (RFC 5280, 4.2.1.10 and 7.1).

use super::X509;
use crate::cms::parse::ber::{self, Tlv};

/// Whether two distinguished names are the same: case and runs of spaces do not count (RFC 4518, simplified).
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    left == right || matches!((parts(left), parts(right)), (Some(left), Some(right)) if left == right)
}

/// Types and folded values of one relative name.
type RelativeName = Vec<(Vec<u8>, String)>;

/// The relative names in order, each a sorted set of type and folded value.
fn parts(name: &[u8]) -> Option<Vec<RelativeName>> {
    let sets = Tlv::only(name)?.children_of(ber::SEQUENCE)?;
    sets.iter()
        .map(|set| {
            let mut pairs = set
                .children_of(ber::SET)?
                .iter()
                .map(pair)
                .collect::<Option<Vec<_>>>()?;
            pairs.sort();
            Some(pairs)
        })
        .collect()
}

fn pair(element: &Tlv<'_>) -> Option<(Vec<u8>, String)> {
    let fields = element.children_of(ber::SEQUENCE)?;
    let [kind, value] = fields.as_slice() else {
        return None;
    };
    let text = match value.tag {
        0x1e => {
            let units: Vec<u16> = value
                .content
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        }
        0x0c | 0x13 | 0x14 | 0x16 => String::from_utf8_lossy(value.content).into_owned(),
        _ => hex::encode(value.whole),
    };
    let folded = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    Some((kind.content.to_vec(), folded))
}

/// Whether a certificate's names satisfy the constraints an authority above it set.
///
/// A kind of name that is constrained but cannot be judged here makes the path invalid.
pub(crate) fn satisfies(certificate: &X509, constraints: &[u8]) -> bool {
    judge(certificate, constraints).unwrap_or(false)
}

fn judge(certificate: &X509, constraints: &[u8]) -> Option<bool> {
    let mut names: Vec<(u8, Vec<u8>)> = Vec::new();
    if Tlv::only(&certificate.subject)?.content != b"" {
        names.push((0xa4, certificate.subject.clone()));
    }
    if let Some(alternative) = &certificate.alternative_names {
        for name in Tlv::only(alternative)?.children_of(ber::SEQUENCE)? {
            names.push((name.tag, name.content.to_vec()));
        }
    }
    for trees in Tlv::only(constraints)?.children_of(ber::SEQUENCE)? {
        let bases: Vec<Tlv<'_>> = trees
            .children()?
            .iter()
            .map(|tree| tree.children()?.first().copied())
            .collect::<Option<_>>()?;
        for (tag, name) in &names {
            let mut of_kind = bases.iter().filter(|base| base.tag == *tag).peekable();
            if of_kind.peek().is_none() {
                continue;
            }
            let matches: Vec<bool> = of_kind
                .map(|base| is_within(*tag, name, base.content))
                .collect::<Option<_>>()?;
            let is_permitted_list = trees.tag == 0xa0;
            if matches.contains(&true) != is_permitted_list {
                return Some(false);
            }
        }
    }
    Some(true)
}

/// Whether a name lies in a subtree; `None` for kinds not known.
fn is_within(tag: u8, name: &[u8], base: &[u8]) -> Option<bool> {
    match tag {
        0xa4 => {
            let (name, base) = (parts(name)?, parts(base)?);
            Some(name.len() >= base.len() && name[..base.len()] == base[..])
        }
        0x81 => {
            let (name, base) = (lower(name), lower(base));
            let host = name.rsplit_once('@').map_or(name.as_str(), |(_, host)| host);
            Some(if base.contains('@') {
                name == base
            } else {
                is_host_within(host, &base, false)
            })
        }
        0x82 => Some(is_host_within(&lower(name), &lower(base), true)),
        0x86 => {
            let name = lower(name);
            let rest = name.split_once("://").map(|(_, rest)| rest)?;
            let authority = rest.split(['/', '?', '#']).next()?;
            let host = authority.rsplit('@').next()?.split(':').next()?;
            Some(is_host_within(host, &lower(base), false))
        }
        0x87 => {
            let (address, mask) = base.split_at_checked(name.len())?;
            Some(
                mask.len() == name.len()
                    && name
                        .iter()
                        .zip(address)
                        .zip(mask)
                        .all(|((name, base), mask)| name & mask == base & mask),
            )
        }
        _ => None,
    }
}

fn is_host_within(host: &str, base: &str, with_hosts_below: bool) -> bool {
    if let Some(domain) = base.strip_prefix('.') {
        return host.ends_with(base) && host.len() > domain.len() + 1;
    }
    host == base || base.is_empty() || (with_hosts_below && host.ends_with(&format!(".{base}")))
}

fn lower(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).to_lowercase()
}
