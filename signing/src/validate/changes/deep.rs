//! Whether two objects of two revisions are the same with everything they lead to.

use std::collections::HashSet;
use std::rc::Rc;

use super::Finding;
use crate::syntax::{Dictionary, Held, Id, Object, View};

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
    /// Pairs known to be the same.
    same: HashSet<(u32, u32)>,
}

/// Where a difference was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) object: Option<Id>,
}

impl<'f> Comparison<'f> {
    pub(crate) fn new(old: View<'f>, new: View<'f>) -> Self {
        Self {
            old,
            new,
            findings: Vec::new(),
            judged_elsewhere: HashSet::new(),
            same: HashSet::new(),
        }
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
        let mut round = Round {
            fresh: Vec::new(),
            queue: Vec::new(),
        };
        let start = Difference {
            object: new.as_reference().or_else(|| old.as_reference()),
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
        self.difference(
            old.get_bytes(key).unwrap_or(&null),
            new.get_bytes(key).unwrap_or(&null),
        )
    }

    fn step(&mut self, old: &Object, new: &Object, at: Difference, round: &mut Round) -> Option<Difference> {
        if !self.new.file.may_step() {
            return Some(at);
        }
        if let (Object::Reference(old), Object::Reference(new)) = (old, new) {
            if old == new && self.judged_elsewhere.contains(&old.number) {
                return None;
            }
            let pair = (old.number, new.number);
            if !self.same.insert(pair) {
                return None;
            }
            round.fresh.push(pair);
            let at = Difference { object: Some(*new) };
            round
                .queue
                .push((self.old.object(*old), self.new.object(*new), at));
            return None;
        }
        if old.as_reference().is_some() || new.as_reference().is_some() {
            let at = Difference {
                object: new.as_reference().or(at.object),
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
                if self.old.file.encoded(old) == self.new.file.encoded(new) {
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

    fn dictionaries(
        &mut self,
        old: &Dictionary,
        new: &Dictionary,
        at: Difference,
        round: &mut Round,
    ) -> Option<Difference> {
        let null = Object::Null;
        for key in all_keys(old, new) {
            // The length is settled by the bytes themselves.
            if key == b"Length" {
                continue;
            }
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
