use crate::vocabulary::vocabulary;

vocabulary! {
    /// How secret a document is. Electronic exchange does not apply to state secrets (Decision 28/2018, Article 1.2):
    /// of those only a register entry is kept, never content.
    Secrecy {
        /// No secret.
        Open = "open", "Không mật";
        /// Mật.
        Confidential = "confidential", "Mật";
        /// Tối mật.
        Secret = "secret", "Tối mật";
        /// Tuyệt mật.
        TopSecret = "top_secret", "Tuyệt mật";
    }
}

impl Secrecy {
    /// Whether it is a state secret, of which no content is kept here.
    #[must_use]
    pub fn is_state_secret(self) -> bool {
        self != Self::Open
    }

    /// Its place in the order, 0 to 3, as the index keeps it.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::Open => 0,
            Self::Confidential => 1,
            Self::Secret => 2,
            Self::TopSecret => 3,
        }
    }
}
