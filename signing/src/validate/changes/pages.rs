//! Pages: content, resources and sizes never change; annotations only as the form or level 3 allows.

use std::collections::HashSet;

use super::annotation;
use super::deep::{Comparison, all_keys};
use crate::syntax::{Dictionary, Id, Object};

/// Nodes of the page tree, at most.
const MAX_NODES: usize = 200_000;
/// Keys of a page that other rules judge.
const JUDGED: [&[u8]; 2] = [b"Kids", b"Annots"];

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
        note_annotations(comparison, id);
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

/// Notes on which page an annotation stands, those of both revisions.
fn note_annotations(comparison: &mut Comparison<'_>, page: Id) {
    for view in [comparison.old, comparison.new] {
        let object = view.object(page);
        let Some(dictionary) = object.as_dictionary() else {
            continue;
        };
        let annotations = view.get(dictionary, "Annots");
        for annotation in annotations.as_array().unwrap_or_default() {
            if let Some(annotation) = annotation.as_reference() {
                let known = *comparison.pages.entry(annotation.number).or_insert(page);
                if known != page {
                    comparison.on_several_pages.insert(annotation.number);
                }
            }
        }
    }
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
        annotation::compare(comparison, (old, new), id, &what, self.new_widgets);
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
}

fn described(what: &str, key: &[u8]) -> String {
    match key {
        b"Count" => "số trang ghi trong cây trang bị thay đổi sau khi ký".to_owned(),
        b"Contents" => format!("{what} bị thay nội dung sau khi ký"),
        b"Resources" => format!("{what} bị thay tài nguyên (phông chữ, hình ảnh) sau khi ký"),
        b"MediaBox" | b"CropBox" | b"Rotate" => format!("{what} bị thay khổ hoặc hướng giấy sau khi ký"),
        _ => format!("{what} bị thay mục /{} sau khi ký", String::from_utf8_lossy(key)),
    }
}
