//! Draws a process as SVG from the diagram data (BPMN DI) of its file, with the present position marked.

mod draw;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use crate::Error;

/// What is marked in the drawing, by element id.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marks {
    /// Where the document is.
    pub present: BTreeSet<String>,
    /// What has been passed: elements and flows.
    pub passed: BTreeSet<String>,
    /// How hot an element is, from 0 to 1: the share of the time spent there.
    pub heat: BTreeMap<String, f32>,
    /// A line under an element: who has it and since when, or how long it takes.
    pub captions: BTreeMap<String, String>,
    /// What is different about an element, beside another version.
    pub notes: BTreeMap<String, Note>,
}

/// What is different about an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    /// The other version does not have it yet.
    Added,
    /// The other version no longer has it.
    Removed,
    /// Both have it, not alike.
    Changed,
}

impl Note {
    /// The word at its corner.
    fn word(self) -> &'static str {
        match self {
            Self::Added => "thêm",
            Self::Removed => "bỏ",
            Self::Changed => "sửa",
        }
    }

    /// Fill and stroke.
    fn colours(self) -> (&'static str, &'static str) {
        match self {
            Self::Added => ("#e6f3ea", "#1c6434"),
            Self::Removed => ("#fbeaea", "#a81b1b"),
            Self::Changed => ("#fdf3dc", "#7a4b00"),
        }
    }
}

/// A shape of the drawing.
#[derive(Debug, Clone, PartialEq)]
struct Shape {
    element: String,
    kind: Kind,
    name: String,
    bounds: Bounds,
    label: Option<Bounds>,
    /// Pools and lanes: the name stands along the left side.
    lies: bool,
    /// A thin second outline: intermediate and boundary events, call activities thick.
    style: Style,
    /// What is drawn inside: `+`, `×`, `○`, an envelope.
    sign: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Bounds {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Event,
    Activity,
    Gateway,
    Area,
    Data,
    Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Thin,
    Double,
    Thick,
    Dashed,
}

/// A line of the drawing.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    element: String,
    name: String,
    points: Vec<(f32, f32)>,
    label: Option<Bounds>,
    /// Sequence flows are solid; message flows and associations are dashed.
    is_flow: bool,
}

/// Draws the first diagram of the file. Answers none where the file carries no diagram data.
///
/// The drawing needs neither style sheet nor script, so it can stand in a page as it is and be saved as a file; its classes
/// (`bpmn-activity`, `is-present`, `is-passed`, …) tell what is what. It shows nothing from the file but names and numbers.
///
/// # Errors
/// When the text is not XML.
pub fn svg(xml: &str, marks: &Marks) -> Result<Option<String>, Error> {
    let (shapes, lines) = read::read(xml)?;
    if shapes.is_empty() {
        return Ok(None);
    }
    Ok(Some(draw::draw(&shapes, &lines, marks)))
}
