//! Shadow attacks through form fields (Mainka et al., NDSS 2021).

use super::{PAGE, certified, never_passes, signed};
use crate::validate::paper::{Paper, Signing, appearance, stream};
use crate::validate::{fails, passes};

#[test]
fn shadow_replace_of_what_a_field_shows_fails() {
    let overlay = appearance("/Tx BMC BT /F1 12 Tf 2 5 Td (999) Tj ET EMC");
    // Only the drawing changes.
    fails(
        &signed().revised(&[(10, overlay.clone())]),
        "không đúng với giá trị",
    );
    // The value and the drawing differ.
    let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[72 600 200 620]/F 4/P 3 0 R/V(1)/AP<</N 40 0 R>>>>";
    fails(
        &signed().revised(&[(7, field.into()), (40, overlay)]),
        "không đúng với giá trị",
    );
}

#[test]
fn fields_that_move_hide_or_come_later_fail() {
    for (field, because) in [
        ("/Rect[0 0 595 842]/F 4/P 3 0 R/AP<</N 10 0 R>>", "/Rect"),
        ("/Rect[72 600 200 620]/F 6/P 3 0 R/AP<</N 10 0 R>>", "bị ẩn"),
        (
            "/Rect[72 600 200 620]/F 4/P 3 0 R/AP<</N 10 0 R>>/DA(/F1 99 Tf)",
            "/DA",
        ),
        (
            "/Rect[72 600 200 620]/F 4/P 3 0 R/AP<</N 10 0 R>>/AA<</K 84 0 R>>",
            "/AA",
        ),
    ] {
        let field = format!("<</Type/Annot/Subtype/Widget/FT/Tx/T(number){field}>>");
        fails(&signed().revised(&[(7, field)]), because);
    }
    let form = "<</Fields[7 0 R 8 0 R 9 0 R 85 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>";
    let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(late)/Rect[0 0 595 842]/V(x)>>";
    fails(
        &signed().revised(&[(6, form.into()), (85, field.into())]),
        "thêm ô biểu mẫu",
    );
}

#[test]
fn filling_fails_where_nothing_may_change() {
    let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[72 600 200 620]/F 4/P 3 0 R/V(5)/AP<</N 40 0 R>>>>";
    let drawn = appearance("/Tx BMC BT /F1 12 Tf 2 5 Td (5) Tj ET EMC");
    let objects = [(7, field.to_owned()), (40, drawn)];
    fails(&certified(1).revised(&objects), "number");
    for lock in [
        "/Lock<</Type/SigFieldLock/Action/All>>",
        "/Lock<</Type/SigFieldLock/Action/Include/Fields[(number)]>>",
        "/Lock<</Type/SigFieldLock/Action/Exclude/Fields[(box)]>>",
        "/Lock<</Type/SigFieldLock/Action/Include/Fields[]/P 1>>",
    ] {
        let paper = Paper::with_form().signed(Signing {
            field_extra: lock,
            ..Signing::default()
        });
        fails(&paper.revised(&objects), "number");
    }
    let lock = "/Lock<</Type/SigFieldLock/Action/Exclude/Fields[(number)]>>";
    passes(
        &Paper::with_form()
            .signed(Signing {
                field_extra: lock,
                ..Signing::default()
            })
            .revised(&objects),
    );
    let reference = "/Reference[<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Action/Include/Fields[(number)]>>>>]";
    let paper = Paper::with_form().signed(Signing {
        extra: reference,
        ..Signing::default()
    });
    fails(&paper.revised(&objects), "number");
}

/// A file with one more field (50), whose entries follow the usual ones, and its first appearance (51).
fn with_field(entries: &str, drawn: &str) -> Paper {
    let mut paper = Paper::with_form();
    let page = format!("{PAGE} 50 0 R]>>");
    let form = "<</Fields[7 0 R 8 0 R 9 0 R 50 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>";
    paper.revise(&[
        (3, page),
        (6, form.into()),
        (50, field(entries)),
        (51, appearance(drawn)),
    ]);
    paper.signed(Signing::default())
}

fn field(entries: &str) -> String {
    let rect = if entries.contains("/Rect") {
        ""
    } else {
        "/Rect[72 500 272 520]"
    };
    let appearance = if entries.contains("/AP") {
        ""
    } else {
        "/AP<</N 51 0 R>>"
    };
    format!("<</Type/Annot/Subtype/Widget/T(more)/F 4/P 3 0 R{rect}{appearance}{entries}>>")
}

fn text(shown: &str) -> String {
    format!("/Tx BMC BT /F1 12 Tf 2 5 Td ({shown}) Tj ET EMC")
}

#[test]
fn pictures_and_letters_of_its_own_in_a_filled_field_fail() {
    let filled = "/FT/Tx/V(100)/AP<</N 52 0 R>>";
    let paper = with_field("/FT/Tx", "");
    passes(&paper.revised(&[(50, field(filled)), (52, appearance(&text("100")))]));
    let type3 = "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<<>>\
                 /Encoding<</Differences[49/a]>>/FirstChar 49/LastChar 49/Widths[1]>>";
    let nested =
        "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</XObject<</X 54 0 R>>/Font<</F1 55 0 R>>>>";
    let composite = "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[]>>";
    let digits = "0 0 m 9 0 l 9 9 l 8 9 l 8 1 l 7 1 l 7 9 l 6 9 l 6 1 l 5 1 l 5 9 l 4 9 l 4 1 l 3 1 l 3 9 l 2 9 l 2 1 l f";
    for drawn in [
        "q 200 0 0 20 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{1} EI Q",
        "/X Do",
        "BT /F1 12 Tf 2 5 Td (111) Tj ET",
        "BT /F1 12 Tf 3 Tr 2 5 Td (100) Tj ET",
        digits,
    ] {
        for font in [type3, composite] {
            let objects = [
                (50, field(filled)),
                (52, stream(nested, drawn)),
                (54, appearance(&text("900"))),
                (55, font.into()),
            ];
            fails(&paper.revised(&objects), "hình hiện của ô “more”");
        }
    }
}

