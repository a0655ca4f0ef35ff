use documents::{
    Error,
    entity::{arrival, intake},
    inbound::{self, Register, Source, Upload},
};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};

use crate::office::{TestOffice, facts};

async fn bring(o: &TestOffice, name: &str, bytes: Vec<u8>) -> Result<intake::Model, Error> {
    inbound::receive(
        &o.office,
        &o.clerk,
        Upload {
            name: name.to_owned(),
            bytes,
        },
    )
    .await
}

/// A whole one-page PDF with this text and these extra entries of the catalog.
fn pdf(text: &str, catalog: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET");
    let objects = [
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >> >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        offsets.push(file.len());
        file.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
    }
    let start = file.len();
    file.extend(b"xref\n0 5\n0000000000 65535 f \n");
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    file.extend(format!("trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    file
}

#[tokio::test]
async fn files_that_cannot_be_taken_are_refused_in_words_and_leave_nothing() {
    let o = TestOffice::open().await;
    let mut truncated = pdf("abc", "");
    truncated.truncate(truncated.len() / 2);
    for (name, bytes, words) in [
        (
            "thu.pdf",
            b"PK\x03\x04\x14\x00\x00\x00\x08\x00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".to_vec(),
            "không phải PDF",
        ),
        ("anh.pdf", b"\x89PNG\r\n\x1a\n".to_vec(), "không phải là PDF"),
        ("rong.pdf", Vec::new(), "không phải là PDF"),
        ("cut.pdf", truncated, "cắt cụt"),
    ] {
        let refused = bring(&o, name, bytes).await;
        let Err(Error::BadFile(why)) = refused else {
            panic!("{name} was taken: {refused:?}")
        };
        assert!(why.contains(words), "{name}: {why}");
    }
    let limit = usize::try_from(o.office.settings.upload_limit()).unwrap();
    assert!(matches!(
        bring(&o, "lon.pdf", vec![b'a'; limit + 1]).await,
        Err(Error::TooLarge { .. })
    ));
    assert_eq!(
        intake::Entity::find()
            .count(o.office.database.read())
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn scripts_and_launch_actions_are_told_to_the_clerk() {
    let o = TestOffice::open().await;
    let action =
        "/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /AA << /WC << /S /Launch /F (cmd.exe) >> >>";
    let row = bring(&o, "nguy-hiem.pdf", pdf("abc", action)).await.unwrap();
    let taken = inbound::intake(&o.office, &o.clerk, row.id).await.unwrap();
    assert!(
        taken.dangers.iter().any(|danger| danger.contains("JavaScript")),
        "{:?}",
        taken.dangers
    );
    assert!(
        taken
            .dangers
            .iter()
            .any(|danger| danger.contains("mở chương trình")),
        "{:?}",
        taken.dangers
    );
}

fn register(intake: documents::IntakeId) -> Register {
    Register {
        source: Source::Intake(intake),
        facts: facts("12/BNV-VP"),
        duplicates_seen: false,
        version: None,
    }
}

#[tokio::test]
async fn two_clerks_with_one_file_register_it_once() {
    let o = TestOffice::open().await;
    let row = bring(&o, "C:\\tmp\\thu.pdf", pdf("abc", "")).await.unwrap();
    assert_eq!(row.name, "thu.pdf");
    let (one, two) = tokio::join!(
        inbound::register(&o.office, &o.clerk, register(row.id)),
        inbound::register(
            &o.office,
            &o.clerk,
            Register {
                duplicates_seen: true,
                ..register(row.id)
            }
        ),
    );
    assert_eq!(
        usize::from(one.is_ok()) + usize::from(two.is_ok()),
        1,
        "{one:?} {two:?}"
    );
    assert_eq!(
        arrival::Entity::find()
            .count(o.office.database.read())
            .await
            .unwrap(),
        1
    );
    let next = o.register("99/BNV-VP").await.unwrap();
    assert_eq!(next.number, Some(2));
    let again = inbound::register(
        &o.office,
        &o.clerk,
        Register {
            duplicates_seen: true,
            ..register(row.id)
        },
    )
    .await;
    let Err(Error::Conflict(happened)) = again else {
        panic!("registered twice: {again:?}")
    };
    assert!(happened.contains("Lê Thị Lan"), "{happened}");
}

#[tokio::test]
async fn the_same_file_brought_again_is_noticed() {
    let o = TestOffice::open().await;
    let first = bring(&o, "a.pdf", pdf("abc", "")).await.unwrap();
    inbound::register(&o.office, &o.clerk, register(first.id))
        .await
        .unwrap();
    let second = bring(&o, "b.pdf", pdf("abc", "")).await.unwrap();
    let mut command = register(second.id);
    command.facts.number_symbol = "77/BNV-VP".to_owned();
    let Err(Error::Invalid(fields)) = inbound::register(&o.office, &o.clerk, command).await else {
        panic!()
    };
    assert!(
        fields[0].message.contains("cùng một tệp"),
        "{}",
        fields[0].message
    );
}

#[tokio::test]
async fn ten_thousand_letters_and_unknown_or_foreign_ids_leave_nothing() {
    let o = TestOffice::open().await;
    let row = bring(&o, "a.pdf", pdf("abc", "")).await.unwrap();
    let mut command = register(row.id);
    command.facts.subject = "a".repeat(10_000);
    let Err(Error::Invalid(fields)) = inbound::register(&o.office, &o.clerk, command).await else {
        panic!()
    };
    assert_eq!(fields[0].field, "subject");
    let foreign = inbound::register(&o.office, &o.foreign_clerk, register(row.id)).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
    let unknown = inbound::register(&o.office, &o.clerk, register(o.office.new_id())).await;
    assert!(matches!(unknown, Err(Error::NotFound)));
    let secret = Register {
        facts: documents::inbound::RawFacts {
            secrecy: "secret".to_owned(),
            ..facts("12/BNV-VP")
        },
        ..register(row.id)
    };
    let Err(Error::Invalid(fields)) = inbound::register(&o.office, &o.clerk, secret).await else {
        panic!()
    };
    assert_eq!(fields[0].field, "secrecy");
    assert_eq!(o.register("1/BNV-VP").await.unwrap().number, Some(1));
}
