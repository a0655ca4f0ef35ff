//! Kinds of documents and degrees of urgency as people write them in the box.

use super::chip::Condition;
use super::piece::Piece;
use crate::text::fold::fold;
use crate::text::tone::canonical;

/// The kinds of Decree 30/2020, Article 7, and those of legal normative documents.
pub const KINDS: [&str; 39] = [
    "Nghị quyết",
    "Quyết định",
    "Chỉ thị",
    "Quy chế",
    "Quy định",
    "Thông cáo",
    "Thông báo",
    "Hướng dẫn",
    "Chương trình",
    "Kế hoạch",
    "Phương án",
    "Đề án",
    "Dự án",
    "Báo cáo",
    "Biên bản",
    "Tờ trình",
    "Hợp đồng",
    "Công điện",
    "Bản ghi nhớ",
    "Bản thỏa thuận",
    "Giấy ủy quyền",
    "Giấy mời",
    "Giấy giới thiệu",
    "Giấy nghỉ phép",
    "Phiếu gửi",
    "Phiếu chuyển",
    "Phiếu báo",
    "Công văn",
    "Thư công",
    "Luật",
    "Bộ luật",
    "Pháp lệnh",
    "Lệnh",
    "Nghị định",
    "Thông tư",
    "Thông tư liên tịch",
    "Nghị quyết liên tịch",
    "Hiến pháp",
    "Kết luận",
];

/// Grades of state secrets (Law on the Protection of State Secrets, Article 8), none first.
pub const SECRECIES: [&str; 4] = ["Không mật", "Mật", "Tối mật", "Tuyệt mật"];

/// The name of a grade of secrecy.
pub(super) fn secrecy_name(grade: u8) -> &'static str {
    SECRECIES[usize::from(grade).min(SECRECIES.len() - 1)]
}

/// The grade of secrecy whose name is written.
pub(super) fn secrecy_named(name: &str) -> Option<u8> {
    let wanted = fold(&words(name));
    (0..)
        .zip(SECRECIES)
        .find(|(_, known)| fold(&words(known)) == wanted)
        .map(|(grade, _)| grade)
}

/// The kind whose name is written, with or without accents.
#[must_use]
pub fn kind_named(name: &str) -> Option<&'static str> {
    let wanted = words(name);
    KINDS.into_iter().find(|kind| words(kind) == wanted).or_else(|| {
        let folded = fold(&wanted);
        KINDS.into_iter().find(|kind| fold(&words(kind)) == folded)
    })
}

fn words(name: &str) -> String {
    name.split_whitespace()
        .map(|word| canonical(&word.to_lowercase()))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Words after which a kind at the beginning of the box is meant as one: "công văn của ..", "quyết định 15".
const AFTER_A_KIND: [&str; 11] = [
    "so", "cua", "do", "ngay", "thang", "nam", "ve", "v", "tu", "hoa", "thuong",
];

/// Short forms of kinds in lower case: those of Decree 30/2020, Annex III, and of legal normative documents.
const SHORT_FORMS: [(&str, &str); 29] = [
    ("nq", "Nghị quyết"),
    ("qđ", "Quyết định"),
    ("ct", "Chỉ thị"),
    ("qc", "Quy chế"),
    ("qyđ", "Quy định"),
    ("tc", "Thông cáo"),
    ("tb", "Thông báo"),
    ("hd", "Hướng dẫn"),
    ("ctr", "Chương trình"),
    ("kh", "Kế hoạch"),
    ("pa", "Phương án"),
    ("đa", "Đề án"),
    ("da", "Dự án"),
    ("bc", "Báo cáo"),
    ("bb", "Biên bản"),
    ("ttr", "Tờ trình"),
    ("hđ", "Hợp đồng"),
    ("cđ", "Công điện"),
    ("guq", "Giấy ủy quyền"),
    ("gm", "Giấy mời"),
    ("ggt", "Giấy giới thiệu"),
    ("gnp", "Giấy nghỉ phép"),
    ("pg", "Phiếu gửi"),
    ("pc", "Phiếu chuyển"),
    ("pb", "Phiếu báo"),
    ("cv", "Công văn"),
    ("nđ", "Nghị định"),
    ("tt", "Thông tư"),
    ("kl", "Kết luận"),
];

/// Reads a short form of a kind before a number or an urgency: "cv 1668", "QĐ số 15", "cv hỏa tốc". Anywhere else it may be
/// anything.
fn read_short(pieces: &[Piece]) -> Option<(Condition, usize)> {
    let next = pieces.get(1)?;
    let is_meant = next.number().is_some()
        || read_urgency(&pieces[1..], false).is_some()
        || next.folded() == Some("so") && pieces.get(2).is_some_and(|piece| piece.number().is_some());
    let typed = pieces.first()?.exact().filter(|_| is_meant)?;
    let named = |(short, _): &&(&str, &str)| *short == typed;
    let folded = |(short, _): &&(&str, &str)| fold(short) == typed;
    let found = SHORT_FORMS.iter().find(named);
    let (_, kind) = found.or_else(|| SHORT_FORMS.iter().find(folded))?;
    Some((Condition::Kind((*kind).to_owned()), 1))
}

/// Reads a kind at the beginning of the box, where what follows shows that it is meant as one.
pub(super) fn read(pieces: &[Piece]) -> Option<(Condition, usize)> {
    if let Some(short) = read_short(pieces) {
        return Some(short);
    }
    (1..=4.min(pieces.len())).rev().find_map(|length| {
        let name = joined(&pieces[..length])?;
        let kind = KINDS.into_iter().find(|kind| {
            let kind = words(kind);
            kind == name || fold(&kind) == name
        })?;
        let follows = pieces.get(length);
        let is_meant = follows.is_none_or(|next| {
            next.number().is_some() || next.folded().is_some_and(|word| AFTER_A_KIND.contains(&word))
        });
        is_meant.then(|| (Condition::Kind(kind.to_owned()), length))
    })
}

/// Reads an urgency anywhere in the box.
pub(super) fn read_urgency(pieces: &[Piece], is_first: bool) -> Option<(Condition, usize)> {
    let urgency = |name: &str, taken| Some((Condition::Urgency(name.to_owned()), taken));
    match exact_words::<4>(pieces).as_slice() {
        ["hoả" | "hoa", "tốc" | "toc", "hẹn" | "hen", "giờ" | "gio", ..] => {
            urgency("Hỏa tốc hẹn giờ", 4)
        }
        ["hoả" | "hoa", "tốc" | "toc", ..] => urgency("Hỏa tốc", 2),
        ["thượng" | "thuong", "khẩn" | "khan", ..] => urgency("Thượng khẩn", 2),
        ["độ", "khẩn", ..] if pieces.len() == 2 => urgency("Khẩn", 2),
        ["khẩn"] if !is_first => urgency("Khẩn", 1),
        _ => None,
    }
}

fn exact_words<const N: usize>(pieces: &[Piece]) -> Vec<&str> {
    pieces.iter().take(N).map_while(Piece::exact).collect()
}

fn joined(pieces: &[Piece]) -> Option<String> {
    let words: Option<Vec<&str>> = pieces.iter().map(Piece::exact).collect();
    Some(words?.join(" "))
}
