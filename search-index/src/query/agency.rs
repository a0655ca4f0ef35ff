//! Issuers and signers named in the running text of the box: "của Bộ Nội vụ", "người ký Nguyễn Văn A".

use super::chip::Condition;
use super::piece::Piece;

/// Words without accents with which the name of an agency begins.
const AGENCY_WORDS: [&str; 34] = [
    "bo", "so", "ubnd", "uy", "hdnd", "hoi", "chinh", "thu", "van", "cuc", "tong", "ban", "thanh", "tinh",
    "huyen", "dang", "phong", "vien", "truong", "kho", "bao", "cong", "toa", "chi", "quoc", "hai", "vpcp",
    "ttcp", "tand", "vksnd", "mat", "lien", "doan", "bch",
];

/// Words no name goes on with, as they are typed.
const NAME_ENDS: [&str; 10] = [
    "ngày", "tháng", "năm", "về", "ký", "từ", "đến", "trước", "sau", "ky",
];

/// Whether a name ends before a word; some words, typed without accents, only before certain others ("Hà Nam ban hành").
fn ends_name(word: &Piece, next: Option<&Piece>) -> bool {
    let is_number_next = next.is_some_and(|next| next.number().is_some());
    match (word.folded(), next.and_then(Piece::folded)) {
        (Some("ngay" | "thang" | "nam" | "quy" | "tu" | "den"), _) if is_number_next => true,
        (Some("nam"), Some("nay" | "ngoai")) | (Some("ban"), Some("hanh")) | (Some("hoa"), Some("toc")) => {
            true
        }
        _ => word.exact().is_some_and(|exact| NAME_ENDS.contains(&exact)),
    }
}

/// Reads "của ⟨agency⟩", "do ⟨agency⟩ ban hành", "người ký ⟨name⟩", "do ⟨name⟩ ký" at the beginning of the pieces.
pub(super) fn read(text: &str, pieces: &[Piece]) -> Option<(Condition, usize)> {
    let first = pieces.first()?.folded()?;
    let second = pieces.get(1)?.folded()?;
    if first == "nguoi" && second == "ky" {
        let end = name_end(text, pieces, 2)?;
        return Some((Condition::Signer(name(text, pieces, 2, end)), end));
    }
    if !matches!(first, "cua" | "do") {
        return None;
    }
    let end = name_end(text, pieces, 1)?;
    let following = |offset: usize| pieces.get(end + offset).and_then(Piece::folded);
    if first == "do" && following(0) == Some("ky") {
        return Some((Condition::Signer(name(text, pieces, 1, end)), end + 1));
    }
    if !AGENCY_WORDS.contains(&second) || end < 3 && !second.contains("nd") {
        return None;
    }
    let issuer = Condition::Issuer(name(text, pieces, 1, end));
    match (first, following(0), following(1)) {
        ("cua", ..) => Some((issuer, end)),
        ("do", Some("ban"), Some("hanh")) => Some((issuer, end + 2)),
        _ => None,
    }
}

/// Where a name that begins at `from` ends: at a sign, an operator, a number or a word no name goes on with.
fn name_end(text: &str, pieces: &[Piece], from: usize) -> Option<usize> {
    let mut end = from;
    while let Some(piece) = pieces.get(end) {
        let word = piece.folded();
        let is_parted =
            end > from && text[pieces[end - 1].to..piece.from].contains([',', ';', ':', '(', ')']);
        let is_end = end > from && ends_name(piece, pieces.get(end + 1));
        if word.is_none() || is_parted || is_end || (end > from && end > 9) {
            break;
        }
        end += 1;
    }
    (end > from).then_some(end)
}

fn name(text: &str, pieces: &[Piece], from: usize, end: usize) -> String {
    text[pieces[from].from..pieces[end - 1].to].to_owned()
}
