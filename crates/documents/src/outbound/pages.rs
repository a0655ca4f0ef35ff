//! The pages that are reviewed and signed: composed or uploaded, with empty fields for number, date, signature and seal.
//!
//! The fields are there before the first signature, so that filling them is a change the signature permits
//! (`domain/office.md` §1.4).

mod anchor;

use composer::{Place, Places};
use serde::{Deserialize, Serialize};
use signing::pades::{self, Align, FieldKind, FieldPlan, Rect};
use time::Date;

use crate::Error;

/// Name of the field of the number.
pub const NUMBER: &str = "so";
/// Name of the field of the day.
pub const DAY: &str = "ngay";
/// Name of the field of the month.
pub const MONTH: &str = "thang";
/// Name of the field of the year.
pub const YEAR: &str = "nam";
/// Name of the field of the personal signature (ô 7c).
pub const SIGNATURE: &str = "ky";
/// Name of the field of the agency's seal (ô 8).
pub const SEAL: &str = "dau";

/// Pages ready to be signed.
#[derive(Debug, Clone)]
pub struct Presented {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
    /// Where signature and seal will stand.
    pub marks: Marks,
}

/// Where signature and seal will stand, to be shown over the pages.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Marks {
    /// Ô 7c.
    pub signature: Mark,
    /// Ô 8.
    pub seal: Mark,
}

/// A rectangle in hundredths of its page, from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The page, from 1.
    pub page: u32,
    /// From the left edge.
    pub left: f32,
    /// From the upper edge.
    pub top: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Mark {
    fn of(place: &Place, (width, height): (f32, f32)) -> Self {
        Self {
            page: place.page,
            left: place.left / width * 100.0,
            top: (height - place.bottom - place.height) / height * 100.0,
            width: place.width / width * 100.0,
            height: place.height / height * 100.0,
        }
    }
}

/// A4 in points.
const A4: (f32, f32) = (595.28, 841.89);

/// Typesets a document and lays the fields into it.
///
/// # Errors
/// When the document cannot be typeset.
pub fn present(document: &composer::OfficialDocument) -> Result<Presented, Error> {
    let composed = composer::compose(document)?;
    let marks = marks(&composed.places, A4);
    Ok(Presented {
        pdf: with_fields(&composed.pdf, &composed.places)?,
        pages: composed.pages,
        marks,
    })
}

/// Lays the fields into an uploaded PDF: where its words say they belong, or else where the decree puts them.
///
/// # Errors
/// When the file is not a PDF that can be signed.
pub fn present_uploaded(pdf: &[u8], signer: &str) -> Result<Presented, Error> {
    let limits = pdf::Limits::default();
    let inspection = pdf::inspect(pdf, &limits)?;
    let texts = pdf::text(pdf, &limits)?;
    let size = texts.last().map_or(A4, |page| (page.width, page.height));
    let places =
        anchor::places(&texts, signer).ok_or_else(|| Error::BadFile("Tệp không có trang nào.".to_owned()))?;
    let marks = marks(&places, size);
    Ok(Presented {
        pdf: with_fields(pdf, &places)?,
        pages: inspection.pages,
        marks,
    })
}

fn marks(places: &Places, size: (f32, f32)) -> Marks {
    Marks {
        signature: Mark::of(&places.signature, size),
        seal: Mark::of(&places.seal, size),
    }
}

fn with_fields(pdf: &[u8], places: &Places) -> Result<Vec<u8>, Error> {
    let text = |name: &str, place: &Place| FieldPlan {
        kind: FieldKind::Text {
            font_size: place.font_size,
            align: Align::Center,
        },
        ..signature(name, place)
    };
    let upright = [
        text(NUMBER, &places.number),
        signature(SIGNATURE, &places.signature),
        signature(SEAL, &places.seal),
    ];
    let mut slanted = vec![text(DAY, &places.day), text(MONTH, &places.month)];
    slanted.extend(places.year.as_ref().map(|place| text(YEAR, place)));
    // Two rounds, because number and date are set in two faces (Annex I, II.3 and II.4).
    let once = pades::prepare_fields(pdf, &upright, composer::fonts::serif_regular())?;
    Ok(pades::prepare_fields(
        &once,
        &slanted,
        composer::fonts::serif_italic(),
    )?)
}

fn signature(name: &str, place: &Place) -> FieldPlan {
    FieldPlan {
        name: name.to_owned(),
        page: place.page,
        rect: Rect {
            left: place.left,
            bottom: place.bottom,
            width: place.width,
            height: place.height,
        },
        kind: FieldKind::Signature,
    }
}

/// Fills number and date by incremental update; the signature before stays what it was.
///
/// Below 10 the number and the day get a zero, and so do the months 1 and 2 (Annex I, II.3b and II.4b).
///
/// # Errors
/// When the file lacks the fields.
pub fn fill(pdf: &[u8], number: u32, date: Date) -> Result<Vec<u8>, Error> {
    let month = u8::from(date.month());
    let month = if month < 3 {
        format!("{month:02}")
    } else {
        month.to_string()
    };
    let (number, day, year) = (
        format!("{number:02}"),
        format!("{:02}", date.day()),
        date.year().to_string(),
    );
    let once = pades::fill_fields(pdf, &[(NUMBER, &number)], composer::fonts::serif_regular())?;
    let date = [(DAY, day.as_str()), (MONTH, &month), (YEAR, &year)];
    Ok(pades::fill_fields(&once, &date, composer::fonts::serif_italic())?)
}
