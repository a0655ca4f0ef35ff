use time::{Date, macros::date};

use super::{Side, parse};
use crate::query::{Condition, without};
use crate::text::Word;

const TODAY: Date = date!(2026 - 11 - 21);

fn conditions(text: &str) -> Vec<Condition> {
    parse(text, TODAY)
        .chips
        .into_iter()
        .map(|chip| chip.condition)
        .collect()
}

fn words(words: &[Word]) -> Vec<&str> {
    words.iter().map(|word| word.exact.as_str()).collect()
}

fn number(number: u32, symbol: Option<&str>) -> Condition {
    Condition::Number {
        number,
        symbol: symbol.map(str::to_owned),
    }
}

fn days(from: Date, to: Date) -> Condition {
    Condition::Dates {
        from: Some(from),
        to: Some(to),
    }
}

#[test]
fn numbers_and_symbols_are_read() {
    for (text, wanted) in [
        ("1668/UBND-VX", number(1668, Some("UBND-VX"))),
        ("1668/ubnd-vx", number(1668, Some("UBND-VX"))),
        ("1668 ubnd", number(1668, Some("UBND"))),
        ("1668 UBND-VX", number(1668, Some("UBND-VX"))),
        ("số 15/QĐ-BNV", number(15, Some("QĐ-BNV"))),
        ("so 15/qd-bnv", number(15, Some("QD-BNV"))),
        ("12/2026/QĐ-UBND", number(12, Some("2026/QĐ-UBND"))),
        ("số 1668", number(1668, None)),
        ("số đến 123", Condition::ArrivalNumber(123)),
        ("ký hiệu:UBND-VX", Condition::Symbol("UBND-VX".to_owned())),
    ] {
        let parsed = parse(text, TODAY);
        assert_eq!(parsed.chips.len(), 1, "{text}: {parsed:?}");
        assert_eq!(parsed.chips[0].condition, wanted, "{text}");
        assert!(parsed.expression.is_empty(), "{text}: {parsed:?}");
    }
}

#[test]
fn a_bare_number_and_a_number_of_things_are_words() {
    for text in [
        "1668",
        "30 ngày",
        "nghỉ 5 ngày",
        "điều 12 khoản 3",
        "20/11",
        "đủ 18 tuổi",
        "50% lương",
    ] {
        assert_eq!(conditions(text), [], "{text}");
    }
}

#[test]
fn a_short_form_of_a_kind_is_read_before_a_number() {
    for (text, kind) in [
        ("cv 1668/UBND-VX", "Công văn"),
        ("QĐ số 15/QĐ-BNV", "Quyết định"),
        ("qd 15/QĐ-BNV", "Quyết định"),
        ("TTr số 9", "Tờ trình"),
        ("HD 3/HD-BTCTW", "Hướng dẫn"),
    ] {
        let wanted = Condition::Kind(kind.to_owned());
        assert_eq!(conditions(text).first(), Some(&wanted), "{text}");
    }
    for text in ["cv của sở", "kh công tác", "hd", "1668 cv"] {
        assert!(
            !conditions(text).iter().any(|c| matches!(c, Condition::Kind(_))),
            "{text}"
        );
    }
}

#[test]
fn dates_and_stretches_are_read() {
    for (text, wanted) in [
        ("ngày 5/3", days(date!(2026 - 03 - 05), date!(2026 - 03 - 05))),
        ("ngày 25/12", days(date!(2025 - 12 - 25), date!(2025 - 12 - 25))),
        ("05/03/2025", days(date!(2025 - 03 - 05), date!(2025 - 03 - 05))),
        ("5-3-2025", days(date!(2025 - 03 - 05), date!(2025 - 03 - 05))),
        (
            "ngày 05 tháng 3 năm 2024",
            days(date!(2024 - 03 - 05), date!(2024 - 03 - 05)),
        ),
        ("tháng 2/2024", days(date!(2024 - 02 - 01), date!(2024 - 02 - 29))),
        ("tháng 12", days(date!(2025 - 12 - 01), date!(2025 - 12 - 31))),
        ("quý I/2026", days(date!(2026 - 01 - 01), date!(2026 - 03 - 31))),
        (
            "từ 1/3 đến 15/3",
            days(date!(2026 - 03 - 01), date!(2026 - 03 - 15)),
        ),
        (
            "từ ngày 20/12 đến ngày 5/1",
            days(date!(2025 - 12 - 20), date!(2026 - 01 - 05)),
        ),
        (
            "từ tháng 1/2026 đến tháng 3/2026",
            days(date!(2026 - 01 - 01), date!(2026 - 03 - 31)),
        ),
        ("tuần này", days(date!(2026 - 11 - 16), date!(2026 - 11 - 22))),
        ("tuần trước", days(date!(2026 - 11 - 09), date!(2026 - 11 - 15))),
        ("hôm qua", days(date!(2026 - 11 - 20), date!(2026 - 11 - 20))),
        ("tháng trước", days(date!(2026 - 10 - 01), date!(2026 - 10 - 31))),
        (
            "năm 2024-2026",
            days(date!(2024 - 01 - 01), date!(2026 - 12 - 31)),
        ),
        ("năm 2025", Condition::Year(2025)),
        ("năm ngoái", Condition::Year(2025)),
        (
            "sau ngày 5/3/2026",
            Condition::Dates {
                from: Some(date!(2026 - 03 - 06)),
                to: None,
            },
        ),
        (
            "trước 5/3/2026",
            Condition::Dates {
                from: None,
                to: Some(date!(2026 - 03 - 04)),
            },
        ),
    ] {
        assert_eq!(conditions(text), [wanted], "{text}");
    }
    for impossible in ["ngày 31/2", "ngày 45/13", "tháng 13", "quý 5/2026"] {
        assert_eq!(conditions(impossible), [], "{impossible}");
    }
}

