//! The file as it was after one of its revisions.

use std::ops::Deref;
use std::rc::Rc;

use super::file::PdfFile;
use super::object::{Dictionary, Id, Object};
use super::section::Entry;

/// The object graph of one revision.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'f> {
    pub(crate) file: &'f PdfFile<'f>,
    pub(crate) revision: usize,
}

/// An object that is borrowed from its parent or shared with the file's store.
#[derive(Debug, Clone)]
pub(crate) enum Held<'o> {
    Borrowed(&'o Object),
    Shared(Rc<Object>),
}

impl Deref for Held<'_> {
    type Target = Object;

    fn deref(&self) -> &Object {
        match self {
            Self::Borrowed(object) => object,
            Self::Shared(object) => object,
        }
    }
}

impl Held<'_> {
    /// Keeps the object longer than its parent.
    pub(crate) fn keep(self) -> Rc<Object> {
        match self {
            Self::Borrowed(object) => Rc::new(object.clone()),
            Self::Shared(object) => object,
        }
    }
}

const NULL: Object = Object::Null;
/// References that lead to references, at most.
const MAX_HOPS: usize = 16;

impl<'f> View<'f> {
    /// The newest section this view sees.
    pub(crate) fn newest_section(&self) -> usize {
        self.file
            .revisions
            .get(self.revision)
            .map_or(0, |revision| revision.sections.end.saturating_sub(1))
    }

    /// The trailer in force.
    pub(crate) fn trailer(&self) -> &'f Dictionary {
        &self.file.sections[self.newest_section()].trailer
    }

    /// The object of that number; null when there is none (7.3.10).
    pub(crate) fn object(&self, id: Id) -> Rc<Object> {
        self.file
            .entry_object(id.number, self.newest_section())
            .unwrap_or_else(|| Rc::new(Object::Null))
    }

    /// Whether an object is listed as in use and cannot be read.
    pub(crate) fn is_broken(&self, id: Id) -> bool {
        let section = self.newest_section();
        let is_listed = self
            .file
            .locate(id.number, section)
            .is_some_and(|(_, entry)| entry != Entry::Free);
        is_listed && self.file.entry_object(id.number, section).is_none()
    }

    /// Follows references until something else comes.
    pub(crate) fn resolve<'o>(&self, object: &'o Object) -> Held<'o> {
        let Object::Reference(id) = object else {
            return Held::Borrowed(object);
        };
        let mut found = self.object(*id);
        for _ in 0..MAX_HOPS {
            let Object::Reference(next) = *found else {
                return Held::Shared(found);
            };
            found = self.object(next);
        }
        Held::Borrowed(&NULL)
    }

    /// The value of a key, resolved; null when it is missing.
    pub(crate) fn get<'o>(&self, dictionary: &'o Dictionary, key: &str) -> Held<'o> {
        dictionary
            .get(key)
            .map_or(Held::Borrowed(&NULL), |value| self.resolve(value))
    }

    /// The catalog.
    pub(crate) fn catalog(&self) -> Held<'f> {
        self.get(self.trailer(), "Root")
    }
}
