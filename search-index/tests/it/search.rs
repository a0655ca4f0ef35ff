//! What people type finds what they mean.

use search_index::{Chip, Condition, Engine, Query, Total};

use crate::samples::{TODAY, clerk, entry, ids, index, office};

#[test]
fn symbols_and_numbers_find_their_document() {
    let index = index(office());
    for text in [
        "1668/UBND-VX",
        "1668/ubnd-vx",
        "1668 ubnd",
        "1668 ubnd-vx",
        "số 1668",
        "1668",
        "số đến 57",
        "ký hiệu:UBND-VX",
        "số:1668 ngày 5/3",
    ] {
        assert_eq!(ids(&index, text), ["letter"], "{text}");
    }
    assert_eq!(ids(&index, "số 15/QĐ-BNV"), ["decision"]);
    assert_eq!(ids(&index, "15/qd-bnv"), ["decision"]);
    assert!(ids(&index, "99/QĐ-BNV").is_empty());
}

#[test]
fn accents_may_be_typed_wholly_half_or_not() {
    let index = index(office());
    for text in [
        "nghị định 30",
        "nghi dinh 30",
        "nghị dinh 30",
        "nghi đinh 30",
        "Nghị định 30/2020/NĐ-CP",
    ] {
        assert_eq!(ids(&index, text), ["letter"], "{text}");
    }
    for text in ["hòa giải", "hoà giải", "thuý hà", "thúy hà", "hoa giai"] {
        assert_eq!(ids(&index, text), ["sale"], "{text}");
    }
    let decomposed = "nghi\u{323} đi\u{323}nh 30";
    assert_eq!(ids(&index, decomposed), ["letter"]);
}

#[test]
fn words_that_differ_in_accents_are_different_words() {
    let index = index(office());
    assert_eq!(ids(&index, "bán"), ["sale"]);
    assert_eq!(ids(&index, "bàn"), ["talk"]);
    let mut both = ids(&index, "ban");
    both.sort();
    assert_eq!(
        both,
        ["decision", "letter", "sale", "talk"],
        "UBND, ủy ban, bán, bàn"
    );
}

#[test]
fn text_typed_without_accents_is_found_with_them() {
    let index = index(office());
    assert_eq!(ids(&index, "nội dung được đánh máy"), ["plain"]);
}

#[test]
fn abbreviations_find_the_words_and_the_words_find_them() {
    let index = index(office());
    let mut short = ids(&index, "UBND");
    let mut long = ids(&index, "ủy ban nhân dân");
    short.sort();
    long.sort();
    assert_eq!(short, ["decision", "letter"]);
    assert_eq!(long, short);
    assert_eq!(ids(&index, "uỷ ban nhân dân huyện"), ["decision"]);
}

#[test]
fn keys_typed_with_the_input_method_off_are_understood() {
    let index = index(office());
    for (text, found) in [
        ("nghij ddinhj 30", "letter"),
        ("bo63 nhie65m", "decision"),
        ("bieen chees", "letter"),
    ] {
        let results = index.search(&Query::new(text, TODAY), &clerk()).unwrap();
        let ids: Vec<_> = results.hits.iter().map(|hit| hit.id.as_str()).collect();
        assert_eq!(ids, [found], "{text}");
        assert!(
            results
                .notice
                .is_some_and(|notice| notice.starts_with("Đã tìm “")),
            "{text}"
        );
    }
}

#[test]
fn a_slip_of_one_key_is_mended_and_told() {
    let index = index(office());
    for (text, notice) in [
        ("bien chr", "Đã tìm “biên chế”"),
        ("biên chếe", "Đã tìm “biên chế”"),
        ("bo nhiiem", "Đã tìm “bổ nhiệm”"),
        ("bienche", "Đã tìm “biên chế”"),
    ] {
        let results = index.search(&Query::new(text, TODAY), &clerk()).unwrap();
        assert!(!results.hits.is_empty(), "{text}");
        assert_eq!(results.notice.as_deref(), Some(notice), "{text}");
    }
}

#[test]
fn a_longer_question_is_answered_by_what_holds_most_of_it() {
    let index = index(office());
    let results = index
        .search(
            &Query::new("tăng cường quản lý biên chế ngoại giao", TODAY),
            &clerk(),
        )
        .unwrap();
    assert_eq!(results.hits[0].id, "letter");
    let results = index
        .search(&Query::new("quản lý biên chế ngoại giao", TODAY), &clerk())
        .unwrap();
    assert_eq!(results.hits[0].id, "letter");
    assert_eq!(
        results.notice.as_deref(),
        Some("Không văn bản nào có đủ các từ; đã tìm văn bản có phần lớn các từ")
    );
}

#[test]
fn chips_narrow_and_what_they_miss_is_looked_for_as_words() {
    let index = index(office());
    assert_eq!(ids(&index, "thông báo năm 2026 đất đai"), ["talk"]);
    assert_eq!(ids(&index, "bổ nhiệm của Bộ Nội vụ"), ["decision"]);
    assert_eq!(ids(&index, "người ký Nguyễn Văn An"), ["letter"]);
    assert_eq!(ids(&index, "người ký:binh"), ["decision"]);
    assert_eq!(ids(&index, "hỏa tốc"), ["letter"]);
    assert_eq!(ids(&index, "từ 1/10 đến 1/10"), ["sale"]);
    assert_eq!(ids(&index, "loại:\"Quyết định\""), ["decision"]);

    let results = index
        .search(&Query::new("ngày 1/1/2001", TODAY), &clerk())
        .unwrap();
    assert_eq!(results.total, Total::Exact(0));
    assert_eq!(results.chips.len(), 1);
}

