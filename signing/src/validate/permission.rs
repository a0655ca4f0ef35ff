//! What a signature forbids afterwards: `DocMDP`, `FieldMDP` and field locks (ISO 32000-2, 12.8.2 and 12.7.5.5).

use crate::syntax::{Dictionary, View};

/// Fields that may not change any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Lock {
    /// Whether a field, or one it lies under, is locked.
    pub(crate) fn covers(&self, field: &str) -> bool {
        let names = |list: &[String]| {
            list.iter().any(|name| {
                field == name
                    || field
                        .strip_prefix(name.as_str())
                        .is_some_and(|rest| rest.starts_with('.'))
            })
        };
        match self {
            Self::All => true,
            Self::Include(list) => names(list),
            Self::Exclude(list) => !names(list),
        }
    }
}

/// What one signature says about later changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Permission {
    /// `DocMDP` level of a certification, or of a lock (PDF 2.0).
    pub(crate) level: Option<u8>,
    pub(crate) is_certification: bool,
    pub(crate) locks: Vec<Lock>,
}

impl Permission {
    /// Reads the references of a signature and the lock of its field.
    pub(crate) fn read(view: View<'_>, signature: &Dictionary, field: Option<&Dictionary>) -> Self {
        let mut permission = Self::default();
        let references = view.get(signature, "Reference");
        for reference in references.as_array().unwrap_or_default() {
            let reference = view.resolve(reference);
            let Some(reference) = reference.as_dictionary() else {
                continue;
            };
            let method = view.get(reference, "TransformMethod");
            let parameters = view.get(reference, "TransformParams");
            let parameters = parameters.as_dictionary();
            if method.is_name("DocMDP") {
                permission.is_certification = true;
                permission.limit(parameters.map_or(2, |parameters| level(view, parameters).unwrap_or(2)));
            } else if method.is_name("FieldMDP") {
                permission
                    .locks
                    .extend(parameters.and_then(|parameters| lock(view, parameters)));
            }
        }
        if let Some(dictionary) = field.map(|field| view.get(field, "Lock"))
            && let Some(dictionary) = dictionary.as_dictionary()
        {
            permission.locks.extend(lock(view, dictionary));
            if let Some(level) = level(view, dictionary) {
                permission.limit(level);
            }
        }
        permission
    }

    fn limit(&mut self, level: u8) {
        self.level = Some(self.level.map_or(level, |known| known.min(level)));
    }
}

fn level(view: View<'_>, dictionary: &Dictionary) -> Option<u8> {
    let level = view.get(dictionary, "P").as_integer()?;
    // An unknown level is read as the strictest.
    Some(if (1..=3).contains(&level) {
        u8::try_from(level).unwrap_or(1)
    } else {
        1
    })
}

fn lock(view: View<'_>, dictionary: &Dictionary) -> Option<Lock> {
    let fields = view.get(dictionary, "Fields");
    let names: Vec<String> = fields
        .as_array()
        .unwrap_or_default()
        .iter()
        .filter_map(|name| Some(super::fields::text(&view.resolve(name).as_string()?.bytes)))
        .collect();
    let action = view.get(dictionary, "Action");
    match action.as_name()? {
        b"Include" => Some(Lock::Include(names)),
        b"Exclude" => Some(Lock::Exclude(names)),
        _ => Some(Lock::All),
    }
}
