//! Filled fields and later signatures that cover what was signed, by ways that are easy to overlook.

use super::{PAGE, certified, signed};
use crate::validate::paper::{CONTENT, Paper, Signing, appearance, stream};
use crate::validate::{fails, passes};

const LARGE: &str = "/FT/Tx/Ff 4096/Rect[0 630 595 842]";

fn field(entries: &str) -> String {
    format!("<</Type/Annot/Subtype/Widget/T(more)/F 4/P 3 0 R{entries}>>")
}

/// A page with this content and a large empty text field (50) over it, signed.
fn below_field(content: &str, others: &[(u32, String)]) -> Paper {
    let mut paper = Paper::with_form();
    let mut objects = vec![
        (3, format!("{PAGE} 50 0 R]>>")),
        (4, content.to_owned()),
        (
            6,
            "<</Fields[7 0 R 8 0 R 9 0 R 50 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>".into(),
        ),
        (50, field(&format!("{LARGE}/AP<</N 51 0 R>>"))),
        (51, appearance("")),
    ];
    objects.retain(|(number, _)| others.iter().all(|(other, _)| other != number));
    objects.extend_from_slice(others);
    paper.revise(&objects);
    paper.signed(Signing::default())
}

/// The large field filled with "100", drawn after something else.
fn filled(paper: &Paper, before: &str) -> Vec<u8> {
    let drawn = format!("{before} 0 g /Tx BMC BT /F1 12 Tf 2 5 Td (100) Tj ET EMC");
    paper.revised(&[
        (50, field(&format!("{LARGE}/V(100)/AP<</N 52 0 R>>"))),
        (52, appearance(&drawn)),
    ])
}

const WHITE: &str = "1 g 0 0 128 20 re f";

#[test]
fn thick_lines_hide_as_paint_does() {
    let paper = below_field(&stream("", CONTENT), &[]);
    passes(&filled(&paper, ""));
    for lines in [
        "1 G 20 w 0 10 m 128 10 l S",
        "1 G 3 w 0 4 m 128 4 l 128 7 l 0 7 l 0 10 l 128 10 l 128 13 l 0 13 l 0 16 l 128 16 l S",
        "1 1 1 RG 40 w 0 0 m 128 20 l S",
        "1 G 30 w 1 1 126 18 re s",
    ] {
        fails(&filled(&paper, lines), "che mất chữ của trang");
    }
    // A border and the combs between letters hide nothing.
    passes(&filled(&paper, "0 G 1 w 0 0 128 20 re S 40 0 m 40 2 l S"));
    let hatched = "0 0 m 128 0 l S 1 0 0 1 0 0.05 cm ".repeat(400);
    fails(
        &filled(&paper, &format!("1 G 0.1 w {hatched}")),
        "vẽ hình thay cho chữ",
    );
}

#[test]
fn text_in_rare_encodings_is_seen_below() {
    // "BT /F1 12 Tf 72 700 Td (Pay 100 to Alice) Tj ET" as one run.
    assert!(CONTENT.len() <= 128);
    let run_length = format!("{:02x}{}", CONTENT.len() - 1, hex::encode(CONTENT));
    let rare = stream(
        "/Filter[/ASCIIHexDecode/RunLengthDecode]",
        &format!("{run_length}80>"),
    );
    let paper = below_field(&rare, &[]);
    passes(&filled(&paper, ""));
    fails(&filled(&paper, WHITE), "che mất chữ của trang");
    // What nobody here can read may say anything.
    let unknown = stream("/Filter/JBIG2Decode", "x");
    let paper = below_field(&unknown, &[]);
    passes(&filled(&paper, ""));
    fails(&filled(&paper, WHITE), "che mất chữ của trang");
}

#[test]
fn text_of_an_unreadable_font_counts_by_its_room() {
    let composite = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[]>>";
    let content = stream(
        "",
        "BT /F2 12 Tf 72 700 Td <0001000200030004000500060007000800090010> Tj ET",
    );
    let page = PAGE.replace("/F1 5 0 R", "/F1 5 0 R/F2 54 0 R") + " 50 0 R]>>";
    let paper = below_field(&content, &[(3, page), (54, composite.into())]);
    passes(&filled(&paper, ""));
    fails(&filled(&paper, WHITE), "che mất chữ của trang");
}

