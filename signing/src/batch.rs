//! Signing many documents with one unlocked key.

use std::collections::HashSet;
use std::hash::Hash;

use crate::Error;

/// How one document fared.
#[derive(Debug)]
pub enum Outcome {
    /// Signed now.
    Signed,
    /// Signed before, in an earlier run or earlier in this one: left alone.
    AlreadySigned,
    /// This document could not be signed; the others go on.
    Failed(Error),
}

/// How a batch ended.
#[derive(Debug)]
pub struct Summary<K> {
    /// Every document that was looked at, in order.
    pub results: Vec<(K, Outcome)>,
    /// Why the batch stopped before the end, if it did; running it again goes on with the rest.
    pub stopped: Option<Stop>,
}

/// Why a batch stopped early.
#[derive(Debug)]
pub enum Stop {
    /// The person cancelled.
    Cancelled,
    /// The key is gone or locked: going on would fail every document, and could lock the token.
    Key(Error),
}

/// What to do after a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Go on.
    Continue,
    /// Stop here.
    Cancel,
}

/// Signs documents one after another.
///
/// `is_signed` is asked right before each document and must know what earlier runs stored; `sign` signs and stores
/// one. If storing and remembering are one transaction, no document is ever signed twice, however often the batch is
/// started again. `progress` hears each result and how many came before it.
pub fn sign_batch<K: Clone + Eq + Hash>(
    documents: impl IntoIterator<Item = K>,
    mut is_signed: impl FnMut(&K) -> Result<bool, Error>,
    mut sign: impl FnMut(&K) -> Result<(), Error>,
    mut progress: impl FnMut(&K, &Outcome, usize) -> Next,
) -> Summary<K> {
    let mut summary = Summary {
        results: Vec::new(),
        stopped: None,
    };
    let mut signed_here = HashSet::new();
    for document in documents {
        let outcome = if signed_here.contains(&document) {
            Outcome::AlreadySigned
        } else {
            match is_signed(&document) {
                Ok(true) => Outcome::AlreadySigned,
                Ok(false) => match sign(&document) {
                    Ok(()) => {
                        signed_here.insert(document.clone());
                        Outcome::Signed
                    }
                    Err(error) if concerns_key(&error) => {
                        summary.stopped = Some(Stop::Key(error));
                        return summary;
                    }
                    Err(error) => Outcome::Failed(error),
                },
                Err(error) => Outcome::Failed(error),
            }
        };
        let next = progress(&document, &outcome, summary.results.len());
        summary.results.push((document, outcome));
        if next == Next::Cancel {
            summary.stopped = Some(Stop::Cancelled);
            return summary;
        }
    }
    summary
}

/// Whether the next document would meet the same failure.
fn concerns_key(error: &Error) -> bool {
    matches!(
        error,
        Error::WrongPin | Error::PinLocked | Error::TokenRemoved(_) | Error::Cancelled
    )
}
