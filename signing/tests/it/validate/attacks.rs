//! Forgeries from their descriptions: universal signature forgery, incremental saving and signature wrapping
//! (Mladenov et al., CCS 2019), shadow attacks (Mainka et al., NDSS 2021), evil annotation and sneaky signature
//! (Rohlmann et al., S&P 2021).

use signing::validate::{Integrity, SubIndication, Verdict};

use super::paper::{Paper, Signing, appearance, cms, find, find_last, replaced, stream};
use super::{check, fails, passes};
use crate::support::{Bench, pem, world};

const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R\
                    /Annots[7 0 R 8 0 R 9 0 R";

fn signed() -> Paper {
    Paper::with_form().signed(Signing::default())
}

fn certified(level: u8) -> Paper {
    Paper::with_form().signed(Signing {
        level: Some(level),
        ..Signing::default()
    })
}

#[track_caller]
fn never_passes(pdf: &[u8]) {
    let report = check(pdf);
    assert!(
        matches!(report.verdict, Verdict::Failed | Verdict::Unreadable),
        "{}",
        report.to_text()
    );
}

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
fn universal_forgery_with_missing_or_odd_entries_fails() {
    let bytes = signed().bytes;
    for (from, to) in [
        ("/ByteRange[0", "/ByteRang_[0"),
        ("/ByteRange[0 ", "/ByteRange[-1"),
        ("/Contents<3", "/Content_<3"),
        ("/Contents<3", "/Contents<>"),
        ("/SubFilter/ETSI.CAdES.detached", "/SubFilter/ETSI.CAdES.detachee"),
    ] {
        let report = check(&replaced(&bytes, from, to));
        assert_ne!(report.verdict, Verdict::Passed, "{from} -> {to}");
    }
    let at = find(&bytes, b"/ByteRange[").unwrap();
    let close = at + find(&bytes[at..], b"]").unwrap() + 1;
    for range in [
        "null",
        "[]",
        "[0 1]",
        "[0 10 20]",
        "0",
        "[0 0 0 0]",
        "[0 99999999 999999999 1]",
        "[(0)(1)(2)(3)]",
        "99 0 R",
    ] {
        let mut forged = bytes.clone();
        let padded = format!("/ByteRange {range:<width$}", width = close - at - 11);
        forged.splice(at..close, padded.bytes());
        never_passes(&forged);
    }
}

#[test]
fn a_later_copy_of_the_signature_without_contents_fails() {
    for dictionary in [
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached>>",
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange null/Contents null>>",
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<00>/ByteRange[0 1 2 3]>>",
        "null",
    ] {
        never_passes(&signed().revised(&[(20, dictionary.into())]));
    }
}

#[test]
fn a_wrapped_second_range_fails() {
    let bytes = signed().bytes;
    let open = find(&bytes, b"/Contents<").unwrap() + b"/Contents".len();
    let close = open + find(&bytes[open..], b">").unwrap() + 1;
    let contents = String::from_utf8(bytes[open..close].to_vec()).unwrap();
    let rest = bytes[close..].to_vec();
    // A new signature dictionary whose second range is a copy of the signed end, behind the forged page.
    let build = |start: usize| {
        let mut paper = signed();
        paper.bytes.clone_from(&bytes);
        let value = format!(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 {open} {start:<9} {}]\
             /Contents{contents}>>",
            rest.len()
        );
        paper.revise(&[
            (20, value),
            (4, stream("", "BT /F1 12 Tf 72 700 Td (Pay 900) Tj ET")),
        ]);
        paper.bytes
    };
    let start = build(0).len();
    never_passes(&build(start));
    never_passes(&[build(start), rest.clone()].concat());
}

#[test]
fn a_gap_wider_than_the_value_fails() {
    let bytes = signed().bytes;
    let open = find(&bytes, b"/Contents<").unwrap() + b"/Contents".len();
    let close = open + find(&bytes[open..], b">").unwrap() + 1;
    let forged = [&bytes[..close], b"/Name(Mallory)", &bytes[close..]].concat();
    never_passes(&forged);
}

