//! The content's blocks as the template reads them.

use serde::Serialize;

use super::text::{clean, clean_span, without_ending};
use crate::Invitation;
use crate::markup::{Content, Span};

/// The longest cell a narrow column holds, in characters.
const NARROW: usize = 12;
/// Longer words than this may break, or a line could overflow.
const LONGEST_KEPT: usize = 40;

/// A run of text in one style.
#[derive(Serialize, Clone)]
pub(super) struct Part {
    text: String,
    bold: bool,
    italic: bool,
    /// Whether the run must stay on one line.
    keep: bool,
}

/// A block, tagged with its kind.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Entry {
    Paragraph {
        text: Vec<Part>,
    },
    Division {
        label: String,
        title: Vec<Part>,
    },
    Heading {
        text: Vec<Part>,
    },
    Article {
        number: String,
        title: bool,
        text: Vec<Part>,
    },
    Clause {
        number: String,
        text: Vec<Part>,
    },
    Point {
        letter: char,
        text: Vec<Part>,
    },
    Item {
        level: u8,
        text: Vec<Part>,
    },
    Table {
        header: Vec<Vec<Part>>,
        rows: Vec<Vec<Vec<Part>>>,
        narrow: Vec<bool>,
    },
}

impl Entry {
    pub(super) fn of(content: &Content) -> Self {
        match content {
            Content::Paragraph(text) => Self::Paragraph { text: runs(text) },
            Content::Division { label, title } => Self::Division {
                label: label.clone(),
                title: runs(&in_upper_case(title)),
            },
            Content::Heading { level: 1, text } => Self::Heading {
                text: runs(&in_upper_case(text)),
            },
            Content::Heading { text, .. } => Self::Heading { text: runs(text) },
            Content::Article {
                number,
                is_title,
                text,
            } => Self::Article {
                number: number.to_string(),
                title: *is_title,
                text: runs(text),
            },
            Content::Clause { number, text } => Self::Clause {
                number: number.to_string(),
                text: runs(text),
            },
            Content::Point { letter, text } => Self::Point {
                letter: *letter,
                text: runs(text),
            },
            Content::Item { level, text } => Self::Item {
                level: *level,
                text: runs(text),
            },
            Content::Table { header, rows } => Self::table(header, rows),
        }
    }

    fn table(header: &[Vec<Span>], rows: &[Vec<Vec<Span>>]) -> Self {
        let length = |cell: &[Span]| cell.iter().map(|span| span.text.chars().count()).sum::<usize>();
        let columns = rows.first().map_or(0, Vec::len);
        let narrow = (0..columns).map(|column| {
            let cells = rows
                .iter()
                .filter_map(|row| row.get(column))
                .chain(header.get(column));
            cells.map(|cell| length(cell)).max().unwrap_or(0) <= NARROW
        });
        Self::Table {
            narrow: narrow.collect(),
            header: header.iter().map(|cell| runs(cell)).collect(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|cell| runs(cell)).collect())
                .collect(),
        }
    }

    /// The text that can carry the closing "./.".
    fn text_mut(&mut self) -> Option<&mut Vec<Part>> {
        match self {
            Self::Paragraph { text }
            | Self::Clause { text, .. }
            | Self::Point { text, .. }
            | Self::Item { text, .. }
            | Self::Article {
                title: false, text, ..
            } => Some(text),
            Self::Article { .. } | Self::Division { .. } | Self::Heading { .. } | Self::Table { .. } => None,
        }
    }
}

fn in_upper_case(spans: &[Span]) -> Vec<Span> {
    spans
        .iter()
        .map(|span| Span {
            text: span.text.to_uppercase(),
            ..span.clone()
        })
        .collect()
}

/// A plain text as runs.
pub(super) fn parts(text: &str) -> Vec<Part> {
    runs(&[Span::plain(&clean(text))])
}

/// Spans as runs; words like "87/TTr-SKHCN" become runs of their own that must not break.
fn runs(spans: &[Span]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for span in spans {
        let text = clean_span(&span.text);
        let (bold, italic) = (span.bold, span.italic);
        for word in text.split_inclusive(' ') {
            let (word, space) = word.strip_suffix(' ').map_or((word, ""), |word| (word, " "));
            if is_kept_together(word) {
                parts.push(Part {
                    text: word.to_owned(),
                    bold,
                    italic,
                    keep: true,
                });
                extend(&mut parts, space, bold, italic);
            } else {
                extend(&mut parts, word, bold, italic);
                extend(&mut parts, space, bold, italic);
            }
        }
    }
    parts
}

/// Appends to the last run if it has the same style.
fn extend(parts: &mut Vec<Part>, text: &str, bold: bool, italic: bool) {
    if text.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some(last) if !last.keep && last.bold == bold && last.italic == italic => last.text.push_str(text),
        _ => parts.push(Part {
            text: text.to_owned(),
            bold,
            italic,
            keep: false,
        }),
    }
}

/// Numbers of documents and dates: a figure before a slash, and short.
fn is_kept_together(word: &str) -> bool {
    let figure_before_slash = word.split_once('/').is_some_and(|(before, after)| {
        before.ends_with(|sign: char| sign.is_ascii_digit()) && !after.is_empty()
    });
    figure_before_slash && word.chars().count() <= LONGEST_KEPT
}

/// The lines of form 1.7.
pub(super) fn invitation(lines: &Invitation, agency: &str, invited: &[String]) -> Vec<Vec<Part>> {
    let invited: Vec<String> = invited
        .iter()
        .map(|name| without_ending(&clean(name)).to_owned())
        .collect();
    let opening = format!("{} trân trọng kính mời: {}.", clean(agency), invited.join("; "));
    let labelled = [
        ("Tới dự ", &lines.purpose),
        ("Chủ trì: ", &lines.chair),
        ("Thời gian: ", &lines.time),
        ("Địa điểm: ", &lines.location),
    ];
    let labelled = labelled.into_iter().filter(|(_, value)| !value.trim().is_empty());
    let labelled = labelled.map(|(label, value)| format!("{label}{}.", without_ending(&clean(value))));
    std::iter::once(opening)
        .chain(labelled)
        .map(|line| parts(&line))
        .collect()
}

/// Ends the content with "./." as every form does.
pub(super) fn close(blocks: &mut Vec<Entry>, invitation: Option<&mut Vec<Vec<Part>>>) {
    let last = match (blocks.last_mut(), invitation) {
        (Some(block), _) => block.text_mut(),
        (None, Some(lines)) => lines.last_mut(),
        (None, None) => None,
    };
    let Some(text) = last else {
        blocks.push(Entry::Paragraph { text: parts("./.") });
        return;
    };
    if let Some(part) = text.last_mut() {
        let kept = part.text.trim_end();
        let kept = kept.strip_suffix("./.").unwrap_or(kept).trim_end();
        let kept = kept.strip_suffix(['.', ';', ',']).unwrap_or(kept).trim_end();
        part.text = format!("{kept}./.");
    } else {
        text.extend(parts("./."));
    }
}
