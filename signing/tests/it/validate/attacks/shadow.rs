//! Shadow attacks on what pages show: hide, replace, hide and replace (Mainka et al., NDSS 2021).

use signing::validate::{Integrity, SubIndication};

use super::{PAGE, never_passes, signed};
use crate::validate::fails;
use crate::validate::paper::{Paper, Signing, appearance, replaced, stream};

#[test]
fn a_changed_page_is_told_by_its_number() {
    let forged = signed().revised(&[(4, stream("", "BT /F1 12 Tf 72 700 Td (Pay 900 to Mallory) Tj ET"))]);
    let report = fails(&forged, "trang 1 bị thay nội dung sau khi ký");
    assert_eq!(report.signatures[0].integrity, Integrity::Intact);
    assert!(
        report.signatures[0]
            .changes
            .iter()
            .any(|change| !change.allowed && change.object.as_deref() == Some("4 0"))
    );
}

#[test]
fn a_changed_byte_is_a_wrong_digest() {
    let report = fails(&replaced(&signed().bytes, "Alice", "Mallo"), "băm");
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::HashFailure)
    );
    assert_eq!(report.signatures[0].integrity, Integrity::Broken);
}

#[test]
fn shadow_hide_by_another_catalog_fails() {
    let forged = signed().revised(&[
        (1, "<</Type/Catalog/Pages 80 0 R/AcroForm 6 0 R>>".into()),
        (80, "<</Type/Pages/Kids[81 0 R]/Count 1>>".into()),
        (
            81,
            "<</Type/Page/Parent 80 0 R/MediaBox[0 0 595 842]/Contents 82 0 R>>".into(),
        ),
        (82, stream("", "q Q")),
    ]);
    fails(&forged, "cây trang bị thay đổi");
    let mut paper = signed();
    paper.save(
        &[(90, "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>".into())],
        "/Root 90 0 R",
    );
    fails(&paper.bytes, "danh mục tài liệu bị thay");
}