#[test]
fn doubled_keys_in_the_signature_fail() {
    for extra in ["/Contents<00>", "/ByteRange[0 1 2 3]", "/Reason(other)"] {
        let paper = Paper::with_form().signed(Signing {
            extra,
            ..Signing::default()
        });
        fails(&paper.bytes, "lặp lại");
    }
}

#[test]
fn incremental_saving_without_a_table_fails() {
    let bytes = signed().bytes;
    let object = b"4 0 obj\n<</Length 33>>\nstream\nBT /F1 12 Tf 72 700 Td (X) Tj ET \nendstream\nendobj\n";
    let start = find_last(&bytes, b"xref\n0 1\n").map_or(0, |_| 0);
    let empty_table = format!("xref\n0 0\ntrailer\n<</Size 22/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    for tail in [
        object.to_vec(),
        [object.as_slice(), b"%%EOF\n"].concat(),
        [object.as_slice(), b"trailer\n<</Size 22/Root 1 0 R>>\n%%EOF\n"].concat(),
        [
            object.as_slice(),
            b"trailer\n<</Size 22/Root 1 0 R>>\nstartxref\n15\n%%EOF\n",
        ]
        .concat(),
        [object.as_slice(), empty_table.as_bytes()].concat(),
        b"\n1 0 obj\n<</Type/Catalog/Pages 99 0 R>>\nendobj\n".to_vec(),
        b"\n%%EOF\n<script>".to_vec(),
        vec![b' '; 8].into_iter().chain(*b"x").collect(),
    ] {
        never_passes(&[bytes.clone(), tail].concat());
    }
}

#[test]
fn an_empty_table_that_hides_an_unlisted_object_fails() {
    let mut paper = signed();
    paper
        .bytes
        .extend_from_slice(b"4 0 obj\n<</Length 3>>\nstream\nq Q\nendstream\nendobj\n");
    paper.revise(&[]);
    fails(&paper.bytes, "ngoài các đối tượng được kê");
}

#[test]
fn a_revision_without_its_end_fails() {
    let mut bytes = signed().revised(&[(60, "<</Producer(x)>>".into())]);
    bytes.truncate(bytes.len() - b"%%EOF\n".len());
    never_passes(&bytes);
}

#[test]
fn an_entry_that_points_back_into_signed_bytes_fails() {
    // The signed file holds a second page content that nothing lists; later the table is made to point there.
    let mut paper = Paper::with_form();
    let hidden = paper.bytes.len();
    paper
        .bytes
        .extend_from_slice(b"4 0 obj\n<</Length 3>>\nstream\nq Q\nendstream\nendobj\n");
    let mut paper = paper.signed(Signing::default());
    paper.revise(&[(60, "<</Producer(x)>>".into())]);
    let entry = find_last(&paper.bytes, b"60 1\n").unwrap();
    let forged = format!("4 1 \n{hidden:010} 00000 n \n");
    paper.bytes.splice(entry..entry, forged.bytes());
    let start = find_last(&paper.bytes, b"xref\n60")
        .or_else(|| find_last(&paper.bytes, b"xref\n4 1"))
        .unwrap();
    assert!(start > hidden);
    fails(&paper.bytes, "trang 1 bị thay nội dung");
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
            &certified(level).countersigned("[0 0 595 842]").bytes,
            "thêm ô chữ ký",
        );
    }
    fails(&certified(1).countersigned("[0 0 0 0]").bytes, "thêm ô chữ ký");
    passes(&certified(2).countersigned("[0 0 0 0]").bytes);
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

#[test]
fn a_spoofed_reason_or_picture_of_a_signature_fails() {
    let paper = signed();
    let at = find(&paper.bytes, b"20 0 obj\n").unwrap() + b"20 0 obj\n".len();
    let end = at + find(&paper.bytes[at..], b"\nendobj").unwrap();
    let spoofed = String::from_utf8(paper.bytes[at..end].to_vec())
        .unwrap()
        .replace("(approved)", "(refused)");
    never_passes(&paper.revised(&[(20, spoofed)]));
    fails(
        &paper.revised(&[(21, appearance("1 0 0 rg 0 0 100 100 re f"))]),
        "hình hiện của chữ ký",
    );
}

