//! Traps of Vietnamese writing: each question as somebody types it, and what they mean.

use search_index::{Engine, Entry, Query, Tantivy};
use time::macros::date;

use crate::samples::{TODAY, clerk, entry, index};

/// A register in which every entry is one trap or more.
fn register() -> Vec<Entry> {
    let mut refund = entry(
        "hoàn",
        "Quyết định hoàn trả kinh phí cho bà Huỳnh Thị Suýt",
        &["Bà Huỳnh Thị Suýt, thường trú tại phường Tân Thúy"],
    );
    refund.number = Some(215);
    refund.symbol = Some("QĐ-SNNMT".to_owned());
    refund.number_symbol = Some("215/QĐ-SNNMT".to_owned());
    refund.issuer = Some("Sở Nông nghiệp và Môi trường".to_owned());
    refund.document_kind = Some("Quyết định".to_owned());
    refund.date = Some(date!(2026 - 02 - 09));
    refund.year = Some(2026);
    refund.signer = Some("Đặng Thị Ngọc Thịnh".to_owned());
    // Decomposed, with the Icelandic capital that old keyboards give, a zero-width space, a blank that does not break.
    let flower = entry(
        "hoà",
        "\u{d0}ề án trồng hoa ta\u{323}i xã Ho\u{300}a Bi\u{300}nh",
        &["Xã Hòa\u{a0}Bình tổ\u{200b} chức ngày hội hoa ban"],
    );
    let mut urgent = entry(
        "uỷ",
        "V/v uỷ quyền ký văn bản quý III và quỹ lương",
        &["Chủ tịch UBND tỉnh uỷ quyền"],
    );
    urgent.urgency = Some("Hỏa tốc".to_owned());
    urgent.document_kind = Some("Công văn".to_owned());
    urgent.number = Some(1668);
    urgent.symbol = Some("UBND-TH".to_owned());
    urgent.number_symbol = Some("1668/UBND-TH".to_owned());
    urgent.issuer = Some("Ủy ban nhân dân tỉnh Lào Cai".to_owned());
    urgent.date = Some(date!(2026 - 03 - 05));
    urgent.year = Some(2026);
    let short = entry(
        "tắt",
        "Báo cáo kết quả giải quyết TTHC, CCHC của HĐND và UBND xã",
        &["Đầu tư hạ tầng CNTT"],
    );
    let long = entry(
        "dài",
        "Kế hoạch ứng dụng công nghệ thông tin trong giải quyết thủ tục hành chính",
        &["Cải cách hành chính là nhiệm vụ của hội đồng nhân dân và ủy ban nhân dân"],
    );
    vec![refund, flower, urgent, short, long]
}

fn ask(index: &Tantivy, text: &str) -> (Vec<String>, Option<String>) {
    let results = index.search(&Query::new(text, TODAY), &clerk()).unwrap();
    let mut ids: Vec<String> = results.hits.into_iter().map(|hit| hit.id).collect();
    ids.sort();
    (ids, results.notice)
}

