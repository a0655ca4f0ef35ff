//! The content: grammar, ordinals, letters, titles.

use super::{Field, Finding};
use crate::markup::{self, Block, Content, POINT_LETTERS};
use crate::{Form, OfficialDocument, view};

const RULE: &str = "Phụ lục I, Phần I, Mục II, khoản 6.đ";

pub(super) fn check(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    let missing = view::unprintable(&document.body);
    if !missing.is_empty() {
        let signs: String = missing.into_iter().collect();
        let message = format!("Phông chữ của văn bản không có các ký tự: {signs}");
        findings.push(Finding::violation(
            Field::Body,
            "Phụ lục I, Phần I, Mục I, khoản 4",
            message,
        ));
    }
    match markup::parse(&document.body) {
        Err(errors) => findings.extend(errors.iter().map(|error| {
            Finding::violation(Field::Body, RULE, capitalised(&error.problem.to_string())).at(error.line)
        })),
        Ok(blocks) => {
            presence(document, &blocks, findings);
            ordinals(&blocks, findings);
        }
    }
}

fn presence(document: &OfficialDocument, blocks: &[Block], findings: &mut Vec<Finding>) {
    let rule = "Phụ lục I, Phần I, Mục II, khoản 6";
    if document.form == Form::Invitation {
        let is_complete = document.invitation.as_ref().is_some_and(|lines| {
            [&lines.purpose, &lines.time, &lines.location]
                .iter()
                .all(|line| !line.trim().is_empty())
        });
        if !is_complete && blocks.is_empty() {
            let message = "Giấy mời phải ghi nội dung cuộc họp, thời gian và địa điểm.";
            findings.push(Finding::violation(
                Field::Invitation,
                "Phụ lục III, mẫu 1.7",
                message,
            ));
        }
    } else if blocks.is_empty() {
        findings.push(Finding::violation(Field::Body, rule, "Thiếu nội dung văn bản."));
    }
    let has_article = blocks
        .iter()
        .any(|block| matches!(block.content, Content::Article { .. }));
    if document.form == Form::Decision && !blocks.is_empty() && !has_article {
        let message = "Nội dung quyết định được bố cục theo điều: “Điều 1. …”.";
        findings.push(Finding::violation(Field::Body, "Phụ lục III, mẫu 1.2", message));
    }
}

/// What the ordinals must continue, reset by the division above them.
#[derive(Default)]
struct Expected {
    article: u32,
    clause: u32,
    point: usize,
}

fn ordinals(blocks: &[Block], findings: &mut Vec<Finding>) {
    let mut last = Expected::default();
    for block in blocks {
        let found = match &block.content {
            Content::Division { label, title } if title.is_empty() => Some(format!(
                "“{label}” phải có tiêu đề ở ngay dưới hoặc sau dấu chấm."
            )),
            Content::Article { number, .. } => {
                let expected = last.article + 1;
                last = Expected {
                    article: *number,
                    ..Expected::default()
                };
                (*number != expected).then(|| {
                    format!(
                        "Sau Điều {} là Điều {expected}, không phải Điều {number}.",
                        expected - 1
                    )
                })
            }
            Content::Heading { .. } | Content::Division { .. } => {
                last = Expected {
                    article: last.article,
                    ..Expected::default()
                };
                None
            }
            Content::Clause { number, .. } => {
                let expected = last.clause + 1;
                last = Expected {
                    article: last.article,
                    clause: *number,
                    point: 0,
                };
                (*number != expected && *number != 1)
                    .then(|| format!("Số thứ tự khoản phải là {expected}., không phải {number}."))
            }
            Content::Point { letter, .. } => point(*letter, &mut last.point),
            _ => None,
        };
        if let Some(message) = found {
            findings.push(Finding::violation(Field::Body, RULE, message).at(block.line));
        }
    }
}

/// Điểm follow the Vietnamese alphabet: a, b, c, d, đ, e, g, h, …
fn point(letter: char, last: &mut usize) -> Option<String> {
    let Some(place) = POINT_LETTERS.chars().position(|known| known == letter) else {
        return Some(format!(
            "“{letter})” không dùng để đánh điểm: chỉ dùng a b c d đ e g h i k l m n o p q r s t u v x y."
        ));
    };
    let expected = *last;
    *last = place + 1;
    if place == expected || place == 0 {
        return None;
    }
    let wanted = POINT_LETTERS.chars().nth(expected)?;
    Some(format!(
        "Theo bảng chữ cái tiếng Việt, điểm tiếp theo là “{wanted})”, không phải “{letter})”."
    ))
}

fn capitalised(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs
        .next()
        .map(|sign| sign.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", signs.as_str())
}
