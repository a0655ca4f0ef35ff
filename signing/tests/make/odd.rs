//! Files that are odd but right: each is signed without a mark and with one, and every judge accepts both.

use std::fmt::Write as _;

use signing::Scheme;
use signing::pades::{Appearance, NoEvidence, Rect, SignatureRequest, Target, sign};
use signing::validate::{Options, Verdict, validate_pdf};

use crate::support::{NOW, Person, assert_accepted, stamp_png};

/// A file of three objects (catalog, page tree, page) and more, with what is odd about it.
struct Odd {
    header: &'static str,
    catalog: &'static str,
    pages: &'static str,
    page: &'static str,
    more: &'static [&'static str],
    trailer: &'static str,
    /// The line end inside the cross-reference table, two bytes.
    row_end: &'static str,
    after: &'static str,
    size: Option<usize>,
}

impl Odd {
    const PLAIN: Self = Self {
        header: "%PDF-1.7\n",
        catalog: "",
        pages: "/Kids[3 0 R]/Count 1",
        page: "/MediaBox[0 0 595 842]/Resources<<>>",
        more: &[],
        trailer: "/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]",
        row_end: " \n",
        after: "%%EOF\n",
        size: None,
    };

    fn bytes(&self) -> Vec<u8> {
        let mut objects = vec![
            format!("<</Type/Catalog/Pages 2 0 R{}>>", self.catalog),
            format!("<</Type/Pages{}>>", self.pages),
            format!("<</Type/Page/Parent 2 0 R{}>>", self.page),
        ];
        objects.extend(self.more.iter().map(|object| (*object).to_owned()));
        let mut pdf = self.header.as_bytes().to_vec();
        let size = self.size.unwrap_or(objects.len() + 1);
        let mut table = format!(
            "xref\n0 {}\n0000000000 65535 f{}",
            objects.len() + 1,
            self.row_end
        );
        for (number, object) in (1..).zip(&objects) {
            let _ = write!(table, "{:010} 00000 n{}", pdf.len(), self.row_end);
            pdf.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
        }
        let start = pdf.len();
        pdf.extend(table.bytes());
        let trailer = format!(
            "trailer\n<</Size {size}/Root 1 0 R{}>>\nstartxref\n{start}\n",
            self.trailer
        );
        pdf.extend(trailer.bytes());
        pdf.extend(self.after.bytes());
        pdf
    }
}

#[track_caller]
fn assert_signed(name: &str, pdf: &[u8]) {
    for signed in signed_both_ways(name, pdf) {
        assert_accepted(&format!("odd-{name}.pdf"), &signed, 1);
    }
}

/// Signed without a mark and with one, and accepted by our own validator.
#[track_caller]
pub(crate) fn signed_both_ways(name: &str, pdf: &[u8]) -> [Vec<u8>; 2] {
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let rect = Rect {
        left: 50.0,
        bottom: 50.0,
        width: 80.0,
        height: 40.0,
    };
    let targets = [
        Target::Invisible { name: "Ký".into() },
        Target::New {
            name: "Ký".into(),
            page: 1,
            rect,
        },
    ];
    targets.map(|target| {
        let is_visible = matches!(target, Target::New { .. });
        let request = SignatureRequest {
            appearance: is_visible.then(|| Appearance::Image { png: stamp_png() }),
            ..SignatureRequest::new(target, NOW)
        };
        let signed =
            sign(pdf, &request, &person, &NoEvidence).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(signed.starts_with(pdf), "{name}");
        let report = validate_pdf(&signed, &Options::at(NOW));
        assert_eq!(report.verdict, Verdict::Passed, "{name}: {}", report.to_text());
        signed
    })
}

macro_rules! odd {
    ($($name:ident: { $($field:ident: $value:expr),* $(,)? },)*) => {
        const CASES: &[(&str, Odd)] = &[$((stringify!($name), Odd { $($field: $value,)* ..Odd::PLAIN }),)*];
    };
}

