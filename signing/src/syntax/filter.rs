//! Stream filters that a file's structure needs (ISO 32000-2, 7.4), bounded in what they give out.

use std::io::Read as _;

use super::object::{Dictionary, Object};

/// Decodes a stream's bytes, or `None` for a filter not known or more than `limit` bytes.
///
/// References inside `/Filter` and `/DecodeParms` must have been resolved.
pub(crate) fn decode(dictionary: &Dictionary, data: &[u8], limit: usize) -> Option<Vec<u8>> {
    let filters = list(dictionary.get("Filter").or_else(|| dictionary.get("F")));
    let parameters = list(dictionary.get("DecodeParms").or_else(|| dictionary.get("DP")));
    if filters.len() > 4 {
        return None;
    }
    let mut bytes = data.to_vec();
    for (index, filter) in filters.iter().enumerate() {
        let parameters = parameters.get(index).and_then(|object| object.as_dictionary());
        bytes = match filter.as_name()? {
            b"FlateDecode" | b"Fl" => predict(inflate(&bytes, limit)?, parameters)?,
            b"LZWDecode" | b"LZW" => predict(by_lopdf("LZWDecode", bytes, parameters, limit)?, parameters)?,
            b"RunLengthDecode" | b"RL" => by_lopdf("RunLengthDecode", bytes, None, limit)?,
            b"ASCIIHexDecode" | b"AHx" => from_hexadecimal(&bytes)?,
            b"ASCII85Decode" | b"A85" => from_base85(&bytes)?,
            _ => return None,
        };
        if bytes.len() > limit {
            return None;
        }
    }
    Some(bytes)
}

fn list(object: Option<&Object>) -> Vec<&Object> {
    match object {
        None | Some(Object::Null) => Vec::new(),
        Some(Object::Array(items)) => items.iter().collect(),
        Some(other) => vec![other],
    }
}

/// Inflates; a stream cut short gives what it held, as viewers do.
fn inflate(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let read = flate2::read::ZlibDecoder::new(bytes)
        .take(limit as u64 + 1)
        .read_to_end(&mut out);
    if out.len() > limit || (read.is_err() && out.is_empty()) {
        return None;
    }
    Some(out)
}

/// The filters that hardly anybody uses any more. Predictors are left to the caller.
fn by_lopdf(filter: &str, bytes: Vec<u8>, parameters: Option<&Dictionary>, limit: usize) -> Option<Vec<u8>> {
    let mut dictionary = lopdf::Dictionary::new();
    dictionary.set("Filter", lopdf::Object::Name(filter.into()));
    let early = parameters.and_then(|parameters| parameters.get("EarlyChange")?.as_integer());
    if let Some(early) = early {
        let mut parameters = lopdf::Dictionary::new();
        parameters.set("EarlyChange", early);
        dictionary.set("DecodeParms", parameters);
    }
    lopdf::Stream::new(dictionary, bytes)
        .decompressed_content_with_limit(limit)
        .ok()
}

/// Undoes the PNG predictors; TIFF's predictor is of pictures only.
fn predict(bytes: Vec<u8>, parameters: Option<&Dictionary>) -> Option<Vec<u8>> {
    let number = |key: &str, default: i64| {
        parameters
            .and_then(|dictionary| dictionary.get(key))
            .and_then(Object::as_integer)
            .unwrap_or(default)
    };
    let predictor = number("Predictor", 1);
    if predictor <= 1 {
        return Some(bytes);
    }
    if predictor < 10 {
        return None;
    }
    let small = |value: i64| {
        usize::try_from(value)
            .ok()
            .filter(|value| (1..=1 << 16).contains(value))
    };
    let bits = small(number("Colors", 1))?.checked_mul(small(number("BitsPerComponent", 8))?)?;
    let pixel = bits.div_ceil(8);
    let row = bits.checked_mul(small(number("Columns", 1))?)?.div_ceil(8);
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut above = vec![0_u8; row];
    for line in bytes.chunks(row + 1) {
        let (kind, data) = line.split_first()?;
        let mut current = vec![0_u8; row];
        for (index, byte) in data.iter().enumerate() {
            let left = index.checked_sub(pixel).map_or(0, |at| current[at]);
            let corner = index.checked_sub(pixel).map_or(0, |at| above[at]);
            let up = above[index];
            let guess = match kind {
                0 => 0,
                1 => left,
                2 => up,
                3 => u8::midpoint(left, up),
                4 => paeth(left, up, corner),
                _ => return None,
            };
            current[index] = byte.wrapping_add(guess);
        }
        out.extend_from_slice(&current[..data.len()]);
        above = current;
    }
    Some(out)
}

/// RFC 2083, 6.6.
fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

fn from_hexadecimal(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut digits = Vec::new();
    for byte in bytes.iter().take_while(|byte| **byte != b'>') {
        if !super::lexer::is_white(*byte) {
            digits.push(u8::try_from(char::from(*byte).to_digit(16)?).ok()?);
        }
    }
    Some(
        digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0))
            .collect(),
    )
}

fn from_base85(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut group: Vec<u32> = Vec::new();
    for byte in bytes
        .iter()
        .copied()
        .filter(|byte| !super::lexer::is_white(*byte))
    {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ => return None,
        }
        if group.len() == 5 {
            out.extend(base85_group(&group));
            group.clear();
        }
    }
    if group.len() > 1 {
        let held = group.len() - 1;
        group.resize(5, 84);
        out.extend(&base85_group(&group)[..held]);
    }
    Some(out)
}

fn base85_group(group: &[u32]) -> [u8; 4] {
    group
        .iter()
        .fold(0_u32, |value, digit| value.wrapping_mul(85).wrapping_add(*digit))
        .to_be_bytes()
}
