//! Follows the operators of a content stream (ISO 32000-2, Annex A), within bounds.

use std::collections::HashMap;
use std::rc::Rc;

use super::font::Font;
use super::geometry::{self, Matrix, Rectangle};
use super::path::Path;
use super::state::State;
use super::{Drawing, Kind, Line, Mark};
use crate::syntax::lexer::{Lexer, is_white};
use crate::syntax::{Dictionary, Object, View};

/// Operators followed, at most.
const MAX_OPERATORS: usize = 1_000_000;
/// Things noted, at most.
const MAX_MARKS: usize = 500_000;
/// Thinner lines hide nothing.
const MIN_LINE: f64 = 2.0;
/// Forms inside forms.
const MAX_DEPTH: usize = 8;
/// Operands of one operator, at most.
const MAX_OPERANDS: usize = 4096;

/// Follows a stream from an empty page on.
pub(super) fn run(view: View<'_>, content: &[u8], resources: Option<&Dictionary>, matrix: Matrix) -> Drawing {
    let mut run = Run {
        view,
        drawing: Drawing {
            is_complete: true,
            is_readable: true,
            ..Drawing::default()
        },
        operators: 0,
        depth: 0,
    };
    run.stream(content, resources, State::new(matrix));
    run.drawing
}

struct Run<'f> {
    view: View<'f>,
    drawing: Drawing,
    operators: usize,
    depth: usize,
}

/// One stream being followed.
struct Level<'o> {
    resources: Option<&'o Dictionary>,
    fonts: HashMap<Vec<u8>, Option<Rc<Font>>>,
    state: State,
    saved: Vec<State>,
    path: Path,
    clips: bool,
}