#[test]
fn a_filled_field_that_whites_out_the_page_fails() {
    let large = "/FT/Tx/Ff 4096/Rect[0 630 595 842]";
    let paper = with_field(large, "");
    let filled = format!("{large}/V(100)/AP<</N 52 0 R>>");
    let shown = |before: &str| {
        [
            (50, field(&filled)),
            (52, appearance(&format!("{before}{}", text("100")))),
        ]
    };
    passes(&paper.revised(&shown("")));
    fails(
        &paper.revised(&shown("1 g 0 0 128 20 re f 0 g ")),
        "che mất chữ của trang",
    );
}

#[test]
fn a_prepared_state_that_covers_the_page_fails() {
    let states = "/FT/Btn/Rect[0 630 595 842]/AP<</N<</Yes 51 0 R/Off 12 0 R>>>>";
    let paper = with_field(&format!("{states}/V/Off/AS/Off"), "1 g 0 0 128 20 re f");
    fails(
        &paper.revised(&[(50, field(&format!("{states}/V/Yes/AS/Yes")))]),
        "che nội dung",
    );
    // Ticked to the eye only.
    let small = "/FT/Btn/Rect[300 630 320 650]/AP<</N<</Yes 51 0 R/Off 12 0 R>>>>";
    let paper = with_field(&format!("{small}/V/Off/AS/Off"), "0 0 9 9 re f");
    fails(
        &paper.revised(&[(50, field(&format!("{small}/V/Off/AS/Yes")))]),
        "không đúng với giá trị",
    );
    passes(&paper.revised(&[(50, field(&format!("{small}/V/Yes/AS/Yes")))]));
}

#[test]
fn a_push_button_never_changes() {
    let push = "/FT/Btn/Ff 65536/MK<</CA(OK)>>";
    let paper = with_field(push, &text("OK"));
    for changed in [
        "/FT/Btn/Ff 65536/MK<</CA(NO)>>".to_owned(),
        format!("{push}/V(x)"),
        format!("{push}/AS/Yes"),
    ] {
        fails(&paper.revised(&[(50, field(&changed))]), "“more”");
    }
    fails(&paper.revised(&[(51, appearance(&text("NO")))]), "nút “more”");
}

#[test]
fn a_choice_shows_what_was_chosen() {
    let choice = "/FT/Ch/Ff 131072/Opt[[(a)(Apple)][(b)(Banana)]]";
    let paper = with_field(choice, "");
    let chosen = |shown: &str| {
        let chosen = format!("{choice}/V(b)/AP<</N 52 0 R>>");
        paper.revised(&[(50, field(&chosen)), (52, appearance(&text(shown)))])
    };
    passes(&chosen("Banana"));
    fails(&chosen("Apple"), "không đúng với giá trị");
    fails(
        &paper.revised(&[(50, field(&choice.replace("Banana", "Bread")))]),
        "/Opt",
    );
}

#[test]
fn a_formatted_value_keeps_its_digits() {
    let formatted = "/FT/Tx/AA<</F<</S/JavaScript/JS(AFNumber_Format)>>>>";
    let paper = with_field(formatted, "");
    let filled = |shown: &str| {
        let filled = format!("{formatted}/V(1234.5)/AP<</N 52 0 R>>");
        paper.revised(&[(50, field(&filled)), (52, appearance(&text(shown)))])
    };
    passes(&filled("1,234.50"));
    fails(&filled("9,234.50"), "không đúng với giá trị");
}

#[test]
fn drawing_all_fields_anew_may_not_change_what_is_seen() {
    let needs = "<</Fields[7 0 R 8 0 R 9 0 R 50 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)/NeedAppearances true>>";
    let lying = with_field("/FT/Tx/V(900)", &text("100"));
    fails(&lying.revised(&[(6, needs.into())]), "/NeedAppearances");
    let honest = with_field("/FT/Tx/V(100)", &text("100"));
    passes(&honest.revised(&[(6, needs.into())]));
    fails(
        &honest.revised(&[(6, needs.replace("0 g", "1 g"))]),
        "kiểu chữ mặc định",
    );
}

#[test]
fn flags_that_hide_or_keep_from_printing_fail() {
    let paper = with_field("/FT/Tx/V(100)", &text("100"));
    for flags in [0, 1, 2, 6, 20, 36, 260] {
        let changed = field("/FT/Tx/V(100)").replace("/F 4", &format!("/F {flags}"));
        fails(&paper.revised(&[(50, changed)]), "bị ẩn hoặc bị hiện ra");
    }
    passes(&paper.revised(&[(50, field("/FT/Tx/V(100)").replace("/F 4", "/F 132"))]));
}

#[test]
fn other_things_of_the_form_stay() {
    let form = |more: &str| {
        format!("<</Fields[7 0 R 8 0 R 9 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g){more}>>")
    };
    for more in ["/XFA 60 0 R", "/CO[7 0 R]", "/Q 2"] {
        fails(
            &signed().revised(&[(6, form(more)), (60, stream("", "<xdp/>"))]),
            "của biểu mẫu bị thay đổi",
        );
    }
    let moved = form("").replace("/F1 5 0 R", "/F1 61 0 R");
    let symbols = "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>";
    fails(
        &signed().revised(&[(6, moved), (61, symbols.into())]),
        "tài nguyên /Font",
    );
    never_passes(&certified(2).revised(&[(6, form("").replace("7 0 R ", ""))]));
}
