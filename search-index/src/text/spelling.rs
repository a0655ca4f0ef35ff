//! Words one keystroke away from a word that finds nothing.

use super::syllable::is_syllable;

/// Vietnamese syllables without accents that differ from a word by one keystroke: one letter more, less, other, or two
/// swapped; and the two syllables of a missing blank. A candidate of two words has a blank between them.
#[must_use]
pub fn one_keystroke_away(word: &str) -> Vec<String> {
    if !word.is_ascii() || word.len() > 12 || word.is_empty() {
        return Vec::new();
    }
    let letters: Vec<char> = word.chars().collect();
    let mut candidates = Vec::new();
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        if let [dropped, rest @ ..] = after {
            candidates.push(joined(before, None, rest));
            if let [next, rest @ ..] = rest {
                candidates.push(before.iter().chain([next, dropped]).chain(rest).collect());
            }
            candidates.extend(
                ('a'..='z')
                    .filter(|c| c != dropped)
                    .map(|c| joined(before, Some(c), rest)),
            );
        }
        candidates.extend(('a'..='z').map(|c| joined(before, Some(c), after)));
    }
    candidates.retain(|candidate| candidate != word && is_syllable(candidate));
    for at in 1..letters.len() {
        let (first, second) = word.split_at(at);
        if is_syllable(first) && is_syllable(second) {
            candidates.push(format!("{first} {second}"));
        }
    }
    candidates.sort();
    candidates.dedup();
    candidates
}

fn joined(before: &[char], between: Option<char>, after: &[char]) -> String {
    before
        .iter()
        .copied()
        .chain(between)
        .chain(after.iter().copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::one_keystroke_away;

    #[test]
    fn slips_of_one_key_are_found() {
        for (typed, meant) in [
            ("nghj", "nghi"),
            ("qyuet", "quyet"),
            ("quet", "quyet"),
            ("dinnh", "dinh"),
            ("nghidinh", "nghi dinh"),
            ("thonh", "thong"),
        ] {
            assert!(
                one_keystroke_away(typed)
                    .iter()
                    .any(|candidate| candidate == meant),
                "{typed}"
            );
        }
        assert!(one_keystroke_away("2026").is_empty());
    }
}
