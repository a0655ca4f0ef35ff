use super::{Found, Page, Piece, page::around};
use crate::{DocumentKind, NumberSymbol, fold::folded};

/// The kind: the name printed in the middle; else what the symbol says; else công văn, which prints no name.
pub(super) fn kind(
    page: &Page,
    number_symbol: Option<&Found<NumberSymbol>>,
    number: Option<&Piece>,
) -> Option<Found<DocumentKind>> {
    if let Some((piece, kind)) = name_piece(page) {
        return Some(piece.found(kind));
    }
    let read = number_symbol?;
    if let Some(kind) = read
        .value
        .symbol
        .groups()
        .find_map(DocumentKind::from_abbreviation)
    {
        return Some(Found {
            value: kind,
            place: read.place,
        });
    }
    let about = about_piece(page, number);
    let place = about.map_or(read.place, |piece| piece.place);
    let is_letter = about.is_some() || read.value.symbol.groups().count() == 2;
    is_letter.then_some(Found {
        value: DocumentKind::Letter,
        place,
    })
}

/// The line in capitals that is the name of a kind and nothing else.
fn name_piece(page: &Page) -> Option<(&Piece, DocumentKind)> {
    let limit = page.height * 0.55;
    page.pieces
        .iter()
        .filter(|piece| piece.top() < limit && piece.is_upper())
        .find_map(|piece| {
            let named = |kind: &&DocumentKind| folded(kind.label()) == piece.folded;
            DocumentKind::ALL.iter().find(named).map(|kind| (piece, *kind))
        })
}

/// The line that begins with "V/v" below the number.
fn about_piece<'a>(page: &'a Page, number: Option<&Piece>) -> Option<&'a Piece> {
    let from = number.map_or(0.0, Piece::top);
    page.pieces
        .iter()
        .find(|piece| piece.top() >= from && piece.folded.starts_with("v/v"))
}

/// The subject: below the name of the kind, or after "V/v" below the number.
pub(super) fn subject(page: &Page, number: Option<&Piece>) -> Option<Found<String>> {
    if let Some((name, _)) = name_piece(page) {
        return below_name(page, name);
    }
    let first = about_piece(page, number)?;
    let lines = following(page, first, |piece| page.is_left(piece));
    let text = joined(&lines);
    let text = text
        .get("V/v".len()..)
        .unwrap_or_default()
        .trim_start_matches([':', ' ']);
    let mut letters = text.chars();
    // "V/v" goes, so the subject begins anew.
    let value: String = letters.next()?.to_uppercase().chain(letters).collect();
    Some(Found {
        value,
        place: around(&lines)?,
    })
}

fn below_name(page: &Page, name: &Piece) -> Option<Found<String>> {
    let is_centred = |piece: &Piece| (piece.middle() - page.width / 2.0).abs() < page.width * 0.2;
    let first = page.pieces.iter().find(|piece| {
        piece.top() > name.top()
            && is_centred(piece)
            && !piece.is_rule()
            && piece.top() - name.bottom() < name.place.height * 3.0
    })?;
    if ends_subject(first) {
        return None;
    }
    let lines = following(page, first, is_centred);
    Some(Found {
        value: joined(&lines),
        place: around(&lines)?,
    })
}

/// The first piece and those that follow it closely, until the subject ends.
fn following<'a>(page: &'a Page, first: &'a Piece, belongs: impl Fn(&Piece) -> bool) -> Vec<&'a Piece> {
    let mut lines = vec![first];
    let mut last = first;
    for piece in page
        .pieces
        .iter()
        .filter(|piece| piece.top() > first.top() && belongs(piece))
    {
        let gap = piece.top() - last.bottom();
        if piece.is_rule() || ends_subject(piece) || gap > last.place.height || lines.len() == 12 {
            break;
        }
        lines.push(piece);
        last = piece;
    }
    lines
}

fn ends_subject(piece: &Piece) -> bool {
    let starts = ["can cu", "kinh gui", "dieu 1", "xet ", "thuc hien ", "so:"];
    piece.is_upper() && piece.text.chars().count() > 3
        || starts.iter().any(|start| piece.folded.starts_with(start))
}

fn joined(lines: &[&Piece]) -> String {
    lines
        .iter()
        .map(|line| line.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}
