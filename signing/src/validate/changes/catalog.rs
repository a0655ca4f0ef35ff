//! Trailer and catalog: what a later revision may touch there (ISO 32000-2, 7.5.5 and 7.7.2).

use super::deep::{Comparison, all_keys};
use super::{ChangeKind, Finding, form, pages, structure};
use crate::syntax::{Dictionary, Object};

/// Keys that other rules judge, or that show nothing.
const JUDGED: [&[u8]; 8] = [
    b"AcroForm",
    b"DSS",
    b"Extensions",
    b"Metadata",
    b"Version",
    b"Pages",
    b"StructTreeRoot",
    b"MarkInfo",
];

/// Compares two revisions from the trailer down.
pub(crate) fn compare(comparison: &mut Comparison<'_>) {
    let (old_trailer, new_trailer) = (comparison.old.trailer(), comparison.new.trailer());
    if comparison
        .key_differs(old_trailer, new_trailer, b"Encrypt")
        .is_some()
    {
        comparison.forbid(None, "cách mã hóa của tệp bị thay đổi sau khi ký");
    }
    let root = new_trailer.get("Root").and_then(Object::as_reference);
    if root.is_none() || old_trailer.get("Root").and_then(Object::as_reference) != root {
        comparison.forbid(root, "danh mục tài liệu bị thay bằng đối tượng khác");
    }
    information(comparison, old_trailer, new_trailer);
    let (old, new) = (comparison.old.catalog(), comparison.new.catalog());
    let (Some(old), Some(new)) = (old.as_dictionary(), new.as_dictionary()) else {
        comparison.forbid(root, "không đọc được danh mục tài liệu");
        return;
    };
    comparison.judged_elsewhere.extend(root.map(|root| root.number));
    pages::note(comparison, old);
    form::note(comparison, old);
    for key in all_keys(old, new) {
        if !JUDGED.contains(&key)
            && let Some(difference) = comparison.key_differs(old, new, key)
        {
            let key = String::from_utf8_lossy(key);
            comparison.forbid(
                difference.object,
                format!("mục /{key} của danh mục tài liệu bị thay đổi"),
            );
        }
    }
    validation_data(comparison, old, new);
    metadata(comparison, old, new);
    if comparison.key_differs(old, new, b"Extensions").is_some() {
        let description = "khai báo phần mở rộng của tệp";
        comparison.add(Finding {
            object: root,
            kind: ChangeKind::Housekeeping,
            description: description.into(),
        });
    }
    let new_widgets = form::compare(comparison, old, new);
    pages::compare(comparison, old, new, &new_widgets);
    structure::compare(comparison, old, new, &new_widgets);
}

/// The information dictionary holds texts about the file and shows nothing.
fn information(comparison: &mut Comparison<'_>, old: &Dictionary, new: &Dictionary) {
    let Some(difference) = comparison.key_differs(old, new, b"Info") else {
        return;
    };
    let value = comparison.new.get(new, "Info");
    if value.as_dictionary().is_some() || value.is_null() {
        let description = "cập nhật thông tin mô tả tệp (/Info)".to_owned();
        comparison.add(Finding {
            object: difference.object,
            kind: ChangeKind::Housekeeping,
            description,
        });
    } else {
        comparison.forbid(difference.object, "thông tin mô tả tệp (/Info) sai dạng");
    }
}

/// The document security store: certificates, CRLs, OCSP answers (12.8.4.3). It never breaks `DocMDP`.
fn validation_data(comparison: &mut Comparison<'_>, old: &Dictionary, new: &Dictionary) {
    let Some(difference) = comparison.key_differs(old, new, b"DSS") else {
        return;
    };
    let store = comparison.new.get(new, "DSS");
    let known = [b"Type".as_slice(), b"VRI", b"Certs", b"CRLs", b"OCSPs"];
    match store.as_dictionary() {
        Some(store) if store.keys().all(|key| known.contains(&key)) => {
            let description = "bổ sung dữ liệu xác minh dài hạn (DSS)".to_owned();
            comparison.add(Finding {
                object: difference.object,
                kind: ChangeKind::Housekeeping,
                description,
            });
        }
        _ => comparison.forbid(
            difference.object,
            "kho dữ liệu xác minh (DSS) bị xóa hoặc sai dạng",
        ),
    }
}

/// XMP metadata: a stream of XML that no viewer draws.
fn metadata(comparison: &mut Comparison<'_>, old: &Dictionary, new: &Dictionary) {
    let Some(difference) = comparison.key_differs(old, new, b"Metadata") else {
        return;
    };
    let value = comparison.new.get(new, "Metadata");
    let is_metadata = value.as_stream().is_some_and(|stream| {
        stream
            .dictionary
            .get("Type")
            .is_none_or(|kind| kind.is_name("Metadata"))
    });
    if is_metadata || value.is_null() {
        let description = "cập nhật siêu dữ liệu XMP".to_owned();
        comparison.add(Finding {
            object: difference.object,
            kind: ChangeKind::Housekeeping,
            description,
        });
    } else {
        comparison.forbid(difference.object, "siêu dữ liệu XMP sai dạng");
    }
}
