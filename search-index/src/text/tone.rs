//! One place for the tone mark: `hòa` and `hoà`, `thúy` and `thuý`, `lý` and `lí` are the same word.

use super::syllable::Syllable;

/// The word, in lower case, spelled the one way under which it is indexed.
///
/// The tone goes where its syllable wants it (`hòa` → `hoà`; `hoàn`, `suýt`, `huỳnh` are right already), and an
/// open syllable after h, k, l, m, s, t ends in y, not i (`kĩ` → `kỹ`). What is not a Vietnamese syllable stays.
#[must_use]
pub fn canonical(word: &str) -> String {
    // A word without any accent can only change in its last i.
    if word.is_ascii() && word.len() > 2 {
        return word.to_owned();
    }
    let Some(mut syllable) = Syllable::parse(word) else {
        return word.to_owned();
    };
    if let ['h' | 'k' | 'l' | 'm' | 's' | 't', last @ 'i'] = syllable.letters_mut() {
        *last = 'y';
    }
    syllable.spelled()
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn the_tone_has_one_place() {
        for (given, wanted) in [
            ("hòa", "hoà"),
            ("hoà", "hoà"),
            ("thúy", "thuý"),
            ("thuý", "thuý"),
            ("uỷ", "uỷ"),
            ("ủy", "uỷ"),
            ("hoàn", "hoàn"),
            ("hòan", "hoàn"),
            ("suýt", "suýt"),
            ("huỳnh", "huỳnh"),
            ("qúy", "quý"),
            ("quý", "quý"),
            ("già", "già"),
            ("gìa", "già"),
            ("gì", "gì"),
            ("của", "của"),
            ("mùa", "mùa"),
            ("nghĩa", "nghĩa"),
            ("ngoài", "ngoài"),
            ("khuỷu", "khuỷu"),
            ("tuyết", "tuyết"),
            ("ngừơi", "người"),
            ("kĩ", "kỹ"),
            ("lí", "lý"),
            ("công", "công"),
            ("ubnd", "ubnd"),
            ("café", "café"),
        ] {
            assert_eq!(canonical(given), wanted, "{given}");
        }
    }
}
