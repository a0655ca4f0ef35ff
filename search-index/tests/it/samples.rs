//! Entries for tests.

use search_index::{Access, Change, Engine, Entry, EntryKind, Query, Settings, Tantivy};
use time::{Date, Duration, macros::date};

/// The day on which the tests ask.
pub(crate) const TODAY: Date = date!(2026 - 11 - 21);

/// Small and never committing by itself.
pub(crate) fn settings() -> Settings {
    Settings {
        writer_threads: 1,
        writer_memory: 15_000_000,
        commit_interval: std::time::Duration::from_hours(1),
        ..Settings::default()
    }
}

/// An index in memory with these entries.
pub(crate) fn index(entries: Vec<Entry>) -> Tantivy {
    index_with(settings(), entries)
}

/// The same with other settings.
pub(crate) fn index_with(settings: Settings, entries: Vec<Entry>) -> Tantivy {
    let index = Tantivy::in_memory(settings).unwrap();
    index.apply(&changes(entries), 1).unwrap();
    index.commit().unwrap();
    index
}

pub(crate) fn changes(entries: Vec<Entry>) -> Vec<Change> {
    entries
        .into_iter()
        .map(|entry| Change::Upsert(Box::new(entry)))
        .collect()
}

/// An entry that the clerk of agency A may read.
pub(crate) fn entry(id: &str, title: &str, pages: &[&str]) -> Entry {
    let mut entry = Entry::new(id, EntryKind::Arrival, "A", title);
    entry.readers = vec!["agency:A:clerk".to_owned()];
    entry.pages = pages.iter().map(|page| (*page).to_owned()).collect();
    entry
}

/// The clerk of agency A.
pub(crate) fn clerk() -> Access {
    Access {
        agency: "A".to_owned(),
        readers: vec!["agency:A:clerk".to_owned()],
        max_secrecy: 0,
    }
}

/// Ids of the first page of hits, in order.
pub(crate) fn ids(index: &dyn Engine, text: &str) -> Vec<String> {
    let results = index.search(&Query::new(text, TODAY), &clerk()).unwrap();
    results.hits.into_iter().map(|hit| hit.id).collect()
}

/// Some documents of an office.
pub(crate) fn office() -> Vec<Entry> {
    let mut letter = entry(
        "letter",
        "V/v tăng cường công tác quản lý biên chế",
        &[
            "Kính gửi: Sở Nội vụ",
            "Thực hiện Nghị định số 30/2020/NĐ-CP về công tác văn thư",
        ],
    );
    letter.number = Some(1668);
    letter.symbol = Some("UBND-VX".to_owned());
    letter.number_symbol = Some("1668/UBND-VX".to_owned());
    letter.issuer = Some("Ủy ban nhân dân tỉnh Hà Nam".to_owned());
    letter.document_kind = Some("Công văn".to_owned());
    letter.urgency = Some("Hỏa tốc".to_owned());
    letter.date = Some(date!(2026 - 03 - 05));
    letter.year = Some(2026);
    letter.arrival_number = Some(57);
    letter.signer = Some("Nguyễn Văn An".to_owned());
    letter.state = Some("Đang xử lý".to_owned());
    letter.unit = Some("Phòng Nội vụ".to_owned());

    let mut decision = entry(
        "decision",
        "Quyết định bổ nhiệm công chức",
        &["Bổ nhiệm ông Trần Văn Bình, UBND huyện"],
    );
    decision.number = Some(15);
    decision.symbol = Some("QĐ-BNV".to_owned());
    decision.number_symbol = Some("15/QĐ-BNV".to_owned());
    decision.issuer = Some("Bộ Nội vụ".to_owned());
    decision.document_kind = Some("Quyết định".to_owned());
    decision.date = Some(TODAY - Duration::days(400));
    decision.year = Some(2025);
    decision.signer = Some("Phạm Thị Bình".to_owned());

    let mut sale = entry(
        "sale",
        "Thông báo bán đấu giá tài sản",
        &["Bán đấu giá nhà hòa giải, thúy hà"],
    );
    sale.document_kind = Some("Thông báo".to_owned());
    sale.date = Some(date!(2026 - 10 - 01));
    sale.year = Some(2026);

    let mut talk = entry(
        "talk",
        "Thông báo kết luận cuộc họp bàn về đất đai",
        &["Cuộc họp bàn về đất đai"],
    );
    talk.document_kind = Some("Thông báo".to_owned());
    talk.date = Some(date!(2026 - 10 - 02));
    talk.year = Some(2026);

    let plain = entry(
        "plain",
        "Cong van khong dau",
        &["noi dung duoc danh may khong co dau thanh nao ca"],
    );
    vec![letter, decision, sale, talk, plain]
}
