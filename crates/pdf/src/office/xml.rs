//! Text out of XML parts, element names taken without their prefixes. Entities of a DTD are not expanded.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use unicode_normalization::UnicodeNormalization;

use crate::guard::Deadline;

/// What happened in a part.
pub(super) enum Step<'a> {
    Open(&'a str, &'a [(String, String)]),
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
                let attributes = attributes(&start);
                visit(Step::Open(&name(start.local_name().as_ref()), &attributes));
            }
            Ok(Event::Empty(start)) => {
                let (name, attributes) = (name(start.local_name().as_ref()), attributes(&start));
                visit(Step::Open(&name, &attributes));
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

fn attributes(start: &quick_xml::events::BytesStart<'_>) -> Vec<(String, String)> {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).filter_map(Result::ok);
    attributes
        .map(|one| (name(one.key.local_name().as_ref()), name(&one.value)))
        .collect()
}

/// The text of Word, `PowerPoint` and `OpenDocument` parts, a line for each paragraph that has text.
pub(super) fn paragraphs(part: &[u8], deadline: Deadline) -> String {
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
            lines.push(String::new());
        }
        Step::Open("tab" | "s", _) => push(&mut lines, " "),
        Step::Open("br" | "line-break" | "cr", _) => lines.push(String::new()),
        Step::Text(text) if in_text > 0 || is_open_document && in_paragraph > 0 => push(&mut lines, text),
        _ => {}
    });
    let lines = lines
        .iter()
        .map(|line| tidy(line))
        .filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
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
