//! Pages of a file as images under their text, which can be selected and searched, with what was looked for marked.

use search_index::Highlight;

/// Pages whose text stands in the page; longer files show the rest as images alone, unless something is marked there.
const WITH_TEXT: usize = 12;

/// Further pages whose text stands in the page because something is marked on them.
const MARKED: usize = 12;

/// A page to be shown.
#[derive(Debug, Clone)]
pub(crate) struct PageView {
    pub(crate) number: u32,
    pub(crate) address: String,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) lines: Vec<LineView>,
}

/// A line of text over its image.
#[derive(Debug, Clone)]
pub(crate) struct LineView {
    line: pdf::Line,
    /// The text in pieces, each with whether it is marked.
    pub(crate) pieces: Vec<(String, bool)>,
}

impl LineView {
    pub(crate) fn left(&self) -> f32 {
        self.line.left
    }

    pub(crate) fn width(&self) -> f32 {
        self.line.width
    }

    /// Where the letters stand, from the top.
    pub(crate) fn baseline(&self) -> f32 {
        self.line.top + self.line.height * 0.8
    }

    /// The size of the letters.
    pub(crate) fn size(&self) -> f32 {
        self.line.height * 0.85
    }

    fn of(line: pdf::Line, places: Vec<std::ops::Range<usize>>) -> Self {
        let mut pieces = Vec::new();
        let mut done = 0;
        for place in places {
            pieces.push((line.text[done..place.start].to_owned(), false));
            done = place.end;
            pieces.push((line.text[place].to_owned(), true));
        }
        pieces.push((line.text[done..].to_owned(), false));
        pieces.retain(|(text, _)| !text.is_empty());
        Self { line, pieces }
    }
}

/// The pages of a file whose images are found below `address`.
pub(crate) fn pages(text: Vec<pdf::PageText>, address: &str, highlight: &Highlight) -> Vec<PageView> {
    let lines = text.iter().flat_map(|page| &page.lines);
    let texts: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
    let mut places = highlight.places(&texts).into_iter();
    let mut marked = 0;
    let view = |(at, page): (usize, pdf::PageText)| {
        let marks: Vec<_> = places.by_ref().take(page.lines.len()).collect();
        let has_marks = marks.iter().any(|marks| !marks.is_empty());
        let is_further = at >= WITH_TEXT && has_marks && marked < MARKED;
        marked += usize::from(is_further);
        let lines = page.lines.into_iter().zip(marks);
        PageView {
            number: page.number,
            address: format!("{address}/trang/{}", page.number),
            width: page.width,
            height: page.height,
            lines: if at < WITH_TEXT || is_further {
                lines.map(|(line, marks)| LineView::of(line, marks)).collect()
            } else {
                Vec::new()
            },
        }
    };
    text.into_iter().enumerate().map(view).collect()
}
