//! Pages of a file as images under their text, which can be selected and searched.

/// Pages whose text stands in the page; longer files show the rest as images alone.
const WITH_TEXT: usize = 12;

/// A page to be shown.
#[derive(Debug, Clone)]
pub(crate) struct PageView {
    pub(crate) number: u32,
    pub(crate) address: String,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) lines: Vec<pdf::Line>,
}

impl PageView {
    /// Where a line's letters stand, from the top.
    pub(crate) fn baseline(line: &pdf::Line) -> f32 {
        line.top + line.height * 0.8
    }

    /// The size of a line's letters.
    pub(crate) fn size(line: &pdf::Line) -> f32 {
        line.height * 0.85
    }
}

/// The pages of a file whose images are found below `address`.
pub(crate) fn pages(text: Vec<pdf::PageText>, address: &str) -> Vec<PageView> {
    let view = |(at, page): (usize, pdf::PageText)| PageView {
        number: page.number,
        address: format!("{address}/trang/{}", page.number),
        width: page.width,
        height: page.height,
        lines: if at < WITH_TEXT { page.lines } else { Vec::new() },
    };
    text.into_iter().enumerate().map(view).collect()
}
