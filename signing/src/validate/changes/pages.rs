//! Pages: content, resources and sizes never change; annotations only as the form or level 3 allows.

use std::collections::HashSet;

use super::deep::{Comparison, all_keys};
use super::{ChangeKind, Finding};
use crate::syntax::{Dictionary, Id, Object};

/// Nodes of the page tree, at most.
const MAX_NODES: usize = 200_000;
/// Keys of a page that other rules judge: ways up, and annotations.
const JUDGED: [&[u8]; 4] = [b"Kids", b"Parent", b"Annots", b"Count"];

/// Notes the pages, so that ways back to them (`/P`, destinations) are not followed.
pub(crate) fn note(comparison: &mut Comparison<'_>, old: &Dictionary) {
    let mut queue: Vec<Id> = old
        .get("Pages")
        .and_then(Object::as_reference)
        .into_iter()
        .collect();
    let mut seen = HashSet::new();
    while let Some(id) = queue.pop() {
        if !seen.insert(id.number) || seen.len() > MAX_NODES || !comparison.old.file.may_step() {
            continue;
        }
        let node = comparison.old.object(id);
        if let Some(node) = node.as_dictionary() {
            let kids = comparison.old.get(node, "Kids");
            queue.extend(
                kids.as_array()
                    .unwrap_or_default()
                    .iter()
                    .filter_map(Object::as_reference),
            );
        }
    }
    comparison.judged_elsewhere.extend(seen);
}

/// Compares the page trees.
pub(crate) fn compare(
    comparison: &mut Comparison<'_>,
    old: &Dictionary,
    new: &Dictionary,
    new_widgets: &HashSet<u32>,
) {
    let mut walk = Walk {
        page: 0,
        seen: HashSet::new(),
        new_widgets,
    };
    let null = Object::Null;
    walk.node(
        comparison,
        old.get("Pages").unwrap_or(&null),
        new.get("Pages").unwrap_or(&null),
        0,
    );
}

struct Walk<'w> {
    page: usize,
    seen: HashSet<u32>,
    new_widgets: &'w HashSet<u32>,
}

