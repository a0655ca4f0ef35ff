use super::{Found, Page, Piece, page::around};

/// What names of agencies begin with, without accents. A line of the head that begins so starts a new name.
const BEGINNINGS: &[&str] = &[
    "uy ban",
    "ubnd",
    "hoi dong",
    "hdnd",
    "so ",
    "bo ",
    "cuc ",
    "chi cuc",
    "tong cuc",
    "van phong",
    "ban ",
    "truong ",
    "trung tam",
    "cong ty",
    "tong cong ty",
    "tap doan",
    "thanh tra",
    "chinh phu",
    "thu tuong",
    "quoc hoi",
    "chu tich",
    "vien ",
    "hoc vien",
    "bao hiem",
    "kho bac",
    "ngan hang",
    "phong ",
    "dang uy",
    "tinh uy",
    "thanh uy",
    "huyen uy",
    "doan ",
    "toa an",
    "cong an",
    "benh vien",
    "lien doan",
    "chi nhanh",
    "quy ",
    "dai hoc",
    "mat tran",
    "hoi ",
    "to ",
    "thue ",
    "hai quan",
    "buu dien",
    "bo chi huy",
    "bo tu lenh",
    "doi ",
    "xi nghiep",
    "nha ",
    "lien hiep",
];

/// Words after which a place name follows.
const BEFORE_PLACES: &[&str] = &["tỉnh", "huyện", "quận", "xã", "phường", "phố", "trấn"];
/// Words before a field of work, whose first word is a capital: "Sở Khoa học".
const BEFORE_FIELDS: &[&str] = &["sở", "bộ", "cục", "ban", "phòng", "và"];

/// The issuing agency: the last name in the left column above the number.
pub(super) fn issuer(page: &Page, number: Option<&Piece>) -> Option<Found<String>> {
    let number = number?;
    let above =
        |piece: &&Piece| page.is_left(piece) && piece.top() < number.top() && piece.top() < page.height * 0.4;
    let lines: Vec<&Piece> = page
        .pieces
        .iter()
        .filter(above)
        .filter(|piece| !piece.is_rule() && piece.is_upper())
        .collect();
    let start = lines
        .iter()
        .rposition(|line| begins_a_name(&line.folded))
        .unwrap_or(0);
    let name = lines.get(start..).filter(|name| !name.is_empty())?;
    let printed = name
        .iter()
        .map(|line| line.text.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    Some(Found {
        value: in_sentence_case(&printed),
        place: around(name)?,
    })
}

fn begins_a_name(folded: &str) -> bool {
    // "ỦY BAN NHÂN DÂN / TỈNH NINH BÌNH": the second line goes on with the name.
    BEGINNINGS.iter().any(|beginning| folded.starts_with(beginning))
}

/// "SỞ KHOA HỌC VÀ CÔNG NGHỆ" as it stands in running text: "Sở Khoa học và Công nghệ". A guess for the clerk to confirm.
fn in_sentence_case(printed: &str) -> String {
    let lower = printed.to_lowercase();
    let mut words: Vec<String> = Vec::new();
    let mut in_place = false;
    let mut after_field = false;
    let names_a_field = ["sở ", "bộ ", "cục ", "phòng "]
        .iter()
        .any(|word| lower.starts_with(word));
    for (at, word) in lower.split_whitespace().enumerate() {
        let starts_field = after_field && names_a_field;
        let keeps_capitals = matches!(word, "ubnd" | "hđnd" | "tnhh" | "mtv");
        let capital = at == 0 || in_place && !matches!(word, "tỉnh" | "huyện" | "và") || starts_field;
        words.push(if keeps_capitals {
            word.to_uppercase()
        } else if capital && word != "và" {
            capitalised(word)
        } else {
            word.to_owned()
        });
        if BEFORE_PLACES.contains(&word) {
            in_place = true;
        }
        after_field = BEFORE_FIELDS.contains(&word) && !in_place;
    }
    words.join(" ")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::in_sentence_case;

    #[test]
    fn printed_capitals_become_a_name_in_running_text() {
        for (printed, name) in [
            ("ỦY BAN NHÂN DÂN TỈNH NINH BÌNH", "Ủy ban nhân dân tỉnh Ninh Bình"),
            ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Sở Khoa học và Công nghệ"),
            ("UBND XÃ GIA VIỄN", "UBND xã Gia Viễn"),
            ("VĂN PHÒNG CHÍNH PHỦ", "Văn phòng chính phủ"),
        ] {
            assert_eq!(in_sentence_case(printed), name);
        }
    }
}
