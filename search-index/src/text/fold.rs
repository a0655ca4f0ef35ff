//! Taking the accents away.

/// The letter without its accents, in lower case; what is not Vietnamese comes back in lower case.
#[must_use]
pub fn fold_char(c: char) -> char {
    let lower = lower_char(c);
    match lower {
        'à' | 'á' | 'ả' | 'ã' | 'ạ' | 'ă' | 'ằ' | 'ắ' | 'ẳ' | 'ẵ' | 'ặ' | 'â' | 'ầ' | 'ấ' | 'ẩ' | 'ẫ'
        | 'ậ' => 'a',
        'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ' | 'ê' | 'ề' | 'ế' | 'ể' | 'ễ' | 'ệ' => 'e',
        'ì' | 'í' | 'ỉ' | 'ĩ' | 'ị' => 'i',
        'ò' | 'ó' | 'ỏ' | 'õ' | 'ọ' | 'ô' | 'ồ' | 'ố' | 'ổ' | 'ỗ' | 'ộ' | 'ơ' | 'ờ' | 'ớ' | 'ở' | 'ỡ'
        | 'ợ' => 'o',
        'ù' | 'ú' | 'ủ' | 'ũ' | 'ụ' | 'ư' | 'ừ' | 'ứ' | 'ử' | 'ữ' | 'ự' => 'u',
        'ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ' => 'y',
        'đ' => 'd',
        other => other,
    }
}

/// The letter in lower case, for letters whose lower case is one letter.
#[must_use]
pub fn lower_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    // Letters of Vietnamese come in pairs, the small one after the capital; the other ways are slower.
    let small = match c {
        'Ạ'..='ỹ' | 'Ă'..='ă' | 'Đ'..='đ' | 'Ĩ'..='ĩ' | 'Ũ'..='ũ' => u32::from(c) | 1,
        'Ơ' | 'Ư' => u32::from(c) + 1,
        'À'..='Ö' | 'Ø'..='Þ' => u32::from(c) + 0x20,
        'ß'..='ÿ' | 'ơ' | 'ư' => return c,
        _ => 0,
    };
    if let Some(small) = char::from_u32(small).filter(|_| small > 0) {
        return small;
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Normal text without accents, in lower case.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// Whether a lower-case letter carries an accent of Vietnamese.
#[must_use]
pub fn is_accented(c: char) -> bool {
    fold_char(c) != c
}

#[cfg(test)]
mod tests {
    use super::{fold, lower_char};

    #[test]
    fn small_letters_are_those_of_unicode() {
        for c in (0..0x2000).filter_map(char::from_u32) {
            let lower: Vec<char> = c.to_lowercase().collect();
            let expected = if let [one] = lower[..] { one } else { c };
            assert_eq!(lower_char(c), expected, "{c:?}");
        }
    }

    #[test]
    fn accents_go_and_letters_stay() {
        assert_eq!(fold("Nghị định số 30/2020/NĐ-CP"), "nghi dinh so 30/2020/nd-cp");
        assert_eq!(fold("ỨNG DỤNG Đường"), "ung dung duong");
    }
}
