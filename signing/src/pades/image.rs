//! PNG images as image `XObjects`; transparency becomes a soft mask.

use std::io::{Cursor, Write as _};

use flate2::{Compression, write::ZlibEncoder};
use png::{ColorType, Transformations};

use super::update::Update;
use super::value::{Dict, Id};
use crate::Error;

/// More pixels than any seal or signature at 1200 dpi.
const MAX_PIXELS: u64 = 40_000_000;

/// An image that is part of the update.
pub(super) struct Image {
    pub(super) id: Id,
    /// In pixels.
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Adds a PNG image.
pub(super) fn embed(update: &mut Update<'_, '_>, png: &[u8]) -> Result<Image, Error> {
    let unreadable = |error: png::DecodingError| Error::Image(error.to_string());
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let (width, height) = (reader.info().width, reader.info().height);
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::Image("too many pixels".into()));
    }
    let size = reader
        .output_buffer_size()
        .ok_or_else(|| Error::Image("too many pixels".into()))?;
    let mut pixels = vec![0; size];
    reader.next_frame(&mut pixels).map_err(unreadable)?;
    let (color, _) = reader.output_color_type();
    let (space, colors, has_alpha) = match color {
        ColorType::Rgba => ("/DeviceRGB", 3, true),
        ColorType::Rgb => ("/DeviceRGB", 3, false),
        ColorType::GrayscaleAlpha => ("/DeviceGray", 1, true),
        ColorType::Grayscale => ("/DeviceGray", 1, false),
        ColorType::Indexed => return Err(Error::Image("palette not expanded".into())),
    };
    let mut dict = image_dict(width, height, space);
    let data = if has_alpha {
        let alpha: Vec<u8> = pixels
            .chunks_exact(colors + 1)
            .map(|pixel| pixel[colors])
            .collect();
        if alpha.iter().any(|&value| value != 255) {
            let mask = update.add_stream(image_dict(width, height, "/DeviceGray"), &compress(&alpha)?)?;
            dict.set("SMask", mask.reference());
        }
        pixels
            .chunks_exact(colors + 1)
            .flat_map(|pixel| &pixel[..colors])
            .copied()
            .collect()
    } else {
        pixels
    };
    let id = update.add_stream(dict, &compress(&data)?)?;
    Ok(Image {
        id,
        width: f64::from(width),
        height: f64::from(height),
    })
}

fn image_dict(width: u32, height: u32, space: &str) -> Dict {
    Dict::of([
        ("Type", b"/XObject"),
        ("Subtype", b"/Image"),
        ("Width", width.to_string().as_bytes()),
        ("Height", height.to_string().as_bytes()),
        ("ColorSpace", space.as_bytes()),
        ("BitsPerComponent", b"8"),
        ("Filter", b"/FlateDecode"),
    ])
}

/// Compresses for `/FlateDecode`.
pub(super) fn compress(data: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data)?;
    Ok(encoder.finish()?)
}
