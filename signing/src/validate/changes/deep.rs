//! Whether two objects of two revisions are the same with everything they lead to.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::Finding;
use super::drawing::Drawing;
use crate::syntax::{Dictionary, Held, Id, Object, Stream, View};

/// Findings told of one revision, at most.
const MAX_FINDINGS: usize = 200;

/// Two revisions side by side.
pub(crate) struct Comparison<'f> {
    pub(crate) old: View<'f>,
    pub(crate) new: View<'f>,
    pub(crate) findings: Vec<Finding>,
    /// Objects that are judged where they belong (pages, fields, catalog), so that ways back to them are not
    /// followed.
    pub(crate) judged_elsewhere: HashSet<u32>,
    /// Fields and widgets: judged with the form, but only where a way back to them is to be expected. A field that is
    /// a resource of a page as well (a shadow prepared before signing) is compared like any resource.
    pub(crate) fields: HashSet<u32>,
    /// The page an annotation stands on, as of before.
    pub(crate) pages: HashMap<u32, Id>,
    /// Annotations that stand on more than one page: what they cover is known of one only.
    pub(crate) on_several_pages: HashSet<u32>,
    /// What pages draw by themselves, as of before.
    drawings: HashMap<u32, Rc<Drawing>>,
    /// Pairs known to be the same.
    same: HashSet<(u32, u32)>,
}

/// Where a difference was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) object: Option<Id>,
    /// Whether the key it was reached by names fields or annotations.
    leads_back: bool,
}

/// Keys by which annotations, actions and structure elements name fields and widgets.
const BACK_KEYS: [&[u8]; 9] = [
    b"Parent", b"P", b"Obj", b"Popup", b"IRT", b"Kids", b"CO", b"T", b"Fields",
];

impl<'f> Comparison<'f> {
    pub(crate) fn new(old: View<'f>, new: View<'f>) -> Self {
        Self {
            old,
            new,
            findings: Vec::new(),
            judged_elsewhere: HashSet::new(),
            fields: HashSet::new(),
            pages: HashMap::new(),
            on_several_pages: HashSet::new(),
            drawings: HashMap::new(),
            same: HashSet::new(),
        }
    }

    /// The page an annotation stands on.
    pub(crate) fn page_of(&self, annotation: Option<Id>) -> Option<Id> {
        self.pages.get(&annotation?.number).copied()
    }

    /// What the page below an annotation drew before; none is drawn after the file has had more than its share.
    pub(crate) fn page_drawing(&mut self, annotation: Option<Id>) -> Option<Rc<Drawing>> {
        let page = self.page_of(annotation)?;
        if let Some(known) = self.drawings.get(&page.number) {
            return Some(Rc::clone(known));
        }
        let object = self.old.object(page);
        let drawing = Rc::new(Drawing::of_page(self.old, object.as_dictionary()?));
        self.drawings.insert(page.number, Rc::clone(&drawing));
        Some(drawing)
    }

    pub(crate) fn add(&mut self, finding: Finding) {
        if self.findings.len() < MAX_FINDINGS
            && !self
                .findings
                .iter()
                .any(|known| known.description == finding.description && known.object == finding.object)
        {
            self.findings.push(finding);
        }
    }

    pub(crate) fn forbid(&mut self, object: Option<Id>, description: impl Into<String>) {
        self.add(Finding::forbidden(object, description));
    }

    /// The first difference between two objects or what they lead to.
    pub(crate) fn difference(&mut self, old: &Object, new: &Object) -> Option<Difference> {
        self.difference_by(old, new, false)
    }

    /// The same for two annotations of a page; widgets of fields are judged with the form.
    pub(crate) fn difference_of_annotations(&mut self, old: &Object, new: &Object) -> Option<Difference> {
        self.difference_by(old, new, true)
    }

    fn difference_by(&mut self, old: &Object, new: &Object, leads_back: bool) -> Option<Difference> {
        let mut round = Round {
            fresh: Vec::new(),
            queue: Vec::new(),
        };
        let start = Difference {
            object: new.as_reference().or_else(|| old.as_reference()),
            leads_back,
        };
        let mut found = self.step(old, new, start, &mut round);
        while found.is_none() {
            let Some((old, new, at)) = round.queue.pop() else {
                break;
            };
            found = self.step_inside(&old, &new, at, &mut round);
        }
        if found.is_some() {
            for pair in round.fresh {
                self.same.remove(&pair);
            }
        }
        found
    }

    /// Whether two values of a key differ.
    pub(crate) fn key_differs(
        &mut self,
        old: &Dictionary,
        new: &Dictionary,
        key: &[u8],
    ) -> Option<Difference> {
        let null = Object::Null;
        let (before, after) = (old.get_bytes(key), new.get_bytes(key));
        let (before, after) = (before.unwrap_or(&null), after.unwrap_or(&null));
        self.difference_by(before, after, BACK_KEYS.contains(&key))
    }

