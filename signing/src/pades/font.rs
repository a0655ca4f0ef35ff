//! Fonts cut down to the letters in use, embedded so that text shows and copies out right.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use subsetter::GlyphRemapper;
use ttf_parser::{Face, RawFace, Tag};
use unicode_normalization::UnicodeNormalization;

use super::image::compress;
use super::update::Update;
use super::value::{Dict, Id, write_name};
use crate::{Digest, Error};

/// A subset of a font, with every letter of the text it was made for.
pub(super) struct Font {
    /// Letter → glyph of the subset and width in thousandths of the size.
    glyphs: BTreeMap<char, (u16, i64)>,
    program: Vec<u8>,
    is_truetype: bool,
    name: String,
    bbox: [i64; 4],
    /// Height of the letters above the baseline, for a size of 1.
    pub(super) ascent: f64,
    /// Depth below the baseline, for a size of 1, negative.
    pub(super) descent: f64,
    cap_height: i64,
    italic_angle: f64,
}

impl Font {
    /// Cuts `data` down to the letters of `text` (in NFC).
    pub(super) fn subset(data: &[u8], text: &str) -> Result<Self, Error> {
        let face = Face::parse(data, 0).map_err(|error| Error::Font(error.to_string()))?;
        let per_em = i64::from(face.units_per_em());
        let thousandths = |units: i64| (units * 2000 + per_em) / (2 * per_em);
        let mut remapper = GlyphRemapper::new();
        let mut glyphs = BTreeMap::new();
        for letter in text.nfc().filter(|letter| !letter.is_control()) {
            let glyph = face.glyph_index(letter);
            let glyph = glyph.ok_or_else(|| Error::Font(format!("no glyph for {letter:?}")))?;
            let width = thousandths(i64::from(face.glyph_hor_advance(glyph).unwrap_or(0)));
            glyphs.insert(letter, (remapper.remap(glyph.0), width));
        }
        let program =
            subsetter::subset(data, 0, &remapper).map_err(|error| Error::Font(error.to_string()))?;
        let is_truetype = face.tables().glyf.is_some();
        let program = if is_truetype {
            program
        } else {
            cff_table(&program)?
        };
        let family = postscript_name(&face);
        let box_ = face.global_bounding_box();
        Ok(Self {
            name: format!("{}+{family}", subset_tag(&program)),
            bbox: [box_.x_min, box_.y_min, box_.x_max, box_.y_max].map(|edge| thousandths(edge.into())),
            ascent: f64::from(face.ascender()) / f64::from(face.units_per_em()),
            descent: f64::from(face.descender()) / f64::from(face.units_per_em()),
            cap_height: thousandths(face.capital_height().unwrap_or(face.ascender()).into()),
            italic_angle: f64::from(face.italic_angle()),
            glyphs,
            program,
            is_truetype,
        })
    }

