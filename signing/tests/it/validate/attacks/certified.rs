//! Evil annotations and sneaky signatures on certified files (Rohlmann et al., S&P 2021).

use signing::validate::Verdict;

use super::{PAGE, certified, signed};
use crate::validate::paper::{Paper, Signing, appearance, stream};
use crate::validate::{check, fails, passes};

#[test]
fn evil_annotations_fail_at_every_level() {
    for level in 1..=3 {
        for annotation in [
            "<</Type/Annot/Subtype/FreeText/Rect[0 0 595 842]/DA(/F1 40 Tf)/Contents(900)>>",
            "<</Type/Annot/Subtype/Stamp/Rect[0 0 595 842]/AP<</N 11 0 R>>>>",
            "<</Type/Annot/Subtype/Redact/Rect[72 690 300 720]/IC[1 1 1]>>",
            "<</Type/Annot/Subtype/Text/Rect[0 0 595 842]/AP<</N 11 0 R>>>>",
        ] {
            let page = format!("{PAGE} 86 0 R]>>");
            fails(
                &certified(level).revised(&[(3, page), (86, annotation.into())]),
                "thêm chú thích",
            );
        }
    }
}

#[test]
fn notes_fail_below_level_three() {
    let note = "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(seen)>>";
    for paper in [signed(), certified(1), certified(2)] {
        let page = format!("{PAGE} 86 0 R]>>");
        let report = check(&paper.revised(&[(3, page), (86, note.into())]));
        assert_eq!(report.verdict, Verdict::Failed);
    }
}

#[test]
fn a_sneaky_signature_over_a_certified_page_fails() {
    for level in [1, 2, 3] {
        fails(
            &certified(level).countersigned("[60 690 560 720]").bytes,
            "thêm ô chữ ký",
        );
    }
    fails(&certified(1).countersigned("[0 0 0 0]").bytes, "thêm ô chữ ký");
    passes(&certified(2).countersigned("[0 0 0 0]").bytes);
}

#[test]
fn a_new_signature_field_that_acts_or_stands_on_several_pages_fails() {
    let mut paper = Paper::with_form();
    let second = |more: &str| {
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R/Annots[{more}]>>"
        )
    };
    paper.revise(&[
        (2, "<</Type/Pages/Kids[3 0 R 13 0 R]/Count 2>>".into()),
        (13, second("")),
    ]);
    let paper = paper.signed(Signing::default());
    let with_field = |more: &str, others: &[(u32, String)]| {
        let field =
            format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(clerk)/Rect[60 60 160 90]/F 4/P 3 0 R{more}>>");
        let mut objects = vec![
            (3, format!("{PAGE} 30 0 R]>>")),
            (
                6,
                "<</Fields[7 0 R 8 0 R 9 0 R 30 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>".into(),
            ),
            (30, field),
        ];
        objects.extend_from_slice(others);
        paper.revised(&objects)
    };
    passes(&with_field("", &[]));
    fails(&with_field("/AA<</PO<</S/JavaScript/JS(x)>>>>", &[]), "hành động");
    fails(&with_field("/A<</S/URI/URI(http://x)>>", &[]), "hành động");
    fails(&with_field("", &[(13, second("30 0 R"))]), "nhiều trang");
}

/// A page with one more annotation, without the `/Type` and `/P` that all have.
fn annotated(paper: &Paper, annotation: &str, drawn: Option<&str>) -> Vec<u8> {
    let page = format!("{PAGE} 86 0 R]>>");
    let picture = drawn.map_or(String::new(), |_| "/AP<</N 87 0 R>>".into());
    let annotation = format!("<</Type/Annot/P 3 0 R/F 4{picture}{annotation}>>");
    let states = "/Type/XObject/Subtype/Form/BBox[0 0 200 20]\
                  /Resources<</Font<</F1 5 0 R>>/ExtGState<</M<</BM/Multiply>>>>>>";
    let mut objects = vec![(3, page), (86, annotation)];
    objects.extend(drawn.map(|drawn| (87, stream(states, drawn))));
    paper.revised(&objects)
}

const OVER_TEXT: &str = "/Rect[72 696 272 716]/QuadPoints[72 716 272 716 72 696 272 696]";

#[test]
fn annotations_of_any_kind_that_draw_over_the_text_fail() {
    let paper = certified(3);
    for kind in [
        "Square",
        "Circle",
        "Line",
        "Polygon",
        "PolyLine",
        "Ink",
        "Caret",
        "FileAttachment",
        "Sound",
        "Movie",
        "Screen",
        "PrinterMark",
        "TrapNet",
        "Watermark",
        "3D",
        "RichMedia",
        "Projection",
        "Highlight",
        "Underline",
        "Squiggly",
        "StrikeOut",
        "Text",
        "Popup",
        "Link",
        "Widget",
        "Unknown",
    ] {
        let drawn = "1 g 0 0 200 20 re f 0 g BT /F1 12 Tf 2 5 Td (900) Tj ET";
        let forged = annotated(&paper, &format!("/Subtype/{kind}{OVER_TEXT}"), Some(drawn));
        assert_eq!(check(&forged).verdict, Verdict::Failed, "{kind}");
    }
}

