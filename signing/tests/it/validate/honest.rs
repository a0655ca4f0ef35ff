//! What may happen to a signed file without harm must raise no alarm.

use signing::validate::{Coverage, Indication, Kind};

use super::paper::{CONTENT, Paper, Signing, appearance, stream};
use super::passes;

fn filled(value: &str) -> Vec<(u32, String)> {
    let field = format!(
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[72 600 200 620]/F 4/P 3 0 R/V({value})/AP<</N 40 0 R>>>>"
    );
    vec![
        (7, field),
        (
            40,
            appearance(&format!("/Tx BMC BT /F1 12 Tf 2 5 Td ({value}) Tj ET EMC")),
        ),
    ]
}

#[test]
fn a_signed_file_passes_and_covers_everything() {
    let report = passes(&Paper::with_form().signed(Signing::default()).bytes);
    let signature = &report.signatures[0];
    assert_eq!(signature.coverage, Coverage::EntireFile);
    assert_eq!(signature.kind, Kind::Approval);
    assert_eq!(signature.field, "leader");
    assert_eq!(signature.signer.as_deref(), Some("Nguyễn Thị Đào"));
    assert_eq!(signature.reason.as_deref(), Some("approved"));
    assert_eq!(signature.level.as_deref(), Some("PAdES-B-B"));
    assert_eq!(signature.checks.len(), 6);
    assert!(signature.changes.is_empty());
}

#[test]
fn a_field_filled_after_signing_is_allowed_with_its_appearance() {
    for level in [None, Some(2), Some(3)] {
        let paper = Paper::with_form().signed(Signing {
            level,
            ..Signing::default()
        });
        let report = passes(&paper.revised(&filled("123")));
        let signature = &report.signatures[0];
        assert_eq!(signature.coverage, Coverage::EntireRevision);
        assert!(
            signature
                .changes
                .iter()
                .any(|change| change.allowed && change.description.contains("number"))
        );
    }
}

#[test]
fn a_ticked_box_is_allowed() {
    let paper = Paper::with_form().signed(Signing::default());
    passes(
        &paper.revised(&[(
            9,
            "<</Type/Annot/Subtype/Widget/FT/Btn/T(box)/Rect[72 560 90 578]/F 4/P 3 0 R/AS/Yes/V/Yes\
         /AP<</N<</Yes 11 0 R/Off 12 0 R>>>>>>"
                .into(),
        )]),
    );
}

#[test]
fn validation_data_is_allowed_even_when_nothing_else_is() {
    let paper = Paper::with_form().signed(Signing {
        level: Some(1),
        ..Signing::default()
    });
    passes(
        &paper.revised(&[
            (
                1,
                "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/Perms<</DocMDP 20 0 R>>/DSS 50 0 R\
             /Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>>>"
                    .into(),
            ),
            (50, "<</Type/DSS/Certs[51 0 R]>>".into()),
            (51, stream("", "not even a certificate")),
        ]),
    );
}

#[test]
fn a_second_signature_passes_beside_the_first() {
    for rect in ["[0 0 0 0]", "[300 200 500 260]"] {
        let report = passes(
            &Paper::with_form()
                .signed(Signing::default())
                .countersigned(rect)
                .bytes,
        );
        assert_eq!(report.signatures.len(), 2);
        assert!(
            report
                .signatures
                .iter()
                .all(|signature| signature.indication == Indication::TotalPassed)
        );
        assert_eq!(report.signatures[0].coverage, Coverage::EntireRevision);
        assert_eq!(report.signatures[1].coverage, Coverage::EntireFile);
    }
}

#[test]
fn a_number_filled_between_two_signatures_is_allowed() {
    let mut paper = Paper::with_form().signed(Signing::default());
    paper.revise(&filled("45"));
    passes(&paper.countersigned("[0 0 0 0]").bytes);
}

#[test]
fn metadata_and_information_may_be_updated() {
    let mut paper = Paper::with_form().signed(Signing::default());
    paper.save(
        &[(60, "<</ModDate(D:20260203040506Z)/Producer(x)>>".into())],
        "/Root 1 0 R/Info 60 0 R",
    );
    passes(&paper.bytes);
}

#[test]
fn an_object_written_again_unchanged_is_no_change() {
    let paper = Paper::with_form().signed(Signing::default());
    let report = passes(&paper.revised(&[(4, stream("", CONTENT))]));
    assert!(report.signatures[0].changes.is_empty());
}

#[test]
fn a_note_is_allowed_where_the_certification_allows_annotations() {
    let paper = Paper::with_form().signed(Signing {
        level: Some(3),
        ..Signing::default()
    });
    passes(
        &paper.revised(&[
            (
                3,
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>\
             /Contents 4 0 R/Annots[7 0 R 8 0 R 9 0 R 70 0 R]>>"
                    .into(),
            ),
            (
                70,
                "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(seen)>>".into(),
            ),
        ]),
    );
}
