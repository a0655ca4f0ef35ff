use std::f32::consts::{PI, TAU};

use tiny_skia::{FillRule, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

use super::{DOTS, ImageError, canvas, encode, glyph::Letters, ink};

/// Diameter of an agency's seal without the national emblem, in millimetres (Circular 07/2010/TT-BCA, Article 4).
const DIAMETER: f32 = 36.0;

/// Draws a round seal in true size: `rim` runs around, `middle` stands under the star.
///
/// # Errors
/// When the embedded font cannot be read.
pub fn seal(rim: &str, middle: &str) -> Result<Vec<u8>, ImageError> {
    let mut pixmap = canvas(DIAMETER, DIAMETER)?;
    let red = ink(214, 22, 28);
    let centre = DIAMETER * DOTS / 2.0;
    for (radius, width) in [(17.3, 0.9), (16.2, 0.35), (10.6, 0.35)] {
        ring(&mut pixmap, &red, centre, radius * DOTS, width * DOTS);
    }
    around(&mut pixmap, &red, centre, &rim.to_uppercase())?;
    if let Some(star) = star(centre, centre - 3.6 * DOTS, 3.4 * DOTS) {
        pixmap.fill_path(&star, &red, FillRule::Winding, Transform::identity(), None);
    }
    across(&mut pixmap, &red, centre, &middle.to_uppercase())?;
    encode(&pixmap)
}

fn ring(pixmap: &mut Pixmap, paint: &Paint<'_>, centre: f32, radius: f32, width: f32) {
    let Some(circle) = PathBuilder::from_circle(centre, centre, radius) else {
        return;
    };
    pixmap.stroke_path(
        &circle,
        paint,
        &Stroke {
            width,
            ..Stroke::default()
        },
        Transform::identity(),
        None,
    );
}

/// A text along the upper part of the rim, smaller when it is long.
fn around(pixmap: &mut Pixmap, paint: &Paint<'_>, centre: f32, text: &str) -> Result<(), ImageError> {
    let radius = 11.7 * DOTS;
    let (mut size, longest) = (3.9 * DOTS, radius * TAU * 0.78);
    let natural = Letters::new(composer::fonts::serif_bold(), size)?.width(text);
    if natural > longest {
        size *= longest / natural;
    }
    let letters = Letters::new(composer::fonts::serif_bold(), size)?;
    let gap = (longest * 0.9 - letters.width(text)).clamp(0.0, size * 0.35 * count(text)) / count(text);
    let length = letters.width(text) + gap * count(text);
    let mut walked = -length / 2.0;
    for letter in text.chars() {
        let advance = letters.advance(letter) + gap;
        let angle = (walked + advance / 2.0) / radius;
        walked += advance;
        let Some(outline) = letters.outline(letter) else {
            continue;
        };
        let place = Transform::from_translate(-letters.advance(letter) / 2.0, -radius)
            .post_rotate(angle * 180.0 / PI)
            .post_translate(centre, centre);
        pixmap.fill_path(&outline, paint, FillRule::Winding, place, None);
    }
    Ok(())
}

/// Up to three lines below the star.
fn across(pixmap: &mut Pixmap, paint: &Paint<'_>, centre: f32, text: &str) -> Result<(), ImageError> {
    let size = 3.0 * DOTS;
    let mut baseline = centre + 3.2 * DOTS;
    for line in lines(text, 12).iter().take(3) {
        let natural = Letters::new(composer::fonts::serif_bold(), size)?.width(line);
        let fitted = if natural > 15.5 * DOTS {
            size * 15.5 * DOTS / natural
        } else {
            size
        };
        let letters = Letters::new(composer::fonts::serif_bold(), fitted)?;
        let mut left = centre - letters.width(line) / 2.0;
        for letter in line.chars() {
            if let Some(outline) = letters.outline(letter) {
                let place = Transform::from_translate(left, baseline);
                pixmap.fill_path(&outline, paint, FillRule::Winding, place, None);
            }
            left += letters.advance(letter);
        }
        baseline += size * 1.05;
    }
    Ok(())
}

fn lines(text: &str, longest: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < longest => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[expect(clippy::cast_precision_loss, reason = "a name has a few dozen letters")]
fn count(text: &str) -> f32 {
    text.chars().count().max(1) as f32
}

fn star(x: f32, y: f32, radius: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (step, inner) in [false, true].into_iter().cycle().take(10).enumerate() {
        let angle = f32::from(u8::try_from(step).unwrap_or(0)) * PI / 5.0 - PI / 2.0;
        let reach = if inner { radius * 0.382 } else { radius };
        let (left, top) = (x + reach * angle.cos(), y + reach * angle.sin());
        if step == 0 {
            path.move_to(left, top);
        } else {
            path.line_to(left, top);
        }
    }
    path.close();
    path.finish()
}
