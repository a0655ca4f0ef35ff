//! What a caller asks for.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A rectangle in points, origin at the bottom left of the page as it is shown, rotation included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// From the left edge.
    pub left: f32,
    /// From the bottom edge.
    pub bottom: f32,
    /// Towards the right.
    pub width: f32,
    /// Towards the top.
    pub height: f32,
}

/// Where the signature goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Target {
    /// A signature field that is there and empty.
    Field(String),
    /// A new visible field.
    New {
        /// The name of the field.
        name: String,
        /// The page, counted from 1.
        page: u32,
        /// Where on the page.
        rect: Rect,
    },
    /// A new field without any mark on a page.
    Invisible {
        /// The name of the field.
        name: String,
    },
}

/// What people see in the rectangle of the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Appearance {
    /// An image, whole and centred, in its own proportions: a handwritten signature or a seal
    /// (Decree 30/2020, Annex I).
    Image {
        /// PNG bytes, transparency kept.
        png: Vec<u8>,
    },
    /// Lines of text from the top, flush right: the line on an annex or an electronic copy.
    Text {
        /// The lines.
        lines: Vec<String>,
        /// Size of the letters in points.
        size: u16,
        /// A TrueType or OpenType font that has the letters.
        font: Vec<u8>,
    },
}

/// What may change after a certification (`DocMDP`, ISO 32000-2, table 257).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Permission {
    /// Nothing.
    NoChanges = 1,
    /// Filling fields and signing.
    FillAndSign = 2,
    /// Filling fields, signing and annotating.
    Annotate = 3,
}

/// How long a signature can be checked (EN 319 142-1 6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Level {
    /// B-B: while the certificate is valid.
    #[default]
    B,
    /// B-T: with a time stamp over the signature.
    T,
    /// B-LT: with certificates and revocation answers inside.
    Lt,
    /// B-LTA: with a time stamp over all of it.
    Lta,
}

/// A signature to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignatureRequest {
    /// Where it goes.
    pub target: Target,
    /// What is seen; nothing when absent.
    pub appearance: Option<Appearance>,
    /// Certify the document instead of approving it.
    pub certify: Option<Permission>,
    /// Why it is signed.
    pub reason: Option<String>,
    /// Where it is signed.
    pub location: Option<String>,
    /// The time the signer claims, with the offset people shall see.
    #[serde(with = "time::serde::rfc3339")]
    pub signing_time: OffsetDateTime,
    /// How much evidence goes in.
    pub level: Level,
    /// The password of an encrypted file; the empty one is tried anyway.
    pub password: Option<String>,
}

impl SignatureRequest {
    /// An approval signature at level B-B without any mark.
    #[must_use]
    pub fn new(target: Target, signing_time: OffsetDateTime) -> Self {
        Self {
            target,
            appearance: None,
            certify: None,
            reason: None,
            location: None,
            signing_time,
            level: Level::B,
            password: None,
        }
    }
}
