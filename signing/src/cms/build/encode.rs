//! The few DER forms that signatures are made of (X.690 8 and 10).

/// A value with its tag and its length in the shortest form.
pub(crate) fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = header(tag, content.len() as u64);
    out.extend_from_slice(content);
    out
}

/// A tag and a length in the shortest form.
pub(crate) fn header(tag: u8, length: u64) -> Vec<u8> {
    let mut out = vec![tag];
    if length < 0x80 {
        out.push(u8::try_from(length).expect("below 128"));
    } else {
        let bytes = length.to_be_bytes();
        let first = bytes.iter().position(|&byte| byte != 0).expect("at least 128");
        out.push(0x80 | u8::try_from(bytes.len() - first).expect("at most eight"));
        out.extend_from_slice(&bytes[first..]);
    }
    out
}

/// `SEQUENCE` of finished parts.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tagged(0x30, &parts.concat())
}

/// `SET OF` finished parts, sorted as DER demands (X.690 11.6).
pub(crate) fn set_of(mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.sort_unstable();
    tagged(0x31, &parts.concat())
}

/// `[number] EXPLICIT` around a finished value.
pub(crate) fn explicit(number: u8, value: &[u8]) -> Vec<u8> {
    tagged(0xa0 | number, value)
}

/// `[number] IMPLICIT` for a constructed type, around its contents.
pub(crate) fn implicit(number: u8, contents: &[u8]) -> Vec<u8> {
    tagged(0xa0 | number, contents)
}

/// `OCTET STRING`.
pub(crate) fn octet_string(bytes: &[u8]) -> Vec<u8> {
    tagged(0x04, bytes)
}

/// A small non-negative `INTEGER`.
pub(crate) fn integer(value: u8) -> Vec<u8> {
    if value < 0x80 {
        tagged(0x02, &[value])
    } else {
        tagged(0x02, &[0, value])
    }
}

/// `OBJECT IDENTIFIER` from its content octets.
pub(crate) fn object_identifier(content: &[u8]) -> Vec<u8> {
    tagged(0x06, content)
}
