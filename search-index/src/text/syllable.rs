//! The shape of a Vietnamese syllable: what may begin it, what may end it, and its tone.

use super::fold::fold_char;

/// The six tones; `Level` is written without a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// ngang
    Level,
    /// huyền
    Falling,
    /// sắc
    Rising,
    /// hỏi
    Asking,
    /// ngã
    Tumbling,
    /// nặng
    Heavy,
}

impl Tone {
    /// All six, in the order of the rows of `TONED`.
    pub const ALL: [Self; 6] = [
        Self::Level,
        Self::Falling,
        Self::Rising,
        Self::Asking,
        Self::Tumbling,
        Self::Heavy,
    ];
}

/// Every vowel letter with its six tones.
const TONED: [[char; 6]; 12] = [
    ['a', 'à', 'á', 'ả', 'ã', 'ạ'],
    ['ă', 'ằ', 'ắ', 'ẳ', 'ẵ', 'ặ'],
    ['â', 'ầ', 'ấ', 'ẩ', 'ẫ', 'ậ'],
    ['e', 'è', 'é', 'ẻ', 'ẽ', 'ẹ'],
    ['ê', 'ề', 'ế', 'ể', 'ễ', 'ệ'],
    ['i', 'ì', 'í', 'ỉ', 'ĩ', 'ị'],
    ['o', 'ò', 'ó', 'ỏ', 'õ', 'ọ'],
    ['ô', 'ồ', 'ố', 'ổ', 'ỗ', 'ộ'],
    ['ơ', 'ờ', 'ớ', 'ở', 'ỡ', 'ợ'],
    ['u', 'ù', 'ú', 'ủ', 'ũ', 'ụ'],
    ['ư', 'ừ', 'ứ', 'ử', 'ữ', 'ự'],
    ['y', 'ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ'],
];

/// Rows and columns of [`TONED`] by letter, plus one; 0 for what is not there. Two stretches of Unicode hold them all.
const PLACES: [u8; LATIN + VIETNAMESE] = places();

/// Letters before U+0200.
const LATIN: usize = 0x200;

/// Letters from U+1EA0 on.
const VIETNAMESE: usize = 0x60;

const fn places() -> [u8; LATIN + VIETNAMESE] {
    let mut places = [0; LATIN + VIETNAMESE];
    let mut at: u8 = 0;
    while at < 72 {
        if let Some(place) = place(TONED[at as usize / 6][at as usize % 6]) {
            places[place] = at + 1;
        }
        at += 1;
    }
    places
}

const fn place(letter: char) -> Option<usize> {
    match letter as usize {
        code @ 0..LATIN => Some(code),
        code @ 0x1EA0..0x1F00 => Some(code - 0x1EA0 + LATIN),
        _ => None,
    }
}

/// Letters of the longest syllable, `nghiêng`.
const LONGEST: usize = 7;

const ONSETS: [&str; 28] = [
    "", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph",
    "qu", "r", "s", "t", "th", "tr", "v", "x", "q",
];

const CODAS: [&str; 9] = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];

/// Nuclei, without accents, that may stand before a final consonant.
const CLOSED: [&str; 14] = [
    "a", "e", "i", "o", "u", "y", "ie", "ye", "oa", "oe", "ua", "ue", "uo", "uy",
];

/// Nuclei, without accents, that may end a syllable.
const OPEN: [&str; 40] = [
    "a", "e", "i", "o", "u", "y", "ai", "ao", "au", "ay", "eo", "eu", "ia", "iu", "oa", "oe", "oi", "ua",
    "ue", "ui", "uo", "uu", "uy", "oai", "oay", "oao", "oeo", "uay", "uoi", "uou", "uya", "uyu", "ieu",
    "yeu", "uau", "uao", "ueu", "uai", "uyt", "ya",
];

/// The letter without its tone, and the tone; the vowel's hat, breve or horn stays.
#[must_use]
pub fn split_tone(letter: char) -> (char, Tone) {
    if letter.is_ascii() {
        return (letter, Tone::Level);
    }
    if let Some(at) = place(letter).and_then(|place| PLACES[place].checked_sub(1)) {
        let (row, column) = (usize::from(at / 6), usize::from(at % 6));
        return (TONED[row][0], Tone::ALL[column]);
    }
    (letter, Tone::Level)
}

/// The vowel with a tone; what is not a vowel comes back as it is.
#[must_use]
pub fn with_tone(letter: char, tone: Tone) -> char {
    TONED
        .iter()
        .find(|row| row[0] == letter)
        .map_or(letter, |row| row[tone as usize])
}

/// Whether a letter without tone is a vowel.
#[must_use]
pub fn is_vowel(letter: char) -> bool {
    matches!(
        letter,
        'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y'
    )
}

