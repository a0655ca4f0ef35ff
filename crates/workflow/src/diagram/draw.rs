use std::fmt::Write as _;

use super::{Bounds, Kind, Line, Marks, Note, Shape, Style};

/// Space around the drawing.
const MARGIN: f32 = 20.0;
/// Height of a line of text, and the width of a letter on average.
const LINE: f32 = 14.0;
const LETTER: f32 = 6.2;

/// Text, frames and lines in their usual colours. Everything is said by attributes: pages let no style in.
const INK: &str = "#1b1b1b";
const LINE_INK: &str = "#333";
const PASSED: &str = "#1a7f37";
const PRESENT: &str = "#b3261e";

/// Draws everything: areas first, then lines, then shapes, small ones last.
pub(super) fn draw(shapes: &[Shape], lines: &[Line], marks: &Marks) -> String {
    let frame = frame(shapes, lines);
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bpmn\" viewBox=\"{} {} {} {}\" width=\"{}\" height=\"{}\" role=\"img\" \
         aria-label=\"Sơ đồ quy trình\" font-family=\"sans-serif\" font-size=\"12\" fill=\"{INK}\">",
        frame.x, frame.y, frame.width, frame.height, frame.width, frame.height
    );
    let mut ordered: Vec<&Shape> = shapes.iter().collect();
    // What is larger lies under what is smaller: a sub-process under its steps, an activity under its boundary events.
    ordered.sort_by(|a, b| {
        let key = |shape: &Shape| {
            (
                shape.kind != Kind::Area,
                -(shape.bounds.width * shape.bounds.height),
            )
        };
        key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let (below, above): (Vec<&Shape>, Vec<&Shape>) =
        ordered.into_iter().partition(|shape| shape.kind == Kind::Area);
    for shape in below {
        draw_shape(&mut out, shape, marks);
    }
    let (wide, small): (Vec<&Shape>, Vec<&Shape>) = above
        .into_iter()
        .partition(|shape| shape.kind == Kind::Activity && shape.bounds.width > 160.0);
    for shape in wide {
        draw_shape(&mut out, shape, marks);
    }
    for line in lines {
        draw_line(&mut out, line, marks);
    }
    for shape in small {
        draw_shape(&mut out, shape, marks);
    }
    out.push_str("</svg>");
    out
}

fn frame(shapes: &[Shape], lines: &[Line]) -> Bounds {
    let boxes = shapes
        .iter()
        .flat_map(|shape| std::iter::once(shape.bounds).chain(shape.label));
    let corners = boxes.flat_map(|b| [(b.x, b.y), (b.x + b.width, b.y + b.height + 2.0 * LINE)]);
    let points = corners.chain(lines.iter().flat_map(|line| line.points.iter().copied()));
    let start = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
    let (left, top, right, bottom) = points.fold(start, |(l, t, r, b), (x, y)| {
        (l.min(x), t.min(y), r.max(x), b.max(y))
    });
    Bounds {
        x: left - MARGIN,
        y: top - MARGIN,
        width: right - left + 2.0 * MARGIN,
        height: bottom - top + 2.0 * MARGIN,
    }
}

fn marked(element: &str, marks: &Marks) -> &'static str {
    if marks.present.contains(element) {
        " is-present"
    } else if marks.passed.contains(element) {
        " is-passed"
    } else {
        ""
    }
}

fn draw_shape(out: &mut String, shape: &Shape, marks: &Marks) {
    let Bounds { x, y, width, height } = shape.bounds;
    let _ = write!(
        out,
        "<g data-element=\"{}\"><title>{}</title>",
        escape(&shape.element),
        escape(if shape.name.is_empty() {
            &shape.element
        } else {
            &shape.name
        })
    );
    draw_outline(out, shape, &look(shape, marks));
    let (middle_x, middle_y) = (x + width / 2.0, y + height / 2.0);
    if !shape.sign.is_empty() {
        let _ = write!(
            out,
            "<text class=\"bpmn-sign\" font-size=\"18\" text-anchor=\"middle\" x=\"{middle_x}\" y=\"{}\">{}</text>",
            middle_y + 6.0,
            shape.sign
        );
    }
    draw_name(out, shape);
    if let Some(caption) = marks.captions.get(&shape.element) {
        let below = y
            + height
            + if shape.kind == Kind::Activity {
                LINE
            } else {
                2.0 * LINE
            };
        draw_caption(out, caption, middle_x, below);
    }
    if let Some(note) = marks.notes.get(&shape.element) {
        draw_note(out, *note, x + width, y);
    }
    out.push_str("</g>");
}