#[test]
fn one_box_holds_several_chips_and_words() {
    let parsed = parse("số 15/QĐ-BNV ngày 5/3 về biên chế", TODAY);
    assert_eq!(
        parsed
            .chips
            .iter()
            .map(|chip| chip.source.as_str())
            .collect::<Vec<_>>(),
        ["số 15/QĐ-BNV", "ngày 5/3"]
    );
    assert_eq!(words(&parsed.expression.words), ["về", "biên", "chế"]);
    assert_eq!(
        without("số 15/QĐ-BNV ngày 5/3 về biên chế", &parsed.chips[1]),
        "số 15/QĐ-BNV về biên chế"
    );
}

#[test]
fn kind_issuer_signer_and_urgency_are_read() {
    assert_eq!(
        conditions("công văn hỏa tốc của Bộ Nội vụ năm 2026"),
        [
            Condition::Kind("Công văn".to_owned()),
            Condition::Urgency("Hỏa tốc".to_owned()),
            Condition::Issuer("Bộ Nội vụ".to_owned()),
            Condition::Year(2026)
        ]
    );
    assert_eq!(
        conditions("biên chế do UBND tỉnh Hà Nam ban hành"),
        [Condition::Issuer("UBND tỉnh Hà Nam".to_owned())]
    );
    assert_eq!(
        conditions("người ký Nguyễn Văn An"),
        [Condition::Signer("Nguyễn Văn An".to_owned())]
    );
    assert_eq!(
        conditions("cong van cua so noi vu")[0],
        Condition::Kind("Công văn".to_owned())
    );
    assert_eq!(
        conditions("hướng dẫn thi đua khen thưởng"),
        [],
        "a kind inside a subject is words"
    );
    assert_eq!(conditions("quyền của người lao động"), []);
}

#[test]
fn experts_name_fields() {
    assert_eq!(
        conditions(r#"loại:"tờ trình" người ký:Trần Thị Bình, năm:2025 trích yếu:"biên chế""#),
        [
            Condition::Kind("Tờ trình".to_owned()),
            Condition::Signer("Trần Thị Bình".to_owned()),
            Condition::Year(2025),
            Condition::Title("biên chế".to_owned()),
        ]
    );
    assert_eq!(
        conditions("từ:1/3 đến:15/3").len(),
        1,
        "one stretch of dates is enough"
    );
}

#[test]
fn experts_write_phrases_minus_and_or() {
    let parsed = parse(
        r#"thuế "thu nhập cá nhân" -"doanh nghiệp" -đất nghỉ OR phép"#,
        TODAY,
    );
    let expression = parsed.expression;
    assert_eq!(words(&expression.words), ["thuế"]);
    assert_eq!(words(&expression.phrases[0]), ["thu", "nhập", "cá", "nhân"]);
    assert_eq!(expression.unwanted.len(), 2);
    assert_eq!(expression.alternatives.len(), 1);
    let Side::Word(second) = &expression.alternatives[0][1] else {
        panic!("a word was wanted")
    };
    assert_eq!(second.exact, "phép");
}

#[test]
fn a_hyphen_inside_a_word_is_no_minus() {
    assert!(parse("kinh tế - xã hội", TODAY).expression.unwanted.is_empty());
    assert!(parse("Hà Nam-Ninh Bình", TODAY).expression.unwanted.is_empty());
}
