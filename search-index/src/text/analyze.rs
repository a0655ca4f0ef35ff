//! Text cut into words, each with and without accents, and the pairs they make.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::abbreviation::ABBREVIATIONS;
use super::fold::{fold, is_accented, lower_char};
use super::tone::canonical;

/// One word of a text: a syllable, a number, a foreign word or an abbreviation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In lower case, with its tone where it belongs.
    pub exact: String,
    /// Without accents.
    pub folded: String,
    /// First byte in the text.
    pub from: usize,
    /// Byte after the last.
    pub to: usize,
    /// Whether only blanks, hyphens, slashes or quotation marks part it from the word before.
    pub joined: bool,
}

impl Word {
    /// Whether the word carries any accent.
    #[must_use]
    pub fn is_accented(&self) -> bool {
        self.exact.chars().any(is_accented)
    }
}

/// The words of a text, and what abbreviations add to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// The words in order.
    pub words: Vec<Word>,
    /// What short forms and their long forms add.
    pub readings: Vec<Reading>,
    /// Whether no word of a text of some length carries an accent: it was typed without.
    pub is_unaccented: bool,
}

/// Another reading of a run of words: the long form of a short one, or the short form of a long one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// First word it stands for.
    pub first: usize,
    /// Last word it stands for.
    pub last: usize,
    /// The other form's words.
    pub words: &'static [Form],
}

/// A word of a known form, with and without accents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// With accents, canonical.
    pub exact: String,
    /// Without accents.
    pub folded: String,
}

/// Known forms by their first word without accents.
struct Forms {
    short: HashMap<String, Vec<Form>>,
    long: HashMap<String, Vec<LongForm>>,
}

/// A long form and its short one.
type LongForm = (Vec<Form>, Vec<Form>);

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms {
        short: HashMap::new(),
        long: HashMap::new(),
    };
    for (short, long) in ABBREVIATIONS {
        let short_form = vec![Form {
            exact: (*short).to_owned(),
            folded: fold(short),
        }];
        let long_form: Vec<Form> = long.split(' ').map(form).collect();
        forms.short.insert(fold(short), long_form.clone());
        forms
            .long
            .entry(long_form[0].folded.clone())
            .or_default()
            .push((long_form, short_form));
    }
    forms
});

fn form(word: &str) -> Form {
    let exact = canonical(word);
    Form {
        folded: fold(&exact),
        exact,
    }
}

/// Cuts normal text into words. Total: any string gives an analysis.
#[must_use]
pub fn analyze(text: &str) -> Analysis {
    let words = cut(text);
    let readings = readings(&words);
    let letters = words
        .iter()
        .filter(|word| word.exact.chars().any(char::is_alphabetic))
        .count();
    let is_unaccented = letters >= 4 && !words.iter().any(Word::is_accented);
    Analysis {
        words,
        readings,
        is_unaccented,
    }
}

/// Where a word lies in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// First byte.
    pub(crate) from: usize,
    /// Byte after the last.
    pub(crate) to: usize,
    /// See [`Word::joined`].
    pub(crate) joined: bool,
}

/// Where the words of a text lie: the same words as [`analyze`] gives, without reading them.
pub(crate) fn spans(text: &str) -> impl Iterator<Item = Span> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let mut joined = true;
        loop {
            let (from, first) = rest.next()?;
            if !is_letter(first) {
                joined &=
                    first.is_whitespace() || matches!(first, '-' | '–' | '/' | '"' | '\'' | '“' | '”' | '_');
                continue;
            }
            let mut to = from + first.len_utf8();
            while let Some((at, c)) = rest.next_if(|(_, c)| is_letter(*c)) {
                to = at + c.len_utf8();
            }
            return Some(Span { from, to, joined });
        }
    })
}

fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else if matches!(c, 'Ạ'..='ỹ' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ư') {
        true
    } else {
        c.is_alphanumeric()
    }
}

fn cut(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6);
    words.extend(spans(text).map(|span| word(text, span)));
    words
}

fn word(text: &str, span: Span) -> Word {
    let written = &text[span.from..span.to];
    let mut lower = String::with_capacity(written.len());
    lower.extend(written.chars().map(lower_char));
    let exact = if lower.starts_with(|c: char| c.is_ascii_digit()) {
        without_leading_zeros(&lower)
    } else {
        canonical(&lower)
    };
    Word {
        folded: fold(&exact),
        exact,
        from: span.from,
        to: span.to,
        joined: span.joined,
    }
}

/// `05` and `5` are the same number.
fn without_leading_zeros(number: &str) -> String {
    let trimmed = number.trim_start_matches('0');
    if trimmed.starts_with(|c: char| c.is_ascii_digit()) {
        trimmed.to_owned()
    } else {
        format!("0{trimmed}")
    }
}

/// What short forms and their long forms add to a run of words.
pub(crate) fn readings(words: &[Word]) -> Vec<Reading> {
    let forms: &'static Forms = &FORMS;
    let mut readings = Vec::new();
    for (first, word) in words.iter().enumerate() {
        if let Some(long) = forms.short.get(&word.folded) {
            readings.push(Reading {
                first,
                last: first,
                words: long,
            });
        }
        for (long, short) in forms.long.get(&word.folded).into_iter().flatten() {
            let run = &words[first..words.len().min(first + long.len())];
            if run.len() == long.len() && reads(run, long) {
                readings.push(Reading {
                    first,
                    last: first + run.len() - 1,
                    words: short,
                });
            }
        }
    }
    readings
}

/// Whether a run of words is the long form, with accents or wholly without.
fn reads(run: &[Word], long: &[Form]) -> bool {
    let is_joined = run[1..].iter().all(|word| word.joined);
    let is_exact = run.iter().zip(long).all(|(word, form)| word.exact == form.exact);
    let is_plain = run
        .iter()
        .zip(long)
        .all(|(word, form)| word.folded == form.folded && !word.is_accented());
    is_joined && (is_exact || is_plain)
}

#[cfg(test)]
mod tests {
    use super::analyze;

    #[test]
    fn words_have_both_faces_and_their_place() {
        let text = "Ủy ban, số 05/QĐ-UBND";
        let analysis = analyze(text);
        let faces: Vec<_> = analysis
            .words
            .iter()
            .map(|w| (w.exact.as_str(), w.folded.as_str(), w.joined))
            .collect();
        assert_eq!(
            faces,
            [
                ("uỷ", "uy", true),
                ("ban", "ban", true),
                ("số", "so", false),
                ("5", "5", true),
                ("qđ", "qd", true),
                ("ubnd", "ubnd", true)
            ]
        );
        let number = &analysis.words[3];
        assert_eq!(&text[number.from..number.to], "05");
    }

    #[test]
    fn abbreviations_read_both_ways() {
        let short = analyze("gửi UBND tỉnh");
        assert_eq!(short.readings.len(), 1);
        assert_eq!(short.readings[0].words.len(), 4);
        let long = analyze("Uỷ ban nhân dân tỉnh");
        assert_eq!(long.readings[0].words[0].exact, "ubnd");
        assert_eq!((long.readings[0].first, long.readings[0].last), (0, 3));
        assert!(analyze("ủy ban, nhân dân").readings.is_empty());
    }
}
