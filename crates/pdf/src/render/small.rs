//! A page as a small PNG. An official page is black on white with a blue signature and a red seal, so a palette of sixteen
//! greys and a few colours loses nothing that an eye sees, and travels in a fifth of the bytes.

use std::collections::HashMap;

use crate::Error;

/// Greys of the palette; anti-aliased letters need no more.
const GREYS: u8 = 16;

/// How far the channels of a grey may lie apart.
const NEUTRAL: u8 = 12;

/// Bits kept of each channel of a colour, tried one after the other until the palette holds all colours.
const DEPTHS: [u8; 2] = [4, 3];

/// Pixels as numbers of the palette's colours.
struct Indexed {
    palette: Vec<[u8; 3]>,
    pixels: Vec<u8>,
}

/// Writes opaque RGB pixels: with a palette where that holds the page's colours, otherwise as they are.
pub(super) fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Error> {
    let indexed = DEPTHS.iter().find_map(|depth| index(pixels, *depth));
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, width, height);
    let packed;
    let data = if let Some(Indexed { palette, pixels }) = indexed {
        let is_grey = palette.len() <= usize::from(GREYS);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(if is_grey {
            png::BitDepth::Four
        } else {
            png::BitDepth::Eight
        });
        encoder.set_palette(palette.concat());
        // Neighbouring numbers of a palette are no neighbouring colours: filters would only cost.
        encoder.set_compression(png::Compression::Balanced);
        encoder.set_filter(png::Filter::NoFilter);
        packed = if is_grey { pack(&pixels, width) } else { pixels };
        &packed
    } else {
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        pixels
    };
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(data));
    written.map_err(|error| Error::Damaged(error.to_string()))?;
    Ok(png)
}

/// `None` when the page has more colours than a palette.
fn index(pixels: &[u8], depth: u8) -> Option<Indexed> {
    let mut palette: Vec<[u8; 3]> = (0..GREYS).map(|grey| [grey * 17; 3]).collect();
    let mut known: HashMap<[u8; 3], u8> = HashMap::new();
    let mut indexed = Vec::with_capacity(pixels.len() / 3);
    for pixel in pixels.chunks_exact(3) {
        let (red, green, blue) = (pixel[0], pixel[1], pixel[2]);
        let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
        if most - least <= NEUTRAL {
            // Rounded to the nearest of the multiples of 17.
            indexed.push((green.saturating_add(8)) / 17);
            continue;
        }
        let colour = [rounded(red, depth), rounded(green, depth), rounded(blue, depth)];
        let number = if let Some(number) = known.get(&colour) {
            *number
        } else {
            let number = u8::try_from(palette.len()).ok()?;
            palette.push(colour);
            known.insert(colour, number);
            number
        };
        indexed.push(number);
    }
    Some(Indexed {
        palette,
        pixels: indexed,
    })
}

/// The nearest value that `depth` bits can tell.
fn rounded(channel: u8, depth: u8) -> u8 {
    let steps = (1_u16 << depth) - 1;
    let step = (u16::from(channel) * steps + 127) / 255;
    u8::try_from(step * 255 / steps).unwrap_or(u8::MAX)
}

/// Two pixels a byte, each row beginning with a byte of its own.
fn pack(pixels: &[u8], width: u32) -> Vec<u8> {
    let Ok(width) = usize::try_from(width.max(1)) else {
        return Vec::new();
    };
    let pair = |pair: &[u8]| (pair[0] << 4) | pair.get(1).copied().unwrap_or(0);
    pixels
        .chunks(width)
        .flat_map(|row| row.chunks(2).map(pair))
        .collect()
}
