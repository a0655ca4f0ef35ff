use tiny_skia::{LineCap, LineJoin, Path, PathBuilder, Stroke, Transform};

use super::{DOTS, ImageError, canvas, encode, ink};

/// Draws a signature-like stroke, another for every name: a tall initial, a running hand of loops, a closing flourish.
///
/// # Errors
/// When the image cannot be written.
pub fn signature(name: &str) -> Result<Vec<u8>, ImageError> {
    let mut pixmap = canvas(52.0, 20.0)?;
    let blue = ink(24, 62, 158);
    let stroke = |width: f32| Stroke {
        width: width * DOTS,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    };
    let scale = Transform::from_scale(DOTS, DOTS);
    let mut hand = Hand::of(name);
    for (path, width) in [
        (hand.initial(), 0.62),
        (hand.running(name), 0.5),
        (hand.flourish(), 0.55),
    ] {
        let Some(path) = path.and_then(|path| path.transform(scale)) else {
            continue;
        };
        pixmap.stroke_path(&path, &blue, &stroke(width), Transform::identity(), None);
    }
    encode(&pixmap)
}

/// The habits of a hand, drawn from the letters of the name alone, so that a name always signs alike.
struct Hand {
    state: u32,
    pen: f32,
}

impl Hand {
    fn of(name: &str) -> Self {
        let state = name.chars().fold(0x811c_9dc5_u32, |hash, letter| {
            (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193)
        });
        Self {
            state: state | 1,
            pen: 14.0,
        }
    }

    /// The next number from 0 to 1 (xorshift).
    fn next(&mut self) -> f32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        f32::from(u8::try_from(self.state >> 24).unwrap_or(0)) / 255.0
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.next()
    }

    fn initial(&mut self) -> Option<Path> {
        let (top, foot) = (self.between(1.0, 3.0), self.between(15.0, 17.5));
        let mut path = PathBuilder::new();
        path.move_to(self.between(2.0, 4.0), self.between(9.0, 12.0));
        path.cubic_to(5.0, top + 1.0, 10.0, top - 0.5, 9.0, self.between(6.0, 8.0));
        path.cubic_to(8.2, 12.0, 4.0, foot, 5.5, foot);
        path.cubic_to(
            8.0,
            foot,
            self.between(10.0, 13.0),
            4.0,
            self.between(11.0, 14.0),
            top,
        );
        path.cubic_to(10.5, 8.0, 10.0, 13.0, self.pen, 12.0);
        path.finish()
    }

    fn running(&mut self, name: &str) -> Option<Path> {
        let given = name.split_whitespace().next_back().unwrap_or(name);
        let mut path = PathBuilder::new();
        path.move_to(self.pen, 12.0);
        let strokes = given.chars().count().clamp(3, 7);
        for _ in 0..strokes {
            let step = self.between(2.4, 4.4);
            let rise = if self.next() > 0.72 {
                self.between(5.5, 8.0)
            } else {
                self.between(1.4, 3.2)
            };
            let base = self.between(11.4, 12.6);
            let (start, end) = (self.pen, self.pen + step);
            path.cubic_to(
                start + step * 0.9,
                base - rise * 1.4,
                start + step * 0.1,
                base - rise * 1.5,
                start + step * 0.35,
                base,
            );
            path.cubic_to(
                start + step * 0.45,
                base + 0.9,
                end - step * 0.2,
                base + 0.6,
                end,
                base - 0.4,
            );
            self.pen = end;
        }
        path.finish()
    }

    fn flourish(&mut self) -> Option<Path> {
        let mut path = PathBuilder::new();
        let (low, reach) = (self.between(15.5, 18.0), self.between(44.0, 50.0));
        path.move_to(self.pen, 11.8);
        path.cubic_to(
            self.pen + 6.0,
            7.0,
            reach,
            self.between(5.0, 9.0),
            reach - 3.0,
            12.0,
        );
        path.cubic_to(36.0, low, 20.0, low + 0.8, self.between(9.0, 13.0), low);
        path.cubic_to(18.0, low - 2.2, 34.0, low - 2.0, reach, self.between(13.0, 15.0));
        path.finish()
    }
}