#[test]
fn a_signature_taken_out_later_is_told() {
    let without = "<</Type/Annot/Subtype/Widget/FT/Sig/T(leader)/Rect[300 100 500 160]/F 4/P 3 0 R>>";
    let report = fails(&signed().revised(&[(8, without.into())]), "bị gỡ");
    assert_eq!(report.signatures.len(), 1);
    fails(
        &signed().revised(&[(
            6,
            "<</Fields[7 0 R 9 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>".into(),
        )]),
        "bị gỡ",
    );
}

#[test]
fn bytes_before_the_header_fail() {
    let mut paper = Paper::with_form();
    paper.bytes.clear();
    let clean = Paper::with_form().bytes;
    never_passes(
        &[
            b"junk\n".as_slice(),
            &Paper::with_form().signed(Signing::default()).bytes,
        ]
        .concat(),
    );
    assert!(clean.starts_with(b"%PDF-"));
}

#[test]
fn a_hidden_second_table_in_a_later_revision_fails() {
    let mut paper = signed();
    let place = paper.bytes.len();
    let rows = "010000000000 01".replace(' ', "");
    let table = format!(
        "87 0 obj\n<</Type/XRef/W[1 4 1]/Index[4 1]/Size 88/Filter/ASCIIHexDecode/Length {}>>\nstream\n{rows}>\nendstream\nendobj\n",
        rows.len() + 1
    );
    paper.bytes.extend_from_slice(table.as_bytes());
    paper.save(
        &[(60, "<</Producer(x)>>".into())],
        &format!("/Root 1 0 R/Info 60 0 R/XRefStm {place}"),
    );
    fails(&paper.bytes, "/XRefStm");
}

#[test]
fn a_doubled_number_in_a_later_table_fails() {
    let mut paper = signed();
    paper.revise(&[(60, "<</Producer(x)>>".into()), (60, "<</Producer(y)>>".into())]);
    never_passes(&paper.bytes);
}

/// Puts another message into a signed file.
fn with_message(paper: &Paper, make: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = paper.bytes.clone();
    let open = find(&bytes, b"/Contents<").unwrap() + b"/Contents".len();
    let close = open + find(&bytes[open..], b">").unwrap() + 1;
    let covered = [&bytes[..open], &bytes[close..]].concat();
    let message = hex::encode(make(&covered));
    let room = close - open - 2;
    assert!(message.len() <= room);
    let padded = format!("{message:0<room$}");
    bytes[open + 1..close - 1].copy_from_slice(padded.as_bytes());
    bytes
}

#[test]
fn a_message_with_content_or_two_signers_fails() {
    let paper = signed();
    let bench = Bench::empty();
    let (first, second) = (&world().person_p256, &world().person_p384);
    for (name, who) in [("first", first), ("second", second)] {
        bench.write(&format!("{name}.pem"), pem(who.certificate()));
        bench.write(&format!("{name}.der"), who.private_key_der());
    }
    let run = |content: &[u8], arguments: &str| {
        bench.write("content", content);
        bench
            .openssl(&format!(
                "cms -sign -binary -md sha256 -in content -outform DER -out message {arguments}"
            ))
            .accepted();
        bench.read("message")
    };
    passes(&with_message(&paper, |covered| cms(covered, &first.into())));
    let one = "-signer first.pem -inkey first.der -keyform DER";
    passes(&with_message(&paper, |covered| run(covered, one)));
    let enclosed = with_message(&paper, |_| run(b"other", &format!("{one} -nodetach")));
    fails(&enclosed, "không được chứa nội dung");
    for name in ["first", "second"] {
        bench
            .openssl(&format!("pkey -inform DER -in {name}.der -out {name}.key"))
            .accepted();
    }
    let two = "-signer first.pem -inkey first.key -signer second.pem -inkey second.key";
    fails(
        &with_message(&paper, |covered| run(covered, two)),
        "đúng một người ký",
    );
}

#[test]
fn a_signature_of_another_key_fails() {
    let paper = signed();
    let forged = with_message(&paper, |covered| {
        let mut message = cms(covered, &(&world().person_p256).into());
        // The last octets are the signature value.
        let last = message.len() - 1;
        message[last] ^= 1;
        message
    });
    let report = fails(&forged, "giá trị chữ ký");
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::SigCryptoFailure)
    );
}
