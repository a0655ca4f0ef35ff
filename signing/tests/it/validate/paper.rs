//! Small PDF files written by hand, so that a forgery can be anything; signed by OpenSSL.

use std::fmt::Write as _;

use signing::authority::Identity;

use crate::support::{Bench, pem, world};

/// Octets reserved for a signature.
const RESERVED: usize = 6000;

/// A file in the making.
#[derive(Clone)]
pub(super) struct Paper {
    pub(super) bytes: Vec<u8>,
    previous: Option<usize>,
    size: u32,
}

/// How a signature field is signed.
#[derive(Clone, Copy, Default)]
pub(super) struct Signing<'a> {
    /// `DocMDP` level.
    pub(super) level: Option<u8>,
    /// Entries put into the signature dictionary.
    pub(super) extra: &'a str,
    /// Entries put into the field.
    pub(super) field_extra: &'a str,
    /// "[0 0 0 0]" when empty.
    pub(super) rect: &'a str,
}

/// A certificate with its key, as OpenSSL takes them.
#[derive(Clone)]
pub(super) struct Holder {
    pub(super) certificate_pem: String,
    pub(super) chain_pem: String,
    pub(super) key_der: Vec<u8>,
}

impl From<&Identity> for Holder {
    fn from(identity: &Identity) -> Self {
        Self {
            certificate_pem: pem(identity.certificate()),
            chain_pem: identity.chain().iter().map(pem).collect(),
            key_der: identity.private_key_der().to_vec(),
        }
    }
}

pub(super) const CONTENT: &str = "BT /F1 12 Tf 72 700 Td (Pay 100 to Alice) Tj ET";

