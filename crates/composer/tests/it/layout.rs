//! The layout of Decree 30/2020, Annex I, measured on the pages.

use composer::compose;

use crate::poppler::{self, Run, Word};
use crate::samples;

/// Points to the millimetre.
const MM: f32 = 72.0 / 25.4;
fn words_of(document: &composer::OfficialDocument) -> Option<Vec<Word>> {
    poppler::words(&compose(document).unwrap().pdf)
}

fn find<'a>(words: &'a [Word], text: &str) -> &'a Word {
    words
        .iter()
        .find(|word| word.text == text)
        .unwrap_or_else(|| panic!("no word {text}"))
}

#[test]
fn every_sample_is_pdf_a_2b_with_embedded_serif_fonts_only() {
    for (name, document) in samples::all() {
        let composed = compose(&document).unwrap();
        let marker = |mark: &[u8]| composed.pdf.windows(mark.len()).any(|part| part == mark);
        assert!(
            marker(b"<pdfaid:part>2</pdfaid:part>") && marker(b"<pdfaid:conformance>B</pdfaid:conformance>"),
            "{name}"
        );

        let Some(fonts) = poppler::fonts(&composed.pdf) else {
            return;
        };
        for font in fonts.lines().skip(2) {
            assert!(
                font.contains("LiberationSerif") || font.contains("Tinos"),
                "{name}: {font}"
            );
            let columns: Vec<&str> = font.split_whitespace().rev().collect();
            // From the right: object, generation, unicode, subset, embedded.
            assert_eq!(
                (columns[2], columns[3], columns[4]),
                ("yes", "yes", "yes"),
                "{name}: {font}"
            );
        }
        let info = poppler::info(&composed.pdf).unwrap();
        assert!(
            info.contains(&format!("Pages:           {}", composed.pages)),
            "{name}: {info}"
        );
        assert!(info.contains("595.276 x 841.89 pts (A4)"), "{name}: {info}");
    }
}

/// Size, bold, italic and colour of the run that starts with a text.
fn style(runs: &[Run], start: &str) -> (u32, bool, bool, String) {
    let run = runs
        .iter()
        .find(|run| run.text.trim().starts_with(start))
        .unwrap_or_else(|| panic!("no run {start} in {runs:#?}"));
    (run.size, run.bold, run.italic, run.color.clone())
}

#[test]
fn components_have_the_sizes_and_styles_of_the_table() {
    const BLACK: &str = "#000000";
    let Some(letter) = poppler::runs(&compose(&samples::letter()).unwrap().pdf) else {
        return;
    };
    let Some(decision) = poppler::runs(&compose(&samples::decision()).unwrap().pdf) else {
        return;
    };
    let Some(submission) = poppler::runs(&compose(&samples::submission()).unwrap().pdf) else {
        return;
    };
    let table = [
        (&letter, "CỘNG HÒA", 13, true, false),
        (&letter, "Độc lập", 14, true, false),
        (&submission, "UBND TỈNH", 13, false, false),
        (&letter, "ỦY BAN NHÂN DÂN", 13, true, false),
        (&letter, "Số:", 13, false, false),
        (&letter, "/UBND-VX", 13, false, false),
        (&letter, "Lâm Đồng, ngày", 13, false, true),
        (&letter, "V/v", 13, false, false),
        (&decision, "QUYẾT ĐỊNH", 14, true, false),
        (&decision, "Về việc thành lập", 14, true, false),
        (&decision, "Căn cứ", 14, false, true),
        (&decision, "Điều 1.", 14, true, false),
        (&decision, "Thành lập", 14, false, false),
        (&decision, "1. Ông", 14, false, false),
        (&letter, "Kính gửi:", 14, false, false),
        (&letter, "Thực hiện", 14, false, false),
        (&letter, "TM. ỦY BAN", 14, true, false),
        (&letter, "PHÓ CHỦ TỊCH", 14, true, false),
        (&letter, "Nguyễn Thị Hồng Ánh", 14, true, false),
        (&letter, "Nơi nhận:", 12, true, true),
        (&letter, "- Như trên;", 11, false, false),
        (&letter, "- Lưu: VT, VX.", 11, false, false),
        (&letter, "NTA.(15)", 11, false, false),
        (&letter, "ĐT:", 11, false, false),
    ];
    for (runs, start, size, bold, italic) in table {
        assert_eq!(
            style(runs, start),
            (size, bold, italic, BLACK.to_owned()),
            "{start}"
        );
    }
    let (size, bold, italic, color) = style(&letter, "KHẨN");
    assert_eq!((size, bold, italic), (13, true, false));
    assert!(
        color.starts_with("#e") && color.ends_with("0000"),
        "the urgency is red, not {color}"
    );
}

