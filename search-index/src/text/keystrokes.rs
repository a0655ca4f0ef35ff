//! Telex and VNI keystrokes typed with the input method off: "quyeets ddinhj", "quye61t d9i5nh".

use super::syllable::{Syllable, Tone, is_syllable, is_vowel};

/// The word those keys were meant for, canonical, if the word is no Vietnamese syllable but its keys make one.
#[must_use]
pub fn decode(word: &str) -> Option<String> {
    let is_plain = word.is_ascii() && word.starts_with(|c: char| c.is_ascii_alphabetic());
    if !is_plain || word.len() < 3 || word.len() > 16 || is_syllable(word) {
        return None;
    }
    let has_digits = word.chars().any(|c| c.is_ascii_digit());
    let keys = if has_digits { vni } else { telex };
    let mut typed = Typed {
        letters: Vec::new(),
        tone: Tone::Level,
    };
    for key in word.chars() {
        keys(&mut typed, key.to_ascii_lowercase())?;
    }
    typed.into_word()
}

struct Typed {
    letters: Vec<char>,
    tone: Tone,
}

impl Typed {
    fn into_word(self) -> Option<String> {
        let plain: String = self.letters.iter().collect();
        let mut syllable = Syllable::parse(&plain)?;
        syllable.tone = self.tone;
        let letters = syllable.letters();
        let is_stopped = matches!(letters, [.., 'c' | 'p' | 't'] | [.., 'c', 'h']);
        // A syllable that ends in a stop has the rising or the heavy tone only.
        if self.letters.len() < 2 || is_stopped && !matches!(self.tone, Tone::Rising | Tone::Heavy) {
            return None;
        }
        Some(super::tone::canonical(&syllable.spelled()))
    }

    /// Changes the last of some letters, if there is one.
    fn mark(&mut self, pairs: &[(char, char)]) -> bool {
        let found = self.letters.iter_mut().rev().find_map(|letter| {
            let marked = pairs.iter().find(|(plain, _)| plain == letter)?.1;
            Some((letter, marked))
        });
        found.map(|(letter, marked)| *letter = marked).is_some()
    }

    /// Puts the horn on `uo` as a whole, or on the last o or u.
    fn horn(&mut self) -> bool {
        if let Some(at) = self.letters.windows(2).position(|two| two == ['u', 'o'])
            && !self.letters[..at].ends_with(&['q'])
        {
            self.letters[at] = 'ư';
            self.letters[at + 1] = 'ơ';
            return true;
        }
        self.mark(&[('o', 'ơ'), ('u', 'ư')])
    }

    fn has_vowel(&self) -> bool {
        self.letters.iter().any(|letter| is_vowel(*letter))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "of one shape with `vni`")]
fn telex(typed: &mut Typed, key: char) -> Option<()> {
    let tone = match key {
        's' => Some(Tone::Rising),
        'f' => Some(Tone::Falling),
        'r' => Some(Tone::Asking),
        'x' => Some(Tone::Tumbling),
        'j' => Some(Tone::Heavy),
        'z' => Some(Tone::Level),
        _ => None,
    };
    match (key, tone) {
        (_, Some(tone)) if typed.has_vowel() => typed.tone = tone,
        ('a', _) if typed.letters.contains(&'a') => _ = typed.mark(&[('a', 'â')]),
        ('e', _) if typed.letters.contains(&'e') => _ = typed.mark(&[('e', 'ê')]),
        ('o', _) if typed.letters.contains(&'o') => _ = typed.mark(&[('o', 'ô')]),
        ('d', _) if typed.letters.contains(&'d') => _ = typed.mark(&[('d', 'đ')]),
        ('w', _) => {
            let has_breve =
                typed.letters.last() == Some(&'a') || !typed.letters.iter().any(|c| matches!(c, 'o' | 'u'));
            let is_marked = has_breve && typed.mark(&[('a', 'ă')]) || typed.horn();
            if !is_marked {
                typed.letters.push('ư');
            }
        }
        (letter, _) => typed.letters.push(letter),
    }
    Some(())
}

fn vni(typed: &mut Typed, key: char) -> Option<()> {
    let is_done = match key {
        '1' => typed.set(Tone::Rising),
        '2' => typed.set(Tone::Falling),
        '3' => typed.set(Tone::Asking),
        '4' => typed.set(Tone::Tumbling),
        '5' => typed.set(Tone::Heavy),
        '6' => typed.mark(&[('a', 'â'), ('e', 'ê'), ('o', 'ô')]),
        '7' => typed.horn(),
        '8' => typed.mark(&[('a', 'ă')]),
        '9' => typed.mark(&[('d', 'đ')]),
        '0' => false,
        letter => {
            typed.letters.push(letter);
            true
        }
    };
    is_done.then_some(())
}

impl Typed {
    fn set(&mut self, tone: Tone) -> bool {
        self.tone = tone;
        self.has_vowel()
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn keys_become_the_words_they_were_meant_for() {
        for (typed, meant) in [
            ("quyeets", "quyết"),
            ("ddinhj", "định"),
            ("quye61t", "quyết"),
            ("d9i5nh", "định"),
            ("nghij", "nghị"),
            ("nguwowif", "người"),
            ("nguowif", "người"),
            ("ngu7o7i2", "người"),
            ("dduowngf", "đường"),
            ("banr", "bản"),
            ("trinhf", "trình"),
            ("thuees", "thuế"),
            ("vawn", "văn"),
            ("hopwj", "hợp"),
            ("a8n", "ăn"),
        ] {
            assert_eq!(decode(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn words_and_symbols_are_left_alone() {
        for word in [
            "quyet", "ban", "ubnd", "plans", "định", "1668", "sbn", "k65", "abc",
        ] {
            assert_eq!(decode(word), None, "{word}");
        }
    }
}
