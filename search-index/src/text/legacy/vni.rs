//! VNI for Windows: a base letter followed by a character that stands for its mark.

/// The character after the base letter, and the combining marks it stands for.
const MARKS: [(char, &str); 23] = [
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
    ('ü', "\u{306}\u{303}"),
    ('ë', "\u{306}\u{323}"),
    ('Ù', "\u{301}"),
    ('Ø', "\u{300}"),
    ('Û', "\u{309}"),
    ('Õ', "\u{303}"),
    ('Ï', "\u{323}"),
    ('Â', "\u{302}"),
];

/// The other marks in upper case.
const UPPER_MARKS: [(char, &str); 11] = [
    ('Á', "\u{302}\u{301}"),
    ('À', "\u{302}\u{300}"),
    ('Å', "\u{302}\u{309}"),
    ('Ã', "\u{302}\u{303}"),
    ('Ä', "\u{302}\u{323}"),
    ('Ê', "\u{306}"),
    ('É', "\u{306}\u{301}"),
    ('È', "\u{306}\u{300}"),
    ('Ú', "\u{306}\u{309}"),
    ('Ü', "\u{306}\u{303}"),
    ('Ë', "\u{306}\u{323}"),
];

/// Letters that stand alone.
const LETTERS: [(char, &str); 16] = [
    ('ñ', "đ"),
    ('Ñ', "Đ"),
    ('ö', "ư"),
    ('Ö', "Ư"),
    ('ô', "ơ"),
    ('Ô', "Ơ"),
    ('í', "í"),
    ('ì', "ì"),
    ('æ', "ỉ"),
    ('ó', "ĩ"),
    ('ò', "ị"),
    ('Í', "Í"),
    ('Ì', "Ì"),
    ('Æ', "Ỉ"),
    ('Ó', "Ĩ"),
    ('Ò', "Ị"),
];

/// Every letter with its marks; what follows no vowel stands for itself.
pub(super) fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut may_take_mark = false;
    for c in text.chars() {
        let mark = MARKS
            .iter()
            .chain(&UPPER_MARKS)
            .find(|(shown, _)| *shown == c)
            .filter(|_| may_take_mark);
        if let Some((_, marks)) = mark {
            decoded.push_str(marks);
            may_take_mark = false;
        } else if let Some((_, letter)) = LETTERS.iter().find(|(shown, _)| *shown == c) {
            decoded.push_str(letter);
            may_take_mark = matches!(c, 'ö' | 'Ö' | 'ô' | 'Ô');
        } else {
            decoded.push(c);
            may_take_mark = matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'o' | 'u' | 'y' | 'i');
        }
    }
    decoded
}
