//! What breaks the decree, said at the field it concerns.

mod body;
mod heading;
mod lists;
mod signer;
mod symbol;

use serde::{Deserialize, Serialize};

use crate::OfficialDocument;

/// The field of an [`OfficialDocument`] a finding belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Cơ quan ban hành.
    Agency,
    /// Ký hiệu.
    Symbol,
    /// Số.
    Number,
    /// Địa danh.
    Place,
    /// Trích yếu.
    Subject,
    /// Kính gửi.
    Addressees,
    /// Căn cứ.
    Bases,
    /// Nội dung.
    Body,
    /// Các dòng của giấy mời.
    Invitation,
    /// Quyền hạn của người ký.
    Authority,
    /// Chức vụ.
    Position,
    /// Họ tên.
    Name,
    /// Nơi nhận.
    Recipients,
    /// Lưu.
    Filing,
    /// Phạm vi lưu hành.
    Circulation,
    /// Người soạn thảo và số bản.
    Drafter,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The document breaks the decree.
    Violation,
    /// Worth a second look.
    Advice,
}

/// One thing that breaks the decree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Where.
    pub field: Field,
    /// The entry of a list or the line of the body, from 1.
    pub line: Option<usize>,
    /// How much it weighs.
    pub weight: Weight,
    /// What is wrong and what would be right, in Vietnamese.
    pub message: String,
    /// The rule: "Phụ lục I, Phần I, Mục II, khoản 3.b".
    pub article: String,
}

impl Finding {
    fn violation(field: Field, article: &str, message: impl Into<String>) -> Self {
        let article = format!("Nghị định 30/2020/NĐ-CP, {article}");
        Self {
            field,
            line: None,
            weight: Weight::Violation,
            message: message.into(),
            article,
        }
    }

    fn advice(field: Field, article: &str, message: impl Into<String>) -> Self {
        Self {
            weight: Weight::Advice,
            ..Self::violation(field, article, message)
        }
    }

    fn at(self, line: usize) -> Self {
        Self {
            line: Some(line),
            ..self
        }
    }
}

/// Checks a document against Decree 30/2020, Annexes I and III; nothing found means nothing known to be wrong.
#[must_use]
pub fn check(document: &OfficialDocument) -> Vec<Finding> {
    let mut findings = Vec::new();
    heading::check(document, &mut findings);
    symbol::check(document, &mut findings);
    lists::check(document, &mut findings);
    body::check(document, &mut findings);
    signer::check(document, &mut findings);
    findings
}

/// Whether a field holds nothing that would be printed.
fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
