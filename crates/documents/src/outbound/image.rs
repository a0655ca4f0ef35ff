//! Images of a handwritten signature and of a round seal, for keys that come without one (the demonstration's).
//!
//! Decree 30/2020, Annex I, II.7c and II.8: the signature blue, the seal red and in true size, both PNG with a transparent
//! ground.

mod glyph;
mod seal;
mod signature;

pub use seal::seal;
pub use signature::signature;

use tiny_skia::{Color, Paint, Pixmap};

/// Dots in a millimetre: 300 to the inch.
const DOTS: f32 = 300.0 / 25.4;

/// Why an image could not be made or taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// The embedded font cannot be read.
    #[error("the embedded font cannot be read")]
    Font,
    /// The canvas is of an impossible size.
    #[error("the image has no size")]
    Size,
    /// The PNG could not be written.
    #[error("the image cannot be written: {0}")]
    Encoding(String),
    /// Not a PNG, or too large.
    #[error("not a PNG image of a usable size")]
    NotPng,
}

/// A transparent canvas of this size in millimetres.
fn canvas(width: f32, height: f32) -> Result<Pixmap, ImageError> {
    Pixmap::new(dots(width), dots(height)).ok_or(ImageError::Size)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes are a few hundred dots"
)]
fn dots(millimetres: f32) -> u32 {
    (millimetres * DOTS).ceil() as u32
}

fn ink(red: u8, green: u8, blue: u8) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(Color::from_rgba8(red, green, blue, 255));
    paint.anti_alias = true;
    paint
}

fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, ImageError> {
    pixmap
        .encode_png()
        .map_err(|error| ImageError::Encoding(error.to_string()))
}

/// Whether an uploaded image can stand for a signature or seal: a PNG of at most 2000 by 2000 dots.
///
/// # Errors
/// [`ImageError::NotPng`] when it cannot.
pub fn check(png: &[u8]) -> Result<(), ImageError> {
    let header = png
        .get(..24)
        .filter(|header| header.starts_with(b"\x89PNG\r\n\x1a\n"))
        .ok_or(ImageError::NotPng)?;
    let side = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let fits = |side: u32| (1..=2000).contains(&side);
    // The size is read before anything is decoded, so that a small file cannot ask for a huge canvas.
    if !(fits(side(16)) && fits(side(20))) {
        return Err(ImageError::NotPng);
    }
    Pixmap::decode_png(png)
        .map(|_| ())
        .map_err(|_| ImageError::NotPng)
}

#[cfg(test)]
mod tests {
    use tiny_skia::PremultipliedColorU8;

    use super::*;

    /// Share of the dots that are not transparent, and whether every one of them is mostly of this colour.
    fn ground(png: &[u8], colour: fn(u8, u8, u8) -> bool) -> (f64, bool) {
        let pixmap = Pixmap::decode_png(png).unwrap();
        let inked: Vec<_> = pixmap
            .pixels()
            .iter()
            .map(PremultipliedColorU8::demultiply)
            .filter(|dot| dot.alpha() > 200)
            .collect();
        let share =
            f64::from(u32::try_from(inked.len()).unwrap()) / f64::from(pixmap.width() * pixmap.height());
        (
            share,
            inked.iter().all(|dot| colour(dot.red(), dot.green(), dot.blue())),
        )
    }

    #[test]
    fn a_signature_is_blue_on_a_transparent_ground() {
        let png = signature("Trần Văn Bình").unwrap();
        let (share, is_blue) = ground(&png, |red, _, blue| blue > red);
        assert!(is_blue && (0.005..0.4).contains(&share), "{share}");
        assert_ne!(png, signature("Nguyễn Thị Hoa").unwrap());
        assert_eq!(check(&png), Ok(()));
    }

    #[test]
    fn a_seal_is_red_round_and_thirty_six_millimetres_wide() {
        let png = seal("Ủy ban nhân dân", "Tỉnh Ninh Bình").unwrap();
        let pixmap = Pixmap::decode_png(&png).unwrap();
        assert!((f64::from(pixmap.width()) / 300.0 * 25.4 - 36.0).abs() < 0.2);
        assert_eq!(pixmap.pixels()[0].alpha(), 0, "the corner is outside the circle");
        let (share, is_red) = ground(&png, |red, green, blue| red > 150 && green < 90 && blue < 90);
        assert!(is_red && (0.05..0.6).contains(&share), "{share}");
    }

    #[test]
    fn only_a_png_of_a_usable_size_is_taken() {
        let mut huge = signature("An").unwrap();
        huge[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        assert_eq!(check(&huge), Err(ImageError::NotPng));
        assert_eq!(check(b"%PDF-1.7"), Err(ImageError::NotPng));
    }
}
