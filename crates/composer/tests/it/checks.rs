//! What the checker says, and that it is silent on correct documents.

use composer::check::{Field, Weight};
use composer::{OfficialDocument, check};

use crate::samples;

/// The fields of the violations of a changed sample.
fn violations(mut document: OfficialDocument, change: impl FnOnce(&mut OfficialDocument)) -> Vec<Field> {
    change(&mut document);
    let findings = check(&document);
    for finding in &findings {
        assert!(
            finding.article.starts_with("Nghị định 30/2020/NĐ-CP, Phụ lục"),
            "{finding:?}"
        );
        assert!(
            finding.message.ends_with('.') || finding.message.contains(':') || finding.message.ends_with('”'),
            "{finding:?}"
        );
    }
    findings
        .into_iter()
        .filter(|finding| finding.weight == Weight::Violation)
        .map(|finding| finding.field)
        .collect()
}

#[test]
fn correct_documents_have_no_findings() {
    for (name, document) in samples::all() {
        let findings: Vec<_> = check(&document)
            .into_iter()
            .filter(|finding| finding.weight == Weight::Violation)
            .collect();
        assert!(findings.is_empty(), "{name}: {findings:?}");
    }
}

#[test]
fn symbols_are_checked_against_the_kind() {
    let symbol = |document, text: &str| violations(document, |document| document.symbol = text.to_owned());
    assert_eq!(symbol(samples::letter(), "CV-UBND"), [Field::Symbol]);
    assert_eq!(symbol(samples::letter(), "UBND"), [Field::Symbol]);
    assert_eq!(symbol(samples::letter(), "QĐ-UBND"), [Field::Symbol]);
    assert_eq!(symbol(samples::decision(), "QD-UBND"), [Field::Symbol]);
    assert_eq!(symbol(samples::decision(), "QĐ - UBND"), [Field::Symbol]);
    assert_eq!(
        symbol(samples::decision(), "15/QĐ-UBND"),
        [Field::Symbol, Field::Symbol]
    );
    assert_eq!(symbol(samples::submission(), "TTr-SNV"), []);
    assert_eq!(symbol(samples::submission(), "TTR-SNV"), [Field::Symbol]);
    assert_eq!(symbol(samples::plan(), "KH-ubnd"), [Field::Symbol]);
}

#[test]
fn recipients_and_filing_follow_the_form() {
    assert_eq!(
        violations(samples::letter(), |document| {
            document.recipients.remove(0);
        }),
        [Field::Recipients]
    );
    assert_eq!(
        violations(samples::letter(), |document| document
            .recipients
            .push("- Lưu: VT".into())),
        [Field::Recipients]
    );
    assert_eq!(
        violations(samples::decision(), |document| document.recipients[0] =
            "Như trên".into()),
        [Field::Recipients]
    );
    assert_eq!(
        violations(samples::letter(), |document| document.filing = "VX".into()),
        [Field::Filing]
    );
    assert_eq!(
        violations(samples::letter(), |document| document.filing.clear()),
        [Field::Filing]
    );
    assert_eq!(
        violations(samples::letter(), |document| document.addressees.clear()),
        [Field::Addressees]
    );
    assert_eq!(
        violations(samples::decision(), |document| document
            .addressees
            .push("Bộ Nội vụ".into()))
        .first(),
        Some(&Field::Addressees)
    );
}

#[test]
fn the_signer_has_a_name_without_titles_and_a_proper_capacity() {
    assert_eq!(
        violations(samples::letter(), |document| document.signing.name =
            "TS. Nguyễn Văn A".into()),
        [Field::Name]
    );
    assert_eq!(
        violations(samples::letter(), |document| document.signing.name =
            "NGUYỄN VĂN A".into()),
        [Field::Name]
    );
    assert_eq!(
        violations(samples::letter(), |document| document.signing.authority[1] =
            "KT Chủ tịch".into()),
        [Field::Authority]
    );
    assert_eq!(
        violations(samples::letter(), |document| document.signing.authority.reverse()),
        [Field::Authority]
    );
    assert_eq!(
        violations(samples::letter(), |document| document.signing.position =
            "KT. Chủ tịch".into()),
        [Field::Position]
    );
}

#[test]
fn bases_end_as_the_decree_says_and_laws_have_no_numbers() {
    assert_eq!(
        violations(samples::decision(), |document| document.bases.clear()),
        [Field::Bases]
    );
    let law = "Căn cứ Luật Lưu trữ số 33/2024/QH15 ngày 21 tháng 6 năm 2024;";
    assert_eq!(
        violations(samples::decision(), |document| document.bases[0] = law.into()),
        [Field::Bases]
    );
    let mut document = samples::decision();
    document.bases[0] = "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024.".into();
    let findings = check(&document);
    assert_eq!(
        findings
            .iter()
            .map(|finding| (finding.field, finding.line))
            .collect::<Vec<_>>(),
        [(Field::Bases, Some(1))]
    );
}

#[test]
fn the_content_is_numbered_in_order_with_the_vietnamese_alphabet() {
    let body = |text: &str| {
        let text = text.to_owned();
        let mut document = samples::decision();
        document.body = text;
        let findings = check(&document);
        findings
            .into_iter()
            .map(|finding| (finding.field, finding.line))
            .collect::<Vec<_>>()
    };
    assert_eq!(body("Điều 1. A.\nĐiều 3. B."), [(Field::Body, Some(2))]);
    assert_eq!(body("Điều 1. A:\n1. b;\n3. c."), [(Field::Body, Some(3))]);
    assert_eq!(
        body("Điều 1. A:\na) a;\nb) b;\nc) c;\nd) d;\nđ) đ;\ne) e;\ng) g."),
        []
    );
    assert_eq!(
        body("Điều 1. A:\na) a;\nb) b;\nc) c;\nd) d;\ne) e."),
        [(Field::Body, Some(6))]
    );
    assert_eq!(body("Điều 1. A:\nf) a."), [(Field::Body, Some(2))]);
    assert_eq!(body("Chỉ có lời văn."), [(Field::Body, None)]);
    assert_eq!(body("Điều 1. **a"), [(Field::Body, Some(1))]);
}

#[test]
fn subject_place_and_agency_are_as_printed() {
    assert_eq!(
        violations(samples::decision(), |document| document.subject =
            "V/v thành lập".into()),
        [Field::Subject]
    );
    assert_eq!(
        violations(samples::decision(), |document| document.subject.push('.')),
        [Field::Subject]
    );
    assert_eq!(
        violations(samples::letter(), |document| document.place = "lâm đồng".into()),
        [Field::Place]
    );
    assert_eq!(
        violations(samples::submission(), |document| document.parent_agency =
            Some("SỞ NỘI VỤ".into())),
        [Field::Agency]
    );
}
