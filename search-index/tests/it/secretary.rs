//! A secretary's day at the search box.

use proptest::prelude::*;
use search_index::{Condition, Engine, Query, Results, Tantivy, Total};
use time::macros::date;

use crate::samples::{TODAY, clerk, entry, ids, index, office};

fn ask(index: &Tantivy, text: &str) -> Results {
    index.search(&Query::new(text, TODAY), &clerk()).unwrap()
}

fn conditions(results: &Results) -> Vec<Condition> {
    results.chips.iter().map(|chip| chip.condition.clone()).collect()
}

#[test]
fn a_document_is_asked_for_by_what_stands_on_its_first_page() {
    let index = index(office());
    let asked = ask(&index, "số 15/QĐ-BNV ngày 17/10/2025");
    assert_eq!(asked.hits[0].id, "decision");
    assert_eq!(
        conditions(&asked),
        [
            Condition::Number {
                number: 15,
                symbol: Some("QĐ-BNV".to_owned())
            },
            Condition::Dates {
                from: Some(date!(2025 - 10 - 17)),
                to: Some(date!(2025 - 10 - 17))
            },
        ]
    );
    let other_day = ask(&index, "số 15/QĐ-BNV ngày 5/3");
    assert_eq!(
        other_day.notice.as_deref(),
        Some("Đã tìm “số 15/QĐ-BNV ngày 5/3” trong toàn văn"),
        "no such document is of that day"
    );
    assert_eq!(ids(&index, "công văn 1668 ngày 5/3/2026"), ["letter"]);
    assert_eq!(ids(&index, "cv số 1668/ubnd-vx"), ["letter"]);
}

#[test]
fn every_way_to_narrow_becomes_a_chip() {
    let index = index(office());
    for (text, wanted, found) in [
        (
            "từ 1/3/2026 đến 31/3/2026 biên chế",
            "từ 1/3/2026 đến 31/3/2026",
            "letter",
        ),
        ("bổ nhiệm của Bộ Nội vụ", "của Bộ Nội vụ", "decision"),
        (
            "biên chế người ký Nguyễn Văn An",
            "người ký Nguyễn Văn An",
            "letter",
        ),
        ("loại:\"Thông báo\" đất đai", "loại:\"Thông báo\"", "talk"),
        ("hỏa tốc biên chế", "hỏa tốc", "letter"),
        ("bổ nhiệm năm 2025", "năm 2025", "decision"),
        ("bo nhiem nam 2025", "nam 2025", "decision"),
        ("biên chế số đến 57", "số đến 57", "letter"),
    ] {
        let results = ask(&index, text);
        let sources: Vec<&str> = results.chips.iter().map(|chip| chip.source.as_str()).collect();
        assert_eq!(sources, [wanted], "{text}");
        let found_: Vec<&str> = results.hits.iter().map(|hit| hit.id.as_str()).collect();
        assert_eq!(found_, [found], "{text}");
    }
}

#[test]
fn half_of_the_accents_are_enough_and_wrong_ones_are_told() {
    let index = index(office());
    for text in ["bo nhiệm", "bổ nhiem", "bô nhiêm", "Bổ Nhiệm", "BO NHIEM"] {
        assert_eq!(ids(&index, text), ["decision"], "{text}");
    }
    let wrong = ask(&index, "bộ nhiễm");
    assert_eq!(wrong.hits[0].id, "decision");
    assert_eq!(
        wrong.notice.as_deref(),
        Some("Không có kết quả đúng dấu; đã tìm không phân biệt dấu")
    );
}

#[test]
fn short_forms_and_long_forms_find_each_other() {
    let index = index(vec![
        entry("short", "Công tác CCHC của HĐND", &[]),
        entry("long", "Kế hoạch cải cách hành chính của hội đồng nhân dân", &[]),
    ]);
    for text in [
        "CCHC",
        "cchc",
        "cải cách hành chính",
        "cai cach hanh chinh",
        "HĐND",
        "hội đồng nhân dân",
        "\"cải cách hành chính\"",
    ] {
        let mut found = ids(&index, text);
        found.sort();
        assert_eq!(found, ["long", "short"], "{text}");
    }
}

#[test]
fn nothing_typed_lists_what_came_last() {
    let index = index(office());
    for text in ["", "   ", "\t", "\u{200b}"] {
        let results = ask(&index, text);
        assert_eq!(results.total, Total::Exact(5), "{text:?}");
        assert_eq!(results.hits[0].id, "talk", "{text:?}");
    }
}

#[test]
fn the_passage_of_a_long_document_is_found_on_its_page() {
    let filler = "trang này không nói gì về việc ấy, chỉ chép lại các điều khoản chung. ".repeat(60);
    let mut pages = vec![filler.as_str(); 40];
    let page = format!("{filler} Điều 7. Kinh phí mua sắm xe cứu thương do UBND tỉnh cấp. {filler}");
    pages[22] = &page;
    let index = index(vec![entry("long", "Nghị quyết", &pages)]);
    for (text, marked) in [
        ("xe cứu thương", "<mark>xe cứu thương</mark>"),
        ("xe cuu thuong", "<mark>xe cứu thương</mark>"),
        ("ủy ban nhân dân", "<mark>UBND</mark>"),
        ("xẻ cửu thưởng", "<mark>xe cứu thương</mark>"),
    ] {
        let hit = &ask(&index, text).hits[0];
        assert_eq!(hit.page, Some(23), "{text}");
        assert!(hit.snippet_html.contains(marked), "{text}: {}", hit.snippet_html);
        assert!(hit.snippet_html.starts_with("… ") && hit.snippet_html.ends_with(" …"));
    }
}

#[test]
fn a_box_full_of_text_is_a_question_like_any_other() {
    let index = index(office());
    let whole = "Kính gửi Sở Nội vụ, thực hiện nghị định về công tác văn thư tăng cường quản lý biên chế. "
        .repeat(120);
    assert!(whole.len() > 10_000);
    assert_eq!(ask(&index, &whole).hits[0].id, "letter");
    for text in [
        "a".repeat(10_000),
        "ạ ".repeat(5_000),
        "\"".repeat(10_000),
        "-".repeat(10_000),
        "OR ".repeat(3_000),
        "số:".repeat(3_000),
        "((((".repeat(2_500),
        "1/".repeat(5_000),
        "\u{301}".repeat(10_000),
        format!("<script>{}</script>", "*?[]{}^$\\".repeat(1_000)),
    ] {
        let results = ask(&index, &text);
        assert!(
            results
                .hits
                .iter()
                .all(|hit| !hit.title_html.contains("<script>"))
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_is_answered(
        text in "([a-zàáảạđêơư0-9]{0,6}[ /:\"|()*~^\\-]{0,2}|số|ngày|năm|từ|đến|OR|loại:|\\PC){0,24}",
    ) {
        let index = index(office());
        let results = ask(&index, &text);
        prop_assert!(results.hits.len() <= 5);
        for chip in &results.chips {
            prop_assert!(chip.source.is_empty() || text.contains(chip.source.trim()) || !text.is_ascii());
        }
        index.suggest(&text, &clerk(), 10).unwrap();
    }
}
