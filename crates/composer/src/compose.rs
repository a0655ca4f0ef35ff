//! From data to PDF/A-2b.

use time::macros::date;
use time::{Date, Month, OffsetDateTime, UtcOffset};
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::view::{View, unprintable};
use crate::world::DocumentWorld;
use crate::{Error, OfficialDocument, Places};

/// About a thousand pages; more is no official document.
pub(crate) const MAX_CHARACTERS: usize = 3_000_000;
/// Layouts the typesetter's global cache keeps, so that a person's next draft is fast and memory stays bounded.
pub(crate) const CACHED_GENERATIONS: usize = 4;

/// A composed document.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// The file, PDF/A-2b.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
    /// Where fields and signatures belong.
    pub places: Places,
}

/// Composes a document. The same document gives the same bytes.
///
/// # Errors
/// When the body breaks its grammar, when the document holds signs the face lacks, or when it is absurdly long.
pub fn compose(document: &OfficialDocument) -> Result<Composed, Error> {
    let view = View::of(document)?;
    let json = serde_json::to_string(&view).map_err(|error| Error::Typesetting(error.to_string()))?;
    if json.chars().count() > MAX_CHARACTERS {
        return Err(Error::TooLong(MAX_CHARACTERS));
    }
    let missing = unprintable(&json);
    if !missing.is_empty() {
        return Err(Error::Unprintable(missing.into_iter().collect()));
    }

    let created = created(document);
    let world = DocumentWorld::new(json, created.date());
    let composed = typeset(
        &world,
        created,
        document.date.is_some() || document.year.is_some(),
    );
    comemo::evict(CACHED_GENERATIONS);
    composed
}

fn typeset(world: &DocumentWorld, created: OffsetDateTime, is_year_known: bool) -> Result<Composed, Error> {
    let laid_out = laid_out(world)?;
    let places = Places::of(&laid_out, is_year_known)?;
    let (pdf, pages) = written(&laid_out, created)?;
    Ok(Composed { pdf, pages, places })
}

pub(crate) fn laid_out(world: &DocumentWorld) -> Result<PagedDocument, Error> {
    typst::compile(world).output.map_err(|errors| refused(&errors))
}

/// The file and how many pages it has.
pub(crate) fn written(laid_out: &PagedDocument, created: OffsetDateTime) -> Result<(Vec<u8>, u32), Error> {
    let standards = PdfStandards::new(&[PdfStandard::A_2b])
        .map_err(|error| Error::Typesetting(error.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("Vanthu".to_owned())),
        timestamp: timestamp(created),
        standards,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(laid_out, &options).map_err(|errors| refused(&errors))?;
    let pages = u32::try_from(laid_out.pages().len()).unwrap_or(u32::MAX);
    Ok((pdf, pages))
}

/// The moment written into the file: PDF/A wants one, and the clock is not ours to ask.
fn created(document: &OfficialDocument) -> OffsetDateTime {
    let first_of_year = document
        .year
        .and_then(|year| Date::from_calendar_date(year, Month::January, 1).ok());
    let date = document.date.or(first_of_year).unwrap_or(date!(2020 - 01 - 01));
    let midnight = date.midnight().assume_offset(vietnam());
    document
        .composed_at
        .map_or(midnight, |moment| moment.to_offset(vietnam()))
}

fn vietnam() -> UtcOffset {
    UtcOffset::from_hms(7, 0, 0).expect("+07:00 is an offset")
}

fn timestamp(moment: OffsetDateTime) -> Option<Timestamp> {
    let (hour, minute, second) = moment.to_hms();
    let month = u8::from(moment.month());
    let datetime = Datetime::from_ymd_hms(moment.year(), month, moment.day(), hour, minute, second)?;
    Timestamp::new_local(datetime, 7 * 60)
}

fn refused(errors: &[SourceDiagnostic]) -> Error {
    Error::Typesetting(
        errors
            .iter()
            .map(|error| error.message.as_str())
            .collect::<Vec<_>>()
            .join("; "),
    )
}
