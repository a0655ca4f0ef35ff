//! What text a font's codes stand for, and how far they reach (ISO 32000-2, 9.6, 9.7 and 9.10).

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::syntax::lexer::Lexer;
use crate::syntax::{Dictionary, Object, View};

/// Maps longer than this are not read.
const MAX_MAP: usize = 1 << 20;
/// Codes of one map, at most.
const MAX_CODES: usize = 70_000;

/// How codes become text.
#[derive(Debug, Clone)]
enum Encoding {
    /// One octet, Latin, with the codes that are different.
    Latin(HashMap<u32, String>),
    /// By a `ToUnicode` map.
    Mapped(HashMap<u32, String>),
    /// Two octets are UTF-16 (`UniGB-UTF16-H` and the like).
    Utf16,
    Unknown,
}

/// A font of a content stream.
#[derive(Debug)]
pub(super) struct Font {
    encoding: Encoding,
    octets: usize,
    first: usize,
    widths: Vec<f64>,
    /// Its letters are drawings of its own.
    pub(super) is_drawn: bool,
}

impl Font {
    pub(super) fn read(view: View<'_>, font: &Dictionary) -> Self {
        let kind = view.get(font, "Subtype");
        let octets = if kind.is_name("Type0") { 2 } else { 1 };
        let widths = view.get(font, "Widths");
        Self {
            encoding: encoding(view, font, octets),
            octets,
            first: usize::try_from(view.get(font, "FirstChar").as_integer().unwrap_or(0)).unwrap_or(0),
            widths: widths
                .as_array()
                .unwrap_or_default()
                .iter()
                .map(|width| view.resolve(width).as_number().unwrap_or(500.0))
                .collect(),
            is_drawn: kind.is_name("Type3"),
        }
    }

    /// The text, if the font tells it.
    pub(super) fn text(&self, bytes: &[u8]) -> Option<String> {
        let codes = bytes.chunks(self.octets).map(number);
        match &self.encoding {
            Encoding::Latin(differences) => Some(
                codes
                    .map(|code| match differences.get(&code) {
                        Some(text) => text.clone(),
                        None => char::from(u8::try_from(code).unwrap_or(b' ')).to_string(),
                    })
                    .collect(),
            ),
            Encoding::Mapped(map) => codes.map(|code| map.get(&code).cloned()).collect(),
            Encoding::Utf16 => Some(utf16(bytes)),
            Encoding::Unknown => None,
        }
    }

    /// How far the codes reach, in units of the font's size.
    pub(super) fn reach(&self, bytes: &[u8]) -> f64 {
        bytes
            .chunks(self.octets)
            .map(|code| {
                let index = (number(code) as usize).checked_sub(self.first);
                let width = index.and_then(|index| self.widths.get(index)).copied();
                width.filter(|_| !self.is_drawn).unwrap_or(500.0) / 1000.0
            })
            .sum()
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn encoding(view: View<'_>, font: &Dictionary, octets: usize) -> Encoding {
    let map = view.get(font, "ToUnicode").keep();
    if let Some(stream) = map.as_stream() {
        let content = view
            .file
            .decode(stream)
            .filter(|content| content.len() <= MAX_MAP);
        return content.map_or(Encoding::Unknown, |content| {
            Encoding::Mapped(to_unicode(&content))
        });
    }
    let encoding = view.get(font, "Encoding").keep();
    if octets == 2 {
        let is_utf16 = encoding.as_name().is_some_and(|name| {
            name.starts_with(b"Uni") && name.windows(4).any(|part| part == b"UCS2" || part == b"UTF1")
        });
        return if is_utf16 {
            Encoding::Utf16
        } else {
            Encoding::Unknown
        };
    }
    let Some(dictionary) = encoding.as_dictionary() else {
        return Encoding::Latin(HashMap::new());
    };
    let differences = view.get(dictionary, "Differences");
    Encoding::Latin(named(differences.as_array().unwrap_or_default()))
}

/// `/Differences`: a code, then the names of the letters from there on.
fn named(differences: &[Object]) -> HashMap<u32, String> {
    let mut map = HashMap::new();
    let mut code = 0_u32;
    for entry in differences.iter().take(4096) {
        if let Some(start) = entry.as_integer() {
            code = u32::try_from(start).unwrap_or(0);
        } else if let Some(name) = entry.as_name() {
            map.insert(code, letter(&String::from_utf8_lossy(name)));
            code = code.saturating_add(1);
        }
    }
    map
}

const DIGITS: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];
const ACCENTS: [(&str, char); 9] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("tilde", '\u{303}'),
    ("ring", '\u{30a}'),
    ("caron", '\u{30c}'),
    ("cedilla", '\u{327}'),
    ("breve", '\u{306}'),
];

/// The letter of a name (Adobe Glyph List); signs that are no letters come out as a space.
fn letter(name: &str) -> String {
    if name.chars().count() == 1 {
        return name.to_owned();
    }
    if let Some(digit) = DIGITS.iter().position(|digit| *digit == name) {
        return digit.to_string();
    }
    let hexadecimal = name
        .strip_prefix("uni")
        .or_else(|| name.strip_prefix('u'))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .and_then(char::from_u32);
    if let Some(letter) = hexadecimal {
        return letter.to_string();
    }
    let accented = ACCENTS.iter().find_map(|(accent, mark)| {
        let base = name.strip_suffix(accent).filter(|base| base.len() == 1)?;
        Some(format!("{base}{mark}").nfc().collect())
    });
    accented.unwrap_or_else(|| " ".to_owned())
}

/// Reads `bfchar` and `bfrange` of a `ToUnicode` map (9.10.3).
fn to_unicode(content: &[u8]) -> HashMap<u32, String> {
    let mut map = HashMap::new();
    let mut lexer = Lexer::of_decoded(content, 0);
    let mut operands: Vec<Object> = Vec::new();
    loop {
        lexer.skip_white();
        if lexer.peek().is_none() || map.len() > MAX_CODES {
            return map;
        }
        if let Some(operand) = lexer.object() {
            operands.push(operand);
            continue;
        }
        match lexer.word() {
            b"" => return map,
            b"endbfchar" => {
                for pair in operands.chunks_exact(2) {
                    if let (Some(code), Some(text)) = (code(&pair[0]), pair[1].as_string()) {
                        map.insert(code, utf16(&text.bytes));
                    }
                }
            }
            b"endbfrange" => operands.chunks_exact(3).for_each(|run| add_range(&mut map, run)),
            _ => {}
        }
        operands.clear();
    }
}

fn add_range(map: &mut HashMap<u32, String>, run: &[Object]) {
    let [first, last, target] = run else { return };
    let (Some(first), Some(last)) = (code(first), code(last)) else {
        return;
    };
    for (step, code) in (first..=last.min(first.saturating_add(0xffff))).enumerate() {
        if map.len() > MAX_CODES {
            return;
        }
        let text = match target {
            Object::Array(items) => items
                .get(step)
                .and_then(Object::as_string)
                .map(|text| utf16(&text.bytes)),
            other => other.as_string().map(|text| {
                let mut bytes = text.bytes.clone();
                if let Some(last) = bytes.last_mut() {
                    *last = last.wrapping_add(u8::try_from(step & 0xff).unwrap_or(0));
                }
                utf16(&bytes)
            }),
        };
        map.extend(text.map(|text| (code, text)));
    }
}

fn code(object: &Object) -> Option<u32> {
    let bytes = &object.as_string()?.bytes;
    (bytes.len() <= 4).then(|| number(bytes))
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}