#[test]
fn margins_indent_and_gaps_are_within_the_decree() {
    let document = samples::report();
    let Some(words) = words_of(&document) else { return };
    let left = words.iter().map(|word| word.left).fold(f32::MAX, f32::min) / MM;
    let right = (595.276 - words.iter().map(|word| word.right).fold(0.0, f32::max)) / MM;
    assert!((29.9..=35.0).contains(&left), "left margin {left} mm");
    assert!((14.9..=20.0).contains(&right), "right margin {right} mm");

    let first = find(&words, "Trong");
    let indent = (first.left - 30.0 * MM) / MM;
    assert!((indent - 12.7).abs() < 0.2, "first line stands in by {indent} mm");

    let body: Vec<&Word> = words
        .iter()
        .filter(|word| word.page == 1 && word.top > first.top - 1.0)
        .collect();
    let mut tops: Vec<f32> = body.iter().map(|word| word.top).collect();
    tops.dedup_by(|one, other| (*one - *other).abs() < 1.0);
    let pitches: Vec<f32> = tops
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|pitch| *pitch > 0.0)
        .collect();
    let line = pitches.iter().copied().fold(f32::MAX, f32::min);
    let paragraph = pitches.iter().copied().fold(0.0, f32::max);
    let single = 14.0 * 1.149;
    assert!(
        (single - 0.1..=1.5 * single).contains(&line),
        "lines follow each other by {line} pt"
    );
    assert!(
        paragraph - line >= 5.9,
        "paragraphs are {} pt further apart than lines",
        paragraph - line
    );
}

#[test]
fn number_and_date_stand_on_one_line_below_the_two_columns() {
    let Some(words) = words_of(&samples::short_letter()) else {
        return;
    };
    let (number, date) = (find(&words, "Số:"), find(&words, "ngày"));
    assert!((number.top - date.top).abs() < 0.5);
    assert!(find(&words, "05/UBND-VX").left > number.right);
    assert!(words.iter().any(|word| word.text == "02"), "the month is 02");
    assert!(words.iter().any(|word| word.text == "07"), "the day is 07");
    let title = find(&words, "CỘNG");
    let motto = find(&words, "Độc");
    assert!(
        title.top < motto.top && (motto.top - title.top) < 18.0,
        "title and motto are a single line apart"
    );
}

#[test]
fn the_motto_does_not_wrap_and_stays_in_its_column() {
    let Some(layout) = poppler::layout(&compose(&samples::letter()).unwrap().pdf) else {
        return;
    };
    assert!(layout.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "{layout}");
    assert!(layout.contains("Độc lập - Tự do - Hạnh phúc"), "{layout}");
}

#[test]
fn pages_are_numbered_from_the_second_in_the_top_margin() {
    let composed = compose(&samples::report()).unwrap();
    assert!(composed.pages >= 2);
    let Some(words) = poppler::words(&composed.pdf) else {
        return;
    };
    let in_top_margin: Vec<&Word> = words.iter().filter(|word| word.bottom < 20.0 * MM).collect();
    let numbers: Vec<(u32, &str)> = in_top_margin
        .iter()
        .map(|word| (word.page, word.text.as_str()))
        .collect();
    let expected: Vec<(u32, String)> = (2..=composed.pages)
        .map(|page| (page, page.to_string()))
        .collect();
    assert_eq!(
        numbers,
        expected
            .iter()
            .map(|(page, text)| (*page, text.as_str()))
            .collect::<Vec<_>>()
    );
    let middle = f32::midpoint(in_top_margin[0].left, in_top_margin[0].right);
    let expected = 30.0 * MM + 165.0 * MM / 2.0;
    assert!(
        (middle - expected).abs() < 1.0,
        "the number stands at {middle}, the middle is {expected}"
    );
}

#[test]
fn recipients_are_level_with_the_authority() {
    let Some(words) = words_of(&samples::letter()) else {
        return;
    };
    assert!((find(&words, "TM.").bottom - find(&words, "Nơi").bottom).abs() < 3.0);
    assert!((find(&words, "Nơi").left - 30.0 * MM).abs() < 0.5, "flush left");
}

#[test]
fn the_text_says_what_the_forms_say() {
    for (name, document) in samples::all() {
        let Some(text) = poppler::text(&compose(&document).unwrap().pdf) else {
            return;
        };
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("./."), "{name}: {flat}");
        assert!(
            flat.contains("Nơi nhận:") && flat.contains("- Lưu: VT"),
            "{name}: {flat}"
        );
        let title = document.form.name().map(str::to_uppercase).unwrap_or_default();
        assert!(flat.contains(&title), "{name}: {flat}");
    }
    let Some(text) = poppler::text(&compose(&samples::decision()).unwrap().pdf) else {
        return;
    };
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG",
        "về công tác văn thư;",
        "112/TTr-SNV ngày 02 tháng 3 năm 2026.",
        "QUYẾT ĐỊNH:",
        "Điều 1. Thành lập",
        "kể từ ngày ký./.",
    ] {
        assert!(flat.contains(expected), "{expected} is missing in {flat}");
    }
}

#[test]
fn several_addressees_are_listed_under_the_colon() {
    let Some(words) = words_of(&samples::letter()) else {
        return;
    };
    let colon = find(&words, "gửi:").right;
    let start = find(&words, "Kính").top;
    let dashes: Vec<&Word> = words
        .iter()
        .filter(|word| word.text == "-" && word.top > start && word.top < start + 75.0)
        .collect();
    assert_eq!(dashes.len(), 3);
    for dash in dashes {
        assert!(
            (dash.left - colon).abs() < 5.0,
            "the dash at {} stands under the colon at {colon}",
            dash.left
        );
    }
}