impl Run<'_> {
    fn stream(&mut self, content: &[u8], resources: Option<&Dictionary>, state: State) {
        let mut level = Level {
            resources,
            fonts: HashMap::new(),
            state,
            saved: Vec::new(),
            path: Path::default(),
            clips: false,
        };
        let mut lexer = Lexer::of_decoded(content, 0);
        let mut operands: Vec<Object> = Vec::new();
        loop {
            lexer.skip_white();
            if lexer.peek().is_none() {
                return;
            }
            if let Some(operand) = lexer.object() {
                operands.push(operand);
                if operands.len() > MAX_OPERANDS {
                    break;
                }
                continue;
            }
            let operator = lexer.word();
            self.operators += 1;
            let is_too_much = self.operators > MAX_OPERATORS || self.drawing.marks.len() > MAX_MARKS;
            if is_too_much || !self.view.file.may_step() {
                break;
            }
            if operator.is_empty() {
                // Viewers go on behind what they do not understand.
                lexer.position += 1;
                self.drawing.is_complete = false;
                continue;
            }
            if operator == b"ID" {
                let rest = content.get(lexer.position..).unwrap_or_default();
                lexer.position += end_of_inline_picture(rest);
                self.picture(&level.state, 1.0);
            } else {
                self.operator(operator, &operands, &mut level);
            }
            operands.clear();
        }
        self.drawing.is_complete = false;
        self.drawing.is_readable = false;
    }

    fn operator(&mut self, operator: &[u8], operands: &[Object], level: &mut Level<'_>) {
        let numbers: Vec<f64> = operands.iter().filter_map(Object::as_number).collect();
        match operator {
            b"q" if level.saved.len() < 256 => level.saved.push(level.state.clone()),
            b"Q" => {
                if let Some(state) = level.saved.pop() {
                    level.state = state;
                }
            }
            b"cm" => {
                if let Ok(matrix) = <[f64; 6]>::try_from(numbers) {
                    level.state.matrix = Matrix::new(matrix).then(&level.state.matrix);
                }
            }
            b"w" => level.state.line_width = numbers.first().copied().unwrap_or(1.0),
            b"g" | b"rg" | b"k" | b"sc" | b"scn" => level.state.paint.colour(&numbers),
            b"G" | b"RG" | b"K" | b"SC" | b"SCN" => level.state.ink.colour(&numbers),
            b"cs" => level.state.paint.colour(&[0.0]),
            b"CS" => level.state.ink.colour(&[0.0]),
            b"gs" => {
                if let Some(settings) = self.resource(level, "ExtGState", operands)
                    && let Some(settings) = settings.as_dictionary()
                {
                    level.state.extend(self.view, settings);
                }
            }
            b"m" | b"l" | b"c" | b"v" | b"y" | b"re" | b"h" => {
                level.path.extend(operator, &numbers, &level.state.matrix);
            }
            b"W" | b"W*" => level.clips = true,
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                self.mark(Kind::Fill(level.state.paint), level);
                if operator.starts_with(b"B") || operator.starts_with(b"b") {
                    self.lines(level);
                }
                self.end_path(level);
            }
            b"S" | b"s" => {
                let width = level.state.line_width * level.state.matrix.scale();
                self.mark(Kind::Stroke(width), level);
                if operator == b"s" {
                    level.path.extend(b"h", &[], &level.state.matrix);
                }
                self.lines(level);
                self.end_path(level);
            }
            b"n" => self.end_path(level),
            b"sh" => self.picture(&level.state, level.state.paint.opacity),
            b"Do" => self.object(level, operands),
            _ => self.text_operator(operator, operands, &numbers, level),
        }
    }

    fn text_operator(
        &mut self,
        operator: &[u8],
        operands: &[Object],
        numbers: &[f64],
        level: &mut Level<'_>,
    ) {
        let state = &mut level.state;
        match (operator, numbers) {
            (b"BT", _) => {
                state.line = Matrix::UNIT;
                state.text = Matrix::UNIT;
            }
            (b"Tf", _) => {
                state.font_size = numbers.first().copied().unwrap_or(1.0);
                level.state.font = self.font(level, operands);
            }
            // 3 draws nothing, 7 only clips (9.3.6).
            (b"Tr", [mode]) => state.is_text_hidden = [3.0, 7.0].contains(mode),
            (b"TL", [leading]) => state.leading = *leading,
            (b"Td", [x, y]) => next_line(state, *x, *y),
            (b"TD", [x, y]) => {
                state.leading = -y;
                next_line(state, *x, *y);
            }
            (b"T*", _) => next_line(state, 0.0, -state.leading),
            (b"Tm", _) => {
                if let Ok(matrix) = <[f64; 6]>::try_from(numbers) {
                    state.line = Matrix::new(matrix);
                    state.text = state.line;
                }
            }
            (b"Tj", _) => self.show(operands, state),
            (b"'" | b"\"", _) => {
                next_line(state, 0.0, -state.leading);
                self.show(operands, state);
            }
            (b"TJ", _) => {
                for item in operands.last().and_then(Object::as_array).unwrap_or_default() {
                    match item.as_number() {
                        Some(back) => {
                            let step = -back / 1000.0 * state.font_size;
                            state.text = Matrix::moving(step, 0.0).then(&state.text);
                        }
                        None => self.show(std::slice::from_ref(item), state),
                    }
                }
            }
            _ => {}
        }
    }

    fn show(&mut self, operands: &[Object], state: &mut State) {
        let Some(bytes) = operands
            .last()
            .and_then(Object::as_string)
            .map(|text| &text.bytes)
        else {
            return;
        };
        let font = state.font.clone();
        let reach = font.as_ref().map_or_else(
            || 0.5 * f64::from(u32::try_from(bytes.len()).unwrap_or(0)),
            |font| font.reach(bytes),
        );
        let length = reach * state.font_size;
        let whole = state.text.then(&state.matrix);
        let place = whole.of_rectangle(&Rectangle {
            left: 0.0,
            bottom: 0.0,
            right: length,
            top: state.font_size * 0.7,
        });
        state.text = Matrix::moving(length, 0.0).then(&state.text);
        let kind = match font {
            Some(font) if font.is_drawn => Kind::DrawnText,
            Some(font) => Kind::Text(font.text(bytes)),
            None => Kind::Text(None),
        };
        if !bytes.is_empty() && !state.is_text_hidden {
            self.add(kind, place, 0, state);
        }
    }

    fn font(&self, level: &mut Level<'_>, operands: &[Object]) -> Option<Rc<Font>> {
        let name = operands.first()?.as_name()?;
        if let Some(known) = level.fonts.get(name) {
            return known.clone();
        }
        let font = self.resource(level, "Font", operands);
        let font = font
            .as_deref()
            .and_then(Object::as_dictionary)
            .map(|font| Rc::new(Font::read(self.view, font)));
        level.fonts.insert(name.to_vec(), font.clone());
        font
    }

    /// The resource that the first operand names.
    fn resource(&self, level: &Level<'_>, category: &str, operands: &[Object]) -> Option<Rc<Object>> {
        let name = operands.first()?.as_name()?;
        let all = self.view.get(level.resources?, category).keep();
        Some(self.view.resolve(all.as_dictionary()?.get_bytes(name)?).keep())
    }

    fn object(&mut self, level: &Level<'_>, operands: &[Object]) {
        let Some(object) = self.resource(level, "XObject", operands) else {
            return;
        };
        let Some(stream) = object.as_stream() else { return };
        let form = &stream.dictionary;
        if !self.view.get(form, "Subtype").is_name("Form") {
            let is_see_through = ["SMask", "Mask"].iter().any(|key| form.has(key))
                || *self.view.get(form, "ImageMask") == Object::Boolean(true);
            let opacity = if is_see_through {
                0.5
            } else {
                level.state.paint.opacity
            };
            self.picture(&level.state, opacity);
            return;
        }
        let content = (self.depth < MAX_DEPTH)
            .then(|| self.view.file.decode(stream))
            .flatten();
        let Some(content) = content else {
            self.drawing.is_complete = false;
            self.drawing.is_readable = false;
            return;
        };
        let mut state = level.state.clone();
        state.matrix = geometry::matrix(self.view, form).then(&state.matrix);
        if let Some(bounds) = geometry::rectangle(self.view, form, "BBox") {
            let bounds = state.matrix.of_rectangle(&bounds);
            state.clip_to(bounds);
        }
        let own = self.view.get(form, "Resources").keep();
        self.depth += 1;
        self.stream(&content, own.as_dictionary().or(level.resources), state);
        self.depth -= 1;
    }

    fn picture(&mut self, state: &State, opacity: f64) {
        let place = state.matrix.of_rectangle(&Rectangle {
            left: 0.0,
            bottom: 0.0,
            right: 1.0,
            top: 1.0,
        });
        let mut paint = state.paint;
        paint.opacity = opacity;
        (paint.lightness, paint.is_coloured) = (1.0, false);
        self.add(Kind::Picture(paint), place, 4, state);
    }

    fn mark(&mut self, kind: Kind, level: &Level<'_>) {
        if let Some(place) = Rectangle::around(&level.path.points) {
            self.add(kind, place, level.path.points.len(), &level.state);
        }
    }

    /// Notes the thick lines of a path.
    fn lines(&mut self, level: &Level<'_>) {
        let state = &level.state;
        let width = state.line_width * state.matrix.scale();
        self.drawing.line_count += level.path.lines.len();
        if width < MIN_LINE {
            return;
        }
        for place in level.path.pieces(width) {
            let seen = state
                .clip
                .as_ref()
                .map_or(Some(place), |clip| place.intersection(clip));
            if let Some(place) = seen
                && self.drawing.lines.len() < MAX_MARKS
            {
                let paint = state.ink;
                self.drawing.lines.push(Line { paint, place });
            }
        }
    }

    fn add(&mut self, kind: Kind, place: Rectangle, points: usize, state: &State) {
        let visible = match &state.clip {
            Some(clip) => place.intersection(clip),
            None => Some(place),
        };
        self.drawing.marks.push(Mark {
            kind,
            place: visible.unwrap_or(place),
            points,
            is_visible: visible.is_some(),
        });
    }

    fn end_path(&self, level: &mut Level<'_>) {
        debug_assert!(self.depth <= MAX_DEPTH, "forms are not followed deeper");
        if std::mem::take(&mut level.clips)
            && let Some(bounds) = Rectangle::around(&level.path.points)
        {
            level.state.clip_to(bounds);
        }
        level.path = Path::default();
    }
}

fn next_line(state: &mut State, x: f64, y: f64) {
    state.line = Matrix::moving(x, y).then(&state.line);
    state.text = state.line;
}

/// How many bytes an inline picture takes after `ID`, the word `EI` included (8.9.7).
fn end_of_inline_picture(rest: &[u8]) -> usize {
    let end = (1..rest.len().saturating_sub(2)).find(|at| {
        is_white(rest[*at])
            && rest[at + 1..].starts_with(b"EI")
            && rest.get(at + 3).is_none_or(|byte| is_white(*byte))
    });
    end.map_or(rest.len(), |at| at + 3)
}