#[test]
fn chips_chosen_beside_the_box_narrow_too() {
    let index = index(office());
    let mut query = Query::new("thông báo", TODAY);
    query.reads_chips = false;
    query.filters = vec![Chip::chosen(Condition::Title("đất đai".to_owned()))];
    let results = index.search(&query, &clerk()).unwrap();
    assert_eq!(results.hits.len(), 1);
    assert_eq!(results.hits[0].id, "talk");
}

#[test]
fn phrases_minus_and_or_mean_what_experts_expect() {
    let index = index(vec![
        entry("tax", "Thuế", &["thuế thu nhập cá nhân của người lao động"]),
        entry("firm", "Thuế", &["thuế thu nhập doanh nghiệp"]),
        entry("far", "Thuế", &["thu thuế rồi nhập kho cá của nhân dân"]),
        entry("leave", "Nghỉ", &["nghỉ phép năm"]),
    ]);
    let sorted = |text: &str| {
        let mut found = ids(&index, text);
        found.sort();
        found
    };
    assert_eq!(sorted("\"thu nhập cá nhân\""), ["tax"]);
    assert_eq!(sorted("\"thu nhap\""), ["firm", "tax"]);
    assert_eq!(sorted("thuế -\"thu nhập\""), ["far"]);
    assert_eq!(sorted("thuế -doanh"), ["far", "tax"]);
    assert_eq!(sorted("nghỉ OR doanh"), ["firm", "leave"]);
    assert_eq!(sorted("\"cá nhân\" OR \"nghỉ phép\""), ["leave", "tax"]);
}

#[test]
fn a_phrase_no_document_holds_is_asked_for_word_by_word() {
    let index = index(office());
    let results = index
        .search(&Query::new("\"chế biên\"", TODAY), &clerk())
        .unwrap();
    assert_eq!(results.hits.first().map(|hit| hit.id.as_str()), Some("letter"));
    assert!(results.notice.is_some());
}

#[test]
fn the_passage_is_marked_and_its_page_told() {
    let index = index(office());
    let results = index
        .search(&Query::new("nghi dinh 30", TODAY), &clerk())
        .unwrap();
    let hit = &results.hits[0];
    assert_eq!(hit.page, Some(2));
    assert!(
        hit.snippet_html
            .contains("<mark>Nghị định</mark> số <mark>30</mark>"),
        "{}",
        hit.snippet_html
    );
    let results = index.search(&Query::new("biên chế", TODAY), &clerk()).unwrap();
    assert_eq!(
        results.hits[0].title_html,
        "V/v tăng cường công tác quản lý <mark>biên chế</mark>"
    );
    assert_eq!(results.hits[0].page, None);
}

#[test]
fn similar_documents_share_rare_words() {
    let index = index(vec![
        entry(
            "a",
            "Kế hoạch phòng chống lụt bão",
            &["phòng chống lụt bão và tìm kiếm cứu nạn"],
        ),
        entry(
            "b",
            "Báo cáo công tác phòng chống lụt bão",
            &["tìm kiếm cứu nạn sau mưa lũ"],
        ),
        entry("c", "Thông báo nghỉ tết", &["lịch nghỉ tết nguyên đán"]),
    ]);
    let similar = index.similar("a", &clerk(), 5).unwrap();
    assert_eq!(
        similar.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(),
        ["b"]
    );
    assert!(index.similar("nothing", &clerk(), 5).unwrap().is_empty());
}

#[test]
fn an_entry_replaces_the_one_with_its_id_and_a_deletion_removes_it() {
    let index = index(office());
    let mut letter = entry("letter", "Trích yếu mới hẳn", &[]);
    letter.sequence = 7;
    index.apply(&crate::samples::changes(vec![letter]), 7).unwrap();
    index
        .apply(&[search_index::Change::Delete("sale".to_owned())], 8)
        .unwrap();
    index.commit().unwrap();
    assert_eq!(ids(&index, "trích yếu mới"), ["letter"]);
    assert!(ids(&index, "biên chế").is_empty());
    assert!(ids(&index, "đấu giá").is_empty());
    assert_eq!(index.len().unwrap(), 4);
    assert_eq!(index.last_applied().unwrap(), 8);
}

#[test]
fn a_change_that_comes_late_does_not_undo_a_newer_one() {
    let index = index(Vec::new());
    let mut new = entry("x", "mới", &[]);
    new.sequence = 9;
    let mut old = entry("x", "cũ", &[]);
    old.sequence = 3;
    index.apply(&crate::samples::changes(vec![new]), 9).unwrap();
    index
        .apply(&crate::samples::changes(vec![old.clone()]), 9)
        .unwrap();
    index.commit().unwrap();
    index.apply(&crate::samples::changes(vec![old]), 9).unwrap();
    index.commit().unwrap();
    assert_eq!(ids(&index, "mới"), ["x"]);
    assert!(ids(&index, "cũ").is_empty());
}
