//! What every revision changed, object by object, by the place it has in the document.
//!
//! The graphs before and after a revision are walked side by side from the trailer. Everything must be the same
//! except in the places where a rule here allows a difference, so an object that is reached on two ways (an
//! appearance that is a page's content too) is judged on both. What no way leads to is not shown by any viewer.

mod annotation;
mod catalog;
mod deep;
mod drawing;
mod form;
mod pages;
mod structure;

use super::permission::Lock;
use super::report::Change;
use crate::syntax::accounting;
use crate::syntax::revision::Flaw;
use crate::syntax::{Id, PdfFile};

/// Findings told of one file, at most, give or take those of one revision.
const MAX_TOLD: usize = 2000;

/// What kind of change it is; this decides who allows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// Validation data, metadata, extensions, a document time stamp without appearance: always allowed.
    Housekeeping,
    /// A form field's value.
    Fill { field: String },
    /// A signature in a field that was there.
    Sign { field: String },
    /// A new signature field, shown on a page or not.
    NewSignatureField { field: String, is_visible: bool },
    /// An annotation that cannot hide content.
    Annotation,
    /// Never allowed.
    Forbidden,
}

/// One change.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) object: Option<Id>,
    pub(crate) kind: ChangeKind,
    pub(crate) description: String,
}

impl Finding {
    fn forbidden(object: Option<Id>, description: impl Into<String>) -> Self {
        Self {
            object,
            kind: ChangeKind::Forbidden,
            description: description.into(),
        }
    }
}

/// What was changed by each revision after the first signed one; the others have no entry of theirs.
pub(crate) fn of_file(file: &PdfFile<'_>, first_signed: usize) -> Vec<Vec<Finding>> {
    let mut told = 0;
    (0..file.revisions.len())
        .map(|index| {
            let findings = if index <= first_signed {
                Vec::new()
            } else if told < MAX_TOLD {
                of_revision(file, index)
            } else {
                vec![Finding::forbidden(None, "còn nhiều thay đổi khác, không kể hết")]
            };
            told += findings.len();
            findings
        })
        .collect()
}

fn of_revision(file: &PdfFile<'_>, index: usize) -> Vec<Finding> {
    let Some(before) = index.checked_sub(1) else {
        return Vec::new();
    };
    let mut findings: Vec<Finding> = accounting::flaws(file, index).into_iter().map(flaw).collect();
    let mut comparison = deep::Comparison::new(file.view(before), file.view(index));
    catalog::compare(&mut comparison);
    findings.append(&mut comparison.findings);
    findings
}

fn flaw(flaw: Flaw) -> Finding {
    let object = match flaw {
        Flaw::StrayEntry { number } | Flaw::MisshapenObject { number } | Flaw::OtherGeneration { number } => {
            Some(Id {
                number,
                generation: 0,
            })
        }
        _ => None,
    };
    let description = match flaw {
        Flaw::NoEnd => "phiên bản thêm vào không kết thúc bằng startxref và %%EOF".to_owned(),
        Flaw::StrayStartxref => "startxref không trỏ tới bảng tham chiếu của phiên bản".to_owned(),
        Flaw::StrayPrevious => "bảng tham chiếu không nối tiếp phiên bản trước (/Prev)".to_owned(),
        Flaw::AmbiguousSection => "bảng tham chiếu có mục lặp lại hoặc sai dạng".to_owned(),
        Flaw::Hybrid => "phiên bản thêm vào có bảng tham chiếu ẩn (/XRefStm)".to_owned(),
        Flaw::UnlistedBytes { at } => format!("có dữ liệu ngoài các đối tượng được kê (vị trí {at})"),
        Flaw::StrayEntry { number } => format!("mục tham chiếu của đối tượng {number} trỏ sai chỗ"),
        Flaw::MisshapenObject { number } => format!("đối tượng {number} sai dạng"),
        Flaw::OtherGeneration { number } => format!("đối tượng {number} bị đổi số thế hệ"),
        Flaw::ShrunkSize => "bảng tham chiếu bỏ bớt đối tượng của các phiên bản trước (/Size)".to_owned(),
        Flaw::Overlap { at } => format!("các đối tượng chồng lên nhau (vị trí {at})"),
    };
    Finding::forbidden(object, description)
}

/// What was in force when a change was made.
#[derive(Debug, Default)]
pub(crate) struct Regime<'a> {
    pub(crate) level: Option<u8>,
    pub(crate) is_certified: bool,
    pub(crate) locks: Vec<&'a Lock>,
}

impl Regime<'_> {
    /// Whether a change is allowed (ISO 32000-2, tables 257 and 258).
    ///
    /// A new visible signature field on a certified document is the sneaky signature attack and is refused.
    pub(crate) fn allows(&self, kind: &ChangeKind) -> bool {
        let may_fill = self.level.is_none_or(|level| level >= 2);
        let is_free = |field: &str| !self.locks.iter().any(|lock| lock.covers(field));
        match kind {
            ChangeKind::Housekeeping => true,
            ChangeKind::Fill { field } | ChangeKind::Sign { field } => may_fill && is_free(field),
            ChangeKind::NewSignatureField { is_visible, .. } => {
                may_fill && !(*is_visible && self.is_certified)
            }
            ChangeKind::Annotation => self.level == Some(3),
            ChangeKind::Forbidden => false,
        }
    }

    /// The finding as told to people.
    pub(crate) fn judge(&self, revision: usize, finding: &Finding) -> Change {
        Change {
            revision: revision + 1,
            object: finding
                .object
                .map(|id| format!("{} {}", id.number, id.generation)),
            description: finding.description.clone(),
            allowed: self.allows(&finding.kind),
        }
    }
}
