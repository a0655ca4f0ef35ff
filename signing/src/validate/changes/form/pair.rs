//! One field before and after.

use super::{filled, signature};
use crate::syntax::{Id, Object, View};
use crate::validate::changes::deep::{Comparison, all_keys};
use crate::validate::fields::Field;

/// A field before and after.
pub(super) struct Pair<'p> {
    pub(super) old: &'p Field,
    pub(super) new: &'p Field,
}

/// The keys that differ, each with the object where the difference was met.
pub(super) struct Differing(Vec<(Vec<u8>, Option<Id>)>);

impl Differing {
    pub(super) fn has(&self, key: &[u8]) -> bool {
        self.0.iter().any(|(differing, _)| differing == key)
    }

    /// The first key that is not among the allowed ones.
    pub(super) fn other_than(&self, is_allowed: impl Fn(&[u8]) -> bool) -> Option<(String, Option<Id>)> {
        let (key, object) = self.0.iter().find(|(key, _)| !is_allowed(key))?;
        Some((String::from_utf8_lossy(key).into_owned(), *object))
    }
}

impl Pair<'_> {
    pub(super) fn compare(&self, comparison: &mut Comparison<'_>) {
        let (id, name) = (self.new.id, &self.new.name);
        if self.old.object.as_stream().is_some() || self.new.object.as_stream().is_some() {
            let (old, new) = (&self.old.object, &self.new.object);
            if comparison.difference(old, new).is_some() {
                comparison.forbid(id, format!("ô biểu mẫu “{name}” không phải từ điển"));
            }
            return;
        }
        let (Some(old), Some(new)) = (self.old.dictionary(), self.new.dictionary()) else {
            if self.old.object != self.new.object {
                comparison.forbid(id, format!("ô biểu mẫu “{name}” bị hỏng"));
            }
            return;
        };
        if self.old.name != self.new.name || self.old.kind != self.new.kind {
            let name = &self.old.name;
            comparison.forbid(id, format!("ô biểu mẫu “{name}” bị đổi tên hoặc đổi loại"));
            return;
        }
        let differing = all_keys(old, new)
            .into_iter()
            .filter(|key| *key != b"Kids")
            .filter_map(|key| Some((key.to_vec(), comparison.key_differs(old, new, key)?.object)))
            .collect();
        let differing = Differing(differing);
        let value_differs = self.value_differs(comparison);
        if differing.0.is_empty() && !value_differs {
            return;
        }
        if self.old.is_signature() {
            signature::compare(comparison, self, &differing, value_differs);
        } else {
            filled::compare(comparison, self, &differing, value_differs);
        }
    }

    fn value_differs(&self, comparison: &mut Comparison<'_>) -> bool {
        let null = Object::Null;
        let (old, new) = (
            self.old.value.as_ref().unwrap_or(&null),
            self.new.value.as_ref().unwrap_or(&null),
        );
        comparison.difference(old, new).is_some()
    }

    /// `/Ff`, its own or inherited.
    pub(super) fn flags(&self, view: View<'_>) -> i64 {
        let mut node = std::rc::Rc::clone(&self.new.object);
        for _ in 0..32 {
            let Some(dictionary) = node.as_dictionary() else {
                break;
            };
            if let Some(flags) = view.get(dictionary, "Ff").as_integer() {
                return flags;
            }
            let above = view.get(dictionary, "Parent").keep();
            node = above;
        }
        0
    }
}
