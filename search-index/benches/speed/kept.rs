//! Indexes that are kept from run to run, so that large ones are made once.

use std::path::Path;

use crate::corpus::Corpus;

/// Holds what a finished index was made of.
const LABEL: &str = "made-of";

/// Whether a folder holds a finished index of the same documents.
pub(crate) fn is_kept(corpus: &Corpus, folder: &Path) -> bool {
    std::fs::read_to_string(folder.join(LABEL)).is_ok_and(|label| label == corpus.label())
}

/// Says that the index in the folder is finished.
pub(crate) fn keep(corpus: &Corpus, folder: &Path) {
    std::fs::write(folder.join(LABEL), corpus.label()).expect("the folder can be written");
}
