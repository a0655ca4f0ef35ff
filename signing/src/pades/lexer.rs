//! Where PDF values begin and end (ISO 32000-2, 7.2 and 7.3), without building them.
//!
//! The writer keeps every value it does not change byte for byte, so it needs borders, not trees.

/// Deepest nesting of arrays and dictionaries that is followed.
const MAX_DEPTH: u32 = 100;

/// Whether `byte` is PDF white space.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// Whether `byte` ends a name, a number or a keyword.
pub(super) fn is_border(byte: u8) -> bool {
    is_space(byte)
        || matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}

/// The position after white space and comments.
pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            while bytes.get(at).is_some_and(|byte| !matches!(byte, b'\r' | b'\n')) {
                at += 1;
            }
        } else if is_space(byte) {
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// The position after the name, number or keyword at `at`.
pub(super) fn token_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest
        .iter()
        .position(|&byte| is_border(byte))
        .unwrap_or(rest.len())
}

/// The position after the value that begins at `at`; `None` when it is malformed or not complete.
pub(super) fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    nested_value_end(bytes, at, 0)
}

fn nested_value_end(bytes: &[u8], at: usize, depth: u32) -> Option<usize> {
    if depth > MAX_DEPTH {
        return None;
    }
    match *bytes.get(at)? {
        b'/' => Some(token_end(bytes, at + 1)),
        b'(' => literal_string_end(bytes, at),
        b'<' if bytes.get(at + 1) == Some(&b'<') => container_end(bytes, at + 2, b">>", depth),
        b'<' => bytes[at..]
            .iter()
            .position(|&byte| byte == b'>')
            .map(|length| at + length + 1),
        b'[' => container_end(bytes, at + 1, b"]", depth),
        b'+' | b'-' | b'.' | b'0'..=b'9' => Some(number_or_reference_end(bytes, at)),
        _ => {
            let end = token_end(bytes, at);
            matches!(&bytes[at..end], b"true" | b"false" | b"null").then_some(end)
        }
    }
}

fn container_end(bytes: &[u8], mut at: usize, closing: &[u8], depth: u32) -> Option<usize> {
    loop {
        at = skip_space(bytes, at);
        if bytes.get(at..)?.starts_with(closing) {
            return Some(at + closing.len());
        }
        at = nested_value_end(bytes, at, depth + 1)?;
    }
}

fn literal_string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut open = 0_u32;
    let mut position = at;
    loop {
        match bytes.get(position)? {
            b'\\' => position += 1,
            b'(' => open += 1,
            b')' => {
                open -= 1;
                if open == 0 {
                    return Some(position + 1);
                }
            }
            _ => {}
        }
        position += 1;
    }
}

/// `12 0 R` is one value; `12` followed by anything else is another.
fn number_or_reference_end(bytes: &[u8], at: usize) -> usize {
    let end = token_end(bytes, at);
    let unsigned = |from: usize, to: usize| from < to && bytes[from..to].iter().all(u8::is_ascii_digit);
    if !unsigned(at, end) {
        return end;
    }
    let second = skip_space(bytes, end);
    let second_end = token_end(bytes, second);
    if second == end || !unsigned(second, second_end) {
        return end;
    }
    let keyword = skip_space(bytes, second_end);
    if keyword > second_end && bytes.get(keyword) == Some(&b'R') && token_end(bytes, keyword) == keyword + 1 {
        return keyword + 1;
    }
    end
}
