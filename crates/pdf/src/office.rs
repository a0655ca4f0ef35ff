//! The text of office documents: Word, Excel, `PowerPoint`, `OpenDocument` text.

mod package;
mod sheet;
mod xml;

use crate::guard::{self, Deadline};
use crate::{Error, FileType, Limits, file_type};
use package::Package;
use xml::Room;

/// Reads the text of an office document in sections: the document, each sheet, each slide. Lines are parted by line
/// feeds, cells by tabs; text is in NFC. Text beyond the limits' glyphs is left out.
///
/// # Errors
/// Not an office document, larger than the limits packed or unpacked, damaged, or too slow.
pub fn office_text(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, Error> {
    let (owned, limits) = (bytes.to_vec(), *limits);
    guard::run(limits.time, move |deadline| sections(&owned, &limits, deadline))
}

fn sections(bytes: &[u8], limits: &Limits, deadline: Deadline) -> Result<Vec<String>, Error> {
    if bytes.len() > limits.max_bytes {
        return Err(Error::TooLarge("bytes"));
    }
    let kind = file_type(bytes);
    if !matches!(
        kind,
        FileType::Docx | FileType::Xlsx | FileType::Pptx | FileType::Odt
    ) {
        return Err(Error::NotOffice);
    }
    let mut package = Package::open(bytes, limits.max_unpacked_bytes, deadline)?;
    let mut room = Room(limits.max_glyphs);
    match kind {
        FileType::Xlsx => sheet::sheets(&mut package, deadline, &mut room),
        FileType::Pptx => {
            let slides = package.numbered("ppt/slides/slide");
            slides
                .iter()
                .map(|slide| Ok(xml::paragraphs(&package.part(slide)?, deadline, &mut room)))
                .collect()
        }
        FileType::Odt => Ok(vec![xml::paragraphs(
            &package.part("content.xml")?,
            deadline,
            &mut room,
        )]),
        _ => {
            let mut parts = vec!["word/document.xml".to_owned()];
            parts.extend(package.numbered("word/header"));
            parts.extend(package.numbered("word/footer"));
            let texts: Result<Vec<String>, Error> = parts
                .iter()
                .map(|part| Ok(xml::paragraphs(&package.part(part)?, deadline, &mut room)))
                .collect();
            Ok(vec![
                texts?
                    .into_iter()
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join("\n"),
            ])
        }
    }
}