#[test]
fn a_marker_that_hides_or_writes_fails() {
    let paper = certified(3);
    for drawn in [
        "1 g 0 0 200 20 re f",
        "/M gs 0 g 0 0 200 20 re f",
        "/M gs q 200 0 0 20 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \u{1} EI Q",
        "/M gs 1 1 0 rg BT /F1 20 Tf (900) Tj ET",
        "/M gs 1 1 0 rg 0 0 200 20 re f /X Do (",
    ] {
        fails(
            &annotated(&paper, &format!("/Subtype/Highlight{OVER_TEXT}"), Some(drawn)),
            "che nội dung",
        );
    }
    fails(
        &annotated(&paper, &format!("/Subtype/Highlight/C[0 0 0]{OVER_TEXT}"), None),
        "che nội dung",
    );
    fails(
        &annotated(
            &paper,
            &format!("/Subtype/StrikeOut{OVER_TEXT}"),
            Some("1 1 1 RG 30 w 0 7 m 200 7 l S"),
        ),
        "che nội dung",
    );
    let white = "1 g 0 0 200 20 re f";
    fails(
        &annotated(&paper, "/Subtype/Text/Rect[100 696 120 716]", Some(white)),
        "che nội dung",
    );
    fails(
        &annotated(
            &paper,
            "/Subtype/Text/Rect[0 0 595 842]",
            Some("1 1 0 rg 0 0 200 20 re f"),
        ),
        "che nội dung",
    );
    let script = "/A<</S/JavaScript/JS(x)>>";
    fails(
        &annotated(
            &paper,
            &format!("/Subtype/Text/Rect[500 700 520 720]{script}"),
            None,
        ),
        "che nội dung",
    );
}

#[test]
fn comments_that_neither_hide_nor_write_pass_at_level_three_only() {
    for (annotation, drawn) in [
        (
            "/Subtype/Text/Rect[500 700 520 720]/Contents(x)/Open true".to_owned(),
            None,
        ),
        (
            "/Subtype/Text/Rect[500 700 520 720]".to_owned(),
            Some("1 1 0 rg 0 0 200 20 re f 2 w 0 0 200 20 re S"),
        ),
        ("/Subtype/Popup/Rect[500 600 595 700]".to_owned(), None),
        (format!("/Subtype/Highlight/C[1 1 0]{OVER_TEXT}"), None),
        (
            format!("/Subtype/Highlight{OVER_TEXT}"),
            Some("/M gs 1 1 0 rg 0 0 200 20 re f"),
        ),
        (
            format!("/Subtype/Underline{OVER_TEXT}"),
            Some("1 0 0 RG 1 w 0 1 m 200 1 l S"),
        ),
        (format!("/Subtype/StrikeOut{OVER_TEXT}"), None),
        (format!("/Subtype/Squiggly{OVER_TEXT}"), None),
    ] {
        passes(&annotated(&certified(3), &annotation, drawn));
        for paper in [signed(), certified(1), certified(2)] {
            assert_eq!(
                check(&annotated(&paper, &annotation, drawn)).verdict,
                Verdict::Failed,
                "{annotation}"
            );
        }
    }
}

#[test]
fn comments_may_change_and_go_at_level_three_only() {
    let with_note = |level| {
        let mut paper = Paper::with_form();
        let note = "<</Type/Annot/Subtype/Text/Rect[500 700 520 720]/Contents(one)>>";
        paper.revise(&[(3, format!("{PAGE} 86 0 R]>>")), (86, note.into())]);
        paper.signed(Signing {
            level: Some(level),
            ..Signing::default()
        })
    };
    let changed = [(
        86,
        "<</Type/Annot/Subtype/Text/Rect[500 700 520 720]/Contents(two)>>".to_owned(),
    )];
    let gone = [(3, format!("{PAGE}]>>"))];
    for objects in [changed.as_slice(), &gone] {
        passes(&with_note(3).revised(objects));
        fails(&with_note(2).revised(objects), "ghi chú");
    }
    let stamp = [(86, format!("<</Type/Annot/Subtype/Stamp{OVER_TEXT}>>"))];
    fails(&with_note(3).revised(&stamp), "bị thay đổi");
}

#[test]
fn a_field_nobody_signed_may_draw_nothing() {
    let field =
        |more: &str| format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(late)/F 4/P 3 0 R{OVER_TEXT}{more}>>");
    let form = "<</Fields[7 0 R 8 0 R 9 0 R 30 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>";
    let empty = "/V<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached>>";
    let drawing = appearance("1 g 0 0 128 20 re f 0 g BT /F1 12 Tf 2 5 Td (900) Tj ET");
    for (more, because) in [
        ("/AP<</N 88 0 R>>", "chưa ký mà có hình hiện"),
        (empty, "không phải chữ ký mới"),
    ] {
        for paper in [signed(), certified(2), certified(3)] {
            let objects = [
                (3, format!("{PAGE} 30 0 R]>>")),
                (6, form.into()),
                (30, field(more)),
                (88, drawing.clone()),
            ];
            fails(&paper.revised(&objects), because);
        }
    }
    passes(&signed().revised(&[
        (3, format!("{PAGE} 30 0 R]>>")),
        (6, form.into()),
        (30, field("")),
    ]));
}

#[test]
fn a_later_signature_that_covers_the_page_fails() {
    fails(
        &signed().countersigned("[0 0 595 842]").bytes,
        "phủ phần lớn trang",
    );
}
