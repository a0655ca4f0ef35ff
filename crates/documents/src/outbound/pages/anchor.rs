//! Where the fields belong on an uploaded PDF.

use composer::{Place, Places};
use pdf::{Line, PageText};

/// Diameter of a seal in points: 36 mm.
const SEAL: f32 = 36.0 * 72.0 / 25.4;
/// Size of number and date in points.
const SIZE: f32 = 13.0;

/// Places by the words on the pages: "Số:", "ngày … tháng … năm …", the signer's name. What is not found stands where
/// Annex I draws it.
pub(super) fn places(pages: &[PageText], signer: &str) -> Option<Places> {
    let (first, last) = (pages.first()?, pages.last()?);
    let number = find(first, "Số:", 0.0, 34.0).unwrap_or_else(|| at(first, 0.16, 0.10, 34.0));
    let day = find(first, "ngày", 0.0, 22.0).unwrap_or_else(|| at(first, 0.66, 0.10, 22.0));
    let month = find(first, "tháng", 0.0, 22.0).unwrap_or_else(|| at(first, 0.76, 0.10, 22.0));
    let year = find(first, "năm", 0.0, 30.0).unwrap_or_else(|| at(first, 0.86, 0.10, 30.0));
    let signature = above_name(last, signer).unwrap_or_else(|| {
        let place = at(last, 0.58, 0.80, 150.0);
        Place {
            height: 57.0,
            ..place
        }
    });
    let seal = Place {
        left: (signature.left + signature.width / 3.0 - SEAL).max(0.0),
        bottom: (signature.bottom + signature.height / 2.0 - SEAL / 2.0).max(0.0),
        width: SEAL,
        height: SEAL,
        ..signature
    };
    let attachment_line = Place {
        height: 14.0,
        ..at(first, 0.45, 0.02, first.width * 0.5)
    };
    Some(Places {
        number,
        day,
        month,
        year: Some(year),
        signature,
        seal,
        attachment_line,
    })
}

/// The room behind a word in the upper third of the page. The word's place within its line is taken from its share of the
/// letters, which is near enough for a field that is centred.
fn find(page: &PageText, word: &str, gap: f32, width: f32) -> Option<Place> {
    let line = page
        .lines
        .iter()
        .filter(|line| line.top < page.height / 3.0)
        .find(|line| line.text.contains(word))?;
    let before = line.text.find(word)? + word.len();
    let share = length(&line.text[..before]) / length(&line.text).max(1.0);
    Some(Place {
        page: page.number,
        left: line.left + line.width * share + gap,
        bottom: bottom(page, line),
        width,
        height: SIZE * 1.25,
        font_size: SIZE,
    })
}

fn above_name(page: &PageText, signer: &str) -> Option<Place> {
    let name = signer.trim();
    let line = page
        .lines
        .iter()
        .rev()
        .find(|line| !name.is_empty() && line.text.trim() == name)?;
    let (width, height) = (150.0, 57.0);
    Some(Place {
        page: page.number,
        left: (line.left + line.width / 2.0 - width / 2.0).max(0.0),
        bottom: (bottom(page, line) + line.height).min(page.height - height),
        width,
        height,
        font_size: SIZE,
    })
}

fn bottom(page: &PageText, line: &Line) -> f32 {
    (page.height - line.top - line.height).max(0.0)
}

/// A place by shares of the page, from the top left.
fn at(page: &PageText, left: f32, top: f32, width: f32) -> Place {
    Place {
        page: page.number,
        left: page.width * left,
        bottom: page.height * (1.0 - top) - SIZE * 1.25,
        width,
        height: SIZE * 1.25,
        font_size: SIZE,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a line has a few hundred letters")]
fn length(text: &str) -> f32 {
    text.chars().count() as f32
}
