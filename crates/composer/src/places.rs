//! Where the empty fields and the signatures belong on the composed pages.

use serde::{Deserialize, Serialize};
use typst::foundations::{Dict, Label, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;

use crate::Error;

/// The diameter of an agency's seal, in points (36 mm).
const SEAL: f32 = 36.0 * 72.0 / 25.4;
/// How far the baseline lies above the foot of a line's room, in parts of the font size.
const DESCENT: f32 = 0.216;

/// A rectangle on a page, in PDF points with the origin at the bottom left.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The page, from 1.
    pub page: u32,
    /// The left edge.
    pub left: f32,
    /// The lower edge.
    pub bottom: f32,
    /// The width.
    pub width: f32,
    /// The height.
    pub height: f32,
    /// The size of text that stands here.
    pub font_size: f32,
}

impl Place {
    /// The baseline of the line of text this place belongs to.
    #[must_use]
    pub fn baseline(&self) -> f32 {
        self.bottom + DESCENT * self.font_size
    }

    /// The right edge.
    #[must_use]
    pub fn right(&self) -> f32 {
        self.left + self.width
    }

    /// The upper edge.
    #[must_use]
    pub fn top(&self) -> f32 {
        self.bottom + self.height
    }
}

/// The places of a document. A place whose value was known is where that value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// The number behind "Số: ", 13 pt upright.
    pub number: Place,
    /// The day, 13 pt italic.
    pub day: Place,
    /// The month, 13 pt italic.
    pub month: Place,
    /// The year, when it was not known.
    pub year: Option<Place>,
    /// Ô 7c: the signature's image, between post and name.
    pub signature: Place,
    /// Ô 8: the seal in true size, its right edge over the left third of the signature.
    pub seal: Place,
    /// The line at the top right of page 1: ô 14, and the agency's signature on attachments, 10 pt.
    pub attachment_line: Place,
}

impl Places {
    /// Finds the marks the template left.
    pub(crate) fn of(document: &PagedDocument, is_year_known: bool) -> Result<Self, Error> {
        let find = |name| place(document, name).ok_or(Error::MissingPlace(name));
        let signature = find("place-signature")?;
        let year = find("place-year")?;
        Ok(Self {
            number: find("place-number")?,
            day: find("place-day")?,
            month: find("place-month")?,
            year: (!is_year_known).then_some(year),
            signature,
            seal: seal_over(&signature),
            attachment_line: find("place-attachment")?,
        })
    }
}

/// The seal covers the left third of the signature (Decree 30/2020, Annex I, II.8a).
fn seal_over(signature: &Place) -> Place {
    let middle = signature.bottom + signature.height / 2.0;
    Place {
        left: signature.left + signature.width / 3.0 - SEAL,
        bottom: middle - SEAL / 2.0,
        width: SEAL,
        height: SEAL,
        ..*signature
    }
}

fn place(document: &PagedDocument, name: &'static str) -> Option<Place> {
    let introspector = document.introspector();
    let mark = introspector
        .query_label(Label::new(PicoStr::intern(name))?)
        .ok()?
        .clone();
    let position = typst_layout::PagedIntrospector::position(introspector, mark.location()?)?;
    let size = mark
        .to_packed::<MetadataElem>()?
        .value
        .clone()
        .cast::<Dict>()
        .ok()?;
    let page = document.pages().get(position.page.get() - 1)?;

    let (left, top) = (points(position.point.x.to_pt()), points(position.point.y.to_pt()));
    let height = number(&size, "height")?;
    Some(Place {
        page: u32::try_from(position.page.get()).ok()?,
        left,
        bottom: points(page.frame.height().to_pt()) - top - height,
        width: number(&size, "width")?,
        height,
        font_size: number(&size, "size")?,
    })
}

fn number(size: &Dict, key: &str) -> Option<f32> {
    match size.get(key).ok()? {
        Value::Float(value) => Some(points(*value)),
        Value::Int(value) => i16::try_from(*value).ok().map(f32::from),
        _ => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a page's points fit f32 with room to spare"
)]
fn points(value: f64) -> f32 {
    value as f32
}