odd! {
    plain: {},
    form_inside_the_catalog: { catalog: "/AcroForm<</Fields[]/DA(/Helv 0 Tf)>>" },
    form_inside_with_fields_elsewhere: { catalog: "/AcroForm<</Fields 4 0 R>>", more: &["[]"] },
    form_elsewhere: { catalog: "/AcroForm 4 0 R", more: &["<</Fields[]>>"] },
    form_and_fields_elsewhere: { catalog: "/AcroForm 4 0 R", more: &["<</Fields 5 0 R>>", "[ ]"] },
    form_without_fields: { catalog: "/AcroForm<<>>" },
    form_is_null: { catalog: "/AcroForm null" },
    form_elsewhere_is_null: { catalog: "/AcroForm 4 0 R", more: &["null"] },
    form_that_is_not_there: { catalog: "/AcroForm 9 0 R" },
    fields_are_null: { catalog: "/AcroForm<</Fields null>>" },
    appearances_are_needed: { catalog: "/AcroForm<</Fields[]/NeedAppearances true>>" },
    flags_without_signatures: { catalog: "/AcroForm<</Fields[]/SigFlags 1>>" },
    annotations_elsewhere: { page: "/MediaBox[0 0 595 842]/Resources<<>>/Annots 4 0 R", more: &["[]"] },
    annotations_are_null: { page: "/MediaBox[0 0 595 842]/Resources<<>>/Annots null" },
    annotations_elsewhere_are_null: { page: "/MediaBox[0 0 595 842]/Resources<<>>/Annots 4 0 R", more: &["null"] },
    nothing_of_its_own: { pages: "/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]/Resources<<>>/Rotate 90", page: "" },
    no_resources: { page: "/MediaBox[0 0 595 842]" },
    turned_left: { page: "/MediaBox[0 0 595 842]/Resources<<>>/Rotate -90" },
    turned_more_than_once: { page: "/MediaBox[0 0 595 842]/Resources<<>>/Rotate 450" },
    turned_elsewhere: { page: "/MediaBox[0 0 595 842]/Resources<<>>/Rotate 4 0 R", more: &["180"] },
    corners_reversed: { page: "/MediaBox[595 842 0 0]/Resources<<>>" },
    corners_elsewhere: { page: "/MediaBox 4 0 R/Resources<<>>", more: &["[0 0 5 0 R 842]", "595"] },
    corners_negative: { page: "/MediaBox[-100 -100 495 742]/CropBox[-50 -50 400 700]/Resources<<>>" },
    kids_elsewhere: { pages: "/Kids 4 0 R/Count 5 0 R", more: &["[3 0 R]", "1"] },
    size_too_large: { size: Some(50) },
    no_identifier: { trailer: "" },
    identifier_elsewhere: { trailer: "/ID 4 0 R", more: &["[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"] },
    information_that_is_not_there: { trailer: "/Info 9 0 R" },
    rows_end_in_two_characters: { row_end: "\r\n" },
    nothing_after_the_end_mark: { after: "%%EOF" },
    zeros_after_the_end_mark: { after: "%%EOF\n\0\0\0\0\0\0\0\0" },
    spaces_after_the_end_mark: { after: "%%EOF\r\n   \r\n\r\n" },
    a_newer_version_in_the_catalog: { header: "%PDF-1.4\n%\u{e2}\u{e3}\n", catalog: "/Version/1.7" },
    version_two: { header: "%PDF-2.0\n", catalog: "/Extensions<</ISO_<</BaseVersion/2.0/ExtensionLevel 32001>>>>" },
    usage_rights: {
        catalog: "/Perms<</UR3 4 0 R>>",
        more: &["<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/Reference[<</Type/SigRef\
                 /TransformMethod/UR3/TransformParams<</Type/TransformParams/V/2.2/Form[/FillIn]>>>>]/Contents<00>>>"],
    },
    names_with_escapes: { catalog: "/Acro#46orm<</F#69elds[]>>" },
    a_comment_inside: { catalog: "/Lang(vi) % /AcroForm 9 0 R >>\n" },
}

#[test]
fn every_odd_file_is_signed_and_accepted() {
    for (name, odd) in CASES {
        assert_signed(name, &odd.bytes());
    }
}

#[test]
fn a_long_chain_of_updates_is_followed() {
    let mut pdf = Odd::PLAIN.bytes();
    for round in 0..300 {
        let previous = start_of_newest(&pdf);
        let at = pdf.len();
        pdf.extend(format!("4 0 obj\n({round})\nendobj\n").bytes());
        let start = pdf.len();
        let section = format!(
            "xref\n4 1\n{at:010} 00000 n \ntrailer\n<</Size 5/Root 1 0 R/Prev {previous}>>\nstartxref\n{start}\n%%EOF\n"
        );
        pdf.extend(section.bytes());
    }
    assert_signed("chain", &pdf);
}

fn start_of_newest(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(&pdf[pdf.len() - 64..]).into_owned();
    let (_, after) = text.rsplit_once("startxref\n").unwrap();
    after.lines().next().unwrap().parse().unwrap()
}
