//! Files made to keep a validator busy, or to make it look away: the answer comes, and it is not "passed".

use std::fmt::Write as _;
use std::io::Write as _;

use signing::validate::Verdict;
use signing::xml::{Refusal, verify_xml};

use super::check;
use super::paper::{Paper, Signing, appearance, stream};

/// A stream of so many zeros.
fn zeros(count: usize) -> String {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![0; count]).unwrap();
    let packed = hex::encode(packed.finish().unwrap());
    stream("/Filter[/ASCIIHexDecode/FlateDecode]", &format!("{packed}>"))
}

#[test]
fn what_is_hidden_behind_more_data_than_is_read_never_passes() {
    let large = "/FT/Tx/Ff 4096/T(number)/Rect[0 630 595 842]/F 4/P 3 0 R";
    let field = |more: &str| format!("<</Type/Annot/Subtype/Widget{large}{more}>>");
    let mut paper = Paper::with_form();
    paper.revise(&[(7, field("/AP<</N 10 0 R>>"))]);
    let paper = paper.signed(Signing::default());
    let white = appearance("1 g 0 0 128 20 re f 0 g BT /F1 12 Tf 2 5 Td (100) Tj ET");
    let mut objects = vec![
        (7, field("/V(100)/AP<</N 40 0 R>>")),
        (40, white),
        (
            1,
            "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/DSS<</Certs[60 0 R 61 0 R 62 0 R 63 0 R 64 0 R]>>>>"
                .into(),
        ),
    ];
    assert_eq!(check(&paper.revised(&objects[..2])).verdict, Verdict::Failed);
    objects.extend((60..65).map(|number| (number, zeros(60 << 20))));
    let report = check(&paper.revised(&objects));
    assert_ne!(report.verdict, Verdict::Passed, "{}", report.to_text());
}

#[test]
fn many_fields_in_many_revisions_are_given_up() {
    let mut paper = Paper::with_form();
    let (mut fields, mut objects) = (String::new(), Vec::new());
    for number in 100..1600 {
        write!(fields, "{number} 0 R ").unwrap();
        objects.push((number, format!("<</FT/Sig/T(f{number})/V 20 0 R>>")));
    }
    objects.push((6, format!("<</Fields[{fields}]>>")));
    objects.push((20, "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>".into()));
    paper.revise(&objects);
    for _ in 0..1500 {
        paper.revise(&[]);
    }
    assert_ne!(check(&paper.bytes).verdict, Verdict::Passed);
}

#[test]
fn namespaces_and_attributes_without_end_are_refused() {
    let declared: String = (0..3000).fold(String::new(), |mut all, index| {
        write!(all, " xmlns:n{index}=\"u\"").unwrap();
        all
    });
    let tag = format!("<a{}>{}</a>", declared, "<b/>".repeat(20_000));
    assert_eq!(verify_xml(&tag), Err(Refusal::TooLarge));
    let attributes: String = (0..100_000).fold(String::new(), |mut all, index| {
        write!(all, " n{index}='>'").unwrap();
        all
    });
    assert_eq!(verify_xml(&format!("<a{attributes}/>")), Err(Refusal::TooLarge));
    // Each level declares a few: many are in scope only far down.
    let nested: String = (0..100).fold(String::new(), |mut all, index| {
        write!(all, "<a xmlns:n{index}='u' xmlns:m{index}='u'>").unwrap();
        all
    });
    let closed = "</a>".repeat(100);
    assert_eq!(verify_xml(&format!("{nested}{closed}")), Err(Refusal::TooLarge));
    // What only looks like a tag is none.
    let harmless = format!("<!--{declared}--><a><![CDATA[<x{attributes}>]]></a>");
    assert_eq!(verify_xml(&harmless), Err(Refusal::NotSigned));
}