#[test]
fn a_scanned_page_is_covered_like_text() {
    let page = PAGE.replace("/Font<</F1 5 0 R>>", "/Font<</F1 5 0 R>>/XObject<</S 53 0 R>>");
    let scan = stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray",
        "x",
    );
    let content = stream("", "q 595 0 0 842 0 0 cm /S Do Q");
    let paper = below_field(&content, &[(3, format!("{page} 50 0 R]>>")), (53, scan.clone())]);
    passes(&filled(&paper, ""));
    fails(&filled(&paper, WHITE), "che mất chữ của trang");

    // A background that the field had, or said it had, when it was signed hides nothing more.
    let mut paper = Paper::with_form();
    let look = "/MK<</BG[1]>>";
    paper.revise(&[
        (3, format!("{page} 50 0 R]>>")),
        (4, content),
        (
            6,
            "<</Fields[7 0 R 8 0 R 9 0 R 50 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>".into(),
        ),
        (50, field(&format!("{LARGE}{look}"))),
        (53, scan),
    ]);
    let paper = paper.signed(Signing::default());
    let shown = format!("{WHITE} 0 g BT /F1 12 Tf 2 5 Td (100) Tj ET");
    passes(&paper.revised(&[
        (50, field(&format!("{LARGE}{look}/V(100)/AP<</N 52 0 R>>"))),
        (52, appearance(&shown)),
    ]));
}

#[test]
fn a_value_written_over_a_paragraph_fails() {
    let line = "BT /F1 12 Tf 72 700 Td (The agency owes the citizen one hundred million) Tj ET";
    let paper = below_field(&stream("", line), &[]);
    let value = "nothing nothing nothing nothing";
    let over = format!("BT /F1 3 Tf 15 6 Td ({value}) Tj ET");
    fails(
        &paper.revised(&[
            (50, field(&format!("{LARGE}/V({value})/AP<</N 52 0 R>>"))),
            (52, appearance(&over)),
        ]),
        "che mất chữ của trang",
    );
}

#[test]
fn drawings_for_the_pointer_may_not_come_later() {
    let paper = below_field(&stream("", CONTENT), &[]);
    for state in ["R", "D"] {
        let appearances = format!("/AP<</N 52 0 R/{state} 53 0 R>>");
        fails(
            &paper.revised(&[
                (50, field(&format!("{LARGE}/V(100){appearances}"))),
                (52, appearance("BT /F1 12 Tf 2 5 Td (100) Tj ET")),
                (53, appearance(WHITE)),
            ]),
            "rê hoặc nhấn chuột",
        );
        let late = format!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(late)/F 4/P 3 0 R/Rect[300 10 500 60]/AP<</{state} 53 0 R>>>>"
        );
        fails(
            &signed().revised(&[
                (3, format!("{PAGE} 30 0 R]>>")),
                (6, with_late()),
                (30, late),
                (53, appearance(WHITE)),
            ]),
            "rê hoặc nhấn chuột",
        );
    }
}

#[test]
fn a_background_that_viewers_draw_by_themselves_hides_too() {
    let long = "BT /F1 12 Tf 72 700 Td (The agency owes the citizen one hundred million and not one cent less than that) Tj ET";
    let paper = below_field(&stream("", long), &[]);
    let with_background = field(&format!("{LARGE}/V(100)/MK<</BG[1 1 1]>>"));
    fails(&paper.revised(&[(50, with_background)]), "nền của ô");
    let late =
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(late)/F 4/P 3 0 R/Rect[60 690 595 720]/MK<</BG[1 1 1]>>>>";
    fails(
        &paper.revised(&[
            (3, format!("{PAGE} 50 0 R 30 0 R]>>")),
            (6, with_late().replace("30 0 R", "50 0 R 30 0 R")),
            (30, late.into()),
        ]),
        "che mất chữ của trang",
    );
}

#[test]
fn what_stands_behind_too_much_or_behind_nonsense_is_seen_all_the_same() {
    let paper = below_field(&stream("", CONTENT), &[]);
    for before in ["q Q ".repeat(500_001), ") >> } ".to_owned()] {
        fails(&filled(&paper, &format!("{before}{WHITE}")), "ô “more”");
    }
    // The other way round: the page says so much that nobody knows what else it says.
    for before in ["q Q ".repeat(500_001), ") >> } ".to_owned()] {
        let paper = below_field(&stream("", &format!("{before}{CONTENT}")), &[]);
        passes(&filled(&paper, ""));
        fails(&filled(&paper, WHITE), "che mất chữ của trang");
    }
    // A drawing without a box, which some viewers draw and others do not.
    let boxless = appearance(WHITE).replace("/BBox[0 0 128 20]", "");
    let field = field(&format!("{LARGE}/V(100)/AP<</N 52 0 R>>"));
    fails(&paper.revised(&[(50, field), (52, boxless)]), "ô “more”");
}

