//! `**bold**`, `*italic*` and the backslash within a line.

use super::Problem;

/// A run of text in one style.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// The text, NFC, without control signs.
    pub text: String,
    /// In bold.
    pub bold: bool,
    /// In italic.
    pub italic: bool,
}

impl Span {
    /// A run in the plain style.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }
}

/// A sign of the line: itself, or the mark of a style.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Text(char),
    Bold,
    Italic,
}

/// Reads a line's text into runs. A `*` that opens nothing ("5 * 3") is itself.
pub(super) fn parse(text: &str) -> Result<Vec<Span>, Problem> {
    let signs = read(text);
    let bold_marks = signs.iter().filter(|sign| **sign == Sign::Bold).count();
    if bold_marks % 2 == 1 {
        return Err(Problem::UnclosedBold);
    }
    let mut spans = vec![Span::default()];
    for (index, sign) in signs.iter().enumerate() {
        let (bold, italic) = spans
            .last()
            .map_or((false, false), |span| (span.bold, span.italic));
        match sign {
            Sign::Text(sign) => push(&mut spans, *sign),
            Sign::Bold => spans.push(Span {
                bold: !bold,
                italic,
                ..Span::default()
            }),
            Sign::Italic if italic || opens(&signs, index) => {
                spans.push(Span {
                    bold,
                    italic: !italic,
                    ..Span::default()
                });
            }
            Sign::Italic => push(&mut spans, '*'),
        }
    }
    spans.retain(|span| !span.text.is_empty());
    Ok(spans)
}

fn push(spans: &mut [Span], sign: char) {
    if let Some(last) = spans.last_mut() {
        last.text.push(sign);
    }
}

/// Whether the mark at `index` stands before a word and has a partner further on.
fn opens(signs: &[Sign], index: usize) -> bool {
    let rest = signs.get(index + 1..).unwrap_or_default();
    let before_word =
        !matches!(rest.first(), None | Some(Sign::Italic)) && rest.first() != Some(&Sign::Text(' '));
    before_word && rest.contains(&Sign::Italic)
}

fn read(text: &str) -> Vec<Sign> {
    let mut signs = Vec::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(sign) = rest.next() {
        match sign {
            '\\' => match rest.next_if(char::is_ascii_punctuation) {
                Some(next) => signs.push(Sign::Text(next)),
                None => signs.push(Sign::Text('\\')),
            },
            '*' if rest.next_if_eq(&'*').is_some() => signs.push(Sign::Bold),
            '*' => signs.push(Sign::Italic),
            sign if sign.is_whitespace() => {
                if signs.last() != Some(&Sign::Text(' ')) {
                    signs.push(Sign::Text(' '));
                }
            }
            sign => signs.push(Sign::Text(sign)),
        }
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let wrap = |span: &Span| match (span.bold, span.italic) {
            (false, false) => span.text.clone(),
            (true, false) => format!("<b>{}</b>", span.text),
            (false, true) => format!("<i>{}</i>", span.text),
            (true, true) => format!("<bi>{}</bi>", span.text),
        };
        parse(source).unwrap().iter().map(wrap).collect()
    }

    #[test]
    fn styles_open_and_close() {
        assert_eq!(
            shown("a **b** *c* **d *e***"),
            "a <b>b</b> <i>c</i> <b>d </b><bi>e</bi>"
        );
        assert_eq!(shown("5 * 3 = 15"), "5 * 3 = 15");
        assert_eq!(shown(r"\*a\* \\ \q"), r"*a* \ \q");
        assert_eq!(parse("**a"), Err(Problem::UnclosedBold));
    }
}