impl Walk<'_> {
    fn node(&mut self, comparison: &mut Comparison<'_>, old: &Object, new: &Object, depth: usize) {
        let id = new.as_reference();
        if old.as_reference() != id {
            comparison.forbid(
                id,
                "cây trang bị thay đổi: trang bị thêm, bớt hoặc thay bằng trang khác",
            );
            return;
        }
        let is_repeated = id.is_some_and(|id| !self.seen.insert(id.number));
        if is_repeated {
            return;
        }
        if depth > 64 || !comparison.new.file.may_step() {
            comparison.forbid(id, "cây trang quá sâu hoặc quá lớn để so sánh");
            return;
        }
        let (old, new) = (
            comparison.old.resolve(old).keep(),
            comparison.new.resolve(new).keep(),
        );
        let (Some(old), Some(new)) = (old.as_dictionary(), new.as_dictionary()) else {
            if old != new {
                comparison.forbid(id, "cây trang bị hỏng sau khi ký");
            }
            return;
        };
        let is_page = !old.has("Kids");
        self.page += usize::from(is_page);
        let what = if is_page {
            format!("trang {}", self.page)
        } else {
            "cây trang".to_owned()
        };
        for key in all_keys(old, new) {
            if JUDGED.contains(&key) {
                continue;
            }
            if let Some(difference) = comparison.key_differs(old, new, key) {
                comparison.forbid(difference.object.or(id), described(&what, key));
            }
        }
        self.kids(comparison, old, new, id, depth);
        self.annotations(comparison, old, new, id, &what);
    }

    fn kids(
        &mut self,
        comparison: &mut Comparison<'_>,
        old: &Dictionary,
        new: &Dictionary,
        id: Option<Id>,
        depth: usize,
    ) {
        let (before, after) = comparison.both(old, new, "Kids");
        let (before, after) = (before.keep(), after.keep());
        let (before, after) = (
            before.as_array().unwrap_or_default(),
            after.as_array().unwrap_or_default(),
        );
        if before.len() != after.len() {
            comparison.forbid(id, "số trang bị thay đổi sau khi ký");
            return;
        }
        for (before, after) in before.iter().zip(after) {
            self.node(comparison, before, after, depth + 1);
        }
    }

    /// Annotations stay, in order; new ones are widgets of new signature fields or what level 3 allows.
    fn annotations(
        &self,
        comparison: &mut Comparison<'_>,
        old: &Dictionary,
        new: &Dictionary,
        id: Option<Id>,
        what: &str,
    ) {
        let (before, after) = comparison.both(old, new, "Annots");
        let (before, after) = (before.keep(), after.keep());
        if !(before.is_null() || before.as_array().is_some())
            || !(after.is_null() || after.as_array().is_some())
        {
            if before != after {
                comparison.forbid(id, format!("danh sách chú thích của {what} sai dạng"));
            }
            return;
        }
        let mut rest = after.as_array().unwrap_or_default().iter();
        for old_annotation in before.as_array().unwrap_or_default() {
            let mut is_kept = false;
            for candidate in rest.by_ref() {
                if is_same_place(old_annotation, candidate) {
                    Self::kept(comparison, old_annotation, candidate, what);
                    is_kept = true;
                    break;
                }
                self.added(comparison, candidate, what);
            }
            if !is_kept {
                comparison.forbid(
                    old_annotation.as_reference(),
                    format!("một chú thích ở {what} bị xóa hoặc bị thay"),
                );
                return;
            }
        }
        for candidate in rest {
            self.added(comparison, candidate, what);
        }
    }

    fn kept(comparison: &mut Comparison<'_>, old: &Object, new: &Object, what: &str) {
        // Widgets of fields are judged with the form.
        if let Some(difference) = comparison.difference_of_annotations(old, new) {
            let object = difference.object.or_else(|| new.as_reference());
            comparison.forbid(object, format!("một chú thích ở {what} bị thay đổi sau khi ký"));
        }
    }

    /// Answers the evil annotation attack: only small notes, and only at level 3.
    fn added(&self, comparison: &mut Comparison<'_>, annotation: &Object, what: &str) {
        let id = annotation.as_reference();
        if id.is_some_and(|id| self.new_widgets.contains(&id.number)) {
            return;
        }
        let value = comparison.new.resolve(annotation).keep();
        let is_note = value
            .as_dictionary()
            .is_some_and(|dictionary| is_harmless(comparison, dictionary));
        if is_note && id.is_some_and(|id| comparison.is_new(id)) {
            let description = format!("thêm ghi chú ở {what}");
            comparison.add(Finding {
                object: id,
                kind: ChangeKind::Annotation,
                description,
            });
        } else {
            comparison.forbid(id, format!("thêm chú thích có thể che nội dung ở {what}"));
        }
    }
}

fn described(what: &str, key: &[u8]) -> String {
    match key {
        b"Contents" => format!("{what} bị thay nội dung sau khi ký"),
        b"Resources" => format!("{what} bị thay tài nguyên (phông chữ, hình ảnh) sau khi ký"),
        b"MediaBox" | b"CropBox" | b"Rotate" => format!("{what} bị thay khổ hoặc hướng giấy sau khi ký"),
        _ => format!("{what} bị thay mục /{} sau khi ký", String::from_utf8_lossy(key)),
    }
}

fn is_same_place(old: &Object, new: &Object) -> bool {
    match (old.as_reference(), new.as_reference()) {
        (Some(old), Some(new)) => old == new,
        (None, None) => old == new,
        _ => false,
    }
}

/// A note or its window without a drawing of its own and without an action.
fn is_harmless(comparison: &Comparison<'_>, annotation: &Dictionary) -> bool {
    let kind = comparison.new.get(annotation, "Subtype");
    let has_more = ["AP", "A", "AA", "BS", "Border"]
        .iter()
        .any(|key| annotation.has(key));
    match kind.as_name() {
        Some(b"Text" | b"Popup") => {
            !has_more
                && !annotation
                    .get("Open")
                    .is_some_and(|open| *open == Object::Boolean(true))
        }
        _ => false,
    }
}
