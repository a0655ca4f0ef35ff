//! The texts a thread analysed last: the fields of one document hold the same title and pages.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::text::{Analysis, analyze};

/// Bytes of text that are remembered: some eighty pages.
const MOST: usize = 256 * 1024;
/// Texts that are remembered, however short they are.
const TEXTS: usize = 128;

#[derive(Default)]
struct Recent {
    texts: VecDeque<(String, Rc<Analysis>)>,
    bytes: usize,
}

impl Recent {
    fn analysis(&mut self, text: &str) -> Rc<Analysis> {
        if let Some((_, known)) = self.texts.iter().rev().find(|(known, _)| known == text) {
            return Rc::clone(known);
        }
        let analysis = Rc::new(analyze(text));
        if text.len() <= MOST {
            self.bytes += text.len();
            self.texts.push_back((text.to_owned(), Rc::clone(&analysis)));
            while (self.bytes > MOST || self.texts.len() > TEXTS)
                && let Some((oldest, _)) = self.texts.pop_front()
            {
                self.bytes -= oldest.len();
            }
        }
        analysis
    }
}

/// The words of a text.
pub(super) fn analysis(text: &str) -> Rc<Analysis> {
    thread_local!(static RECENT: RefCell<Recent> = RefCell::default());
    RECENT.with_borrow_mut(|recent| recent.analysis(text))
}

#[cfg(test)]
mod tests {
    use super::{MOST, Recent, TEXTS};
    use crate::text::analyze;

    #[test]
    fn only_so_much_is_remembered_and_always_the_right_text() {
        let mut recent = Recent::default();
        for (round, length) in [(0, MOST / 500), (1, 1), (2, MOST / 900)] {
            for page in 0..200 {
                let text = format!("trang {page} ").repeat(length);
                assert_eq!(
                    *recent.analysis(&text),
                    analyze(&text),
                    "page {page}, round {round}"
                );
                assert!(recent.bytes <= MOST && recent.texts.len() <= TEXTS);
            }
        }
        let kept: usize = recent.texts.iter().map(|(text, _)| text.len()).sum();
        assert_eq!(kept, recent.bytes);
    }
}
