//! The words on the pages of drafts, as they were laid out. A draft goes through many hands, and the index is told each time; its
//! pages stay the same, so that they are read once.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use kernel::{Office, files::FileHash};

use super::entry::page_words;
use crate::{Error, reading::pages_in};

/// Drafts whose words are remembered, at most, and the most letters of one.
const KNOWN: usize = 256;
const LONGEST: usize = 32 * 1024;

/// The words read last, page by page.
static READ: Mutex<VecDeque<(FileHash, Vec<String>)>> = Mutex::new(VecDeque::new());

/// The words of a file, page by page; none when it has no readable pages.
pub(super) async fn words(office: &Office, file: &FileHash) -> Result<Option<Vec<String>>, Error> {
    let lock = || READ.lock().unwrap_or_else(PoisonError::into_inner);
    let known = lock().iter().find(|(known, _)| known == file).cloned();
    if let Some((_, words)) = known {
        return Ok(Some(words));
    }
    let bytes = office.files.get(file).await?;
    let pages = tokio::task::spawn_blocking(move || pages_in(&bytes))
        .await
        .map_err(Error::interrupted)?;
    let Ok(pages) = pages else { return Ok(None) };
    let words: Vec<String> = pages.iter().map(page_words).collect();
    if words.iter().map(String::len).sum::<usize>() <= LONGEST {
        let mut read = lock();
        read.push_back((file.clone(), words.clone()));
        if read.len() > KNOWN {
            read.pop_front();
        }
    }
    Ok(Some(words))
}
