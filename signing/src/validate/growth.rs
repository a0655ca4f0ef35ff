//! What was added to a file that nobody had signed yet, or by a signer whose program we did not watch.

use super::changes::{self, Regime};
use super::report::Change;
use crate::syntax::PdfFile;

/// Lists what a grown file changed since `before`, judged as changes after an approval signature are: filling fields and signing
/// are allowed, anything that changes what a page shows is not. `None` when one of them cannot be read, or `after` is no
/// growth of `before`.
#[must_use]
pub fn changes_since(before: &[u8], after: &[u8]) -> Option<Vec<Change>> {
    if !after.starts_with(before) {
        return None;
    }
    let known = PdfFile::read(before, &[]).ok()?.revisions.len();
    let file = PdfFile::read(after, &[]).ok()?;
    let last_known = known.checked_sub(1).filter(|last| *last < file.revisions.len())?;
    let found = changes::of_file(&file, last_known);
    let regime = Regime::default();
    let judged = found
        .iter()
        .enumerate()
        .flat_map(|(index, findings)| findings.iter().map(move |finding| (index, finding)))
        .map(|(index, finding)| regime.judge(index, finding))
        .collect();
    (!file.is_exhausted()).then_some(judged)
}
