//! The archive time stamp of CAdES B-LTA (EN 319 122-1, 5.5.2 and 5.5.3).

use crate::cms::build::encode::{object_identifier, octet_string, sequence, tagged};
use crate::cms::build::{SignedData, algorithm, attribute};
use crate::cms::oid;
use crate::cms::parse::ber::Tlv;
use crate::pades::Evidence;
use crate::{Digest, Error};

/// From the `ContentInfo` of a token down to its signer info, each is the last part of the one around it.
const DEPTH: usize = 4;

/// The unsigned attribute with a time stamp over the content's hash, the signer info, and an index of everything else.
///
/// `content_hash` must be made with the hash of the signature's scheme, which the stamp uses as well.
pub(super) fn timestamp(
    data: &SignedData<'_>,
    content_hash: &[u8],
    evidence: &dyn Evidence,
) -> Result<Vec<u8>, Error> {
    let digest = data.scheme.digest();
    let index = hash_index(data, digest)?;
    let mut imprint = object_identifier(data.content_type);
    imprint.extend_from_slice(content_hash);
    imprint.extend(data.signer_info_fields().concat());
    imprint.extend_from_slice(&index);
    let token = evidence.timestamp(digest, &digest.hash(&imprint))?;
    let index_attribute = tagged(0xa1, &attribute::attribute(oid::ATS_HASH_INDEX_V3, index));
    let token = append_within(&token, &index_attribute, DEPTH).ok_or_else(|| {
        Error::Timestamp("the token leaves no room for the index of the archive time stamp".to_owned())
    })?;
    Ok(attribute::attribute(oid::ARCHIVE_TIMESTAMP_V3, token))
}

/// `ATSHashIndexV3`: hashes of every certificate, every revocation value and every unsigned attribute's value.
fn hash_index(data: &SignedData<'_>, digest: Digest) -> Result<Vec<u8>, Error> {
    let hashes = |values: Vec<Vec<u8>>| {
        let hashed: Vec<Vec<u8>> = values
            .iter()
            .map(|value| octet_string(&digest.hash(value)))
            .collect();
        tagged(0x30, &hashed.concat())
    };
    let unreadable = || Error::asn1("attribute", "it cannot be read");
    let mut attributes = Vec::new();
    for one in data.unsigned_attributes {
        // Attribute ::= SEQUENCE { type, values SET OF }, each of ours with one value.
        let parts = children(one).ok_or_else(unreadable)?;
        let [kind, values] = parts[..] else {
            return Err(unreadable());
        };
        for value in children(values).ok_or_else(unreadable)? {
            attributes.push([kind, value].concat());
        }
    }
    Ok(sequence(&[
        &algorithm::digest(digest),
        &hashes(data.certificates().into_iter().map(<[u8]>::to_vec).collect()),
        &hashes(data.revocation.to_vec()),
        &hashes(attributes),
    ]))
}

/// The parts of a constructed value, each with its header.
fn children(der: &[u8]) -> Option<Vec<&[u8]>> {
    let parts = Tlv::only(der)?.children()?;
    Some(parts.into_iter().map(|part| part.whole).collect())
}

/// Appends a value at the end of the last part of the last part … of a DER value; `None` where unsigned attributes are
/// there already or the value is not DER.
fn append_within(der: &[u8], value: &[u8], depth: usize) -> Option<Vec<u8>> {
    let parts = children(der)?;
    let (last, before) = parts.split_last()?;
    let grown = if depth == 0 {
        if last.first() == Some(&0xa1) {
            return None;
        }
        [last, value].concat()
    } else {
        append_within(last, value, depth - 1)?
    };
    Some(tagged(*der.first()?, &[before.concat(), grown].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cms::build::encode::set_of;

    #[test]
    fn a_value_is_appended_four_levels_down() {
        let leaf = sequence(&[&octet_string(b"a"), &octet_string(b"b")]);
        let token = sequence(&[
            &object_identifier(b"\x2a\x03"),
            &tagged(
                0xa0,
                &sequence(&[&object_identifier(b"\x2a\x04"), &set_of(vec![leaf])]),
            ),
        ]);

        let grown = append_within(&token, &octet_string(b"c"), DEPTH).unwrap();

        let leaf = sequence(&[&octet_string(b"a"), &octet_string(b"b"), &octet_string(b"c")]);
        let expected = sequence(&[
            &object_identifier(b"\x2a\x03"),
            &tagged(
                0xa0,
                &sequence(&[&object_identifier(b"\x2a\x04"), &set_of(vec![leaf])]),
            ),
        ]);
        assert_eq!(grown, expected);
    }
}
