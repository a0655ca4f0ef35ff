//! Text out of XML parts, element names taken without their prefixes. Entities of a DTD are not expanded.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use unicode_normalization::UnicodeNormalization;

use crate::guard::Deadline;

/// What happened in a part.
pub(super) enum Step<'a> {
    /// An element and the value of its attribute `t`.
    Open(&'a str, Option<&'a str>),
    Close(&'a str),
    Text(&'a str),
}

/// Walks through a part up to its end or first error.
pub(super) fn walk(part: &[u8], deadline: Deadline, mut visit: impl FnMut(Step<'_>)) {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    loop {
        deadline.check();
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let kind = kind(&start);
                visit(Step::Open(&name(start.local_name().as_ref()), kind.as_deref()));
            }
            Ok(Event::Empty(start)) => {
                let (name, kind) = (name(start.local_name().as_ref()), kind(&start));
                visit(Step::Open(&name, kind.as_deref()));
                visit(Step::Close(&name));
            }
            Ok(Event::End(end)) => visit(Step::Close(&name(end.local_name().as_ref()))),
            Ok(Event::Text(text)) => visit(Step::Text(&String::from_utf8_lossy(&text))),
            Ok(Event::CData(text)) => visit(Step::Text(&String::from_utf8_lossy(&text))),
            Ok(Event::GeneralRef(reference)) => {
                let sign = reference.resolve_char_ref().ok().flatten().map(String::from);
                let named =
                    || resolve_predefined_entity(&String::from_utf8_lossy(&reference)).map(str::to_owned);
                if let Some(text) = sign.or_else(named) {
                    visit(Step::Text(&text));
                }
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The value of the attribute `t`; an element may have millions of others, so none is kept.
fn kind(start: &quick_xml::events::BytesStart<'_>) -> Option<String> {
    let mut attributes = start.attributes();
    let mut attributes = attributes.with_checks(false).filter_map(Result::ok);
    let kind = attributes.find(|one| one.key.local_name().as_ref() == b"t")?;
    Some(name(&kind.value))
}

/// How much more text is taken; what a small file can repeat without end is cut there.
pub(super) struct Room(pub(super) usize);

impl Room {
    /// As much of the text as there is room for.
    pub(super) fn take<'a>(&mut self, text: &'a str) -> &'a str {
        let taken = &text[..text.floor_char_boundary(self.0)];
        self.0 -= taken.len();
        taken
    }
}

/// The text of Word, `PowerPoint` and `OpenDocument` parts, a line for each paragraph that has text.
pub(super) fn paragraphs(part: &[u8], deadline: Deadline, room: &mut Room) -> String {
    let mut lines = vec![String::new()];
    // Word and PowerPoint hold text in `t` elements; OpenDocument directly in paragraphs and headings.
    let (mut in_text, mut in_paragraph) = (0_u32, 0_u32);
    let is_open_document = contains(part, b"opendocument");
    walk(part, deadline, |step| match step {
        Step::Open("t", _) => in_text += 1,
        Step::Close("t") => in_text = in_text.saturating_sub(1),
        Step::Open("p" | "h", _) => in_paragraph += 1,
        Step::Close("p" | "h") => {
            in_paragraph = in_paragraph.saturating_sub(1);
            end(&mut lines);
        }
        Step::Open("tab" | "s", _) => push(&mut lines, room.take(" ")),
        Step::Open("br" | "line-break" | "cr", _) => end(&mut lines),
        Step::Text(text) if in_text > 0 || is_open_document && in_paragraph > 0 => {
            push(&mut lines, room.take(text));
        }
        _ => {}
    });
    let lines = lines
        .iter()
        .map(|line| tidy(line))
        .filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// Begins a line, unless the last is still empty.
fn end(lines: &mut Vec<String>) {
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(String::new());
    }
}

fn push(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

fn contains(part: &[u8], mark: &[u8]) -> bool {
    part.windows(mark.len()).take(4096).any(|window| window == mark)
}

/// NFC with one space between words.
pub(super) fn tidy(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}
