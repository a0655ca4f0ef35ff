//! Objects packed in streams (ISO 32000-2, 7.5.7), one after another (`/Extends`), also by the oldest of the filters, LZW
//! (7.4.4): such files are signed and accepted like any other.

use std::fmt::Write as _;

use crate::odd::signed_both_ways;
use crate::support::{assert_accepted, assert_valid_for_poppler, stored};

/// LZW without any compression: every byte as itself, the table cleared before codes grow beyond nine bits.
fn lzw(bytes: &[u8]) -> Vec<u8> {
    const CLEAR: u16 = 256;
    const END: u16 = 257;
    let mut codes = Vec::new();
    for chunk in bytes.chunks(200) {
        codes.push(CLEAR);
        codes.extend(chunk.iter().copied().map(u16::from));
    }
    codes.push(END);
    let bits: Vec<bool> = codes
        .iter()
        .flat_map(|code| (0..9).rev().map(move |bit| (code >> bit) & 1 == 1))
        .collect();
    let byte = |bits: &[bool]| {
        let set = bits.iter().zip([128_u8, 64, 32, 16, 8, 4, 2, 1]);
        set.filter(|(bit, _)| **bit).map(|(_, value)| value).sum()
    };
    bits.chunks(8).map(byte).collect()
}

/// A file whose objects are in two streams, the second of which extends the first.
struct Packed {
    is_lzw: bool,
    extends: bool,
}

impl Packed {
    fn bytes(&self) -> Vec<u8> {
        let mut pdf = b"%PDF-1.5\n".to_vec();
        let first = self.stream(
            &[
                (1, "<</Type/Catalog/Pages 2 0 R>>"),
                (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
            ],
            "",
        );
        let second = self.stream(
            &[(
                3,
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 6 0 R>>",
            )],
            if self.extends { "/Extends 4 0 R" } else { "" },
        );
        let content = self.packed("", b"0 0 1 rg 100 700 50 50 re f");
        let mut places = Vec::new();
        for (number, object) in [(4, first), (5, second), (6, content)] {
            places.push(pdf.len());
            pdf.extend(format!("{number} 0 obj\n").bytes());
            pdf.extend(object);
            pdf.extend(b"\nendobj\n");
        }
        let start = pdf.len();
        // Type, then place or stream, then generation or index; the objects 0 to 7.
        let at = |place: usize| (1, u16::try_from(place).unwrap(), 0);
        let rows = [
            (0, 0, 255),
            (2, 4, 0),
            (2, 4, 1),
            (2, 5, 0),
            at(places[0]),
            at(places[1]),
            at(places[2]),
            at(start),
        ];
        let table: Vec<u8> = rows
            .iter()
            .flat_map(|(kind, value, index): &(u8, u16, u8)| {
                let [high, low] = value.to_be_bytes();
                [*kind, high, low, *index]
            })
            .collect();
        pdf.extend(b"7 0 obj\n");
        pdf.extend(self.packed("/Type/XRef/Size 8/W[1 2 1]/Root 1 0 R", &table));
        pdf.extend(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").bytes());
        pdf
    }

    fn stream(&self, objects: &[(u32, &str)], more: &str) -> Vec<u8> {
        let (mut head, mut body) = (String::new(), String::new());
        for (number, object) in objects {
            let _ = write!(head, "{number} {} ", body.len());
            body += object;
            body.push(' ');
        }
        let dictionary = format!("/Type/ObjStm/N {}/First {}{more}", objects.len(), head.len());
        self.packed(&dictionary, (head + &body).as_bytes())
    }

    fn packed(&self, dictionary: &str, bytes: &[u8]) -> Vec<u8> {
        let (data, filter) = if self.is_lzw {
            (lzw(bytes), "/Filter/LZWDecode")
        } else {
            (bytes.to_vec(), "")
        };
        let mut object = format!("<<{dictionary}{filter}/Length {}>>\nstream\n", data.len()).into_bytes();
        object.extend(data);
        object.extend(b"\nendstream");
        object
    }
}

#[test]
fn objects_in_streams_are_read_whatever_packs_them() {
    for (name, is_lzw, extends) in [
        ("packed", false, false),
        ("packed-extends", false, true),
        ("packed-lzw", true, false),
        ("packed-lzw-extends", true, true),
    ] {
        for signed in signed_both_ways(name, &Packed { is_lzw, extends }.bytes()) {
            if is_lzw {
                // pyHanko does not know this filter.
                assert_valid_for_poppler(&stored(&format!("{name}.pdf"), &signed), 1);
            } else {
                assert_accepted(&format!("{name}.pdf"), &signed, 1);
            }
        }
    }
}