#[test]
fn shadow_replace_of_a_font_or_a_resource_fails() {
    let paper = signed();
    fails(
        &paper.revised(&[(5, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>".into())]),
        "tài nguyên",
    );
    let with_overlay = PAGE.replace("/Contents 4 0 R", "/Contents[4 0 R 83 0 R]") + "]>>";
    fails(
        &paper.revised(&[(3, with_overlay), (83, stream("", "q Q"))]),
        "trang 1 bị thay nội dung",
    );
}

#[test]
fn an_appearance_that_is_page_content_too_is_judged_as_content() {
    let mut paper = Paper::with_form();
    paper.revise(&[(
        3,
        PAGE.replace("/Contents 4 0 R", "/Contents[4 0 R 10 0 R]") + "]>>",
    )]);
    let paper = paper.signed(Signing::default());
    let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[72 600 200 620]/F 4/P 3 0 R/V(7)/AP<</N 10 0 R>>>>";
    let drawn = appearance("/Tx BMC BT /F1 12 Tf 2 5 Td (7) Tj ET EMC");
    fails(
        &paper.revised(&[(7, field.into()), (10, drawn)]),
        "trang 1 bị thay nội dung",
    );
}

#[test]
fn a_field_that_is_page_content_or_a_resource_is_judged_as_that() {
    let form = "<</Fields[7 0 R 8 0 R 9 0 R 4 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>";
    let field = |text: &str| {
        stream(
            "/FT/Tx/T(trick)",
            &format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET"),
        )
    };
    let mut paper = Paper::with_form();
    paper.revise(&[(6, form.into()), (4, field("Pay 100"))]);
    let paper = paper.signed(Signing::default());
    fails(
        &paper.revised(&[(4, field("Pay 900"))]),
        "trang 1 bị thay nội dung",
    );

    // The field's dictionary is the page's list of drawings too: its appearance is drawn by the page.
    let page = PAGE.replace("/Font<</F1 5 0 R>>", "/Font<</F1 5 0 R>>/XObject 7 0 R") + "]>>";
    let mut paper = Paper::with_form();
    paper.revise(&[(3, page)]);
    let paper = paper.signed(Signing::default());
    let filled = "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[72 600 200 620]/F 4/P 3 0 R/V(7)/AP<</N 40 0 R>>>>";
    let drawn = appearance("/Tx BMC BT /F1 12 Tf 2 5 Td (7) Tj ET EMC");
    fails(
        &paper.revised(&[(7, filled.into()), (40, drawn)]),
        "trang 1 bị thay tài nguyên",
    );
}

#[test]
fn whatever_the_catalog_leads_to_stays() {
    let catalog = |more: &str| format!("<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R{more}>>");
    let layers = |state: &str| {
        format!(
            "/OCProperties<</OCGs[62 0 R]/D<</Order[62 0 R]{state}>>>>/Names<</EmbeddedFiles<</Names[(a)63 0 R]>>>>"
        )
    };
    let mut paper = Paper::with_form();
    paper.revise(&[
        (1, catalog(&layers("/ON[62 0 R]"))),
        (62, "<</Type/OCG/Name(layer)>>".into()),
        (63, "<</Type/Filespec/F(a.txt)/EF<</F 64 0 R>>>>".into()),
        (64, stream("/Type/EmbeddedFile", "one")),
    ]);
    paper.sign_as_is();
    for (changed, because) in [
        (vec![(1, catalog(&layers("/OFF[62 0 R]")))], "/OCProperties"),
        (
            vec![(
                1,
                catalog(&(layers("/ON[62 0 R]") + "/OpenAction<</S/JavaScript/JS(x)>>")),
            )],
            "/OpenAction",
        ),
        (
            vec![(
                1,
                catalog(&(layers("/ON[62 0 R]") + "/AA<</WC<</S/JavaScript/JS(x)>>>>")),
            )],
            "/AA",
        ),
        (vec![(64, stream("/Type/EmbeddedFile", "two"))], "/Names"),
        (
            vec![(
                1,
                catalog(&layers("/ON[62 0 R]").replace("/Names<<", "/Names<</JavaScript<<>>")),
            )],
            "/Names",
        ),
        (
            vec![(
                1,
                catalog(&(layers("/ON[62 0 R]") + "/ViewerPreferences<</HideMenubar true>>")),
            )],
            "/ViewerPreferences",
        ),
        (
            vec![(1, catalog(&(layers("/ON[62 0 R]") + "/Perms<</DocMDP 20 0 R>>")))],
            "/Perms",
        ),
        (
            vec![(
                1,
                catalog(&(layers("/ON[62 0 R]") + "/StructTreeRoot<</Type/StructTreeRoot>>")),
            )],
            "cây cấu trúc",
        ),
    ] {
        fails(&paper.revised(&changed), because);
    }
}

#[test]
fn pages_keep_their_place_and_their_attributes() {
    let paper = signed();
    let page = |more: &str| format!("{PAGE}]{more}>>");
    for more in [
        "/Rotate 90",
        "/CropBox[0 0 9 9]",
        "/UserUnit 9",
        "/AA<</O<</S/JavaScript/JS(x)>>>>",
        "/Group<<>>",
    ] {
        fails(&paper.revised(&[(3, page(more))]), "trang 1 bị thay");
    }
    // What a page inherits comes from above: another way up is another page.
    let turned = "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 90>>";
    fails(
        &paper.revised(&[
            (3, page("").replace("/Parent 2 0 R", "/Parent 65 0 R")),
            (65, turned.into()),
        ]),
        "trang 1 bị thay",
    );
    fails(
        &paper.revised(&[(2, "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 180>>".into())]),
        "cây trang",
    );
    let between = [
        (2, "<</Type/Pages/Kids[65 0 R]/Count 1>>".to_owned()),
        (65, "<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>".to_owned()),
    ];
    fails(&paper.revised(&between), "cây trang");
    let one_more = [
        (2, "<</Type/Pages/Kids[65 0 R 3 0 R]/Count 2>>".to_owned()),
        (65, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>".to_owned()),
    ];
    fails(&paper.revised(&one_more), "số trang");
    // Some readers show as many pages as are counted.
    fails(
        &paper.revised(&[(2, "<</Type/Pages/Kids[3 0 R]/Count 0>>".into())]),
        "số trang",
    );
}

#[test]
fn a_font_keeps_its_letters_and_widths() {
    let plain = "/Type/Font/Subtype/Type1/BaseFont/Helvetica";
    for changed in [
        "/Encoding<</Differences[49/nine]>>",
        "/FirstChar 49/LastChar 49/Widths[0]",
        "/ToUnicode 66 0 R",
    ] {
        let map = stream("", "1 beginbfchar <31> <0039> endbfchar");
        never_passes(&signed().revised(&[(5, format!("<<{plain}{changed}>>")), (66, map)]));
    }
}
