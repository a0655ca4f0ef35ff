//! Looks at what a file would unpack to before any reader unpacks it.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::guard::Deadline;
use crate::{Error, Limits};

/// Streams packed into streams are followed this deep.
const DEPTH: u32 = 2;

/// Refuses files whose deflated streams unpack to more than the limit, counting without keeping.
///
/// Streams are found by their keyword, not through the cross-reference table, so a hidden one counts too.
pub(crate) fn refuse(bytes: &[u8], limits: &Limits, deadline: Deadline) -> Result<(), Error> {
    let mut budget = limits.max_unpacked_bytes;
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        rest = rest.get(at + b"stream".len()..).unwrap_or_default();
        let data = rest
            .strip_prefix(b"\r\n")
            .or_else(|| rest.strip_prefix(b"\n"))
            .or_else(|| rest.strip_prefix(b"\r"));
        if let Some(data) = data.filter(|data| is_zlib(data)) {
            budget = unpack(data, budget, DEPTH, deadline)?;
        }
    }
    Ok(())
}

/// What is left of the budget after unpacking a stream.
fn unpack(data: &[u8], mut budget: u64, depth: u32, deadline: Deadline) -> Result<u64, Error> {
    let mut decoder = ZlibDecoder::new(data);
    let mut chunk = vec![0; 64 * 1024];
    let mut inner: Vec<u8> = Vec::new();
    loop {
        deadline.check();
        // A broken stream unpacks to what came before the break.
        let Ok(count @ 1..) = decoder.read(&mut chunk) else {
            break;
        };
        budget = budget
            .checked_sub(count as u64)
            .ok_or(Error::TooLarge("streams unpack to too much"))?;
        let got = chunk.get(..count).unwrap_or_default();
        // Only a stream that is itself packed is kept for a second look, and packed data is small.
        if depth > 1 && (!inner.is_empty() || is_zlib(got)) && inner.len() < 16 * 1024 * 1024 {
            inner.extend_from_slice(got);
        }
    }
    if inner.is_empty() {
        Ok(budget)
    } else {
        unpack(&inner, budget, depth - 1, deadline)
    }
}

/// The two bytes a zlib stream starts with (RFC 1950 2.2).
fn is_zlib(data: &[u8]) -> bool {
    matches!(data, [method, flags, ..] if method & 0x0f == 8 && (u16::from(*method) * 256 + u16::from(*flags)) % 31 == 0)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    loop {
        let at = from + haystack.get(from..)?.iter().position(|byte| *byte == first)?;
        if haystack.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}
