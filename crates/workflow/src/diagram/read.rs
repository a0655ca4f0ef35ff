use std::collections::HashMap;

use roxmltree::{Document, Node as Element};

use super::{Bounds, Kind, Line, Shape, Style};
use crate::Error;

/// Reads shapes and lines of the first diagram that has any.
pub(super) fn read(xml: &str) -> Result<(Vec<Shape>, Vec<Line>), Error> {
    let document = Document::parse(xml).map_err(|error| Error::NotXml {
        line: error.pos().row,
        reason: error.to_string(),
    })?;
    let elements: HashMap<&str, Element<'_, '_>> = document
        .descendants()
        .filter(|element| !element.tag_name().name().starts_with("BPMN"))
        .filter_map(|element| Some((element.attribute("id")?, element)))
        .collect();
    for plane in document
        .descendants()
        .filter(|element| element.tag_name().name() == "BPMNPlane")
    {
        let shapes: Vec<Shape> = named(plane, "BPMNShape")
            .filter_map(|shape| read_shape(shape, &elements))
            .collect();
        if !shapes.is_empty() {
            let lines = named(plane, "BPMNEdge")
                .filter_map(|edge| read_line(edge, &elements))
                .collect();
            return Ok((shapes, lines));
        }
    }
    Ok((Vec::new(), Vec::new()))
}

fn named<'a, 'i>(element: Element<'a, 'i>, name: &'static str) -> impl Iterator<Item = Element<'a, 'i>> {
    element
        .children()
        .filter(move |child| child.tag_name().name() == name)
}

fn number(element: Element<'_, '_>, name: &str) -> Option<f32> {
    element
        .attribute(name)?
        .parse()
        .ok()
        .filter(|number: &f32| number.is_finite())
}

fn bounds(element: Element<'_, '_>) -> Option<Bounds> {
    let bounds = named(element, "Bounds").next()?;
    Some(Bounds {
        x: number(bounds, "x")?,
        y: number(bounds, "y")?,
        width: number(bounds, "width")?,
        height: number(bounds, "height")?,
    })
}

fn label(element: Element<'_, '_>) -> Option<Bounds> {
    named(element, "BPMNLabel").find_map(bounds)
}

/// The element a shape or edge is for. References may carry a prefix.
fn referred<'m, 'a, 'i>(
    drawn: Element<'_, '_>,
    elements: &'m HashMap<&str, Element<'a, 'i>>,
) -> Option<&'m Element<'a, 'i>> {
    let reference = drawn.attribute("bpmnElement")?;
    let local = reference.rsplit(':').next().unwrap_or(reference);
    elements.get(reference).or_else(|| elements.get(local))
}

fn read_shape(shape: Element<'_, '_>, elements: &HashMap<&str, Element<'_, '_>>) -> Option<Shape> {
    let element = referred(shape, elements)?;
    let tag = element.tag_name().name();
    let (kind, style) = look(tag, *element)?;
    let name = if tag == "textAnnotation" {
        element
            .children()
            .find(|child| child.tag_name().name() == "text")
            .and_then(|text| text.text())
            .unwrap_or_default()
    } else {
        element.attribute("name").unwrap_or_default()
    };
    Some(Shape {
        element: element.attribute("id")?.to_owned(),
        kind,
        name: name.split_whitespace().collect::<Vec<_>>().join(" "),
        bounds: bounds(shape)?,
        label: label(shape),
        lies: kind == Kind::Area && shape.attribute("isHorizontal") != Some("false"),
        style,
        sign: sign(tag, *element),
    })
}

fn look(tag: &str, element: Element<'_, '_>) -> Option<(Kind, Style)> {
    Some(match tag {
        "startEvent" => (Kind::Event, Style::Thin),
        "endEvent" => (Kind::Event, Style::Thick),
        "boundaryEvent" if element.attribute("cancelActivity") == Some("false") => {
            (Kind::Event, Style::Dashed)
        }
        "boundaryEvent" | "intermediateCatchEvent" | "intermediateThrowEvent" => (Kind::Event, Style::Double),
        "callActivity" => (Kind::Activity, Style::Thick),
        "subProcess" if element.attribute("triggeredByEvent") == Some("true") => {
            (Kind::Activity, Style::Dashed)
        }
        "transaction" => (Kind::Activity, Style::Double),
        "subProcess" | "adHocSubProcess" | "task" => (Kind::Activity, Style::Thin),
        _ if tag.ends_with("Task") => (Kind::Activity, Style::Thin),
        _ if tag.ends_with("Gateway") => (Kind::Gateway, Style::Thin),
        "participant" | "lane" => (Kind::Area, Style::Thin),
        "group" => (Kind::Area, Style::Dashed),
        "textAnnotation" => (Kind::Note, Style::Thin),
        _ if tag.starts_with("data") => (Kind::Data, Style::Thin),
        _ => return None,
    })
}

/// The sign inside a gateway or event (BPMN 2.0 §7.4, table 7.1).
fn sign(tag: &str, element: Element<'_, '_>) -> &'static str {
    match tag {
        "exclusiveGateway" => return "×",
        "parallelGateway" => return "+",
        "inclusiveGateway" => return "○",
        "eventBasedGateway" => return "⬠",
        "complexGateway" => return "✱",
        _ => {}
    }
    let definition = element
        .children()
        .map(|child| child.tag_name().name())
        .find(|name| name.ends_with("EventDefinition"));
    match definition {
        Some("messageEventDefinition") => "✉",
        Some("timerEventDefinition") => "◷",
        Some("signalEventDefinition") => "△",
        Some("errorEventDefinition") => "↯",
        Some("escalationEventDefinition") => "▲",
        Some("conditionalEventDefinition") => "☰",
        Some("linkEventDefinition") => "⇨",
        Some("terminateEventDefinition") => "●",
        Some("compensateEventDefinition") => "◀◀",
        Some("cancelEventDefinition") => "✕",
        _ => "",
    }
}

fn read_line(edge: Element<'_, '_>, elements: &HashMap<&str, Element<'_, '_>>) -> Option<Line> {
    let element = referred(edge, elements)?;
    let points: Vec<_> = named(edge, "waypoint")
        .filter_map(|point| Some((number(point, "x")?, number(point, "y")?)))
        .collect();
    (points.len() > 1).then(|| Line {
        element: element.attribute("id").unwrap_or_default().to_owned(),
        name: element
            .attribute("name")
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
        points,
        label: label(edge),
        is_flow: element.tag_name().name() == "sequenceFlow",
    })
}