fn check(questions: &[(&str, &[&str])]) {
    let index = index(register());
    let wrong: Vec<String> = questions
        .iter()
        .filter_map(|(text, wanted)| {
            let (found, notice) = ask(&index, text);
            (found != *wanted).then(|| format!("{text}: {found:?}, wanted {wanted:?}, notice {notice:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_letter_may_be_written_in_many_ways() {
    check(&[
        ("đề án", &["hoà"]),
        ("Ðề án", &["hoà"]),
        ("ðề án", &["hoà"]),
        ("d\u{65}\u{302}\u{300} a\u{301}n", &["hoà"]),
        ("xã hòa bình", &["hoà"]),
        ("xã hoà bình", &["hoà"]),
        ("xa\u{303} ho\u{300}a bi\u{300}nh", &["hoà"]),
        ("ho\u{e0}\u{a0}b\u{ec}nh", &["hoà"]),
        ("hòa\u{200b} bình\u{feff}", &["hoà"]),
        ("HÒA BÌNH", &["hoà"]),
        ("\"tổ chức\"", &["hoà"]),
    ]);
}

#[test]
fn the_tone_stands_where_the_school_or_the_keyboard_puts_it() {
    check(&[
        ("ủy quyền", &["uỷ"]),
        ("uỷ quyền", &["uỷ"]),
        ("hoàn trả", &["hoàn"]),
        ("hòan trả", &["hoàn"]),
        ("huỳnh", &["hoàn"]),
        ("hùynh", &["hoàn"]),
        ("suýt", &["hoàn"]),
        ("tân thuý", &["hoàn"]),
        ("tân thúy", &["hoàn"]),
        ("quý III", &["uỷ"]),
        ("qúy III", &["uỷ"]),
        ("quỹ lương", &["uỷ"]),
        ("qũy lương", &["uỷ"]),
    ]);
}

#[test]
fn some_accents_are_enough_and_those_typed_count() {
    check(&[
        ("hoan tra kinh phí", &["hoàn"]),
        ("hoan trả kinh phi", &["hoàn"]),
        ("huynh thi suyt", &["hoàn"]),
        ("de an", &["hoà"]),
        ("đe an", &["hoà"]),
        ("hoa ban", &["hoà"]),
        ("uy quyen", &["uỷ"]),
        ("nong nghiệp va moi truong", &["hoàn"]),
    ]);
}

#[test]
fn short_forms_and_words_find_each_other() {
    check(&[
        ("tthc", &["dài", "tắt"]),
        ("thủ tục hành chính", &["dài", "tắt"]),
        ("thu tuc hanh chinh", &["dài", "tắt"]),
        ("CCHC", &["dài", "tắt"]),
        ("cai cach hanh chinh", &["dài", "tắt"]),
        ("cntt", &["dài", "tắt"]),
        ("công nghệ thông tin", &["dài", "tắt"]),
        ("hdnd", &["dài", "tắt"]),
        ("hđnd", &["dài", "tắt"]),
        ("hội đồng nhân dân", &["dài", "tắt"]),
        ("giải quyết tthc", &["dài", "tắt"]),
    ]);
}

#[test]
fn keys_of_an_input_method_that_was_off_are_understood_and_told() {
    let index = index(register());
    for (text, wanted) in [
        ("quyeets ddinhj hoanf trar", "hoàn"),
        ("quye61t d9i5nh hoa2n tra3", "hoàn"),
        ("QUYEETS DDINHJ hoanf", "hoàn"),
        ("uyr quyeenf", "uỷ"),
        ("uy3 quye62n", "uỷ"),
        ("coong ngheej thoong tin", "dài"),
        ("co6ng nghe65 tho6ng tin", "dài"),
    ] {
        let (found, notice) = ask(&index, text);
        assert!(
            found.iter().any(|id| id == wanted),
            "{text}: {found:?} {notice:?}"
        );
        let told = notice.unwrap_or_default().to_lowercase();
        assert!(told.contains("đã tìm"), "{text}: {told}");
    }
}

#[test]
fn one_wrong_key_still_finds_and_says_so() {
    let index = index(register());
    for (text, wanted) in [
        ("kinh phú hoàn trả", "hoàn"),
        ("hoàn trã kinh phí", "hoàn"),
        ("nông nghiêp môi trương", "hoàn"),
        ("giai quyêt thu tuc hanh chinhh", "dài"),
        ("công nghê thông tim", "dài"),
    ] {
        let (found, notice) = ask(&index, text);
        assert!(
            found.iter().any(|id| id == wanted),
            "{text}: {found:?} {notice:?}"
        );
    }
    let (_, notice) = ask(&index, "kinh phú hoàn trả");
    assert!(
        notice
            .unwrap_or_default()
            .starts_with("Đã tìm “kinh phí hoàn trả”")
    );
    let (found, notice) = ask(&index, "\"cho bà kinh phí\"");
    assert_eq!(found, ["hoàn"]);
    assert!(
        notice.unwrap_or_default().contains("đã tìm từng từ"),
        "a phrase that stands nowhere"
    );
}

#[test]
fn a_document_is_looked_up_as_it_is_remembered() {
    check(&[
        ("1668/UBND-TH", &["uỷ"]),
        ("1668/ubnd", &["uỷ"]),
        ("1668 UBND TH", &["uỷ"]),
        ("1668", &["uỷ"]),
        ("số 1668", &["uỷ"]),
        ("công văn hỏa tốc 1668", &["uỷ"]),
        ("cv hoả tốc", &["uỷ"]),
        ("215/qd-snnmt", &["hoàn"]),
        ("số 215/QĐ-SNNMT ngày 9/2", &["hoàn"]),
        ("quyết định 215 ngày 09/02/2026", &["hoàn"]),
        ("qđ 215", &["hoàn"]),
        ("tháng 2/2026", &["hoàn"]),
        ("từ 1/3/2026 đến 31/3/2026", &["uỷ"]),
        ("quý 1/2026", &["hoàn", "uỷ"]),
        ("của sở nông nghiệp và môi trường", &["hoàn"]),
        ("người ký đặng thị ngọc thịnh", &["hoàn"]),
        ("nguoi ky dang thi ngoc thinh", &["hoàn"]),
        ("năm 2026 -quỹ", &["hoàn"]),
        ("suýt OR quỹ", &["hoàn", "uỷ"]),
        ("\"kinh phí cho bà\"", &["hoàn"]),
    ]);
}
