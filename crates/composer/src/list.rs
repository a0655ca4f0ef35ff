//! Lists taken out of the system: a plain table on wide pages, no official document.

use serde::Serialize;
use time::OffsetDateTime;
use typst::comemo;

use crate::compose::{CACHED_GENERATIONS, MAX_CHARACTERS, laid_out, written};
use crate::view::unprintable;
use crate::world::DocumentWorld;
use crate::{Error, fonts};

/// A list to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// What it is a list of.
    pub title: String,
    /// Lines below the title: what was asked, who made it.
    pub about: Vec<String>,
    /// The heads of the columns; the first is narrow, the second wide.
    pub header: Vec<String>,
    /// The rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
    /// When it was made.
    pub composed_at: OffsetDateTime,
}

/// What `templates/list.typ` knows of a list.
#[derive(Serialize)]
struct View<'a> {
    family: &'a str,
    title: &'a str,
    about: &'a [String],
    header: &'a [String],
    rows: &'a [Vec<String>],
}

/// Lays a list out as PDF/A-2b. The same list gives the same bytes.
///
/// # Errors
/// When it is absurdly long.
pub fn compose_list(list: &List) -> Result<Vec<u8>, Error> {
    let view = View {
        family: &fonts::CATALOGUE.family,
        title: &list.title,
        about: &list.about,
        header: &list.header,
        rows: &list.rows,
    };
    let mut json = serde_json::to_string(&view).map_err(|error| Error::Typesetting(error.to_string()))?;
    if json.chars().count() > MAX_CHARACTERS {
        return Err(Error::TooLong(MAX_CHARACTERS));
    }
    // One odd sign in one of hundreds of subjects must not keep the whole list from being printed.
    for sign in unprintable(&json) {
        json = json.replace(sign, "?");
    }
    let world = DocumentWorld::of_list(json, list.composed_at.date());
    let file = laid_out(&world).and_then(|pages| written(&pages, list.composed_at));
    comemo::evict(CACHED_GENERATIONS);
    file.map(|(pdf, _)| pdf)
}
