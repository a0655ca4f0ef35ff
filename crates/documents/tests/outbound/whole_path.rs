//! From the first line to an issued file that others judge valid.

use std::process::Command;

use documents::{
    entity::document::DocumentState,
    outbound::{self, Stage, Upload, trust},
};
use signing::validate::{Kind, Trust, validate_pdf};

use crate::province::Province;

/// What pyHanko says, one line for each signature.
const JUDGE: &str = r#"
import asyncio, json, sys
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
context = ValidationContext(trust_roots=[load_cert_from_pemder(sys.argv[1])], allow_fetching=False)
with open(sys.argv[2], "rb") as handle:
    reader = PdfFileReader(handle, strict=True)
    for signature in reader.embedded_signatures:
        status = asyncio.run(async_validate_pdf_signature(signature, context))
        level = status.modification_level.name if status.modification_level else None
        print(signature.field_name, status.intact, status.valid, status.trusted, status.docmdp_ok, status.bottom_line, level)
"#;

#[tokio::test]
async fn an_issued_file_holds_two_valid_signatures_and_permitted_changes_only() {
    let province = Province::open().await;
    let id = province.issued().await;

    let view = outbound::view::load(province.office.database.read(), &province.clerk, id)
        .await
        .unwrap();
    assert_eq!(view.loaded.document.state, DocumentState::Issued);
    assert_eq!(view.loaded.document.number_symbol_text(), "01/UBND-VX");
    let pdf = province.file(id).await;

    let report = validate_pdf(&pdf, &trust::options(&province.office).await.unwrap());
    let fields: Vec<_> = report
        .signatures
        .iter()
        .map(|signature| signature.field.as_str())
        .collect();
    assert_eq!(fields, ["ky", "dau"], "{}", report.to_text());
    assert_eq!(report.signatures[0].kind, Kind::Certification);
    assert!(
        report
            .signatures
            .iter()
            .all(|signature| signature.trust == Trust::Trusted),
        "{}",
        report.to_text()
    );
    assert!(
        report
            .signatures
            .iter()
            .all(|signature| signature.changes.iter().all(|change| change.allowed))
    );
    assert!(
        !report.signatures[0].changes.is_empty(),
        "number, date and seal came after the first signature"
    );

    let words: String = pdf::text(&pdf, &pdf::Limits::default())
        .unwrap()
        .iter()
        .flat_map(|page| page.lines.iter().map(|line| line.text.clone() + "\n"))
        .collect();
    for expected in ["01", "21", "11", "TRẦN", "Ninh Bình"] {
        assert!(
            words.to_uppercase().contains(&expected.to_uppercase()),
            "{expected} is missing in\n{words}"
        );
    }

    let file = province.folder.path().join("issued.pdf");
    let root = province.folder.path().join("root.pem");
    std::fs::write(&file, &pdf).unwrap();
    std::fs::write(&root, &province.root_pem).unwrap();
    let poppler = Command::new("pdfsig")
        .arg(&file)
        .env("HOME", province.folder.path())
        .output()
        .unwrap();
    let poppler = String::from_utf8_lossy(&poppler.stdout).into_owned();
    assert_eq!(
        poppler
            .matches("Signature Validation: Signature is Valid.")
            .count(),
        2,
        "{poppler}"
    );

    let hanko = Command::new("python3")
        .args(["-c", JUDGE])
        .args([&root, &file])
        .output()
        .unwrap();
    let opinions = String::from_utf8_lossy(&hanko.stdout).into_owned();
    let errors = String::from_utf8_lossy(&hanko.stderr).into_owned();
    let lines: Vec<&str> = opinions.lines().collect();
    assert_eq!(lines.len(), 2, "{opinions}{errors}");
    assert!(lines[0].starts_with("ky True True True True True"), "{opinions}");
    assert!(lines[1].starts_with("dau True True True True True"), "{opinions}");
}

#[tokio::test]
async fn every_step_keeps_the_file_before_it_unchanged() {
    let province = Province::open().await;
    let id = province.signed().await;
    let signed = province.file(id).await;
    outbound::number(&province.office, &province.clerk, id, None)
        .await
        .unwrap();
    let numbered = province.file(id).await;
    outbound::seal(
        &province.office,
        &province.evidence,
        &province.clerk,
        id,
        province.seal_pin(),
    )
    .await
    .unwrap();
    let sealed = province.file(id).await;

    assert!(numbered.starts_with(&signed) && sealed.starts_with(&numbered));
}

#[tokio::test]
async fn an_uploaded_pdf_goes_the_same_way() {
    let province = Province::open().await;
    let composed = composer::compose(&composer::OfficialDocument::new(
        composer::Form::Notice,
        "Ủy ban nhân dân tỉnh Ninh Bình",
        "TB-UBND",
        "Ninh Bình",
        "Về việc nghỉ lễ",
        composer::SigningBlock {
            position: "CHỦ TỊCH".into(),
            name: "Trần Văn Bình".into(),
            ..Default::default()
        },
    ))
    .unwrap();
    let mut fields = province.fields();
    fields.upload = Upload::New(composed.pdf);
    let id = outbound::begin(&province.office, &province.drafter, fields)
        .await
        .unwrap();
    outbound::submit(&province.office, &province.drafter, id, None)
        .await
        .unwrap();
    province.approve(id, 1).await;
    outbound::sign(
        &province.office,
        &province.evidence,
        &province.leader,
        id,
        1,
        province.leader_pin(),
    )
    .await
    .unwrap();
    outbound::number(&province.office, &province.clerk, id, None)
        .await
        .unwrap();
    let sealed = outbound::seal(
        &province.office,
        &province.evidence,
        &province.clerk,
        id,
        province.seal_pin(),
    )
    .await
    .unwrap();

    assert_eq!(sealed.draft.stage, Stage::Sealed);
    let report = validate_pdf(
        &province.file(id).await,
        &trust::options(&province.office).await.unwrap(),
    );
    assert_eq!(report.signatures.len(), 2, "{}", report.to_text());
}

#[tokio::test]
async fn every_step_stands_in_the_audit_trail_and_the_chain_holds() {
    let province = Province::open().await;
    let id = province.issued().await;
    let subject = kernel::audit::Subject::new("document", id);
    let entries = kernel::audit::of_subject(province.office.database.read(), &subject)
        .await
        .unwrap();
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "drafted",
            "sent_for_review",
            "initialled",
            "initialled",
            "signed",
            "numbered",
            "sealed",
            "delivered",
            "issued"
        ]
    );
    let verification = kernel::audit::verify(province.office.database.read())
        .await
        .unwrap();
    assert!(verification.breaks.is_empty(), "{verification:?}");
}