impl Paper {
    /// One page with text, a text field (7), a check box (9) and an empty signature field (8).
    pub(super) fn with_form() -> Self {
        let mut paper = Self {
            bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
            previous: None,
            size: 0,
        };
        paper.save(
            &[
                (1, "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>".into()),
                (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>".into()),
                (
                    3,
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>\
                     /Contents 4 0 R/Annots[7 0 R 8 0 R 9 0 R]>>"
                        .into(),
                ),
                (4, stream("", CONTENT)),
                (5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into()),
                (
                    6,
                    "<</Fields[7 0 R 8 0 R 9 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>".into(),
                ),
                (
                    7,
                    "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[72 600 200 620]/F 4/P 3 0 R\
                     /AP<</N 10 0 R>>>>"
                        .into(),
                ),
                (
                    8,
                    "<</Type/Annot/Subtype/Widget/FT/Sig/T(leader)/Rect[300 100 500 160]/F 4/P 3 0 R>>"
                        .into(),
                ),
                (
                    9,
                    "<</Type/Annot/Subtype/Widget/FT/Btn/T(box)/Rect[72 560 90 578]/F 4/P 3 0 R/AS/Off/V/Off\
                     /AP<</N<</Yes 11 0 R/Off 12 0 R>>>>>>"
                        .into(),
                ),
                (10, appearance("")),
                (11, appearance("0 0 10 10 re f")),
                (12, appearance("")),
            ],
            "/Root 1 0 R",
        );
        paper
    }

    /// One page with text and nothing else.
    pub(super) fn plain() -> Self {
        let mut paper = Self {
            bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
            previous: None,
            size: 0,
        };
        paper.save(
            &[
                (1, "<</Type/Catalog/Pages 2 0 R>>".into()),
                (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>".into()),
                (
                    3,
                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"
                        .into(),
                ),
                (4, stream("", CONTENT)),
                (5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into()),
            ],
            "/Root 1 0 R",
        );
        paper
    }

    /// Appends objects, a table and a trailer.
    pub(super) fn save(&mut self, objects: &[(u32, String)], trailer: &str) {
        let mut table = String::from("xref\n");
        if self.previous.is_none() {
            table.push_str("0 1\n0000000000 65535 f \n");
        }
        for (number, body) in objects {
            let offset = self.bytes.len();
            self.bytes
                .extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
            write!(table, "{number} 1\n{offset:010} 00000 n \n").unwrap();
            self.size = self.size.max(number + 1);
        }
        let start = self.bytes.len();
        let previous = self
            .previous
            .map(|previous| format!("/Prev {previous}"))
            .unwrap_or_default();
        let size = self.size;
        write!(
            table,
            "trailer\n<</Size {size}{previous}{trailer}>>\nstartxref\n{start}\n%%EOF\n"
        )
        .unwrap();
        self.bytes.extend_from_slice(table.as_bytes());
        self.previous = Some(start);
    }

    /// Appends objects and a cross-reference stream that lists them and these further rows: kind, place, index.
    pub(super) fn save_as_stream(&mut self, objects: &[(u32, String)], further: &[(u32, [u32; 3])]) {
        let mut rows = Vec::new();
        for (number, body) in objects {
            rows.push((*number, [1, u32::try_from(self.bytes.len()).unwrap(), 0]));
            self.bytes
                .extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
        }
        rows.extend_from_slice(further);
        let start = self.bytes.len();
        let own = rows.iter().map(|row| row.0 + 1).max().unwrap_or(0).max(self.size);
        rows.push((own, [1, u32::try_from(start).unwrap(), 0]));
        self.size = own + 1;
        let (mut index, mut listed) = (String::new(), String::new());
        for (number, [kind, place, within]) in rows {
            write!(index, "{number} 1 ").unwrap();
            write!(listed, "{kind:02x}{place:08x}{within:04x}").unwrap();
        }
        let previous = self.previous.unwrap();
        let entries = format!(
            "/Type/XRef/W[1 4 2]/Index[{index}]/Size {}/Root 1 0 R/Prev {previous}/Filter/ASCIIHexDecode",
            self.size
        );
        let table = stream(&entries, &(listed + ">"));
        let end = format!("{own} 0 obj\n{table}\nendobj\nstartxref\n{start}\n%%EOF\n");
        self.bytes.extend_from_slice(end.as_bytes());
        self.previous = Some(start);
    }

    /// Appends a revision of the same document.
    pub(super) fn revise(&mut self, objects: &[(u32, String)]) {
        self.save(objects, "/Root 1 0 R");
    }

    /// The file after one more revision.
    pub(super) fn revised(&self, objects: &[(u32, String)]) -> Vec<u8> {
        let mut paper = self.clone();
        paper.revise(objects);
        paper.bytes
    }

    /// Signs the empty field (8) as a person.
    pub(super) fn signed(self, signing: Signing<'_>) -> Self {
        self.signed_by(&world().person_p256, signing)
    }

    /// Signs the empty field (8).
    pub(super) fn signed_by(mut self, who: impl Into<Holder>, signing: Signing<'_>) -> Self {
        let rect = if signing.rect.is_empty() {
            "[300 100 500 160]"
        } else {
            signing.rect
        };
        let catalog = match signing.level {
            Some(_) => "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/Perms<</DocMDP 20 0 R>>>>",
            None => "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>",
        };
        let extra = signing.field_extra;
        self.sign_objects(
            &who.into(),
            20,
            signing,
            &[
                (1, catalog.into()),
                (
                    8,
                    format!(
                        "<</Type/Annot/Subtype/Widget/FT/Sig/T(leader)/Rect{rect}/F 4/P 3 0 R/V 20 0 R\
                         /AP<</N 21 0 R>>{extra}>>"
                    ),
                ),
                (21, appearance("0 0 1 rg 0 0 50 20 re f")),
            ],
        );
        self
    }

    /// Signs the empty field (8) and leaves the catalog as it is.
    pub(super) fn sign_as_is(&mut self) {
        let field =
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(leader)/Rect[300 100 500 160]/F 4/P 3 0 R/V 20 0 R>>";
        let who = (&world().person_p256).into();
        self.sign_objects(&who, 20, Signing::default(), &[(8, field.into())]);
    }

    /// Adds a second signature in a new field (30) with this rectangle.
    pub(super) fn countersigned(mut self, rect: &str) -> Self {
        let certified = String::from_utf8_lossy(&self.bytes).contains("/Perms");
        let catalog = if certified {
            "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R/Perms<</DocMDP 20 0 R>>>>"
        } else {
            "<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>"
        };
        let objects = [
            (1, catalog.into()),
            (
                3,
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>\
                 /Contents 4 0 R/Annots[7 0 R 8 0 R 9 0 R 30 0 R]>>"
                    .into(),
            ),
            (
                6,
                "<</Fields[7 0 R 8 0 R 9 0 R 30 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)/SigFlags 3>>"
                    .into(),
            ),
            (
                30,
                format!(
                    "<</Type/Annot/Subtype/Widget/FT/Sig/T(clerk)/Rect{rect}/F 4/P 3 0 R/V 31 0 R/AP<</N 32 0 R>>>>"
                ),
            ),
            (32, appearance("1 0 0 rg 0 0 50 20 re f")),
        ];
        self.sign_objects(&(&world().person_rsa).into(), 31, Signing::default(), &objects);
        self
    }

    fn sign_objects(&mut self, who: &Holder, number: u32, signing: Signing<'_>, others: &[(u32, String)]) {
        let reference = signing.level.map(|level| {
            format!("/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P {level}/V/1.2>>>>]")
        });
        let dictionary = format!(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 ********** ********** **********]\
             /Contents<{}>/M(D:20260102030405Z)/Reason(approved){}{}>>",
            "0".repeat(RESERVED * 2),
            reference.unwrap_or_default(),
            signing.extra,
        );
        let mut objects = others.to_vec();
        objects.push((number, dictionary));
        self.revise(&objects);
        fill(&mut self.bytes, |covered| cms(covered, who));
    }

    /// Adds a document time stamp in a new field without appearance; `token` makes it for the covered bytes.
    pub(super) fn stamped(mut self, token: impl Fn(&[u8]) -> Vec<u8>) -> Self {
        let value = format!(
            "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161\
             /ByteRange[0 ********** ********** **********]/Contents<{}>>>",
            "0".repeat(RESERVED * 2)
        );
        self.revise(&[
            (
                6,
                "<</Fields[7 0 R 8 0 R 9 0 R 33 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)/SigFlags 3>>"
                    .into(),
            ),
            (
                33,
                "<</Type/Annot/Subtype/Widget/FT/Sig/T(stamp)/Rect[0 0 0 0]/F 132/P 3 0 R/V 34 0 R>>".into(),
            ),
            (34, value),
        ]);
        fill(&mut self.bytes, token);
        self
    }
}

/// A stream object's text.
pub(super) fn stream(entries: &str, content: &str) -> String {
    format!(
        "<<{entries}/Length {}>>\nstream\n{content}\nendstream",
        content.len()
    )
}

/// A form `XObject`.
pub(super) fn appearance(content: &str) -> String {
    stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 128 20]/Resources<</Font<</F1 5 0 R>>>>",
        content,
    )
}