/// Class, fill and stroke of an outline, as attributes.
fn look(shape: &Shape, marks: &Marks) -> String {
    let class = match shape.kind {
        Kind::Event => "bpmn-event",
        Kind::Activity => "bpmn-activity",
        Kind::Gateway => "bpmn-gateway",
        Kind::Area => "bpmn-area",
        Kind::Data => "bpmn-data",
        Kind::Note => "bpmn-note",
    };
    let is_present = marks.present.contains(&shape.element);
    let note = marks.notes.get(&shape.element);
    let fill = match (shape.kind, marks.heat.get(&shape.element), note) {
        (Kind::Area | Kind::Note, ..) => "none".to_owned(),
        _ if is_present => "#fdecea".to_owned(),
        (_, Some(heat), _) => warmth(*heat),
        (_, None, Some(note)) => note.colours().0.to_owned(),
        _ => "#fff".to_owned(),
    };
    let stroke = match note {
        _ if is_present => PRESENT,
        Some(note) => note.colours().1,
        None if marks.passed.contains(&shape.element) => PASSED,
        None if shape.kind == Kind::Note => "#777",
        None => LINE_INK,
    };
    let width = match shape.style {
        _ if is_present => 4.0,
        Style::Thick => 3.5,
        _ if note.is_some() => 2.5,
        _ => 1.5,
    };
    let dashes = match shape.style {
        Style::Dashed => " stroke-dasharray=\"5 3\"",
        _ => "",
    };
    let marked = marked(&shape.element, marks);
    format!("class=\"{class}{marked}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dashes}")
}

/// White to red, so that black letters stay readable.
fn warmth(heat: f32) -> String {
    let warmth = heat.clamp(0.0, 1.0);
    format!(
        "rgb(255,{:.0},{:.0})",
        255.0 - 140.0 * warmth,
        255.0 - 200.0 * warmth
    )
}

fn draw_outline(out: &mut String, shape: &Shape, attributes: &str) {
    let Bounds { x, y, width, height } = shape.bounds;
    let (middle_x, middle_y) = (x + width / 2.0, y + height / 2.0);
    let _ = match shape.kind {
        Kind::Event => {
            let radius = width.min(height) / 2.0;
            let second = if shape.style == Style::Double {
                format!(
                    "<circle cx=\"{middle_x}\" cy=\"{middle_y}\" r=\"{}\" fill=\"none\" stroke=\"{LINE_INK}\"/>",
                    radius - 3.0
                )
            } else {
                String::new()
            };
            write!(
                out,
                "<circle cx=\"{middle_x}\" cy=\"{middle_y}\" r=\"{radius}\" {attributes}/>{second}"
            )
        }
        Kind::Gateway => write!(
            out,
            "<path d=\"M{middle_x} {y}L{} {middle_y}L{middle_x} {}L{x} {middle_y}z\" {attributes}/>",
            x + width,
            y + height
        ),
        Kind::Note => write!(
            out,
            "<path d=\"M{} {y}H{x}V{}H{}\" {attributes}/>",
            x + 10.0,
            y + height,
            x + 10.0
        ),
        Kind::Activity | Kind::Area | Kind::Data => {
            let corner = if shape.kind == Kind::Activity { 8 } else { 0 };
            write!(
                out,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{corner}\" {attributes}/>"
            )
        }
    };
}

/// A line in italics below a shape.
fn draw_caption(out: &mut String, caption: &str, x: f32, y: f32) {
    let _ = write!(
        out,
        "<text class=\"bpmn-caption\" font-style=\"italic\" text-anchor=\"middle\" stroke=\"#fff\" stroke-width=\"4\" \
         paint-order=\"stroke\" x=\"{x}\" y=\"{y}\">{}</text>",
        escape(caption)
    );
}

/// The word of a note at a corner: colour alone says nothing.
fn draw_note(out: &mut String, note: Note, x: f32, y: f32) {
    let (fill, stroke) = note.colours();
    let word = note.word();
    let width = letters(word) + 10.0;
    let _ = write!(
        out,
        "<rect class=\"bpmn-remark\" x=\"{}\" y=\"{}\" width=\"{width}\" height=\"16\" rx=\"3\" fill=\"{fill}\" stroke=\"{stroke}\"/>\
         <text font-size=\"11\" font-weight=\"bold\" text-anchor=\"middle\" fill=\"{stroke}\" x=\"{}\" y=\"{}\">{word}</text>",
        x - width + 6.0,
        y - 8.0,
        x - width / 2.0 + 6.0,
        y + 4.0
    );
}

