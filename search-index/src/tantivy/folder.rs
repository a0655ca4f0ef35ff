//! The folder of the index: a file that names the folder that serves, and beside it, for a while, the one being built.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tantivy::TantivyError;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};

use super::generation::Generation;
use super::settings::Settings;
use crate::Error;

/// The file that names the serving folder.
const CURRENT: &str = "current";

/// Where the indexes lie.
pub(super) struct Folder {
    root: PathBuf,
    numbers: Mutex<Numbers>,
}

/// Numbers of the folders.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    serving: u64,
    next: u64,
}

impl Folder {
    /// Opens the serving index, or makes an empty one; clears away what an interrupted rebuild left.
    pub(super) fn open(root: &Path, settings: &Settings) -> Result<(Self, Generation), Error> {
        fs::create_dir_all(root)?;
        let serving = fs::read_to_string(root.join(CURRENT))
            .ok()
            .and_then(|name| number(name.trim()));
        if let Some(serving) = serving {
            match Generation::open(&path(root, serving), settings) {
                Ok(Some(generation)) => {
                    clear(root, serving)?;
                    let numbers = Mutex::new(Numbers {
                        serving,
                        next: serving + 1,
                    });
                    return Ok((
                        Self {
                            root: root.to_owned(),
                            numbers,
                        },
                        generation,
                    ));
                }
                Ok(None) => {
                    tracing::warn!("the fields of the search index are of another version: it starts empty");
                }
                Err(error) if is_unreadable(&error) => {
                    tracing::warn!(%error, "the search index is damaged: it starts empty");
                }
                // Another process may hold it, or the disk may be busy: nothing is thrown away.
                Err(error) => return Err(error),
            }
        }
        clear(root, 0)?;
        let serving = serving.unwrap_or(0) + 1;
        fs::create_dir_all(path(root, serving))?;
        let generation = Generation::create(Some(&path(root, serving)), settings)?;
        name_current(root, serving)?;
        let numbers = Mutex::new(Numbers {
            serving,
            next: serving + 1,
        });
        Ok((
            Self {
                root: root.to_owned(),
                numbers,
            },
            generation,
        ))
    }

    /// Whether the files of the serving index were taken away under it.
    pub(super) fn is_gone(&self) -> bool {
        let numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        !self.root.join(CURRENT).exists() || !path(&self.root, numbers.serving).join("meta.json").exists()
    }

    /// An empty folder for the index to be built.
    pub(super) fn next(&self) -> Result<PathBuf, Error> {
        let numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = path(&self.root, numbers.next);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Makes the built index the one that serves.
    pub(super) fn switch(&self) -> Result<(), Error> {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        name_current(&self.root, numbers.next)?;
        let old = path(&self.root, numbers.serving);
        *numbers = Numbers {
            serving: numbers.next,
            next: numbers.next + 1,
        };
        // Searches under way still hold its files open; the names may go.
        if let Err(error) = fs::remove_dir_all(&old) {
            tracing::warn!(%error, "the old index is left for the next start to clear away");
        }
        Ok(())
    }
}

/// Whether an error says that the files are not an index, rather than that they cannot be had just now.
fn is_unreadable(error: &Error) -> bool {
    match error {
        Error::Damaged(_) => true,
        Error::Index(error) => matches!(
            error,
            TantivyError::DataCorruption(_)
                | TantivyError::IncompatibleIndex(_)
                | TantivyError::SchemaError(_)
                | TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_))
                | TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(_))
        ),
        _ => false,
    }
}

fn path(root: &Path, number: u64) -> PathBuf {
    root.join(format!("index-{number}"))
}

fn number(name: &str) -> Option<u64> {
    name.strip_prefix("index-")?.parse().ok()
}

/// Names the serving folder in one step: written aside, flushed, moved into place.
fn name_current(root: &Path, number: u64) -> Result<(), Error> {
    let aside = root.join("current.new");
    let mut file = fs::File::create(&aside)?;
    writeln!(file, "index-{number}")?;
    file.sync_all()?;
    fs::rename(&aside, root.join(CURRENT))?;
    fs::File::open(root)?.sync_all()?;
    Ok(())
}

/// Removes every index but one.
fn clear(root: &Path, keep: u64) -> Result<(), Error> {
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        if entry
            .file_name()
            .to_str()
            .and_then(number)
            .is_some_and(|found| found != keep)
        {
            // What is left is cleared away by a later start; it is no reason not to serve.
            if let Err(error) = fs::remove_dir_all(entry.path()) {
                tracing::warn!(%error, "an old index could not be cleared away");
            }
        }
    }
    Ok(())
}
