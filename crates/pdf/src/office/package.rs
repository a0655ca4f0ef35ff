//! The parts of an office file's zip archive, unpacked within a budget.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::Error;
use crate::guard::Deadline;

/// More parts than this no office file has.
const MOST_PARTS: usize = 20_000;

/// An open package and what it may still unpack.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    budget: u64,
    deadline: Deadline,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8], budget: u64, deadline: Deadline) -> Result<Self, Error> {
        let archive =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| Error::Damaged(error.to_string()))?;
        if archive.len() > MOST_PARTS {
            return Err(Error::TooLarge("parts"));
        }
        Ok(Self {
            archive,
            budget,
            deadline,
        })
    }

    /// The names `PREFIX` + number + ".xml", by number.
    pub(super) fn numbered(&self, prefix: &str) -> Vec<String> {
        let number = |name: &str| {
            name.strip_prefix(prefix)?
                .strip_suffix(".xml")?
                .parse::<u32>()
                .ok()
        };
        let names = self.archive.file_names().filter_map(Result::ok);
        let mut found: Vec<(u32, String)> = names
            .filter_map(|name| Some((number(&name)?, name.into_owned())))
            .collect();
        found.sort();
        found.into_iter().map(|(_, name)| name).collect()
    }

    /// The bytes of a part; empty when there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Vec<u8>, Error> {
        self.deadline.check();
        let Ok(part) = self.archive.by_name(name) else {
            return Ok(Vec::new());
        };
        let mut bytes = Vec::new();
        // One byte beyond the budget tells a part that just fits from one that does not. A broken part ends early.
        let _ = part.take(self.budget.saturating_add(1)).read_to_end(&mut bytes);
        self.budget = self
            .budget
            .checked_sub(bytes.len() as u64)
            .ok_or(Error::TooLarge("parts unpack to too much"))?;
        Ok(bytes)
    }
}
