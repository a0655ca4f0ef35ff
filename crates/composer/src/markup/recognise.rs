//! What a line is, by how it begins.

use super::Problem;

/// A line with its mark taken off.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Recognised<'a> {
    Text(&'a str),
    Division { label: String, title: &'a str },
    Heading { level: u8, text: &'a str },
    Article { number: u32, text: &'a str },
    Clause { number: u32, text: &'a str },
    Point { letter: char, text: &'a str },
    Item { level: u8, text: &'a str },
}

/// The letters of điểm, in the order of the Vietnamese alphabet (Decree 30/2020, Annex I, II.6đ).
pub(crate) const POINT_LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// Recognises a trimmed, non-empty line.
pub(super) fn line(line: &str) -> Result<Recognised<'_>, Problem> {
    if let Some(rest) = line.strip_prefix('#') {
        return heading(rest);
    }
    if let Some(found) = division(line) {
        return Ok(found);
    }
    if let Some((number, text)) = line.strip_prefix("Điều ").and_then(ordinal) {
        return Ok(Recognised::Article {
            number: number?,
            text,
        });
    }
    if let Some((number, text)) = ordinal(line) {
        let number = number?;
        return if text.is_empty() {
            Err(Problem::Empty(format!("{number}.")))
        } else {
            Ok(Recognised::Clause { number, text })
        };
    }
    if let Some((letter, text)) = point(line) {
        return if text.is_empty() {
            Err(Problem::Empty(format!("{letter})")))
        } else {
            Ok(Recognised::Point { letter, text })
        };
    }
    for (mark, level) in [('-', 1), ('+', 2)] {
        if let Some(text) = line
            .strip_prefix(mark)
            .filter(|rest| rest.is_empty() || rest.starts_with(' '))
        {
            let text = text.trim();
            return if text.is_empty() {
                Err(Problem::Empty(mark.to_string()))
            } else {
                Ok(Recognised::Item { level, text })
            };
        }
    }
    Ok(Recognised::Text(line))
}

/// `# …`, `## …`; a heading that reads "Chương I …" is a division.
fn heading(rest: &str) -> Result<Recognised<'_>, Problem> {
    let text = rest.trim_start_matches('#');
    let level = 1 + rest.len() - text.len();
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Empty("#".repeat(level)));
    }
    if let Some(found) = division(text) {
        return Ok(found);
    }
    match u8::try_from(level) {
        Ok(level @ 1..=2) => Ok(Recognised::Heading { level, text }),
        _ => Err(Problem::HeadingTooDeep),
    }
}

/// "Chương II", "Chương II. Quy định chung", "Mục 1: …"; prose that merely begins so is no division.
fn division(line: &str) -> Option<Recognised<'_>> {
    let (word, rest) = ["Tiểu mục", "Phần", "Chương", "Mục"]
        .into_iter()
        .find_map(|word| Some((word, line.strip_prefix(word)?.strip_prefix(' ')?)))?;
    let is_roman = matches!(word, "Phần" | "Chương");
    let length = rest
        .chars()
        .take_while(|sign| is_ordinal_sign(*sign, is_roman))
        .count();
    let (ordinal, rest) = rest.split_at(length);
    if ordinal.is_empty() {
        return None;
    }
    let title = match rest.trim_start() {
        "" => "",
        rest => rest
            .strip_prefix(['.', ':'])
            .filter(|title| title.is_empty() || title.starts_with(' '))?
            .trim(),
    };
    Some(Recognised::Division {
        label: format!("{word} {ordinal}"),
        title,
    })
}

fn is_ordinal_sign(sign: char, is_roman: bool) -> bool {
    if is_roman {
        matches!(sign, 'I' | 'V' | 'X' | 'L' | 'C')
    } else {
        sign.is_ascii_digit()
    }
}

/// "12. text" gives 12 and "text"; the full stop must be followed by a space or the end.
fn ordinal(line: &str) -> Option<(Result<u32, Problem>, &str)> {
    let length = line.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = line.split_at(length);
    let text = rest.strip_prefix('.')?;
    if digits.is_empty() || !(text.is_empty() || text.starts_with(' ')) {
        return None;
    }
    let number = match digits.parse::<u32>() {
        Ok(number) if number < 10_000 => Ok(number),
        _ => Err(Problem::OrdinalTooLarge(digits.chars().take(12).collect())),
    };
    Some((number, text.trim()))
}

/// "a) text"; any lower-case letter, so that [`crate::check()`] can name the ones outside the alphabet.
fn point(line: &str) -> Option<(char, &str)> {
    let letter = line.chars().next().filter(|letter| letter.is_lowercase())?;
    let text = line.get(letter.len_utf8()..)?.strip_prefix(')')?;
    (text.is_empty() || text.starts_with(' ')).then(|| (letter, text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_need_an_ordinal_and_a_separator() {
        let title = |source| match line(source) {
            Ok(Recognised::Division { label, title }) => Some((label, title.to_owned())),
            _ => None,
        };
        assert_eq!(title("Chương II"), Some(("Chương II".into(), String::new())));
        assert_eq!(
            title("Mục 1. Quy định chung"),
            Some(("Mục 1".into(), "Quy định chung".into()))
        );
        assert_eq!(
            title("# Phần I: Tình hình"),
            Some(("Phần I".into(), "Tình hình".into()))
        );
        assert_eq!(title("Chương trình công tác"), None);
        assert_eq!(title("Phần lớn các sở"), None);
        assert_eq!(title("Mục 3 của Kế hoạch nêu rõ"), None);
    }

    #[test]
    fn figures_that_are_no_ordinals_are_text() {
        assert_eq!(line("1.200 hồ sơ"), Ok(Recognised::Text("1.200 hồ sơ")));
        assert_eq!(line("2026 là năm"), Ok(Recognised::Text("2026 là năm")));
        assert_eq!(line("-5 độ"), Ok(Recognised::Text("-5 độ")));
        assert!(matches!(line("99999999999. x"), Err(Problem::OrdinalTooLarge(_))));
    }
}
