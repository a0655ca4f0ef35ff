//! PNG images as image `XObjects`; transparency becomes a soft mask.

use std::collections::VecDeque;
use std::io::{Cursor, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::{Compression, write::ZlibEncoder};
use png::{ColorType, Transformations};

use super::update::Update;
use super::value::{Dict, Id};
use crate::{Digest, Error};

/// More pixels than any seal or signature at 1200 dpi.
const MAX_PIXELS: u64 = 40_000_000;

/// Packed images kept, at most, and the most bytes of one.
const KEPT: usize = 32;
const LARGEST_KEPT: usize = 1 << 20;

/// The images packed last, by the hash of their PNG: the same seal goes onto one document after the other, and packing it takes
/// longer than signing.
static PACKED: Mutex<VecDeque<(Vec<u8>, Arc<Packed>)>> = Mutex::new(VecDeque::new());

/// An image that is part of the update.
pub(super) struct Image {
    pub(super) id: Id,
    /// In pixels.
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The streams of an image as the file holds them.
struct Packed {
    width: u32,
    height: u32,
    space: &'static str,
    colors: Vec<u8>,
    /// Where it lets through what lies behind.
    mask: Option<Vec<u8>>,
}

/// Adds a PNG image.
pub(super) fn embed(update: &mut Update<'_, '_>, png: &[u8]) -> Result<Image, Error> {
    let packed = packed(png)?;
    let (width, height) = (packed.width, packed.height);
    let mut dict = image_dict(width, height, packed.space);
    if let Some(mask) = &packed.mask {
        let mask = update.add_stream(image_dict(width, height, "/DeviceGray"), mask)?;
        dict.set("SMask", mask.reference());
    }
    Ok(Image {
        id: update.add_stream(dict, &packed.colors)?,
        width: f64::from(width),
        height: f64::from(height),
    })
}

/// The image as it was packed last, or packed now.
fn packed(png: &[u8]) -> Result<Arc<Packed>, Error> {
    let lock = || PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    let hash = Digest::Sha256.hash(png);
    let known = lock().iter().find(|(known, _)| *known == hash).cloned();
    if let Some((_, packed)) = known {
        return Ok(packed);
    }
    let packed = Arc::new(pack(png)?);
    let size = packed.colors.len() + packed.mask.as_ref().map_or(0, Vec::len);
    if size <= LARGEST_KEPT {
        let mut kept = lock();
        kept.push_back((hash, Arc::clone(&packed)));
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }
    Ok(packed)
}

fn pack(png: &[u8]) -> Result<Packed, Error> {
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
    let mut mask = None;
    if has_alpha {
        let alpha: Vec<u8> = pixels
            .chunks_exact(colors + 1)
            .map(|pixel| pixel[colors])
            .collect();
        if alpha.iter().any(|&value| value != 255) {
            mask = Some(compress(&alpha)?);
        }
        pixels = pixels
            .chunks_exact(colors + 1)
            .flat_map(|pixel| &pixel[..colors])
            .copied()
            .collect();
    }
    Ok(Packed {
        width,
        height,
        space,
        colors: compress(&pixels)?,
        mask,
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
