//! Words as patterns both databases understand: a letter typed without accents stands for all its accented forms, and a tone
//! may stand on any vowel of its syllable, as people place it.

use sea_orm::{
    DbBackend,
    sea_query::{BinOper, Expr, ExprTrait as _, IntoColumnRef, SimpleExpr},
};
use search_index::text::{
    fold::{fold_char, is_accented},
    syllable::{Tone, is_vowel, split_tone, with_tone},
};

/// What parts words.
const BETWEEN: &str = "[^0-9A-Za-zÀ-ỹ]";

/// Every letter with an accent, in lower case.
const ACCENTED: &str = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";

/// That the words stand side by side in the column. The words are in lower case.
pub(super) fn stands(backend: DbBackend, column: impl IntoColumnRef, words: &[&str]) -> SimpleExpr {
    let words: Vec<String> = words.iter().map(|word| letters(word)).collect();
    let run = format!("{BETWEEN}{}{BETWEEN}", words.join(BETWEEN));
    // A blank on either side, so that the first and the last word end like the others.
    let within = Expr::val(" ")
        .binary(BinOper::Custom("||"), Expr::col(column))
        .binary(BinOper::Custom("||"), Expr::val(" "));
    if backend == DbBackend::Postgres {
        within.binary(BinOper::Custom("~"), Expr::val(run))
    } else {
        within.binary(BinOper::Custom("GLOB"), Expr::val(format!("*{run}*")))
    }
}

/// A class of letters for each letter of the word. Signs mean nothing in it: a word has letters and digits only.
fn letters(word: &str) -> String {
    let tone = word
        .chars()
        .map(|letter| split_tone(letter).1)
        .find(|tone| *tone != Tone::Level);
    let is_plain = !word.chars().any(is_accented);
    let ends_in_either = word.chars().count() == 2 && word.starts_with(['h', 'k', 'l', 'm', 's', 't']);
    let last = word.chars().count().saturating_sub(1);
    let class = |(at, letter): (usize, char)| {
        if !letter.is_alphanumeric() {
            return "?".to_owned();
        }
        let mut forms = forms(letter, tone, is_plain);
        // "kĩ" and "kỹ" are one word.
        let other = match split_tone(letter).0 {
            'i' => 'y',
            'y' => 'i',
            _ => '\0',
        };
        if at == last && ends_in_either && other != '\0' {
            forms.extend(self::forms(
                with_tone(other, split_tone(letter).1),
                tone,
                is_plain,
            ));
        }
        let upper: Vec<char> = forms.iter().flat_map(|form| form.to_uppercase()).collect();
        forms.extend(upper);
        let forms: String = forms.into_iter().collect();
        format!("[{forms}]")
    };
    word.chars().enumerate().map(class).collect()
}

/// What the letter may be in the text.
fn forms(letter: char, tone: Option<Tone>, is_plain: bool) -> Vec<char> {
    let (base, _) = split_tone(letter);
    if is_plain {
        let accented = ACCENTED.chars().filter(|form| fold_char(*form) == letter);
        std::iter::once(letter).chain(accented).collect()
    } else if !is_vowel(base) {
        vec![letter]
    } else if let Some(tone) = tone {
        vec![base, with_tone(base, tone)]
    } else {
        // Hats and hooks without a tone: half the accents.
        Tone::ALL.map(|tone| with_tone(base, tone)).to_vec()
    }
}
