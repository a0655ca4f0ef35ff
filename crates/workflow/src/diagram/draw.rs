use std::fmt::Write as _;

use super::{Bounds, Kind, Line, Marks, Shape, Style};

/// Space around the drawing.
const MARGIN: f32 = 20.0;
/// Height of a line of text, and the width of a letter on average.
const LINE: f32 = 14.0;
const LETTER: f32 = 6.2;

const STYLE: &str = "<style>.bpmn text{font:12px sans-serif;fill:#1b1b1b}.bpmn-area,.bpmn-activity,.bpmn-event,.bpmn-gateway,.bpmn-data{fill:#fff;stroke:#333;stroke-width:1.5}\
.bpmn-area{fill:none}.bpmn-note{fill:none;stroke:#777}.bpmn-line{fill:none;stroke:#333;stroke-width:1.5}.bpmn-line.is-dashed{stroke-dasharray:6 4}\
.is-passed{stroke:#1a7f37}.is-present{stroke:#b3261e;stroke-width:4;fill:#fdecea}.bpmn-sign{font-size:18px;text-anchor:middle}.bpmn-caption{font-style:italic}</style>";

/// Draws everything: areas first, then lines, then shapes, small ones last.
pub(super) fn draw(shapes: &[Shape], lines: &[Line], marks: &Marks) -> String {
    let frame = frame(shapes, lines);
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bpmn\" viewBox=\"{} {} {} {}\" role=\"img\">{STYLE}\
         <defs><marker id=\"bpmn-arrow\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\"/></marker></defs>",
        frame.x, frame.y, frame.width, frame.height
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
    let class = match shape.kind {
        Kind::Event => "bpmn-event",
        Kind::Activity => "bpmn-activity",
        Kind::Gateway => "bpmn-gateway",
        Kind::Area => "bpmn-area",
        Kind::Data => "bpmn-data",
        Kind::Note => "bpmn-note",
    };
    let heat = marks.heat.get(&shape.element).map_or_else(String::new, |heat| {
        let warmth = heat.clamp(0.0, 1.0);
        format!(
            "fill:rgb(255,{:.0},{:.0});",
            255.0 - 140.0 * warmth,
            255.0 - 200.0 * warmth
        )
    });
    let outline = match shape.style {
        Style::Thick => "stroke-width:3.5;",
        Style::Dashed => "stroke-dasharray:5 3;",
        Style::Thin | Style::Double => "",
    };
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
    let attributes = format!(
        "class=\"{class}{}\" style=\"{heat}{outline}\"",
        marked(&shape.element, marks)
    );
    let (middle_x, middle_y) = (x + width / 2.0, y + height / 2.0);
    let _ = match shape.kind {
        Kind::Event => {
            let radius = width.min(height) / 2.0;
            let second = if shape.style == Style::Double {
                format!(
                    "<circle cx=\"{middle_x}\" cy=\"{middle_y}\" r=\"{}\" fill=\"none\" stroke=\"#333\"/>",
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
    if !shape.sign.is_empty() {
        let _ = write!(
            out,
            "<text class=\"bpmn-sign\" x=\"{middle_x}\" y=\"{}\">{}</text>",
            middle_y + 6.0,
            shape.sign
        );
    }
    draw_name(out, shape);
    if let Some(caption) = marks.captions.get(&shape.element) {
        let _ = write!(
            out,
            "<text class=\"bpmn-caption\" text-anchor=\"middle\" x=\"{middle_x}\" y=\"{}\">{}</text>",
            y + height + LINE,
            escape(caption)
        );
    }
    out.push_str("</g>");
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
        (_, Some(label)) => text(
            out,
            &shape.name,
            label.x + label.width / 2.0,
            label.y + LINE,
            label.width.max(60.0),
            false,
        ),
        (_, None) => text(out, &shape.name, x + width / 2.0, y + height + LINE, 100.0, false),
    }
}

fn draw_line(out: &mut String, line: &Line, marks: &Marks) {
    let points: Vec<String> = line.points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    let dashed = if line.is_flow { "" } else { " is-dashed" };
    let _ = write!(
        out,
        "<polyline class=\"bpmn-line{dashed}{}\" data-element=\"{}\" points=\"{}\" marker-end=\"url(#bpmn-arrow)\"/>",
        marked(&line.element, marks).replace("is-present", "is-passed"),
        escape(&line.element),
        points.join(" ")
    );
    if line.name.is_empty() {
        return;
    }
    let (x, y, width) = if let Some(label) = line.label {
        (label.x + label.width / 2.0, label.y + LINE, label.width.max(60.0))
    } else {
        let middle = line.points.len() / 2;
        let ((x1, y1), (x2, y2)) = (line.points[middle - 1], line.points[middle]);
        (f32::midpoint(x1, x2), f32::midpoint(y1, y2) - 4.0, 90.0)
    };
    text(out, &line.name, x, y, width, false);
}

/// Writes text around a middle, broken into lines of at most `width`; `y` is the first line, or the middle of all.
fn text(out: &mut String, words: &str, x: f32, y: f32, width: f32, centred: bool) {
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
    out.push_str("<text text-anchor=\"middle\">");
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
