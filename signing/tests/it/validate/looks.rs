//! The signed revision drawn beside the file as it is now.

use std::path::Path;
use std::sync::Arc;

use ring::digest::{SHA256, digest};
use signing::validate::{Renderer, Report, Verdict, validate_pdf};

use super::paper::{Paper, Signing, appearance};
use super::untrusting;
use crate::support::Bench;

/// poppler, without annotations.
#[derive(Debug)]
struct Poppler;

impl Renderer for Poppler {
    fn looks(&self, pdf: &[u8]) -> Option<Vec<[u8; 32]>> {
        let bench = Bench::empty();
        bench.write("file.pdf", pdf);
        bench
            .run("pdftoppm", "-r 40 -hide-annotations file.pdf page")
            .accepted();
        let mut pages: Vec<_> = std::fs::read_dir(bench.folder())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "ppm"))
            .collect();
        pages.sort();
        Some(pages.iter().map(|path| look(path)).collect())
    }
}

fn look(image: &Path) -> [u8; 32] {
    let pixels = std::fs::read(image).unwrap();
    digest(&SHA256, &pixels).as_ref().try_into().unwrap()
}

/// A reader that sees something else on the second page as soon as these words stand in the file.
#[derive(Debug)]
struct Differing(&'static str);

impl Renderer for Differing {
    fn looks(&self, pdf: &[u8]) -> Option<Vec<[u8; 32]>> {
        let sees = pdf
            .windows(self.0.len())
            .any(|window| window == self.0.as_bytes());
        Some(vec![[0; 32], [u8::from(sees); 32]])
    }
}

fn filled() -> Vec<u8> {
    let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[72 600 200 620]/F 4/P 3 0 R/V(15)/AP<</N 50 0 R>>>>";
    Paper::with_form().signed(Signing::default()).revised(&[
        (7, field.into()),
        (50, appearance("BT /F1 12 Tf 0 g 2 6 Td (15) Tj ET")),
    ])
}

fn judged(pdf: &[u8], renderer: impl Renderer + 'static) -> Report {
    let mut options = untrusting();
    options.renderer = Some(Arc::new(renderer));
    validate_pdf(pdf, &options)
}

#[test]
fn what_poppler_draws_the_same_passes() {
    let report = judged(&filled(), Poppler);
    assert_eq!(report.verdict, Verdict::Passed, "{}", report.to_text());
}

#[test]
fn a_page_that_comes_out_differently_fails_by_its_number() {
    let report = judged(&filled(), Differing("/V(15)"));
    assert_eq!(report.verdict, Verdict::Failed);
    assert!(
        report.signatures[0]
            .reasons
            .iter()
            .any(|reason| reason == "trang 2 hiện ra khác với lúc ký"),
        "{:?}",
        report.reasons
    );
    // What was there when it was signed is no change.
    assert_eq!(judged(&filled(), Differing("Alice")).verdict, Verdict::Passed);
}
