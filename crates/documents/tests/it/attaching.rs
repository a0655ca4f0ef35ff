//! Files that come with an arrival: kept, read within bounds, found by their words, for those who may read the document.

use std::io::Write as _;

use documents::{
    Error,
    entity::{document_file, document_file::FileRole},
    inbound::{self, Upload},
    search::export::{Export, Format, export},
    search::{Column, Order},
};
use kernel::Actor;

use crate::{office::facts, searching::Searching};

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn word(text: &str) -> Vec<u8> {
    let document = format!("<w:document><w:p><w:t>{text}</w:t></w:p></w:document>");
    packed(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document),
    ])
}

fn slides(text: &str) -> Vec<u8> {
    let slide = format!("<p:sld><a:p><a:t>{text}</a:t></a:p></p:sld>");
    packed(&[
        ("[Content_Types].xml", "<Types/>"),
        ("ppt/presentation.xml", "<p/>"),
        ("ppt/slides/slide1.xml", &slide),
    ])
}

async fn attach(
    it: &Searching,
    actor: &Actor,
    arrival: documents::ArrivalId,
    name: &str,
    bytes: Vec<u8>,
) -> Result<document_file::Model, Error> {
    let name = name.to_owned();
    inbound::attach(&it.o.office, actor, arrival, Upload { name, bytes }).await
}

#[tokio::test]
async fn words_of_attachments_are_found_by_those_who_may_read_the_document() {
    let it = Searching::open().await;
    let arrival = it.o.directed("12/BNV-VP").await;
    it.o.assigned(&arrival).await;
    let clerk = &it.o.clerk;
    it.run_jobs().await;
    // A workbook as our own export writes it.
    let wanted = Export {
        question: "của Bộ Nội vụ".to_owned(),
        is_exact: false,
        order: Order::Relevance,
        columns: vec![Column::NumberSymbol],
        format: Format::Xlsx,
    };
    let workbook = export(&it.o.office, clerk, &it.index, wanted).await.unwrap();
    it.o.register("13/BNV-VP").await.unwrap();
    for (name, bytes) in [
        ("phu luc.docx", word("Danh mục thiết bị quan trắc")),
        ("trinh chieu.pptx", slides("Kiến trúc tổng thể")),
        ("bang.xlsx", workbook.clone()),
        ("to 1.docx", word("ThuËn lîi, khã kh¨n, kiÕn nghÞ cña ®¬n vÞ")),
    ] {
        let file = attach(&it, clerk, arrival.id, name, bytes).await.unwrap();
        assert_eq!(file.role, FileRole::Attachment);
    }
    it.run_jobs().await;
    for question in [
        "quan trac",
        "kiến trúc tổng thể",
        "\"tìm thấy 1 văn bản\"",
        "khó khăn kiến nghị",
    ] {
        for reader in [clerk, &it.o.officer] {
            let found = it.ask(reader, question).await;
            assert_eq!(found.hits.len(), 1, "{question}");
            assert!(found.hits[0].is_in_attachment(), "{question}");
            assert_eq!(found.hits[0].document.id, arrival.document_id);
        }
        assert_eq!(it.count(&it.o.stranger, question).await, 0, "{question}");
        assert_eq!(it.count(&it.o.foreign_clerk, question).await, 0, "{question}");
    }
    let shown = inbound::show(&it.o.office, &it.o.officer, arrival.id)
        .await
        .unwrap();
    let names: Vec<&str> = shown.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        ["phu luc.docx", "trinh chieu.pptx", "bang.xlsx", "to 1.docx"]
    );
    assert!(
        shown
            .timeline
            .iter()
            .any(|event| event.what.contains("phu luc.docx"))
    );
}

#[tokio::test]
async fn what_no_document_needs_is_refused_and_what_is_too_large_to_read_is_kept_unread() {
    let it = Searching::open().await;
    let arrival = it.o.register("12/BNV-VP").await.unwrap();
    let (clerk, id) = (&it.o.clerk, arrival.id);
    for (name, bytes) in [
        ("rong.docx", Vec::new()),
        ("la.exe", b"MZ\x90\0\x03".to_vec()),
        ("nen.zip", packed(&[("a.txt", "a")])),
        ("hong.docx", {
            let mut whole = word("cụt");
            whole.truncate(whole.len() - 30);
            whole
        }),
    ] {
        let refused = attach(&it, clerk, id, name, bytes).await.unwrap_err();
        assert!(
            matches!(&refused, Error::Invalid(fields) if fields[0].field == "file"),
            "{name}: {refused:?}"
        );
    }
    // Three hundred megabytes of blanks in three hundred kilobytes.
    let bomb = word(&" ".repeat(300 * 1024 * 1024));
    let kept = attach(&it, clerk, id, "to.docx", bomb).await.unwrap();
    assert_eq!(kept.text_hash, None);
    it.run_jobs().await;
    assert_eq!(it.count(clerk, "12/BNV-VP").await, 1);

    let other = attach(&it, &it.o.foreign_clerk, id, "a.docx", word("a")).await;
    assert!(matches!(other, Err(Error::NotFound)));
    let officer = attach(&it, &it.o.officer, id, "a.docx", word("a")).await;
    assert!(officer.is_err());
    let secret = documents::inbound::RawFacts {
        secrecy: "secret".to_owned(),
        ..facts("14/BNV-VP")
    };
    let secret = it.register(secret).await;
    let refused = attach(&it, clerk, secret.id, "a.docx", word("a")).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
}