#[test]
fn drawings_to_choose_from_may_not_come_later() {
    let paper = below_field(&stream("", CONTENT), &[]);
    for chosen in ["", "/AS/A"] {
        let states = format!("/AP<</N<</A 52 0 R>>>>{chosen}");
        fails(
            &paper.revised(&[
                (50, field(&format!("{LARGE}/V(100){states}"))),
                (52, appearance(WHITE)),
            ]),
            "ô “more”",
        );
    }
}

fn with_late() -> String {
    "<</Fields[7 0 R 8 0 R 9 0 R 30 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>".into()
}

#[test]
fn flags_that_do_not_keep_a_signature_off_the_paper_make_it_no_invisible_one() {
    let added = |flags: u32| {
        let field =
            format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(late)/F {flags}/P 3 0 R/Rect[60 690 560 720]>>");
        [(3, format!("{PAGE} 30 0 R]>>")), (6, with_late()), (30, field)]
    };
    // "Invisible" hides only annotations of unknown kinds; "no view" does not keep from printing, nor from the pointer.
    for flags in [0, 1, 4, 5, 36, 32 | 256] {
        fails(&certified(2).revised(&added(flags)), "thêm ô chữ ký");
    }
    for flags in [2, 6, 32, 34] {
        passes(&certified(2).revised(&added(flags)));
    }
}

#[test]
fn a_second_field_of_the_same_name_fails() {
    let twin = "<</Type/Annot/Subtype/Widget/FT/Sig/T(leader)/F 4/P 3 0 R/Rect[0 0 0 0]>>";
    fails(
        &signed().revised(&[
            (3, format!("{PAGE} 30 0 R]>>")),
            (6, with_late()),
            (30, twin.into()),
        ]),
        "trùng tên",
    );
}

#[test]
fn a_list_shows_nothing_but_its_choices() {
    let list = "/FT/Ch/Rect[300 300 500 400]/Opt[(Apple)[(b)(Banana)](Cherry)]";
    let mut paper = Paper::with_form();
    paper.revise(&[
        (3, format!("{PAGE} 50 0 R]>>")),
        (
            6,
            "<</Fields[7 0 R 8 0 R 9 0 R 50 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>".into(),
        ),
        (50, field(&format!("{list}/AP<</N 51 0 R>>"))),
        (
            51,
            appearance("BT /F1 5 Tf 2 14 Td (Apple) Tj 0 -6 Td (Banana) Tj 0 -6 Td (Cherry) Tj ET"),
        ),
    ]);
    let paper = paper.signed(Signing::default());
    let chosen = |shown: &str| {
        paper.revised(&[
            (50, field(&format!("{list}/V(b)/AP<</N 52 0 R>>"))),
            (52, appearance(shown)),
        ])
    };
    passes(&chosen(
        "BT /F1 5 Tf 2 14 Td (Apple) Tj 0 -6 Td (Banana) Tj 0 -6 Td (Cherry) Tj ET",
    ));
    passes(&chosen("BT /F1 5 Tf 2 14 Td (Banana) Tj 0 -6 Td (Cherry) Tj ET"));
    fails(
        &chosen("BT /F1 5 Tf 2 14 Td (Banana) Tj 0 -6 Td (Pay 900) Tj ET"),
        "không đúng với giá trị",
    );
}

#[test]
fn the_rich_form_of_a_value_is_a_value() {
    let rich = |text: &str| {
        field(&format!(
            "/FT/Tx/Ff 33554432/Rect[300 300 500 330]/V(100)/RV({text})/AP<</N 51 0 R>>"
        ))
    };
    let prepared = |level| {
        let mut paper = Paper::with_form();
        paper.revise(&[
            (3, format!("{PAGE} 50 0 R]>>")),
            (
                6,
                "<</Fields[7 0 R 8 0 R 9 0 R 50 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>".into(),
            ),
            (50, rich("100")),
            (51, appearance("BT /F1 12 Tf 2 5 Td (100) Tj ET")),
        ]);
        paper.signed(Signing {
            level: Some(level),
            ..Signing::default()
        })
    };
    fails(&prepared(1).revised(&[(50, rich("900"))]), "điền ô biểu mẫu");
}

#[test]
fn a_value_nobody_saw_may_not_be_drawn_later() {
    let hidden = field("/FT/Tx/Rect[300 300 500 330]/V(900)");
    let mut paper = Paper::with_form();
    let form = |more: &str| {
        format!("<</Fields[7 0 R 8 0 R 9 0 R 50 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g){more}>>")
    };
    paper.revise(&[(3, format!("{PAGE} 50 0 R]>>")), (6, form("")), (50, hidden)]);
    let paper = paper.signed(Signing::default());
    fails(
        &paper.revised(&[(6, form("/NeedAppearances true"))]),
        "/NeedAppearances",
    );
}