    fn step(&mut self, old: &Object, new: &Object, at: Difference, round: &mut Round) -> Option<Difference> {
        if !self.new.file.may_step() {
            return Some(at);
        }
        if let (Object::Reference(old), Object::Reference(new)) = (old, new) {
            if old == new && self.is_judged_elsewhere(*old, at) {
                return None;
            }
            let pair = (old.number, new.number);
            if !self.same.insert(pair) {
                return None;
            }
            round.fresh.push(pair);
            let at = Difference {
                object: Some(*new),
                ..at
            };
            round
                .queue
                .push((self.old.object(*old), self.new.object(*new), at));
            return None;
        }
        if old.as_reference().is_some() || new.as_reference().is_some() {
            let at = Difference {
                object: new.as_reference().or(at.object),
                ..at
            };
            let (old, new) = (self.old.resolve(old).keep(), self.new.resolve(new).keep());
            // A reference to itself through a direct object cannot be: arrays and dictionaries end somewhere, but
            // a pair of direct and indirect forms may alternate, so the steps are counted.
            round.queue.push((old, new, at));
            return None;
        }
        self.step_inside(old, new, at, round)
    }

    fn step_inside(
        &mut self,
        old: &Object,
        new: &Object,
        at: Difference,
        round: &mut Round,
    ) -> Option<Difference> {
        match (old, new) {
            (Object::Reference(_), _) | (_, Object::Reference(_)) => self.step(old, new, at, round),
            (Object::Array(old), Object::Array(new)) if old.len() == new.len() => old
                .iter()
                .zip(new)
                .find_map(|(old, new)| self.step(old, new, at, round)),
            (Object::Dictionary(old), Object::Dictionary(new)) => self.dictionaries(old, new, at, round),
            (Object::Stream(old), Object::Stream(new)) => {
                if self.holds_same_bytes(old, new) {
                    self.dictionaries(&old.dictionary, &new.dictionary, at, round)
                } else {
                    Some(at)
                }
            }
            (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => {
                (old.as_number() != new.as_number()).then_some(at)
            }
            (old, new) => (old != new).then_some(at),
        }
    }

    /// The same bytes of the same length, also where the length is an object of its own that a revision may replace; in an
    /// encrypted file the number of the object decides what they mean.
    fn holds_same_bytes(&self, old: &Stream, new: &Stream) -> bool {
        let length = |view: View<'_>, stream: &Stream| view.get(&stream.dictionary, "Length").as_integer();
        self.old.file.encoded(old) == self.new.file.encoded(new)
            && length(self.old, old) == length(self.new, new)
            && (old.id == new.id || !self.new.file.is_encrypted())
    }

    fn dictionaries(
        &mut self,
        old: &Dictionary,
        new: &Dictionary,
        at: Difference,
        round: &mut Round,
    ) -> Option<Difference> {
        let null = Object::Null;
        for key in all_keys(old, new) {
            // The lengths were held against each other with the bytes.
            if key == b"Length" {
                continue;
            }
            let at = Difference {
                leads_back: BACK_KEYS.contains(&key),
                ..at
            };
            let (before, after) = (
                old.get_bytes(key).unwrap_or(&null),
                new.get_bytes(key).unwrap_or(&null),
            );
            if let Some(found) = self.step(before, after, at, round) {
                return Some(found);
            }
        }
        None
    }

    /// Only dictionaries are: a stream is always compared by its bytes.
    fn is_judged_elsewhere(&self, id: Id, at: Difference) -> bool {
        let number = &id.number;
        let is_expected =
            self.judged_elsewhere.contains(number) || (at.leads_back && self.fields.contains(number));
        is_expected
            && matches!(*self.old.object(id), Object::Dictionary(_))
            && matches!(*self.new.object(id), Object::Dictionary(_))
    }

    /// A value before and after.
    pub(crate) fn both<'o>(
        &self,
        old: &'o Dictionary,
        new: &'o Dictionary,
        key: &str,
    ) -> (Held<'o>, Held<'o>) {
        (self.old.get(old, key), self.new.get(new, key))
    }

    /// Whether this number was never in use before.
    pub(crate) fn is_new(&self, id: Id) -> bool {
        !self.old.file.was_ever_used(id.number, self.old.newest_section())
    }
}

/// Work of one comparison.
struct Round {
    fresh: Vec<(u32, u32)>,
    queue: Vec<(Rc<Object>, Rc<Object>, Difference)>,
}

/// The keys of both, each once.
pub(crate) fn all_keys<'o>(old: &'o Dictionary, new: &'o Dictionary) -> Vec<&'o [u8]> {
    let mut keys: Vec<&[u8]> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
