//! The typesetter's world: our templates, the document's data, four fonts, and nothing else.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::CATALOGUE;

/// Declares the embedded templates.
macro_rules! templates {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../templates/", $name)))),+]
    };
}

static TEMPLATES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let files = templates![
        "document.typ",
        "measures.typ",
        "place.typ",
        "spans.typ",
        "header.typ",
        "marks.typ",
        "title.typ",
        "addressees.typ",
        "bases.typ",
        "body.typ",
        "table.typ",
        "invitation.typ",
        "signing.typ",
        "foot.typ",
        "list.typ",
    ];
    files
        .into_iter()
        .map(|(name, text)| Source::new(file_id(name), text.to_owned()))
        .collect()
});

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static DATA: LazyLock<FileId> = LazyLock::new(|| file_id("document.json"));

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("template names are plain file names");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One document's world.
pub(crate) struct DocumentWorld {
    main: FileId,
    data: Bytes,
    today: Option<Datetime>,
}

impl DocumentWorld {
    /// A world with the document's data; `date` is the only date it knows.
    pub(crate) fn new(json: String, date: time::Date) -> Self {
        Self::of("document.typ", json, date)
    }

    /// A world with the data of a list.
    pub(crate) fn of_list(json: String, date: time::Date) -> Self {
        Self::of("list.typ", json, date)
    }

    fn of(main: &str, json: String, date: time::Date) -> Self {
        let today = Datetime::from_ymd(date.year(), u8::from(date.month()), date.day());
        Self {
            main: file_id(main),
            data: Bytes::from_string(json),
            today,
        }
    }
}

impl World for DocumentWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &CATALOGUE.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = TEMPLATES.iter().find(|source| source.id() == id).cloned();
        found.ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA {
            Ok(self.data.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        CATALOGUE.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
