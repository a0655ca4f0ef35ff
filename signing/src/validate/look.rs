//! The pages of a signed revision, drawn, against those of the file as it is now.
//!
//! What later revisions change is judged object by object elsewhere. Drawing holds that judgement against a second reader of
//! the file: a page that comes out differently was changed, however the change was made.

use std::cell::{Cell, OnceCell};

use super::options::Options;
use crate::syntax::PdfFile;

/// Signed revisions of one file that are drawn, at most.
const MAX_DRAWN: usize = 8;

/// Draws the newest revision once, however many signatures are held against it.
pub(crate) struct Looks<'f> {
    bytes: &'f [u8],
    options: &'f Options,
    now: OnceCell<Option<Vec<[u8; 32]>>>,
    drawn: Cell<usize>,
}

impl<'f> Looks<'f> {
    pub(crate) fn of(file: &PdfFile<'f>, options: &'f Options) -> Self {
        Self {
            bytes: file.bytes,
            options,
            now: OnceCell::new(),
            drawn: Cell::new(0),
        }
    }

    /// The first page, counted from 1, that looks different from how it looked when the file ended here. Nothing is told
    /// where one of both cannot be drawn.
    pub(crate) fn changed_page(&self, end: usize) -> Option<usize> {
        let renderer = self.options.renderer.as_deref()?;
        self.drawn.set(self.drawn.get() + 1);
        if self.drawn.get() > MAX_DRAWN {
            return None;
        }
        let now = self.now.get_or_init(|| renderer.looks(self.bytes)).as_deref()?;
        let then = renderer.looks(self.bytes.get(..end)?)?;
        let same = then.iter().zip(now).take_while(|(then, now)| then == now).count();
        (same < then.len().max(now.len())).then_some(same + 1)
    }
}
