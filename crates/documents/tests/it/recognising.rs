//! A scanned document: registered and found by its fields at once, by its words once they are recognised.

use composer::{Form, OfficialDocument, SigningBlock};
use documents::{
    inbound::{self, RawFacts, Register, Source, Upload},
    reading::{Recognition, Standing},
};
use kernel::{
    audit::{Subject, of_subject},
    settings::Settings,
};
use pdf::{Missing, Origin};
use time::macros::date;

use crate::{office::facts, scan::scan, searching::Searching};

fn letter() -> Vec<u8> {
    let signing = SigningBlock {
        authority: vec!["KT. Chủ tịch".to_owned()],
        position: "Phó Chủ tịch".to_owned(),
        other_position: None,
        name: "Nguyễn Thị Hồng Ánh".to_owned(),
    };
    let mut letter = OfficialDocument::new(
        Form::Letter,
        "Ủy ban nhân dân\ntỉnh Ninh Bình",
        "UBND-VX",
        "Ninh Bình",
        "tăng cường phòng cháy rừng",
        signing,
    );
    letter.number = Some(7);
    letter.date = Some(date!(2026 - 02 - 05));
    letter.body = "Các hạt kiểm lâm thường trực suốt mùa khô, báo cáo hằng tuần.".into();
    letter.recipients = vec!["Như trên".to_owned()];
    composer::compose(&letter).unwrap().pdf
}

fn recognition(program: &'static str) -> Recognition {
    let environment = move |name: &str| (name == "VANTHU_OCR").then(|| program.to_owned());
    Recognition::of(&Settings::load(None, environment).unwrap())
}

impl Searching {
    async fn bring(&self, name: &str, bytes: Vec<u8>) -> documents::entity::intake::Model {
        let name = name.to_owned();
        inbound::receive(&self.o.office, &self.o.clerk, Upload { name, bytes })
            .await
            .unwrap()
    }

    async fn register_file(&self, intake: documents::IntakeId) -> documents::entity::arrival::Model {
        let command = Register {
            source: Source::Intake(intake),
            facts: RawFacts {
                subject: "Công văn quét".to_owned(),
                ..facts("7/UBND-VX")
            },
            duplicates_seen: true,
            version: None,
        };
        inbound::register(&self.o.office, &self.o.clerk, command)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_scan_is_found_by_its_fields_at_once_and_by_its_words_when_they_are_recognised() {
    let it = Searching::open().await;
    let intake = it.bring("quet.pdf", scan(&letter(), 1)).await;
    let arrival = it.register_file(intake.id).await;
    it.run_jobs().await;
    let clerk = &it.o.clerk;
    assert_eq!(it.count(clerk, "7/UBND-VX").await, 1);
    assert_eq!(it.count(clerk, "cong van quet").await, 1);
    assert_eq!(it.count(clerk, "kiem lam").await, 0);
    let shown = inbound::show(&it.o.office, clerk, arrival.id).await.unwrap();
    let pages = documents::reading::pages_of_file(&it.o.office, &shown.files[0])
        .await
        .unwrap();
    assert_eq!(pages[0].origin, Origin::Scan);
    assert!(Standing::Ready.note(&pages).unwrap().contains("đang chờ"));

    it.run_jobs_with(&recognition("tesseract")).await;

    for question in ["kiem lam thuong truc", "kiểm lâm", "\"mùa khô\""] {
        let found = it.ask(clerk, question).await;
        assert_eq!((found.hits.len(), found.hits[0].page), (1, Some(1)), "{question}");
        assert!(found.hits[0].snippet_html.contains("<mark>"), "{question}");
        assert_eq!(it.count(&it.o.stranger, question).await, 0, "{question}");
    }
    let shown = inbound::show(&it.o.office, clerk, arrival.id).await.unwrap();
    let pages = documents::reading::pages_of_file(&it.o.office, &shown.files[0])
        .await
        .unwrap();
    assert_eq!(pages[0].origin, Origin::Recognised);
    assert!(Standing::Ready.note(&pages).unwrap().contains("do máy nhận dạng"));
    let trail = of_subject(it.o.office.database.read(), &Subject::new("arrival", arrival.id))
        .await
        .unwrap();
    assert_eq!(trail.last().unwrap().action, "recognised");
}

#[tokio::test]
async fn what_is_recognised_before_the_registration_is_proposed_to_the_clerk() {
    let it = Searching::open().await;
    let file = scan(&letter(), 1);
    let intake = it.bring("quet.pdf", file.clone()).await;
    // The same paper scanned once more: the second job finds its work done or does its own.
    let again = it.bring("quet lai.pdf", file).await;
    let before = inbound::intake(&it.o.office, &it.o.clerk, intake.id)
        .await
        .unwrap();
    assert_eq!(before.proposal.date, None);

    it.run_jobs_with(&recognition("tesseract")).await;

    for id in [intake.id, again.id] {
        let after = inbound::intake(&it.o.office, &it.o.clerk, id).await.unwrap();
        assert_eq!(after.proposal.date.unwrap().value, date!(2026 - 02 - 05));
        assert_ne!(after.row.text_hash, before.row.text_hash);
    }
    it.register_file(intake.id).await;
    it.run_jobs().await;
    assert_eq!(it.count(&it.o.clerk, "kiem lam").await, 1);
}

#[tokio::test]
async fn without_the_program_nothing_fails_and_the_reason_is_told() {
    let it = Searching::open().await;
    let intake = it.bring("quet.pdf", scan(&letter(), 1)).await;
    it.register_file(intake.id).await;
    for (program, standing) in [
        ("/nowhere/tesseract", Standing::Missing(Missing::Program)),
        ("true", Standing::Missing(Missing::Vietnamese)),
        ("", Standing::Off),
    ] {
        let recognition = recognition(program);
        assert_eq!(recognition.standing(), standing);
        it.run_jobs_with(&recognition).await;
        assert_eq!(it.count(&it.o.clerk, "7/UBND-VX").await, 1, "{program}");
        assert_eq!(it.count(&it.o.clerk, "kiem lam").await, 0, "{program}");
    }
    // Installed later, the program finds the work still waiting.
    it.run_jobs_with(&recognition("tesseract")).await;
    assert_eq!(it.count(&it.o.clerk, "kiem lam").await, 1);
}

#[tokio::test]
async fn an_attached_image_is_found_by_its_words_once_they_are_recognised() {
    let it = Searching::open().await;
    let arrival = it.register(facts("12/BNV-VP")).await;
    let image = pdf::render(&letter(), 1, 1_650, &pdf::Limits::default())
        .unwrap()
        .png;
    let upload = Upload {
        name: "anh-chup.png".to_owned(),
        bytes: image,
    };
    let file = inbound::attach(&it.o.office, &it.o.clerk, arrival.id, upload)
        .await
        .unwrap();
    it.run_jobs().await;
    assert_eq!(it.count(&it.o.clerk, "kiem lam").await, 0);
    it.run_jobs_with(&recognition("tesseract")).await;
    assert_eq!(it.count(&it.o.clerk, "kiểm lâm thường trực").await, 1);

    // Taken away, it is found no longer.
    inbound::detach(&it.o.office, &it.o.clerk, arrival.id, file.id, "Nhầm văn bản")
        .await
        .unwrap();
    it.run_jobs().await;
    assert_eq!(it.count(&it.o.clerk, "kiểm lâm thường trực").await, 0);
}
