use super::{Found, Page, Piece};

/// Longest distance from the list of recipients down to the signer's name, in points.
const BLOCK: f32 = 320.0;

/// Who signed and as what: the name that closes the right half of the last page, and the capitals above it.
pub(super) fn signer(pages: &[Page]) -> Option<(Found<String>, Option<Found<String>>)> {
    pages.iter().rev().take(6).find_map(on_page)
}

fn on_page(page: &Page) -> Option<(Found<String>, Option<Found<String>>)> {
    let recipients = page
        .pieces
        .iter()
        .rfind(|piece| piece.folded.starts_with("noi nhan"));
    let right: Vec<&Piece> = page
        .pieces
        .iter()
        .filter(|piece| page.is_right(piece) && !piece.is_rule())
        .collect();
    let titles = |from: f32| {
        right
            .iter()
            .position(move |piece| piece.top() >= from && is_title(piece))
    };
    let first_title = match recipients {
        Some(recipients) => titles(recipients.top() - recipients.place.height * 1.5)?,
        None => right
            .iter()
            .position(|piece| piece.top() > page.height * 0.2 && is_title(piece))?,
    };
    let block = &right[first_title..];
    let top = block.first()?.top();
    let title: Vec<&Piece> = block
        .iter()
        .copied()
        .take_while(|piece| piece.is_upper())
        .collect();
    let name = block[title.len()..]
        .iter()
        .rfind(|piece| piece.top() - top < BLOCK && is_name(piece))?;
    // The last line is the signer's own office; those above tell in whose name.
    let title = title.last().map(|piece| piece.found(piece.text.clone()));
    Some((name.found(name.text.clone()), title))
}

/// "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "GIÁM ĐỐC": capitals that name an authority or an office.
fn is_title(piece: &Piece) -> bool {
    const OFFICES: &[&str] = &[
        "chu tich",
        "giam doc",
        "bo truong",
        "thu truong",
        "truong",
        "pho",
        "chanh",
        "cuc truong",
        "thu tuong",
        "bi thu",
        "hieu truong",
        "tong",
        "vien truong",
        "quyen",
        "chi cuc",
        "to truong",
        "doi truong",
    ];
    const AUTHORITIES: &[&str] = &["tm.", "kt.", "tl.", "tuq.", "q."];
    piece.is_upper()
        && (AUTHORITIES.iter().any(|mark| piece.folded.starts_with(mark))
            || OFFICES.iter().any(|office| piece.folded.starts_with(office)))
}

/// Two to six words, each with a capital, nothing but letters.
fn is_name(piece: &Piece) -> bool {
    let words: Vec<&str> = piece.text.split(' ').collect();
    let is_word = |word: &&str| {
        word.chars().all(char::is_alphabetic) && word.chars().next().is_some_and(char::is_uppercase)
    };
    (2..=6).contains(&words.len()) && words.iter().all(is_word) && !piece.is_upper()
}
