//! The two signatures of an official document, and what each asks and does.

use directory::Permission;
use kernel::Actor;
use time::OffsetDateTime;

use super::{
    CertificateFacts, Progress, Refusal,
    pages::{SEAL, SIGNATURE},
    tasks::action,
};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is signed for.
    Purpose {
        /// To sign as the person with signing authority (Decree 30/2020, Article 13).
        Person = "person", "Ký số cá nhân";
        /// To seal for the agency (Article 32).
        Seal = "seal", "Ký số cơ quan";
    }
}

impl Purpose {
    /// The prepared field.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Person => SIGNATURE,
            Self::Seal => SEAL,
        }
    }

    /// The verb in the audit trail.
    pub(super) fn event(self) -> &'static str {
        match self {
            Self::Person => "signed",
            Self::Seal => "sealed",
        }
    }

    /// What a delegation must name for it.
    pub(super) fn permission(self) -> Permission {
        match self {
            Self::Person => Permission::SignDocument,
            Self::Seal => Permission::SealDocument,
        }
    }

    /// What the work list calls it.
    pub(super) fn action(self) -> &'static str {
        match self {
            Self::Person => action::SIGN,
            Self::Seal => action::SEAL,
        }
    }

    /// How the task ends.
    pub(super) fn outcome(self) -> &'static str {
        match self {
            Self::Person => "đã ký số",
            Self::Seal => "đã đóng dấu",
        }
    }

    /// Whether this person may, whatever the key.
    ///
    /// # Errors
    /// Why not.
    pub fn may(self, progress: &Progress, actor: &Actor, version: i32) -> Result<(), Refusal> {
        match self {
            Self::Person => progress.may_sign(actor, version),
            Self::Seal => progress.may_seal(actor),
        }
    }

    /// The progress after it.
    pub(super) fn pass(
        self,
        progress: &Progress,
        actor: &Actor,
        version: i32,
        certificate: &CertificateFacts,
        now: OffsetDateTime,
    ) -> Result<Progress, Refusal> {
        match self {
            Self::Person => progress.sign(actor, version, certificate, now),
            Self::Seal => progress.seal(actor, certificate, now),
        }
    }
}
