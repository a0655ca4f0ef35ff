use crate::vocabulary::vocabulary;

vocabulary! {
    /// The 29 kinds of administrative documents (Decree 30/2020, Article 7).
    DocumentKind {
        /// Nghị quyết (cá biệt).
        Resolution = "resolution", "Nghị quyết";
        /// Quyết định (cá biệt).
        Decision = "decision", "Quyết định";
        /// Chỉ thị.
        Directive = "directive", "Chỉ thị";
        /// Quy chế.
        Statute = "statute", "Quy chế";
        /// Quy định.
        Rules = "rules", "Quy định";
        /// Thông cáo.
        Communique = "communique", "Thông cáo";
        /// Thông báo.
        Notice = "notice", "Thông báo";
        /// Hướng dẫn.
        Guidance = "guidance", "Hướng dẫn";
        /// Chương trình.
        Programme = "programme", "Chương trình";
        /// Kế hoạch.
        Plan = "plan", "Kế hoạch";
        /// Phương án.
        Option = "option", "Phương án";
        /// Đề án.
        Scheme = "scheme", "Đề án";
        /// Dự án.
        Project = "project", "Dự án";
        /// Báo cáo.
        Report = "report", "Báo cáo";
        /// Biên bản.
        Minutes = "minutes", "Biên bản";
        /// Tờ trình.
        Submission = "submission", "Tờ trình";
        /// Hợp đồng.
        Contract = "contract", "Hợp đồng";
        /// Công văn.
        Letter = "letter", "Công văn";
        /// Công điện.
        Telegram = "telegram", "Công điện";
        /// Bản ghi nhớ.
        Memorandum = "memorandum", "Bản ghi nhớ";
        /// Bản thỏa thuận.
        Agreement = "agreement", "Bản thỏa thuận";
        /// Giấy ủy quyền.
        Authorisation = "authorisation", "Giấy ủy quyền";
        /// Giấy mời.
        Invitation = "invitation", "Giấy mời";
        /// Giấy giới thiệu.
        Introduction = "introduction", "Giấy giới thiệu";
        /// Giấy nghỉ phép.
        Leave = "leave", "Giấy nghỉ phép";
        /// Phiếu gửi.
        SendingSlip = "sending_slip", "Phiếu gửi";
        /// Phiếu chuyển.
        TransferSlip = "transfer_slip", "Phiếu chuyển";
        /// Phiếu báo.
        NoticeSlip = "notice_slip", "Phiếu báo";
        /// Thư công.
        OfficialMissive = "official_missive", "Thư công";
    }
}

impl DocumentKind {
    /// The abbreviation in symbols (Decree 30/2020, Annex III); công văn and thư công have none.
    #[must_use]
    pub fn abbreviation(self) -> core::option::Option<&'static str> {
        Some(match self {
            Self::Resolution => "NQ",
            Self::Decision => "QĐ",
            Self::Directive => "CT",
            Self::Statute => "QC",
            Self::Rules => "QyĐ",
            Self::Communique => "TC",
            Self::Notice => "TB",
            Self::Guidance => "HD",
            Self::Programme => "CTr",
            Self::Plan => "KH",
            Self::Option => "PA",
            Self::Scheme => "ĐA",
            Self::Project => "DA",
            Self::Report => "BC",
            Self::Minutes => "BB",
            Self::Submission => "TTr",
            Self::Contract => "HĐ",
            Self::Telegram => "CĐ",
            Self::Memorandum => "BGN",
            Self::Agreement => "BTT",
            Self::Authorisation => "GUQ",
            Self::Invitation => "GM",
            Self::Introduction => "GGT",
            Self::Leave => "GNP",
            Self::SendingSlip => "PG",
            Self::TransferSlip => "PC",
            Self::NoticeSlip => "PB",
            Self::Letter | Self::OfficialMissive => return None,
        })
    }

    /// The kind with this abbreviation, written exactly so: `QC` and `QyĐ`, `CT` and `CTr` differ.
    #[must_use]
    pub fn from_abbreviation(text: &str) -> core::option::Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.abbreviation() == Some(text))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn twenty_nine_kinds_of_which_twenty_seven_have_an_abbreviation_of_their_own() {
        let abbreviations: Vec<_> = DocumentKind::ALL
            .iter()
            .filter_map(|kind| kind.abbreviation())
            .collect();
        assert_eq!(DocumentKind::ALL.len(), 29);
        assert_eq!(abbreviations.len(), 27);
        assert_eq!(abbreviations.iter().collect::<BTreeSet<_>>().len(), 27);
    }

    #[test]
    fn neighbouring_abbreviations_are_told_apart() {
        for (text, kind) in [
            ("QC", Some(DocumentKind::Statute)),
            ("QyĐ", Some(DocumentKind::Rules)),
            ("CT", Some(DocumentKind::Directive)),
            ("CTr", Some(DocumentKind::Programme)),
            ("TC", Some(DocumentKind::Communique)),
            ("CV", None),
            ("qđ", None),
        ] {
            assert_eq!(DocumentKind::from_abbreviation(text), kind, "{text}");
        }
    }
}
