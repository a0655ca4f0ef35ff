//! The structure tree of tagged files: only elements for new signature widgets may be added
//! (ISO 32000-2, 14.7).

use std::collections::{BTreeMap, HashSet};

use super::deep::{Comparison, all_keys};
use super::{ChangeKind, Finding};
use crate::syntax::{Dictionary, Object, View};

const MAX_ELEMENTS: usize = 500_000;
const MAX_DEPTH: usize = 200;

/// Compares the structure trees.
pub(crate) fn compare(
    comparison: &mut Comparison<'_>,
    old: &Dictionary,
    new: &Dictionary,
    new_widgets: &HashSet<u32>,
) {
    let Some(difference) = comparison.key_differs(old, new, b"StructTreeRoot") else {
        return;
    };
    let object = difference.object;
    let (before, after) = comparison.both(old, new, "StructTreeRoot");
    let (before, after) = (before.keep(), after.keep());
    let (Some(before), Some(after)) = (before.as_dictionary(), after.as_dictionary()) else {
        comparison.forbid(object, "cây cấu trúc của tài liệu bị thêm hoặc bị xóa");
        return;
    };
    let mut walk = Walk {
        seen: HashSet::new(),
        new_widgets,
    };
    let elements = Walk::gather(comparison.old, before);
    comparison.judged_elsewhere.extend(elements);
    let holds = others_are_same(
        comparison,
        before,
        after,
        &[b"K", b"ParentTree", b"ParentTreeNextKey"],
    ) && walk.kids(comparison, before, after, 0)
        && parent_tree(comparison, before, after);
    if holds {
        let description = "bổ sung phần tử cấu trúc cho ô chữ ký".to_owned();
        comparison.add(Finding {
            object,
            kind: ChangeKind::Housekeeping,
            description,
        });
    } else {
        comparison.forbid(object, "cây cấu trúc của tài liệu bị thay đổi");
    }
}

struct Walk<'w> {
    seen: HashSet<u32>,
    new_widgets: &'w HashSet<u32>,
}

impl Walk<'_> {
    /// All elements below a node.
    fn gather(view: View<'_>, root: &Dictionary) -> HashSet<u32> {
        let mut queue = kids_of(view, root);
        let mut found = HashSet::new();
        while let Some(kid) = queue.pop() {
            let Some(id) = kid.as_reference().filter(|id| !found.contains(&id.number)) else {
                continue;
            };
            if found.len() >= MAX_ELEMENTS {
                break;
            }
            let element = view.object(id);
            if let Some(element) = element.as_dictionary().filter(|element| element.has("S")) {
                found.insert(id.number);
                queue.extend(kids_of(view, element));
            }
        }
        found
    }

    /// Old kids stay in order; each new one stands for a new signature widget.
    fn kids(
        &mut self,
        comparison: &mut Comparison<'_>,
        old: &Dictionary,
        new: &Dictionary,
        depth: usize,
    ) -> bool {
        if depth > MAX_DEPTH {
            return false;
        }
        let after = kids_of(comparison.new, new);
        let mut rest = after.iter();
        for kid in kids_of(comparison.old, old) {
            loop {
                let Some(candidate) = rest.next() else {
                    return false;
                };
                if kid.as_reference().is_some() && kid.as_reference() == candidate.as_reference() {
                    if !self.element(comparison, &kid, candidate, depth) {
                        return false;
                    }
                    break;
                }
                if kid.as_reference().is_none() && comparison.difference(&kid, candidate).is_none() {
                    break;
                }
                if !self.is_for_new_widget(comparison.new, candidate, 0) {
                    return false;
                }
            }
        }
        rest.all(|candidate| self.is_for_new_widget(comparison.new, candidate, 0))
    }

    fn element(&mut self, comparison: &mut Comparison<'_>, old: &Object, new: &Object, depth: usize) -> bool {
        if old.as_reference().is_some_and(|id| !self.seen.insert(id.number)) {
            return true;
        }
        let (old, new) = (
            comparison.old.resolve(old).keep(),
            comparison.new.resolve(new).keep(),
        );
        match (old.as_dictionary(), new.as_dictionary()) {
            (Some(old), Some(new)) => {
                others_are_same(comparison, old, new, &[b"K", b"P"])
                    && self.kids(comparison, old, new, depth + 1)
            }
            _ => old == new,
        }
    }

    fn is_for_new_widget(&self, view: View<'_>, kid: &Object, depth: usize) -> bool {
        let kid = view.resolve(kid).keep();
        let Some(dictionary) = kid.as_dictionary().filter(|_| depth < 8) else {
            return false;
        };
        if dictionary.get("Type").is_some_and(|kind| kind.is_name("OBJR")) {
            let object = dictionary.get("Obj").and_then(Object::as_reference);
            return object.is_some_and(|id| self.new_widgets.contains(&id.number));
        }
        let kids = kids_of(view, dictionary);
        dictionary.has("S")
            && kids
                .iter()
                .all(|kid| self.is_for_new_widget(view, kid, depth + 1))
    }
}

fn kids_of(view: View<'_>, node: &Dictionary) -> Vec<Object> {
    match node.get("K") {
        None | Some(Object::Null) => Vec::new(),
        Some(kids) => {
            let resolved = view.resolve(kids);
            resolved
                .as_array()
                .map_or_else(|| vec![kids.clone()], <[Object]>::to_vec)
        }
    }
}

fn others_are_same(
    comparison: &mut Comparison<'_>,
    old: &Dictionary,
    new: &Dictionary,
    judged: &[&[u8]],
) -> bool {
    all_keys(old, new)
        .into_iter()
        .all(|key| judged.contains(&key) || comparison.key_differs(old, new, key).is_none())
}

/// Every old entry of the parent tree is still there and the same; it may be written anew.
fn parent_tree(comparison: &mut Comparison<'_>, old: &Dictionary, new: &Dictionary) -> bool {
    let (before, after) = comparison.both(old, new, "ParentTree");
    let before = numbers(comparison.old, &before.keep());
    let after = numbers(comparison.new, &after.keep());
    before.iter().all(|(key, value)| {
        after
            .get(key)
            .is_some_and(|other| comparison.difference(value, other).is_none())
    })
}

/// A number tree flattened (7.9.7).
fn numbers(view: View<'_>, root: &Object) -> BTreeMap<i64, Object> {
    let mut found = BTreeMap::new();
    let mut queue = vec![root.clone()];
    let mut steps = 0;
    while let Some(node) = queue.pop() {
        steps += 1;
        if steps > MAX_ELEMENTS {
            break;
        }
        let node = view.resolve(&node).keep();
        let Some(node) = node.as_dictionary() else {
            continue;
        };
        let pairs = view.get(node, "Nums");
        for pair in pairs.as_array().unwrap_or_default().chunks_exact(2) {
            if let Some(key) = pair[0].as_integer() {
                found.insert(key, pair[1].clone());
            }
        }
        let kids = view.get(node, "Kids");
        queue.extend(kids.as_array().unwrap_or_default().iter().cloned());
    }
    found
}
