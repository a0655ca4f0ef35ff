//! Forgeries from their published descriptions, by family. None may pass.

mod certified;
mod cover;
mod form;
mod message;
mod rows;
mod saving;
mod shadow;
mod signature;
mod tables;
mod universal;
mod wrapping;

pub(super) use message::with_message;
use signing::validate::Verdict;

use super::check;
use super::paper::{Paper, Signing};

const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R\
                    /Annots[7 0 R 8 0 R 9 0 R";

fn signed() -> Paper {
    Paper::with_form().signed(Signing::default())
}

fn certified(level: u8) -> Paper {
    Paper::with_form().signed(Signing {
        level: Some(level),
        ..Signing::default()
    })
}

#[track_caller]
fn never_passes(pdf: &[u8]) {
    let report = check(pdf);
    assert!(
        matches!(report.verdict, Verdict::Failed | Verdict::Unreadable),
        "{}",
        report.to_text()
    );
}
