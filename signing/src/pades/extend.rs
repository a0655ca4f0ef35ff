//! Lifts a signed file to a higher level (EN 319 142-1 6): B-T, B-LT, B-LTA.

use super::evidence::Evidence;
use super::request::Level;
use super::source::Source;
use super::{archive, security_store};
use crate::Error;

/// Adds what `level` needs to a signed file.
///
/// B-T adds a document time stamp; B-LT certificates and revocation answers for every signature and time
/// stamp; B-LTA both, so that calling it again before an algorithm or a certificate lapses renews the proof.
pub fn extend(
    pdf: &[u8],
    level: Level,
    password: Option<&str>,
    evidence: &dyn Evidence,
) -> Result<Vec<u8>, Error> {
    let mut file = pdf.to_vec();
    lift(&mut file, steps(level), password, evidence)?;
    Ok(file)
}

/// Appends one update after the other.
pub(super) fn lift(
    file: &mut Vec<u8>,
    steps: &[Step],
    password: Option<&str>,
    evidence: &dyn Evidence,
) -> Result<(), Error> {
    for step in steps {
        let tail = step(&file.as_slice(), password.unwrap_or_default(), evidence)?;
        file.extend_from_slice(&tail);
    }
    Ok(())
}

/// One update of a file: its bytes, a password, and where evidence comes from.
pub(super) type Step = fn(&dyn Source, &str, &dyn Evidence) -> Result<Vec<u8>, Error>;

/// The updates that lead to a level, each over the file with the ones before.
fn steps(level: Level) -> &'static [Step] {
    match level {
        Level::B => &[],
        Level::T => &[archive::stamp],
        Level::Lt => &[security_store::store],
        Level::Lta => &[security_store::store, archive::stamp],
    }
}

/// The updates that go with a new signature, whose own time stamp is in it already.
pub(super) fn steps_of_signing(level: Level) -> &'static [Step] {
    match level {
        Level::B | Level::T => &[],
        Level::Lt => &[security_store::store_for_newest],
        Level::Lta => &[security_store::store_for_newest, archive::stamp],
    }
}
