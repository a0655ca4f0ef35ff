//! A field's appearance against its value: what is seen must be what is stored.
//!
//! Answers shadow attacks on form fields that change only what is drawn, and overlays in appearances.

use std::collections::HashMap;

use super::deep::Comparison;
use crate::syntax::lexer::Lexer;
use crate::syntax::{Dictionary, Object, View};
use crate::validate::fields::{self, Field};

/// Appearances longer than this are not read.
const MAX_CONTENT: usize = 1 << 20;

/// Whether a changed appearance is in order, or the reason why not, in Vietnamese.
pub(crate) fn judge(
    comparison: &mut Comparison<'_>,
    old: &Field,
    new: &Field,
    value_differs: bool,
) -> Result<(), String> {
    let name = &new.name;
    let (Some(before), Some(after)) = (old.dictionary(), new.dictionary()) else {
        return Ok(());
    };
    let had_appearance = before.has("AP");
    if new.kind == b"Btn" && had_appearance {
        return Err(format!("hình hiện của nút “{name}” bị thay sau khi ký"));
    }
    let shown = shown_text(comparison.new, after);
    let stored = new
        .value
        .as_ref()
        .map(|value| comparison.new.resolve(value).keep());
    let stored = stored
        .as_deref()
        .and_then(Object::as_string)
        .map(|string| fields::text(&string.bytes));
    let matches = match (&shown, &stored) {
        (Some(shown), Some(stored)) => Some(letters(shown) == letters(stored)),
        (Some(shown), None) => Some(letters(shown).is_empty()),
        (None, _) => None,
    };
    // A format action or a choice's export value shows something else than the value.
    let shows_other_text = after.has("AA") || new.kind != b"Tx";
    match matches {
        Some(true) => Ok(()),
        Some(false) if value_differs && shows_other_text => Ok(()),
        Some(false) => Err(format!("hình hiện của ô “{name}” không đúng với giá trị của ô")),
        None if value_differs => Ok(()),
        None => Err(format!("hình hiện của ô “{name}” bị thay mà giá trị không đổi")),
    }
}

/// Letters and digits only: spaces, line breaks and signs come out differently.
fn letters(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfc()
        .filter(|character| character.is_alphanumeric())
        .collect()
}

/// The text a widget's normal appearance shows; `None` when it cannot be read.
fn shown_text(view: View<'_>, widget: &Dictionary) -> Option<String> {
    let appearances = view.get(widget, "AP");
    let normal = view.get(appearances.as_dictionary()?, "N").keep();
    let stream = normal.as_stream()?;
    let content = view
        .file
        .decode(stream)
        .filter(|content| content.len() <= MAX_CONTENT)?;
    let resources = view.get(&stream.dictionary, "Resources").keep();
    let fonts = resources
        .as_dictionary()
        .map(|resources| view.get(resources, "Font").keep());
    let fonts = fonts.as_deref().and_then(Object::as_dictionary);
    let mut reader = Reader {
        view,
        fonts,
        known: HashMap::new(),
        font: None,
        out: String::new(),
    };
    reader.read(&content)?;
    Some(reader.out)
}

struct Reader<'f, 'o> {
    view: View<'f>,
    fonts: Option<&'o Dictionary>,
    known: HashMap<Vec<u8>, Option<Encoding>>,
    font: Option<Vec<u8>>,
    out: String,
}

/// How a font's codes become text.
#[derive(Clone)]
enum Encoding {
    /// One octet, Latin.
    Latin,
    /// By a `ToUnicode` map with codes of this many octets.
    Mapped { width: usize, map: HashMap<u32, String> },
}

impl Reader<'_, '_> {
    /// Follows the operators; other drawing than text makes the appearance unreadable here.
    fn read(&mut self, content: &[u8]) -> Option<()> {
        let mut lexer = Lexer::of_decoded(content, 0);
        let mut operands: Vec<Object> = Vec::new();
        loop {
            lexer.skip_white();
            if lexer.peek().is_none() {
                return Some(());
            }
            if let Some(operand) = lexer.object() {
                operands.push(operand);
                if operands.len() > 4096 {
                    return None;
                }
                continue;
            }
            let operator = lexer.word();
            match operator {
                b"Tf" => self.font = operands.first().and_then(Object::as_name).map(<[u8]>::to_vec),
                b"Tj" | b"'" | b"\"" => self.show(operands.last()?)?,
                b"TJ" => {
                    for item in operands.last()?.as_array()? {
                        if item.as_string().is_some() {
                            self.show(item)?;
                        }
                    }
                }
                // What is no operator; pictures and nested forms.
                b"" | b"Do" | b"BI" | b"sh" => return None,
                _ => {}
            }
            operands.clear();
        }
    }

    fn show(&mut self, string: &Object) -> Option<()> {
        let bytes = &string.as_string()?.bytes;
        match self.encoding()? {
            Encoding::Latin => self.out.extend(bytes.iter().copied().map(char::from)),
            Encoding::Mapped { width, map } => {
                for code in bytes.chunks(width) {
                    let code = code
                        .iter()
                        .fold(0_u32, |value, byte| value << 8 | u32::from(*byte));
                    self.out.push_str(map.get(&code)?);
                }
            }
        }
        Some(())
    }

    fn encoding(&mut self) -> Option<Encoding> {
        let name = self.font.clone()?;
        if let Some(known) = self.known.get(&name) {
            return known.clone();
        }
        let encoding = self.read_encoding(&name);
        self.known.insert(name, encoding.clone());
        encoding
    }

    fn read_encoding(&self, name: &[u8]) -> Option<Encoding> {
        let font = self.view.resolve(self.fonts?.get_bytes(name)?).keep();
        let font = font.as_dictionary()?;
        let width = if self.view.get(font, "Subtype").is_name("Type0") {
            2
        } else {
            1
        };
        let map = self.view.get(font, "ToUnicode").keep();
        if let Some(stream) = map.as_stream() {
            let content = self
                .view
                .file
                .decode(stream)
                .filter(|content| content.len() <= MAX_CONTENT)?;
            return Some(Encoding::Mapped {
                width,
                map: to_unicode(&content),
            });
        }
        let encoding = self.view.get(font, "Encoding").keep();
        (width == 1
            && encoding
                .as_dictionary()
                .is_none_or(|encoding| !encoding.has("Differences")))
        .then_some(Encoding::Latin)
    }
}

/// Reads `bfchar` and `bfrange` of a `ToUnicode` map (9.10.3).
fn to_unicode(content: &[u8]) -> HashMap<u32, String> {
    let mut map = HashMap::new();
    let mut lexer = Lexer::of_decoded(content, 0);
    let mut operands: Vec<Object> = Vec::new();
    loop {
        lexer.skip_white();
        if lexer.peek().is_none() || map.len() > 70_000 {
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
    (bytes.len() <= 4).then(|| {
        bytes
            .iter()
            .fold(0_u32, |value, byte| value << 8 | u32::from(*byte))
    })
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
        .collect();
    String::from_utf16_lossy(&units)
}
