//! What a line of a body can do wrong, said in Vietnamese to the person who wrote it.

/// A line that breaks the grammar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("dòng {line}: {problem}")]
pub struct MarkupError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// `**` without its partner.
    #[error("dấu ** mở chữ đậm mà không có dấu ** đóng")]
    UnclosedBold,
    /// A mark with nothing behind it.
    #[error("sau dấu “{0}” không có nội dung")]
    Empty(String),
    /// `###` and deeper.
    #[error("chỉ có hai cấp tiêu đề: # và ##")]
    HeadingTooDeep,
    /// A table row with another number of cells than the first row.
    #[error("hàng của bảng có {found} ô, hàng đầu có {expected} ô")]
    UnevenRow {
        /// Cells of the first row.
        expected: usize,
        /// Cells of this row.
        found: usize,
    },
    /// A table of nothing but its heading or its rule.
    #[error("bảng không có hàng nội dung")]
    EmptyTable,
    /// More columns than a page can carry.
    #[error("bảng có hơn {0} cột")]
    TooManyColumns(usize),
    /// An ordinal larger than ordinals are.
    #[error("số thứ tự “{0}” quá lớn")]
    OrdinalTooLarge(String),
}
