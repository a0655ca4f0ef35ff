use time::{Date, Month};

use super::{Found, Page, Piece};
use crate::NumberSymbol;

/// The head of a document ends above this share of the first page.
const HEAD: f32 = 0.45;

fn head(page: &Page) -> impl Iterator<Item = &Piece> {
    let limit = page.height * HEAD;
    page.pieces.iter().filter(move |piece| piece.top() < limit)
}

/// The piece that begins with "Số".
pub(super) fn number_piece(page: &Page) -> Option<&Piece> {
    head(page).find(|piece| {
        let rest = piece.folded.strip_prefix("so");
        rest.is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.starts_with(':') || rest.starts_with(|c: char| c.is_ascii_digit() || c == '/' || c == '.')
        })
    })
}

/// The number and symbol after "Số:".
pub(super) fn number_symbol(page: &Page) -> Option<Found<NumberSymbol>> {
    let piece = number_piece(page)?;
    let text: String = piece.text.chars().skip("Số".chars().count()).collect();
    let text = text.trim_start_matches([':', ' ', '.']);
    // A head that was read across both columns goes on with the place and the date after the symbol.
    let (number, rest) = text.split_once('/')?;
    let mut symbol = String::new();
    for word in rest.split(' ') {
        let continues = symbol.is_empty() || symbol.ends_with(['-', '/']) || word.starts_with(['-', '/']);
        if !continues {
            break;
        }
        symbol.push_str(word);
    }
    let value = NumberSymbol {
        number: number.parse().ok()?,
        symbol: symbol.trim_end_matches([',', '.', ';']).parse().ok()?,
    };
    Some(piece.found(value))
}

/// The date after the place name: "Ninh Bình, ngày 05 tháng 3 năm 2026".
pub(super) fn date(page: &Page) -> Option<Found<Date>> {
    head(page).find_map(|piece| date_in(&piece.folded).map(|date| piece.found(date)))
}

/// Reads "ngày 5 tháng 3 năm 2026" without its accents.
fn date_in(folded: &str) -> Option<Date> {
    let (day, month, year) = filled_in(folded).or_else(|| filled_beside(folded))?;
    if !(1945..=2200).contains(&year) {
        return None;
    }
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
}

/// The numbers, each behind its word.
fn filled_in(folded: &str) -> Option<(u32, u32, u32)> {
    let (day, rest) = number_after(folded, "ngay")?;
    let (month, rest) = number_after(rest, "thang")?;
    let (year, _) = number_after(rest, "nam")?;
    Some((day, month, year))
}

/// Numbers that were filled into form fields are pieces of their own, read after the words between them: "ngày tháng năm 05
/// 3 2026".
fn filled_beside(folded: &str) -> Option<(u32, u32, u32)> {
    let words = folded.split_whitespace().skip_while(|word| *word != "ngay");
    let mut rest = words.collect::<Vec<_>>().into_iter();
    if [rest.next()?, rest.next()?, rest.next()?] != ["ngay", "thang", "nam"] {
        return None;
    }
    let mut number = || rest.next()?.parse().ok();
    Some((number()?, number()?, number()?))
}

/// The number that follows the word at once, and what comes after it.
fn number_after<'a>(text: &'a str, word: &str) -> Option<(u32, &'a str)> {
    let start = text.find(word)? + word.len();
    let rest = text[start..].trim_start_matches([' ', '.', ':']);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Some((rest[..end].parse().ok()?, &rest[end..]))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn dates_are_read_as_they_are_printed() {
        for (text, date) in [
            ("ninh binh, ngay 05 thang 3 nam 2026", Some(date!(2026 - 03 - 05))),
            ("ha noi, ngay 31 thang 12 nam 2025.", Some(date!(2025 - 12 - 31))),
            ("ninh binh, ngay thang nam 05 3 2026", Some(date!(2026 - 03 - 05))),
            ("ninh binh, ngay thang nam 05 3", None),
            ("ninh binh, ngay thang 3 nam 2026", None),
            ("ngay 31 thang 02 nam 2026", None),
            ("ngay 1 thang 1 nam 26", None),
        ] {
            assert_eq!(date_in(text), date, "{text}");
        }
    }
}
