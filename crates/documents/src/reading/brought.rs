use pdf::{FileType, Limits, Line, Origin, PageText, file_type, inspect, office_text};

use super::{PageWords, pages_in};

/// Most bytes the parts of an office document may unpack to.
const UNPACKED: u64 = 256 * 1024 * 1024;

/// What is known of a file that came with a document.
#[derive(Debug)]
pub(crate) struct Brought {
    /// Its type, by content.
    pub(crate) media_type: &'static str,
    /// Pages, of a PDF.
    pub(crate) pages: Option<i32>,
    /// Its text: of the pages of a PDF, the sheets of a workbook, the slides of a presentation. An image is a page to be
    /// recognised. None of files so large that reading them was given up.
    pub(crate) words: Option<PageWords>,
}

/// Reads a file that came with a document.
///
/// # Errors
/// When it is of a type no document needs, or damaged.
pub(crate) fn brought(bytes: &[u8]) -> Result<Brought, pdf::Error> {
    let kind = file_type(bytes);
    let Some(media_type) = media_type(kind) else {
        return Err(pdf::Error::NotOffice);
    };
    let (pages, words) = match kind {
        FileType::Pdf => {
            let inspection = inspect(bytes, &Limits::default())?;
            (i32::try_from(inspection.pages).ok(), pages_in(bytes).map(Some))
        }
        FileType::Png | FileType::Jpeg | FileType::Tiff => (None, Ok(Some(vec![photographed()]))),
        _ => (None, sections(bytes).map(Some)),
    };
    let words = match words {
        Err(pdf::Error::TooLarge(_) | pdf::Error::TimedOut | pdf::Error::Busy) => None,
        other => other?,
    };
    Ok(Brought {
        media_type,
        pages,
        words,
    })
}

fn media_type(kind: FileType) -> Option<&'static str> {
    Some(match kind {
        FileType::Pdf => "application/pdf",
        FileType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        FileType::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileType::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        FileType::Odt => "application/vnd.oasis.opendocument.text",
        FileType::Png => "image/png",
        FileType::Jpeg => "image/jpeg",
        FileType::Tiff => "image/tiff",
        FileType::Zip | FileType::Xml | FileType::Text | FileType::Unknown => return None,
    })
}

/// An image: a page whose letters are recognised later, like those of a scan.
fn photographed() -> PageText {
    PageText {
        number: 1,
        width: 0.0,
        height: 0.0,
        lines: Vec::new(),
        origin: Origin::Scan,
    }
}

/// The sections of an office document as pages without places.
fn sections(bytes: &[u8]) -> Result<PageWords, pdf::Error> {
    let limits = Limits {
        max_unpacked_bytes: UNPACKED,
        ..Limits::default()
    };
    let sections = office_text(bytes, &limits)?;
    Ok((1..)
        .zip(sections)
        .map(|(number, section)| {
            let mut page = PageText {
                number,
                width: 0.0,
                height: 0.0,
                lines: section.lines().map(line).collect(),
                origin: Origin::Embedded,
            };
            super::legacy::convert(&mut page);
            page
        })
        .collect())
}

fn line(text: &str) -> Line {
    Line {
        text: text.to_owned(),
        left: 0.0,
        top: 0.0,
        width: 0.0,
        height: 0.0,
    }
}
