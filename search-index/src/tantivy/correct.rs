//! Nothing found: perhaps the input method was off, or a finger slipped. Only words of documents the actor may read
//! are ever proposed.

use super::collect::Gather;
use super::plan::Accents;
use super::search::{Asking, Found, text, texts};
use super::{generation, tokens};
use crate::Error;
use crate::query::{Expression, Parsed};
use crate::text::keystrokes::decode;
use crate::text::spelling::one_keystroke_away;
use crate::text::{Word, analyze};

/// Words of a query that are tried to be corrected.
const MOST_SLIPS: usize = 3;

/// Longer questions are not corrected word by word.
const LONGEST: usize = 12;

/// Readable documents after which a candidate is as good as any.
const ENOUGH: u64 = 1_000;

/// Candidates tried for each.
const MOST_CANDIDATES: usize = 8;

impl Asking<'_> {
    /// Searches for what Telex or VNI keystrokes were meant for, if some words are such.
    pub(super) fn with_keys_decoded(&self, parsed: &Parsed) -> Result<Option<Found>, Error> {
        let mut decoded = parsed.clone();
        let mut has_keys = false;
        for word in &mut decoded.expression.words {
            if let Some(meant) = decode(&word.exact) {
                replace(word, &meant);
                has_keys = true;
            }
        }
        if !has_keys {
            return Ok(None);
        }
        let notice = format!("Đã tìm “{}”", shown(&decoded.expression));
        let found = self.attempt(decoded, Accents::AsTyped)?;
        Ok((found.gathered.total > 0).then(|| found.noticed(notice)))
    }

    /// Searches with one keystroke changed in each word that no readable document holds.
    pub(super) fn corrected(&self, parsed: &Parsed) -> Result<Option<Found>, Error> {
        if parsed.expression.words.len() > LONGEST {
            return Ok(None);
        }
        let mut corrected = parsed.clone();
        let mut slips = 0;
        for at in (0..parsed.expression.words.len()).rev() {
            let word = &parsed.expression.words[at];
            if slips == MOST_SLIPS
                || tokens::is_number(&word.exact)
                || self.is_readable(std::slice::from_ref(word))?
            {
                continue;
            }
            slips += 1;
            let Some(words) = self.best_candidate(&corrected.expression, at)? else {
                return Ok(None);
            };
            corrected.expression.words.splice(at..=at, words);
        }
        if slips == 0 {
            return Ok(None);
        }
        let found = self.attempt(corrected, Accents::Any)?;
        if found.gathered.total == 0 {
            return Ok(None);
        }
        let notice = format!("Đã tìm “{}”", self.as_written(&found)?);
        Ok(Some(found.noticed(notice)))
    }

    /// The candidate for a word that, with the words around it, most readable documents hold.
    fn best_candidate(&self, expression: &Expression, at: usize) -> Result<Option<Vec<Word>>, Error> {
        let mut candidates = Vec::new();
        for candidate in one_keystroke_away(&expression.words[at].folded) {
            let words = analyze(&candidate).words;
            let mut frequency = u64::MAX;
            for word in &words {
                let term = tantivy::Term::from_field_text(self.fields.words, &tokens::folded(&word.folded));
                frequency = frequency.min(self.searcher.doc_freq(&term)?);
            }
            if frequency > 0 {
                candidates.push((frequency, words));
            }
        }
        candidates.sort_by_key(|(frequency, _)| std::cmp::Reverse(*frequency));
        // Whatever stands with its neighbours comes before what does not, however frequent.
        let mut best: Option<((bool, u64), Vec<Word>)> = None;
        for (_, words) in candidates.into_iter().take(MOST_CANDIDATES) {
            let from = at.saturating_sub(1);
            let mut around = expression.words[from..(at + 2).min(expression.words.len())].to_vec();
            around.splice(at - from..=at - from, words.clone());
            let mut standing = (true, self.count(&around, ENOUGH)?);
            if standing.1 == 0 {
                // The neighbours may be slips too.
                standing = (false, u64::from(self.is_readable(&words)?));
            }
            if standing.1 > 0 && best.as_ref().is_none_or(|(most, _)| standing > *most) {
                best = Some((standing, words));
            }
        }
        Ok(best.map(|(_, words)| words))
    }

    fn is_readable(&self, words: &[Word]) -> Result<bool, Error> {
        Ok(self.count(words, 1)? > 0)
    }

    /// How many documents the actor may read hold all the words, whatever their accents; counting stops in each
    /// segment when there are `enough`.
    fn count(&self, words: &[Word], enough: u64) -> Result<u64, Error> {
        let gather = Gather {
            enough,
            ..Gather::newest(0, &self.caches.columns)
        };
        let parsed = Parsed {
            expression: Expression {
                words: words.to_vec(),
                ..Expression::default()
            },
            ..Parsed::default()
        };
        Ok(self.gather(&parsed, Accents::Any, &gather)?.total)
    }

    /// The searched words with the accents they have in the best hit.
    fn as_written(&self, found: &Found) -> Result<String, Error> {
        let Some((_, address)) = found.gathered.page.first() else {
            return Ok(shown(&found.parsed.expression));
        };
        let document = generation::stored(&self.searcher, *address)?;
        let mut written = text(&document, self.fields.title).unwrap_or_default().to_owned();
        for page in texts(&document, self.fields.page).take(20) {
            written.push_str(" . ");
            written.push_str(page);
        }
        let words = analyze(&written).words;
        let wanted = &found.parsed.expression.words;
        let together = words
            .windows(wanted.len().max(1))
            .find(|run| run.iter().zip(wanted).all(|(a, b)| a.folded == b.folded));
        let written = |word: &Word| {
            let there = words.iter().find(|there| there.folded == word.folded);
            there.map_or_else(|| word.folded.clone(), |there| there.exact.clone())
        };
        Ok(match together {
            Some(run) => run
                .iter()
                .map(|word| word.exact.clone())
                .collect::<Vec<_>>()
                .join(" "),
            None => wanted.iter().map(written).collect::<Vec<_>>().join(" "),
        })
    }
}

fn replace(word: &mut Word, meant: &str) {
    meant.clone_into(&mut word.exact);
    word.folded = crate::text::fold(meant);
}

fn shown(expression: &Expression) -> String {
    expression
        .words
        .iter()
        .map(|word| word.exact.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}
