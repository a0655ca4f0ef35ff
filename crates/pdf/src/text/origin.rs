use serde::{Deserialize, Serialize};

use super::Line;

/// A page whose images cover less than this share of it is no scan.
const SCANNED: f64 = 0.5;

/// Signs a scan may bear besides its image: a signature's appearance, a stamped number, a page number.
const STAMPED: usize = 400;

/// Where the text of a page comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// It stands in the file.
    #[default]
    Embedded,
    /// The page is an image, or its letters cannot be told; nobody has recognised it yet.
    Scan,
    /// A program recognised it in the page's image.
    Recognised,
    /// A program tried and did not come back in time, or there was nothing to see.
    Unreadable,
}

impl Origin {
    /// What a page is that bears these lines and whose images cover this share of it.
    pub(super) fn of(lines: &[Line], pictures: f64) -> Self {
        let signs = || lines.iter().flat_map(|line| line.text.chars());
        let is_stamped_only = signs()
            .filter(|sign| !sign.is_whitespace())
            .nth(STAMPED)
            .is_none();
        if pictures >= SCANNED && is_stamped_only {
            Self::Scan
        } else {
            Self::Embedded
        }
    }
}
