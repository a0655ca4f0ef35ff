//! How far a draft got, and the checks on its way.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// How far an outbound document got. The order is that of the way.
    Stage {
        /// The drafter writes; also after it was sent back or changed.
        Writing = "writing", "Đang soạn";
        /// Content and form are being checked (Decree 30/2020, Article 12).
        InReview = "in_review", "Đang kiểm tra";
        /// Both checks passed: it waits for the person with signing authority.
        Approved = "approved", "Chờ ký";
        /// The person signed (Article 13): it waits for its number.
        Signed = "signed", "Chờ cấp số";
        /// It has number and date: it waits for the agency's seal.
        Numbered = "numbered", "Chờ đóng dấu";
        /// It carries both signatures.
        Sealed = "sealed", "Chờ phát hành";
        /// It was issued and delivered.
        Issued = "issued", "Đã phát hành";
        /// It was recalled after issue: frozen.
        Recalled = "recalled", "Đã thu hồi";
    }
}

impl Stage {
    /// Whether it was issued, and perhaps recalled since.
    #[must_use]
    pub fn is_issued(self) -> bool {
        self >= Self::Issued
    }
}

vocabulary! {
    /// What is checked before signing, each by a person who answers for it (Decree 30/2020, Article 12).
    Check {
        /// By the head of the drafting unit.
        Content = "content", "Kiểm tra nội dung";
        /// By the chief of office.
        Form = "form", "Kiểm tra thể thức, kỹ thuật trình bày";
        /// By whom the agency's own process asks besides.
        Further = "further", "Xem xét thêm theo quy trình";
    }
}

impl Check {
    /// The checks the law asks for, whatever an agency's process says.
    pub const LAWFUL: [Self; 2] = [Self::Content, Self::Form];
}
