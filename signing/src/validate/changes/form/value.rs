//! What counts as the value of a signature field.

use crate::syntax::{Dictionary, View};
use crate::validate::changes::deep::Comparison;
use crate::validate::fields::Field;

/// A signature value is a new object with its own range.
pub(super) fn is_signed_value(comparison: &Comparison<'_>, field: &Field) -> bool {
    let Some(value) = &field.value else { return false };
    let is_fresh = value.as_reference().is_none_or(|id| comparison.is_new(id));
    let value = comparison.new.resolve(value);
    is_fresh
        && value
            .as_dictionary()
            .is_some_and(|value| value.has("ByteRange") && value.has("Contents"))
}

/// `/DocTimeStamp`, or the sub-filter of time stamps.
pub(super) fn is_document_timestamp(view: View<'_>, value: &Dictionary) -> bool {
    view.get(value, "Type").is_name("DocTimeStamp") || view.get(value, "SubFilter").is_name("ETSI.RFC3161")
}
