//! What signatures that are there already still allow (ISO 32000-2, 12.8.2).

use super::file::PdfFile;
use super::form::Field;
use super::update::bytes_text;
use super::value::{Dict, Id, array, integer, name, reference};
use crate::Error;

/// Which fields a lock means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lock {
    All,
    Include(Vec<String>),
    Exclude(Vec<String>),
}

impl Lock {
    /// Reads a field lock or a `FieldMDP` parameter dictionary; both have the same entries.
    pub(super) fn read(file: &PdfFile<'_>, owner: Id, dict: &Dict) -> Result<Option<Self>, Error> {
        let mut names = Vec::new();
        if let Some(raw) = dict.get("Fields") {
            let owner = reference(raw).unwrap_or(owner);
            let resolved = file.resolve(raw)?;
            for item in array(&resolved).unwrap_or_default() {
                names.extend(file.string(owner, item)?.map(|bytes| bytes_text(&bytes)));
            }
        }
        Ok(match dict.get("Action").and_then(name).as_deref() {
            Some(b"All") => Some(Self::All),
            Some(b"Include") => Some(Self::Include(names)),
            Some(b"Exclude") => Some(Self::Exclude(names)),
            _ => None,
        })
    }

    /// Whether the lock covers the field; a name covers the fields below it.
    pub(super) fn covers(&self, field: &str) -> bool {
        let listed = |names: &[String]| {
            names.iter().any(|name| {
                field
                    .strip_prefix(name.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        match self {
            Self::All => true,
            Self::Include(names) => listed(names),
            Self::Exclude(names) => !listed(names),
        }
    }
}

/// The sum of all earlier signatures.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// Whether anything is signed.
    pub(super) is_signed: bool,
    /// The strictest `DocMDP` level, of a certification or of a lock.
    pub(super) level: Option<i64>,
    is_certified: bool,
    locks: Vec<Lock>,
}

impl Rules {
    /// Reads the rules of every signed field.
    pub(super) fn read(file: &PdfFile<'_>, fields: &[Field]) -> Result<Self, Error> {
        let mut rules = Self::default();
        for field in fields.iter().filter(|field| field.is_signature()) {
            let Some(value) = field.dict.get("V") else {
                continue;
            };
            let Some(signature) = file.dict_at(value)? else {
                continue;
            };
            let owner = reference(value).unwrap_or(field.id);
            rules.is_signed |= !signature.is("Type", "DocTimeStamp");
            rules.add_lock(file, field)?;
            let references = file.resolve(signature.get("Reference").unwrap_or(b"[]"))?;
            for item in array(&references).unwrap_or_default() {
                rules.add(file, owner, item)?;
            }
        }
        Ok(rules)
    }

    fn add(&mut self, file: &PdfFile<'_>, owner: Id, item: &[u8]) -> Result<(), Error> {
        let owner = reference(item).unwrap_or(owner);
        let Some(entry) = file.dict_at(item)? else {
            return Ok(());
        };
        let raw = entry.get("TransformParams").unwrap_or(b"<<>>");
        let parameters = file.dict_at(raw)?.unwrap_or_default();
        let level = parameters.get("P").and_then(integer);
        if entry.is("TransformMethod", "DocMDP") {
            self.is_certified = true;
            self.limit(level.unwrap_or(2));
        } else if entry.is("TransformMethod", "FieldMDP") {
            self.locks
                .extend(Lock::read(file, reference(raw).unwrap_or(owner), &parameters)?);
            if let Some(level) = level {
                self.limit(level);
            }
        }
        Ok(())
    }

    /// The lock of a signed field holds, also where its signature does not repeat it (12.7.5.5).
    fn add_lock(&mut self, file: &PdfFile<'_>, field: &Field) -> Result<(), Error> {
        let Some(raw) = field.dict.get("Lock") else {
            return Ok(());
        };
        let Some(lock) = file.dict_at(raw)? else {
            return Ok(());
        };
        let owner = reference(raw).unwrap_or(field.id);
        self.locks.extend(Lock::read(file, owner, &lock)?);
        if let Some(level) = lock.get("P").and_then(integer) {
            self.limit(level);
        }
        Ok(())
    }

    fn limit(&mut self, level: i64) {
        self.level = Some(self.level.map_or(level, |known| known.min(level)));
    }

    /// Whether a field may still be filled or signed.
    pub(super) fn may_fill(&self, field: &str) -> Result<(), Error> {
        if self.level == Some(1) {
            return Err(Error::Forbidden("the certification allows no change"));
        }
        if self.locks.iter().any(|lock| lock.covers(field)) {
            return Err(Error::Forbidden("the field is locked"));
        }
        Ok(())
    }

    /// Whether a new field may be added. A certified document takes only fields that are invisible: ISO 32000-2, table 257
    /// allows at level 2 to sign, not to draw on the page, and a visible one could cover what was certified (the sneaky
    /// signature attack). Our validator and pyHanko refuse it too; Acrobat does not.
    pub(super) fn may_add(&self, field: &str, is_visible: bool) -> Result<(), Error> {
        self.may_fill(field)?;
        if self.is_certified && is_visible {
            return Err(Error::Forbidden(
                "a certified document takes no new visible field",
            ));
        }
        Ok(())
    }
}
