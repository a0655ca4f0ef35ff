//! An official document as data.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use crate::Form;

/// Everything an official document says, before it has a shape.
///
/// Text fields are plain text: nothing in them is ever read as a command of the typesetter. A line feed in
/// `parent_agency`, `agency` and `subject` starts a new line. Only `body` has a notation ([`crate::markup`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialDocument {
    /// Which of the decree's forms.
    pub form: Form,
    /// The directly superior agency (cơ quan chủ quản), in any case: it is printed in upper case.
    #[serde(default)]
    pub parent_agency: Option<String>,
    /// The issuing agency, in any case.
    pub agency: String,
    /// The symbol behind the slash: "QĐ-UBND", "UBND-VX".
    pub symbol: String,
    /// The number, once it is known; else room is left for a field.
    #[serde(default)]
    pub number: Option<u32>,
    /// Địa danh: "Lâm Đồng".
    pub place: String,
    /// The date of issue, once it is known; else room is left for day and month.
    #[serde(default)]
    pub date: Option<Date>,
    /// The year to print while `date` is unknown.
    #[serde(default)]
    pub year: Option<i32>,
    /// Trích yếu. For a công văn without "V/v", for other kinds as printed ("Về việc …").
    pub subject: String,
    /// Kính gửi; for an invitation: who is invited.
    #[serde(default)]
    pub addressees: Vec<String>,
    /// Căn cứ, one each; the closing punctuation is set by the layout.
    #[serde(default)]
    pub bases: Vec<String>,
    /// Thẩm quyền ban hành above the bases of a decision; derived from the signing block when absent.
    #[serde(default)]
    pub issuing_authority: Option<String>,
    /// The content in the notation of [`crate::markup`].
    #[serde(default)]
    pub body: String,
    /// The fixed lines of an invitation.
    #[serde(default)]
    pub invitation: Option<Invitation>,
    /// Who signs, and in which capacity.
    pub signing: SigningBlock,
    /// Nơi nhận without the line "Lưu".
    #[serde(default)]
    pub recipients: Vec<String>,
    /// What follows "Lưu: ", for instance "VT, VX".
    pub filing: String,
    /// Ký hiệu người soạn thảo và số lượng bản: "PL.(300)".
    #[serde(default)]
    pub drafter: Option<String>,
    /// Độ khẩn.
    #[serde(default)]
    pub urgency: Option<UrgencyMark>,
    /// Phạm vi lưu hành: "LƯU HÀNH NỘI BỘ", "XEM XONG TRẢ LẠI".
    #[serde(default)]
    pub circulation: Option<String>,
    /// Address, telephone, e-mail and site at the foot of the first page, a line each.
    #[serde(default)]
    pub contact: Vec<String>,
    /// When this version was composed, for the PDF's metadata; `date` is taken when absent.
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub composed_at: Option<OffsetDateTime>,
}

impl OfficialDocument {
    /// A document with what every document has; the rest is empty and public.
    #[must_use]
    pub fn new(
        form: Form,
        agency: &str,
        symbol: &str,
        place: &str,
        subject: &str,
        signing: SigningBlock,
    ) -> Self {
        Self {
            form,
            parent_agency: None,
            agency: agency.to_owned(),
            symbol: symbol.to_owned(),
            number: None,
            place: place.to_owned(),
            date: None,
            year: None,
            subject: subject.to_owned(),
            addressees: Vec::new(),
            bases: Vec::new(),
            issuing_authority: None,
            body: String::new(),
            invitation: None,
            signing,
            recipients: Vec::new(),
            filing: "VT".to_owned(),
            drafter: None,
            urgency: None,
            circulation: None,
            contact: Vec::new(),
            composed_at: None,
        }
    }
}

/// Quyền hạn, chức vụ, họ tên của người ký (ô 7a, 7b).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningBlock {
    /// The lines of authority, in order: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH".
    #[serde(default)]
    pub authority: Vec<String>,
    /// The signer's own post: "PHÓ CHỦ TỊCH".
    pub position: String,
    /// A further post printed above the name in ô 7b (advisory bodies).
    #[serde(default)]
    pub other_position: Option<String>,
    /// Full name, without academic titles.
    pub name: String,
}

/// What form 1.7 prints on lines of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Tới dự: the meeting's name.
    pub purpose: String,
    /// Chủ trì.
    #[serde(default)]
    pub chair: String,
    /// Thời gian.
    pub time: String,
    /// Địa điểm.
    pub location: String,
}

/// Dấu chỉ mức độ khẩn (ô 10b).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UrgencyMark {
    /// KHẨN, 20 × 8 mm.
    Urgent,
    /// THƯỢNG KHẨN, 40 × 8 mm.
    HighlyUrgent,
    /// HOẢ TỐC, 30 × 8 mm.
    Express,
}

impl UrgencyMark {
    /// The word in the frame.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Urgent => "KHẨN",
            Self::HighlyUrgent => "THƯỢNG KHẨN",
            Self::Express => "HOẢ TỐC",
        }
    }

    /// The frame's width in millimetres; every frame is 8 mm high (Annex I, III.2b).
    #[must_use]
    pub fn width_mm(self) -> u32 {
        match self {
            Self::Urgent => 20,
            Self::HighlyUrgent => 40,
            Self::Express => 30,
        }
    }
}