/// An object stream (7.5.7).
pub(super) fn object_stream(objects: &[(u32, &str)]) -> String {
    let (mut places, mut bodies) = (String::new(), String::new());
    for (number, body) in objects {
        write!(places, "{number} {} ", bodies.len()).unwrap();
        bodies += body;
        bodies.push(' ');
    }
    let entries = format!("/Type/ObjStm/N {}/First {}", objects.len(), places.len());
    stream(&entries, &(places + &bodies))
}

/// Replaces the last `/ByteRange` and `/Contents` placeholders by the real things.
fn fill(bytes: &mut [u8], message: impl Fn(&[u8]) -> Vec<u8>) {
    let at = find_last(bytes, b"/ByteRange[0 ******").unwrap();
    let open = at + find(&bytes[at..], b"/Contents<").unwrap() + b"/Contents".len();
    let close = open + 2 + RESERVED * 2;
    let range = format!("/ByteRange[0 {open:<10} {close:<10} {:<10}]", bytes.len() - close);
    bytes[at..at + range.len()].copy_from_slice(range.as_bytes());
    let covered = [&bytes[..open], &bytes[close..]].concat();
    let message = hex::encode(message(&covered));
    assert!(message.len() <= RESERVED * 2);
    bytes[open + 1..open + 1 + message.len()].copy_from_slice(message.as_bytes());
}

/// A detached `CAdES` signature made by OpenSSL.
pub(super) fn cms(content: &[u8], who: &Holder) -> Vec<u8> {
    let bench = Bench::empty();
    bench.write("content", content);
    bench.write("signer.pem", &who.certificate_pem);
    bench.write("chain.pem", &who.chain_pem);
    bench.write("key.der", &who.key_der);
    bench
        .openssl(
            "cms -sign -binary -cades -md sha256 -in content -signer signer.pem -certfile chain.pem \
             -inkey key.der -keyform DER -outform DER -out message",
        )
        .accepted();
    bench.read("message")
}

pub(super) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

pub(super) fn find_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).rposition(|window| window == needle)
}

/// Replaces the first occurrence by something of the same length.
pub(super) fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = find(bytes, from.as_bytes()).unwrap();
    let mut bytes = bytes.to_vec();
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    bytes
}
