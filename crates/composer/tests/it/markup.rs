//! The notation of bodies.

use composer::markup::{Content, Problem, parse};
use proptest::prelude::*;

/// The kinds of a body's blocks, in order.
fn kinds(source: &str) -> Vec<String> {
    let name = |content: &Content| match content {
        Content::Paragraph(_) => "paragraph".to_owned(),
        Content::Division { label, title } => format!(
            "{label}/{}",
            title.iter().map(|span| span.text.as_str()).collect::<String>()
        ),
        Content::Heading { level, .. } => format!("heading {level}"),
        Content::Article { number, is_title, .. } => {
            format!("article {number}{}", if *is_title { " title" } else { "" })
        }
        Content::Clause { number, .. } => format!("clause {number}"),
        Content::Point { letter, .. } => format!("point {letter}"),
        Content::Item { level, .. } => format!("item {level}"),
        Content::Table { header, rows } => {
            format!("table {}+{}", usize::from(!header.is_empty()), rows.len())
        }
    };
    parse(source)
        .unwrap()
        .iter()
        .map(|block| name(&block.content))
        .collect()
}

#[test]
fn a_regulation_is_read_block_by_block() {
    let source = "Chương I\nQUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi điều chỉnh\n1. Quy định này:\na) Điểm a;\nđ) Điểm đ.\n- Gạch\n+ Cộng\n\
        # I. Kết quả\n## 1. Chung\n| a | b |\n|---|---|\n| 1 | 2 |\nMục 1. Riêng\nĐiều 2. Bãi bỏ Quyết định cũ.\nLời văn.";
    assert_eq!(
        kinds(source),
        [
            "Chương I/QUY ĐỊNH CHUNG",
            "article 1 title",
            "clause 1",
            "point a",
            "point đ",
            "item 1",
            "item 2",
            "heading 1",
            "heading 2",
            "table 1+1",
            "Mục 1/Riêng",
            "article 2",
            "paragraph"
        ]
    );
}

#[test]
fn errors_name_their_lines() {
    let errors = parse("ok\n**a\n### b\n| a | b |\n| c |\n- ").unwrap_err();
    let found: Vec<(usize, Problem)> = errors
        .into_iter()
        .map(|error| (error.line, error.problem))
        .collect();
    assert_eq!(
        found,
        [
            (2, Problem::UnclosedBold),
            (3, Problem::HeadingTooDeep),
            (
                5,
                Problem::UnevenRow {
                    expected: 2,
                    found: 1
                }
            ),
            (6, Problem::Empty("-".to_owned())),
        ]
    );
}

#[test]
fn a_backslash_makes_marks_literal() {
    assert_eq!(
        kinds("\\# không phải tiêu đề\n1\\. không phải khoản\n\\| không phải bảng"),
        ["paragraph"; 3]
    );
}

proptest! {
    /// Reading is total, and every block knows a line that exists.
    #[test]
    fn any_text_is_read(source in "\\PC{0,200}|([#*|\\\\ a-zđ0-9.)+-]|\n){0,200}") {
        let lines = source.lines().count();
        match parse(&source) {
            Ok(blocks) => prop_assert!(blocks.iter().all(|block| (1..=lines).contains(&block.line))),
            Err(errors) => prop_assert!(!errors.is_empty() && errors.iter().all(|error| (1..=lines).contains(&error.line))),
        }
    }

    /// Prose without marks comes back as it was, one paragraph a line.
    #[test]
    fn prose_is_kept(lines in prop::collection::vec("[A-ZĐƠ][a-zăâđêôơư ]{0,30}[a-z]", 1..8)) {
        let blocks = parse(&lines.join("\n")).unwrap();
        let read: Vec<String> = blocks.iter().map(|block| match &block.content {
            Content::Paragraph(spans) => spans.iter().map(|span| span.text.as_str()).collect(),
            other => format!("{other:?}"),
        }).collect();
        let wanted: Vec<String> = lines.iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        prop_assert_eq!(read, wanted);
    }
}