fn draw_name(out: &mut String, shape: &Shape) {
    let Bounds { x, y, width, height } = shape.bounds;
    if shape.name.is_empty() {
        return;
    }
    if shape.lies {
        let (at_x, at_y) = (x + LINE, y + height / 2.0);
        let name = escape(&shape.name);
        let _ = write!(
            out,
            "<text text-anchor=\"middle\" transform=\"rotate(-90 {at_x} {at_y})\" x=\"{at_x}\" y=\"{at_y}\">{name}</text>"
        );
        return;
    }
    let is_wide = shape.kind == Kind::Activity && width > 160.0;
    match (shape.kind, shape.label) {
        (Kind::Activity, _) if !is_wide => text(
            out,
            &shape.name,
            x + width / 2.0,
            y + height / 2.0,
            width - 8.0,
            true,
        ),
        (Kind::Activity | Kind::Area | Kind::Note, _) => {
            text(out, &shape.name, x + width / 2.0, y + LINE, width, false);
        }
        (_, Some(place)) => label(
            out,
            &shape.name,
            place.x + place.width / 2.0,
            place.y + LINE,
            place.width.max(60.0),
        ),
        (_, None) => label(out, &shape.name, x + width / 2.0, y + height + LINE, 100.0),
    }
}

fn draw_line(out: &mut String, line: &Line, marks: &Marks) {
    let points: Vec<String> = line.points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let (class, dashes) = if line.is_flow {
        ("", "")
    } else {
        (" is-dashed", " stroke-dasharray=\"6 4\"")
    };
    let was_taken = marks.passed.contains(&line.element) || marks.present.contains(&line.element);
    let note = marks.notes.get(&line.element);
    let (stroke, width) = match note {
        Some(note) => (note.colours().1, 3.0),
        None if was_taken => (PASSED, 2.5),
        None => (LINE_INK, 1.5),
    };
    let taken = if was_taken { " is-passed" } else { "" };
    let _ = write!(
        out,
        "<g data-element=\"{}\"><polyline class=\"bpmn-line{class}{taken}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dashes} \
         points=\"{}\"/>{}</g>",
        escape(&line.element),
        points.join(" "),
        arrow_head(&line.points, stroke)
    );
    if line.name.is_empty() {
        return;
    }
    let (x, y, width) = if let Some(place) = line.label {
        (place.x + place.width / 2.0, place.y + LINE, place.width.max(60.0))
    } else {
        let middle = line.points.len() / 2;
        let ((x1, y1), (x2, y2)) = (line.points[middle - 1], line.points[middle]);
        (f32::midpoint(x1, x2), f32::midpoint(y1, y2) - 4.0, 90.0)
    };
    label(out, &line.name, x, y, width);
}

/// A triangle at the end of a line. It is drawn out, since markers go by ids, and a page may show several drawings.
fn arrow_head(points: &[(f32, f32)], fill: &str) -> String {
    let &[.., (from_x, from_y), (x, y)] = points else {
        return String::new();
    };
    let (along_x, along_y) = (x - from_x, y - from_y);
    let length = along_x.hypot(along_y);
    if length == 0.0 {
        return String::new();
    }
    let (unit_x, unit_y) = (along_x / length, along_y / length);
    let (back_x, back_y) = (x - 9.0 * unit_x, y - 9.0 * unit_y);
    let (side_x, side_y) = (-4.0 * unit_y, 4.0 * unit_x);
    format!(
        "<path d=\"M{x} {y}L{:.1} {:.1}L{:.1} {:.1}z\" fill=\"{fill}\"/>",
        back_x + side_x,
        back_y + side_y,
        back_x - side_x,
        back_y - side_y
    )
}

/// Writes text around a middle, broken into lines of at most `width`; `y` is the first line, or the middle of all.
fn text(out: &mut String, words: &str, x: f32, y: f32, width: f32, centred: bool) {
    write_lines(
        out,
        "<text text-anchor=\"middle\">",
        words,
        (x, y),
        width,
        centred,
    );
}

/// The same beside shapes and lines: on white, so that it stays readable where lines run below it.
fn label(out: &mut String, words: &str, x: f32, y: f32, width: f32) {
    let halo = "<text text-anchor=\"middle\" stroke=\"#fff\" stroke-width=\"4\" paint-order=\"stroke\">";
    write_lines(out, halo, words, (x, y), width, false);
}

fn write_lines(out: &mut String, begin: &str, words: &str, (x, y): (f32, f32), width: f32, centred: bool) {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if letters(line) + letters(word) + LETTER <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let mut at = if centred {
        y - LINE * (count(lines.len()) - 1.0) / 2.0 + 4.0
    } else {
        y
    };
    out.push_str(begin);
    for line in lines {
        let _ = write!(out, "<tspan x=\"{x}\" y=\"{at}\">{}</tspan>", escape(&line));
        at += LINE;
    }
    out.push_str("</text>");
}

fn letters(text: &str) -> f32 {
    count(text.chars().count()) * LETTER
}

/// A small number as a length.
fn count(number: usize) -> f32 {
    u16::try_from(number).map_or(f32::from(u16::MAX), f32::from)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
