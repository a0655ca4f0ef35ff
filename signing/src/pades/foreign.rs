//! Hands values to lopdf, which knows the stream filters and the password algorithms.

use lopdf::{Dictionary, Object, Stream, StringFormat};

use super::value::{Dict, array, integer, name, number, reference, string};

/// Decoded streams larger than this are refused: no cross-reference or object stream is that large.
const MAX_DECODED: usize = 256 * 1024 * 1024;

/// Undoes the filters of a stream.
pub(super) fn decode_stream(dict: &Dict, data: Vec<u8>) -> Option<Vec<u8>> {
    let mut filters = Dictionary::new();
    for key in ["Filter", "DecodeParms"] {
        if let Some(value) = dict.get(key) {
            filters.set(key, object(value)?);
        }
    }
    if !filters.has(b"Filter") {
        return Some(data);
    }
    Stream::new(filters, data)
        .decompressed_content_with_limit(MAX_DECODED)
        .ok()
}

/// The value as lopdf represents it.
pub(super) fn object(raw: &[u8]) -> Option<Object> {
    Some(match *raw.first()? {
        b'/' => Object::Name(name(raw)?),
        b'[' => Object::Array(array(raw)?.into_iter().map(object).collect::<Option<_>>()?),
        b'<' if raw.starts_with(b"<<") => Object::Dictionary(dictionary(&Dict::parse(raw)?)?),
        b'<' => Object::String(string(raw)?, StringFormat::Hexadecimal),
        b'(' => Object::String(string(raw)?, StringFormat::Literal),
        b't' => Object::Boolean(true),
        b'f' => Object::Boolean(false),
        b'n' => Object::Null,
        _ => match (integer(raw), reference(raw), number(raw)) {
            (Some(whole), ..) => Object::Integer(whole),
            (_, Some(id), _) => Object::Reference((id.number, id.generation)),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "lopdf keeps reals in single precision"
            )]
            (_, _, Some(real)) => Object::Real(real as f32),
            _ => return None,
        },
    })
}

/// The dictionary as lopdf represents it.
pub(super) fn dictionary(dict: &Dict) -> Option<Dictionary> {
    dict.iter()
        .map(|(key, value)| Some((key.to_vec(), object(value)?)))
        .collect()
}