/// A syllable taken apart; lengths count letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Syllable {
    letters: [char; LONGEST],
    length: usize,
    /// Where the nucleus begins, after the onset (`qu` and `gi` belong to the onset).
    pub nucleus: usize,
    /// Where the final consonant begins.
    pub coda: usize,
    /// The one tone.
    pub tone: Tone,
}

impl Syllable {
    /// Takes a word in lower case apart, if it has the shape of a Vietnamese syllable.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if word.len() > 24 || word.is_empty() {
            return None;
        }
        let mut tone = Tone::Level;
        let mut letters = [' '; LONGEST];
        let mut length = 0;
        for c in word.chars() {
            let (letter, its_tone) = split_tone(c);
            if its_tone != Tone::Level {
                if tone != Tone::Level {
                    return None;
                }
                tone = its_tone;
            }
            *letters.get_mut(length)? = letter;
            length += 1;
        }
        let whole = &letters[..length];
        let vowels_from = whole.iter().position(|c| is_vowel(*c))?;
        let coda = whole[vowels_from..]
            .iter()
            .position(|c| !is_vowel(*c))
            .map_or(length, |n| vowels_from + n);
        let nucleus = onset_end(whole, vowels_from, coda);
        let syllable = Self {
            letters,
            length,
            nucleus,
            coda,
            tone,
        };
        syllable.is_possible().then_some(syllable)
    }

    /// The same syllable with another tone.
    #[must_use]
    pub fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Letters in lower case without tone.
    #[must_use]
    pub fn letters(&self) -> &[char] {
        &self.letters[..self.length]
    }

    /// The same, to be changed.
    pub fn letters_mut(&mut self) -> &mut [char] {
        &mut self.letters[..self.length]
    }

    fn is_possible(&self) -> bool {
        let mut folded = [0; LONGEST];
        for (place, letter) in folded.iter_mut().zip(self.letters()) {
            let Ok(ascii) = u8::try_from(fold_char(*letter)) else {
                return false;
            };
            *place = ascii;
        }
        let Ok(folded) = std::str::from_utf8(&folded[..self.length]) else {
            return false;
        };
        let (onset, rest) = folded.split_at(self.nucleus);
        let (nucleus, coda) = rest.split_at(self.coda - self.nucleus);
        let nuclei: &[&str] = if coda.is_empty() { &OPEN } else { &CLOSED };
        let long = nucleus == "uye" && matches!(coda, "n" | "t");
        ONSETS.contains(&onset) && CODAS.contains(&coda) && (nuclei.contains(&nucleus) || long)
    }

    /// The word with its tone on the vowel where it belongs.
    #[must_use]
    pub fn spelled(&self) -> String {
        let place = self.tone_place();
        self.letters()
            .iter()
            .enumerate()
            .map(|(at, letter)| {
                if at == place {
                    with_tone(*letter, self.tone)
                } else {
                    *letter
                }
            })
            .collect()
    }

    /// The letter that carries the tone: the marked vowel, else the second of a closed or rounded nucleus.
    fn tone_place(&self) -> usize {
        let nucleus = &self.letters[self.nucleus..self.coda];
        if let Some(marked) = nucleus
            .iter()
            .rposition(|c| matches!(c, 'ă' | 'â' | 'ê' | 'ô' | 'ơ' | 'ư'))
        {
            return self.nucleus + marked;
        }
        let is_closed = self.coda < self.length;
        match nucleus {
            [_] => self.nucleus,
            ['o', 'a' | 'e'] | ['u', 'y'] | [_, _, _] => self.nucleus + 1,
            _ => self.nucleus + usize::from(is_closed),
        }
    }
}

/// Where the onset ends: `qu` and `gi` swallow a vowel letter when another follows.
fn onset_end(letters: &[char], vowels_from: usize, coda: usize) -> usize {
    let swallows = match &letters[..vowels_from] {
        ['q'] => letters[vowels_from] == 'u',
        ['g'] => letters[vowels_from] == 'i',
        _ => false,
    };
    if swallows && coda > vowels_from + 1 {
        vowels_from + 1
    } else {
        vowels_from
    }
}

/// Whether a word in lower case, with or without accents, has the shape of a Vietnamese syllable.
#[must_use]
pub fn is_syllable(word: &str) -> bool {
    Syllable::parse(word).is_some()
}

/// Whether the word carries a tone mark.
#[must_use]
pub fn has_tone(word: &str) -> bool {
    word.chars().any(|c| split_tone(c).1 != Tone::Level)
}

#[cfg(test)]
mod tests {
    use super::is_syllable;

    #[test]
    fn syllables_are_told_from_other_words() {
        for word in [
            "nghiêng", "quyết", "giá", "gì", "hoàn", "khuya", "người", "huỳnh", "nghi", "duong", "uỷ", "yêu",
        ] {
            assert!(is_syllable(word), "{word}");
        }
        for word in [
            "ubnd", "quyeets", "ddinhj", "hđnd", "plan", "xml", "strong", "dinhj", "tt", "abc",
        ] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
