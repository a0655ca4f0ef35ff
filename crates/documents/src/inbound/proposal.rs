//! What the pages of a document say about it: the fields of its registration, each with the place where it was read.
//!
//! Pure: lines with positions in, proposals out. The clerk confirms; nothing is registered from here.

mod agency;
mod head;
mod marks;
mod page;
mod signer;
mod title;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::{DocumentKind, NumberSymbol, Secrecy, Urgency};
use page::{Page, Piece};

/// Where something was read: a page, and a rectangle in points from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The page, from 1.
    pub page: u32,
    /// Left edge.
    pub left: f32,
    /// Upper edge.
    pub top: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// The page's width.
    pub page_width: f32,
    /// The page's height.
    pub page_height: f32,
}

/// A value and the place where it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it was read.
    pub place: Place,
}

/// What was read; what is missing was not found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Số, ký hiệu.
    pub number_symbol: Option<Found<NumberSymbol>>,
    /// Ngày tháng.
    pub date: Option<Found<Date>>,
    /// Cơ quan ban hành.
    pub issuer: Option<Found<String>>,
    /// Tên loại.
    pub kind: Option<Found<DocumentKind>>,
    /// Trích yếu.
    pub subject: Option<Found<String>>,
    /// Người ký.
    pub signer_name: Option<Found<String>>,
    /// Chức vụ.
    pub signer_title: Option<Found<String>>,
    /// Dấu khẩn.
    pub urgency: Option<Found<Urgency>>,
    /// Dấu mật.
    pub secrecy: Option<Found<Secrecy>>,
}

/// Reads what the pages say.
#[must_use]
pub fn propose(pages: &[pdf::PageText]) -> Proposal {
    let pages: Vec<Page> = pages.iter().map(Page::new).collect();
    let Some(first) = pages.first() else {
        return Proposal::default();
    };
    let number_symbol = head::number_symbol(first);
    let number_piece = head::number_piece(first);
    let kind = title::kind(first, number_symbol.as_ref(), number_piece);
    let signer = signer::signer(&pages);
    Proposal {
        date: head::date(first),
        issuer: agency::issuer(first, number_piece),
        subject: title::subject(first, number_piece),
        kind,
        signer_name: signer.as_ref().map(|(name, _)| name.clone()),
        signer_title: signer.and_then(|(_, title)| title),
        urgency: marks::urgency(first),
        secrecy: marks::secrecy(first),
        number_symbol,
    }
}

#[cfg(test)]
mod tests;
