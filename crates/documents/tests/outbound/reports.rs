//! Reports on signatures that the agency seals.

use documents::{
    Error,
    outbound::{self, Refusal, Unlock, trust},
    signatures::{self, Drawn},
};
use kernel::audit::{self, Subject};
use signing::validate::{Options, Report, Verdict, validate_pdf};

use crate::province::Province;

async fn found(province: &Province, pdf: Vec<u8>) -> Report {
    signatures::validate(&province.office, pdf.into()).await.unwrap()
}

async fn sealed(province: &Province, report: &Report, unlock: Unlock) -> Result<Vec<u8>, Error> {
    let (office, evidence) = (&province.office, &province.evidence);
    outbound::seal_report(
        office,
        evidence,
        &province.clerk,
        "15-QD-UBND.pdf",
        report,
        unlock,
    )
    .await
}

#[tokio::test]
async fn a_clerk_seals_what_was_found_and_it_can_be_read_and_checked() {
    let province = Province::open().await;
    let id = province.sealed().await;
    let report = found(&province, province.file(id).await).await;

    let paper = sealed(&province, &report, province.seal_pin()).await.unwrap();

    let about = validate_pdf(&paper, &trust::options(&province.office).await.unwrap());
    assert_eq!(about.verdict, Verdict::Passed, "{}", about.to_text());
    assert_eq!(
        about.signatures[0].signer.as_deref(),
        Some("Ủy ban nhân dân tỉnh Ninh Bình")
    );
    let pages = pdf::text(&paper, &pdf::Limits::default()).unwrap();
    let lines = pages.iter().flat_map(|page| &page.lines);
    let shown: String = lines.map(|line| line.text.clone() + " ").collect();
    for expected in [
        "15-QD-UBND.pdf",
        &report.sha256,
        "Trần Văn Bình",
        "Chữ ký số hợp lệ",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    let subject = Subject::new("signature_report", &report.sha256);
    let entries = audit::of_subject(province.office.database.read(), &subject)
        .await
        .unwrap();
    assert_eq!(entries.len(), 1);
}

#[tokio::test]
async fn only_the_agency_s_key_seals_a_report_and_wrong_pins_are_counted() {
    let province = Province::open().await;
    let report = found(&province, b"no file".to_vec()).await;
    let of_person = outbound::seal_report(
        &province.office,
        &province.evidence,
        &province.leader,
        "x",
        &report,
        province.leader_pin(),
    );
    assert!(matches!(
        of_person.await,
        Err(Error::Refused(Refusal::ForeignCertificate))
    ));
    let wrong = Unlock {
        pin: "000000".into(),
        ..province.seal_pin()
    };
    assert!(matches!(
        sealed(&province, &report, wrong).await,
        Err(Error::Refused(Refusal::WrongPin))
    ));
    let paper = sealed(&province, &report, province.seal_pin()).await.unwrap();
    assert!(paper.starts_with(b"%PDF-"));
}

/// Drawing is a second opinion: on real files, honest and attacked, it agrees with what the objects say.
#[test]
fn drawn_pages_agree_with_the_objects_of_real_files() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|up| up.join("shared/data/pdf"))
        .find(|path| path.is_dir());
    let Some(folder) = folder else {
        println!("no shared/data/pdf beside the checkout: nothing to draw");
        return;
    };
    let plain = Options::at(crate::province::NOW);
    let mut drawing = plain.clone();
    drawing.renderer = Some(std::sync::Arc::new(Drawn));
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let without = validate_pdf(&bytes, &plain);
        if without.verdict == Verdict::Passed {
            let with = validate_pdf(&bytes, &drawing);
            assert_eq!(
                with.verdict,
                Verdict::Passed,
                "{}: {}",
                path.display(),
                with.to_text()
            );
        }
    }
}