    /// The width of a line in points.
    pub(super) fn width(&self, line: &str, size: f64) -> f64 {
        let thousandths: i64 = line
            .nfc()
            .filter_map(|letter| self.glyphs.get(&letter))
            .map(|(_, width)| width)
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "no line is 2^53 units wide")]
        let thousandths = thousandths as f64;
        thousandths * size / 1000.0
    }

    /// The line as a string operand for `Tj`.
    pub(super) fn encode(&self, line: &str) -> String {
        let mut out = String::from("<");
        for (glyph, _) in line.nfc().filter_map(|letter| self.glyphs.get(&letter)) {
            let _ = write!(out, "{glyph:04X}");
        }
        out + ">"
    }

    /// Adds the font to the update as a composite font (ISO 32000-2, 9.7).
    pub(super) fn embed(&self, update: &mut Update<'_, '_>) -> Result<Id, Error> {
        let descriptor = self.descriptor(update)?;
        let mut base_font = Vec::new();
        write_name(&mut base_font, self.name.as_bytes());
        let system = system_info(update)?;
        let mut descendant = Dict::of([
            ("Type", b"/Font"),
            (
                "Subtype",
                if self.is_truetype {
                    b"/CIDFontType2"
                } else {
                    b"/CIDFontType0"
                },
            ),
            ("BaseFont", &base_font),
            ("CIDSystemInfo", &system.reference()),
            ("FontDescriptor", &descriptor.reference()),
            ("DW", b"0"),
            ("W", self.widths().as_bytes()),
        ]);
        if self.is_truetype {
            descendant.set("CIDToGIDMap", "/Identity");
        }
        let descendant = update.add(descendant.to_bytes());
        let unicode = compress(self.unicode_map().as_bytes())?;
        let unicode = update.add_stream(Dict::of([("Filter", b"/FlateDecode")]), &unicode)?;
        let mut descendants = b"[".to_vec();
        descendants.extend_from_slice(&descendant.reference());
        descendants.push(b']');
        let font = Dict::of([
            ("Type", b"/Font"),
            ("Subtype", b"/Type0"),
            ("BaseFont", &base_font),
            ("Encoding", b"/Identity-H"),
            ("DescendantFonts", &descendants),
            ("ToUnicode", &unicode.reference()),
        ]);
        Ok(update.add(font.to_bytes()))
    }

    fn descriptor(&self, update: &mut Update<'_, '_>) -> Result<Id, Error> {
        let (key, mut file) = if self.is_truetype {
            (
                "FontFile2",
                Dict::of([("Length1", self.program.len().to_string().as_bytes())]),
            )
        } else {
            ("FontFile3", Dict::of([("Subtype", b"/CIDFontType0C")]))
        };
        file.set("Filter", "/FlateDecode");
        let program = update.add_stream(file, &compress(&self.program)?)?;
        let mut name = Vec::new();
        write_name(&mut name, self.name.as_bytes());
        let [left, bottom, right, top] = self.bbox;
        let descriptor = Dict::of([
            ("Type", b"/FontDescriptor"),
            ("FontName", &name),
            // Symbolic: the glyphs are not reached through a standard encoding.
            ("Flags", b"4"),
            ("FontBBox", format!("[{left} {bottom} {right} {top}]").as_bytes()),
            (
                "ItalicAngle",
                super::appearance::number(self.italic_angle).as_bytes(),
            ),
            (
                "Ascent",
                super::appearance::number(self.ascent * 1000.0).as_bytes(),
            ),
            (
                "Descent",
                super::appearance::number(self.descent * 1000.0).as_bytes(),
            ),
            ("CapHeight", self.cap_height.to_string().as_bytes()),
            ("StemV", b"80"),
            (key, &program.reference()),
        ]);
        Ok(update.add(descriptor.to_bytes()))
    }

    fn widths(&self) -> String {
        let by_glyph: BTreeMap<u16, i64> = self.glyphs.values().copied().collect();
        let rows: Vec<String> = by_glyph
            .iter()
            .map(|(glyph, width)| format!("{glyph} [{width}]"))
            .collect();
        format!("[{}]", rows.join(" "))
    }

    /// The `ToUnicode` map (ISO 32000-2, 9.10.3).
    fn unicode_map(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
             /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
             /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let rows: Vec<_> = self.glyphs.iter().collect();
        for rows in rows.chunks(100) {
            let _ = writeln!(map, "{} beginbfchar", rows.len());
            for (letter, (glyph, _)) in rows {
                let mut units = [0; 2];
                let _ = write!(map, "<{glyph:04X}> <");
                for unit in letter.encode_utf16(&mut units) {
                    let _ = write!(map, "{unit:04X}");
                }
                map += ">
";
            }
            map += "endbfchar\n";
        }
        map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    }
}

/// `CIDSystemInfo` is an object of its own because its strings are encrypted with the owner's key.
fn system_info(update: &mut Update<'_, '_>) -> Result<Id, Error> {
    let id = update.allocate();
    let registry = update.string(id, b"Adobe")?;
    let ordering = update.string(id, b"Identity")?;
    let dict = Dict::of([
        ("Registry", &registry),
        ("Ordering", &ordering),
        ("Supplement", b"0"),
    ]);
    update.put_dict(id, &dict);
    Ok(id)
}

fn cff_table(program: &[u8]) -> Result<Vec<u8>, Error> {
    let raw = RawFace::parse(program, 0).map_err(|error| Error::Font(error.to_string()))?;
    let table = raw.table(Tag::from_bytes(b"CFF "));
    Ok(table.ok_or_else(|| Error::Font("no outlines".into()))?.to_vec())
}

fn postscript_name(face: &Face<'_>) -> String {
    let name = face
        .names()
        .into_iter()
        .find(|name| name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME && name.is_unicode());
    let name = name.and_then(|name| name.to_string()).unwrap_or_default();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    if name.is_empty() { "Font".into() } else { name }
}

/// Six capitals that tell subsets apart (ISO 32000-2, 9.9.2).
fn subset_tag(program: &[u8]) -> String {
    Digest::Sha256.hash(program)[..6]
        .iter()
        .map(|byte| char::from(b'A' + byte % 26))
        .collect()
}
