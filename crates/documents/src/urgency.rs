use crate::vocabulary::vocabulary;

vocabulary! {
    /// How urgent a document is (Decree 30/2020, Annex I; "hỏa tốc hẹn giờ" from QCVN 102:2016/BTTTT).
    Urgency {
        /// Not urgent.
        Normal = "normal", "Thường";
        /// Khẩn.
        Urgent = "urgent", "Khẩn";
        /// Thượng khẩn.
        VeryUrgent = "very_urgent", "Thượng khẩn";
        /// Hỏa tốc.
        Express = "express", "Hỏa tốc";
        /// Hỏa tốc hẹn giờ.
        ExpressTimed = "express_timed", "Hỏa tốc hẹn giờ";
    }
}

impl Urgency {
    /// Whether it goes before ordinary work.
    #[must_use]
    pub fn is_urgent(self) -> bool {
        self != Self::Normal
    }
}
