//! Reads our files back with another program: poppler's command line tools.

use std::fs;
use std::process::Command;

/// Runs a poppler tool on a file; `None`, with a line that says so, where poppler is not installed.
fn run(tool: &str, before: &[&str], after: &[&str], pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("document.pdf");
    fs::write(&path, pdf).unwrap();
    let Ok(output) = Command::new(tool).args(before).arg(&path).args(after).output() else {
        eprintln!("{tool} is not installed: nothing is compared");
        return None;
    };
    assert!(
        output.status.success(),
        "{tool}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The text in poppler's reading order.
pub(crate) fn text(pdf: &[u8]) -> Option<String> {
    run("pdftotext", &[], &["-"], pdf)
}

/// The text laid out as on the page.
pub(crate) fn layout(pdf: &[u8]) -> Option<String> {
    run("pdftotext", &["-layout"], &["-"], pdf)
}

pub(crate) fn info(pdf: &[u8]) -> Option<String> {
    run("pdfinfo", &[], &[], pdf)
}

pub(crate) fn fonts(pdf: &[u8]) -> Option<String> {
    run("pdffonts", &[], &[], pdf)
}

/// A run of text in one style, as `pdftohtml -xml` reports it.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) size: u32,
    pub(crate) color: String,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
}

/// Every run of text with size in points and style.
pub(crate) fn runs(pdf: &[u8]) -> Option<Vec<Run>> {
    let xml = run("pdftohtml", &["-xml", "-zoom", "1", "-stdout", "-i"], &[], pdf)?;
    let value = |line: &str, name: &str| {
        let rest = line.split_once(&format!("{name}=\"")).unwrap().1;
        rest.split('"').next().unwrap().to_owned()
    };
    let mut fonts = std::collections::HashMap::new();
    let mut runs = Vec::new();
    for line in xml.lines().map(str::trim) {
        if line.starts_with("<fontspec ") {
            fonts.insert(
                value(line, "id"),
                (value(line, "size").parse().unwrap(), value(line, "color")),
            );
        } else if line.starts_with("<text ") {
            let (size, color): (u32, String) = fonts[&value(line, "font")].clone();
            let marked = line.split_once('>').unwrap().1.trim_end_matches("</text>");
            let (bold, italic) = (marked.contains("<b>"), marked.contains("<i>"));
            let text = ["<b>", "</b>", "<i>", "</i>"]
                .iter()
                .fold(marked.to_owned(), |text, tag| text.replace(tag, ""));
            runs.push(Run {
                text,
                size,
                color,
                bold,
                italic,
            });
        }
    }
    Some(runs)
}

/// A word of a page: text and left, top, right, bottom in points from the page's top left.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) page: u32,
    pub(crate) text: String,
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

/// Every word with its box, from `pdftotext -bbox`.
pub(crate) fn words(pdf: &[u8]) -> Option<Vec<Word>> {
    let html = run("pdftotext", &["-bbox"], &["-"], pdf)?;
    let mut page = 0;
    let mut words = Vec::new();
    for line in html.lines().map(str::trim) {
        if line.starts_with("<page ") {
            page += 1;
        }
        if let Some(rest) = line.strip_prefix("<word ") {
            let number = |name: &str| -> f32 {
                let from = rest.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
                rest[from..].split('"').next().unwrap().parse().unwrap()
            };
            let text = rest.split_once('>').unwrap().1.trim_end_matches("</word>");
            let text = text
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"");
            words.push(Word {
                page,
                text,
                left: number("xMin"),
                top: number("yMin"),
                right: number("xMax"),
                bottom: number("yMax"),
            });
        }
    }
    Some(words)
}
