//! What a file is, by its content; the name it came with is not asked.

use serde::{Deserialize, Serialize};

/// The types of file an office receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileType {
    /// PDF.
    Pdf,
    /// A zip archive that is none of the office formats.
    Zip,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// `PowerPoint`.
    Pptx,
    /// `OpenDocument` of any kind.
    Odt,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// TIFF.
    Tiff,
    /// XML.
    Xml,
    /// Text in UTF-8 or UTF-16.
    Text,
    /// Anything else.
    Unknown,
}

/// How far from the start `%PDF-` may stand, as Acrobat has it.
const PDF_HEADER_WINDOW: usize = 1024;
/// How much of a file is looked at to tell text.
const TEXT_WINDOW: usize = 8192;

/// Tells a file's type by its content.
#[must_use]
pub fn file_type(bytes: &[u8]) -> FileType {
    if pdf_header(bytes).is_some() {
        return FileType::Pdf;
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => zip_type(bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => FileType::Png,
        [0xff, 0xd8, 0xff, ..] => FileType::Jpeg,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => FileType::Tiff,
        _ => text_type(bytes),
    }
}

/// Where `%PDF-` stands, if near the start.
pub(crate) fn pdf_header(bytes: &[u8]) -> Option<usize> {
    let window = bytes.get(..PDF_HEADER_WINDOW + 5).unwrap_or(bytes);
    window.windows(5).position(|part| part == b"%PDF-")
}

/// Office formats are zip archives with telling entry names, which stand in clear in their directory.
fn zip_type(bytes: &[u8]) -> FileType {
    let has = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
    if has(b"mimetypeapplication/vnd.oasis.opendocument") {
        FileType::Odt
    } else if !has(b"[Content_Types].xml") {
        FileType::Zip
    } else if has(b"word/document") {
        FileType::Docx
    } else if has(b"xl/workbook") {
        FileType::Xlsx
    } else if has(b"ppt/presentation") {
        FileType::Pptx
    } else {
        FileType::Zip
    }
}

fn text_type(bytes: &[u8]) -> FileType {
    if bytes.is_empty() {
        return FileType::Unknown;
    }
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes {
        return FileType::Text;
    }
    let window = bytes.get(..TEXT_WINDOW).unwrap_or(bytes);
    let text = match std::str::from_utf8(window) {
        Ok(text) => text,
        // A sign cut in two by the window's end is no error.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(window.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default()
        }
        Err(_) => return FileType::Unknown,
    };
    let is_binary = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t' | '\u{c}');
    if text.is_empty() || text.chars().any(is_binary) {
        return FileType::Unknown;
    }
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.starts_with("<?xml") || start.starts_with("<edXML") {
        FileType::Xml
    } else {
        FileType::Text
    }
}
