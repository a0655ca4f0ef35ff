//! The notation in which bodies are written: one line is one block.
//!
//! | line | becomes |
//! |---|---|
//! | `Phần I`, `Chương II. Quy định chung`, `Mục 1`, `Tiểu mục 2` | a centred division; its title follows on the line behind a full stop or colon, or is the next line |
//! | `# I. Kết quả` | a heading in upper case, bold |
//! | `## 1. Phạm vi` | a heading in lower case, bold (a khoản with a title) |
//! | `Điều 3. Bản sao văn bản` | an article; without closing punctuation the text is its title and bold, else it is running text |
//! | `1. …` | a khoản |
//! | `a) …` | a điểm |
//! | `- …`, `+ …` | a list item, an item below it |
//! | `\| a \| b \|` | a row of a table; a row of dashes (`\|---\|---\|`) makes the row above it the heading |
//! | anything else | a paragraph |
//!
//! Within a line `**bold**` and `*italic*`; a backslash takes the meaning from the sign behind it, also at the start
//! of a line. Empty lines separate nothing but tables. There is no other syntax: `#`, `$`, `[`, `<` inside a line are
//! themselves. Reading is total: any text gives blocks or a list of [`MarkupError`] with line numbers.

mod error;
mod inline;
mod recognise;
mod table;

pub use error::{MarkupError, Problem};
pub use inline::Span;
pub(crate) use recognise::POINT_LETTERS;

use recognise::Recognised;

/// One block of a body and the line it starts on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The line in the source, from 1.
    pub line: usize,
    /// What stands there.
    pub content: Content,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A paragraph of text.
    Paragraph(Vec<Span>),
    /// Phần, Chương, Mục, Tiểu mục: "Chương II" and its title, empty if none was written.
    Division {
        /// Word and ordinal.
        label: String,
        /// The title.
        title: Vec<Span>,
    },
    /// A heading of level 1 or 2.
    Heading {
        /// 1 or 2.
        level: u8,
        /// The heading with its own number.
        text: Vec<Span>,
    },
    /// Điều.
    Article {
        /// The ordinal.
        number: u32,
        /// Whether `text` is the article's title rather than its content.
        is_title: bool,
        /// The title or the content.
        text: Vec<Span>,
    },
    /// Khoản.
    Clause {
        /// The ordinal.
        number: u32,
        /// The content.
        text: Vec<Span>,
    },
    /// Điểm.
    Point {
        /// The letter.
        letter: char,
        /// The content.
        text: Vec<Span>,
    },
    /// A list item.
    Item {
        /// 1 for `-`, 2 for `+`.
        level: u8,
        /// The content.
        text: Vec<Span>,
    },
    /// A table; every row has as many cells as the first.
    Table {
        /// The heading's cells, empty without a heading.
        header: Vec<Vec<Span>>,
        /// The other rows.
        rows: Vec<Vec<Vec<Span>>>,
    },
}

/// Reads a body.
///
/// # Errors
/// Every place that breaks the grammar, in order.
pub fn parse(source: &str) -> Result<Vec<Block>, Vec<MarkupError>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut errors = Vec::new();
    let mut rows: Vec<(usize, &str)> = Vec::new();

    for (index, raw) in source.lines().enumerate() {
        let (number, line) = (index + 1, raw.trim());
        if line.starts_with('|') {
            rows.push((number, line));
            continue;
        }
        finish_table(&mut rows, &mut blocks, &mut errors);
        if line.is_empty() {
            continue;
        }
        match recognise::line(line).and_then(|recognised| place(recognised, number, &mut blocks)) {
            Ok(()) => {}
            Err(problem) => errors.push(MarkupError {
                line: number,
                problem,
            }),
        }
    }
    finish_table(&mut rows, &mut blocks, &mut errors);

    if errors.is_empty() {
        Ok(blocks)
    } else {
        Err(errors)
    }
}

/// Appends a recognised line, or makes it the title of the division above it.
fn place(recognised: Recognised, line: usize, blocks: &mut Vec<Block>) -> Result<(), Problem> {
    let content = match recognised {
        Recognised::Text(text) => {
            let spans = inline::parse(text)?;
            if let Some(Block {
                content: Content::Division { title, .. },
                ..
            }) = blocks.last_mut()
                && title.is_empty()
            {
                *title = spans;
                return Ok(());
            }
            Content::Paragraph(spans)
        }
        Recognised::Division { label, title } => Content::Division {
            label,
            title: inline::parse(title)?,
        },
        Recognised::Heading { level, text } => Content::Heading {
            level,
            text: inline::parse(text)?,
        },
        Recognised::Article { number, text } => {
            let is_title = !text.is_empty() && !text.ends_with(['.', ';', ':', ',', '!', '?']);
            Content::Article {
                number,
                is_title,
                text: inline::parse(text)?,
            }
        }
        Recognised::Clause { number, text } => Content::Clause {
            number,
            text: inline::parse(text)?,
        },
        Recognised::Point { letter, text } => Content::Point {
            letter,
            text: inline::parse(text)?,
        },
        Recognised::Item { level, text } => Content::Item {
            level,
            text: inline::parse(text)?,
        },
    };
    blocks.push(Block { line, content });
    Ok(())
}

fn finish_table(rows: &mut Vec<(usize, &str)>, blocks: &mut Vec<Block>, errors: &mut Vec<MarkupError>) {
    let Some(&(line, _)) = rows.first() else { return };
    match table::parse(rows) {
        Ok(content) => blocks.push(Block { line, content }),
        Err(found) => errors.extend(found),
    }
    rows.clear();
}
