//! The forms of Decree 30/2020, Annex III.

use serde::{Deserialize, Serialize};

/// The form a document is laid out in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// Công văn, form 1.5: no kind's name, the subject stands under the symbol.
    Letter,
    /// Quyết định (cá biệt), forms 1.2 and 1.3.
    Decision,
    /// Tờ trình, form 1.4 with `Kính gửi`.
    Submission,
    /// Báo cáo, form 1.4, with `Kính gửi` when it goes to a superior.
    Report,
    /// Thông báo, form 1.4.
    Notice,
    /// Giấy mời, form 1.7.
    Invitation,
    /// Any other kind with a name, form 1.4.
    Titled {
        /// The kind's name as people write it: "Kế hoạch".
        name: String,
    },
}

/// Names and abbreviations of Decree 30/2020, Annex III, part I, in its order.
pub const ABBREVIATIONS: [(&str, &str); 27] = [
    ("Nghị quyết", "NQ"),
    ("Quyết định", "QĐ"),
    ("Chỉ thị", "CT"),
    ("Quy chế", "QC"),
    ("Quy định", "QyĐ"),
    ("Thông cáo", "TC"),
    ("Thông báo", "TB"),
    ("Hướng dẫn", "HD"),
    ("Chương trình", "CTr"),
    ("Kế hoạch", "KH"),
    ("Phương án", "PA"),
    ("Đề án", "ĐA"),
    ("Dự án", "DA"),
    ("Báo cáo", "BC"),
    ("Biên bản", "BB"),
    ("Tờ trình", "TTr"),
    ("Hợp đồng", "HĐ"),
    ("Công điện", "CĐ"),
    ("Bản ghi nhớ", "BGN"),
    ("Bản thỏa thuận", "BTT"),
    ("Giấy ủy quyền", "GUQ"),
    ("Giấy mời", "GM"),
    ("Giấy giới thiệu", "GGT"),
    ("Giấy nghỉ phép", "GNP"),
    ("Phiếu gửi", "PG"),
    ("Phiếu chuyển", "PC"),
    ("Phiếu báo", "PB"),
];

impl Form {
    /// The kind's name as printed in prose, `None` for a công văn, which has none.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Letter => None,
            Self::Decision => Some("Quyết định"),
            Self::Submission => Some("Tờ trình"),
            Self::Report => Some("Báo cáo"),
            Self::Notice => Some("Thông báo"),
            Self::Invitation => Some("Giấy mời"),
            Self::Titled { name } => Some(name),
        }
    }

    /// The abbreviation of the kind's name (Annex III, part I), if it has one.
    #[must_use]
    pub fn abbreviation(&self) -> Option<&'static str> {
        let name = self.name()?.trim().to_lowercase();
        let found = ABBREVIATIONS
            .iter()
            .find(|(kind, _)| same_name(&kind.to_lowercase(), &name));
        found.map(|(_, abbreviation)| *abbreviation)
    }

    /// Whether the document opens with `Kính gửi` when it has addressees (Annex I, II.9b).
    #[must_use]
    pub fn addresses_recipients(&self) -> bool {
        matches!(self, Self::Letter | Self::Submission | Self::Report)
    }
}

/// Equality of names that differ at most in where the tone mark stands ("thoả" and "thỏa", "uỷ" and "ủy").
fn same_name(left: &str, right: &str) -> bool {
    let canonical = |name: &str| name.replace("oả", "ỏa").replace("uỷ", "ủy");
    canonical(left) == canonical(right)
}
