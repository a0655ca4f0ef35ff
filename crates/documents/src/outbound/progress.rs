//! The rules of the way from draft to issue. Pure: a table of who may do what when.

use directory::{
    Permission::{
        self, IssueDocument, NumberDocument, RecallDocument, ReviewContent, ReviewForm, SealDocument,
        SignDocument,
    },
    Require as _,
};
use kernel::{
    Actor,
    id::{AgencyId, PersonId, PostId, UnitId},
};
use serde::Serialize;
use time::OffsetDateTime;

use super::{Check, Refusal, SigningAuthority, Stage};

/// A check that was passed, and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passed {
    /// Which check.
    pub check: Check,
    /// Who made it.
    pub person: PersonId,
    /// Whether the person put the initial (ký nháy).
    pub is_initialled: bool,
}

/// What the rules must know about a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Whether the key store belongs to the person, or to the agency, that signs with it.
    pub is_own: bool,
    /// First moment of validity.
    pub not_before: OffsetDateTime,
    /// Last moment of validity.
    pub not_after: OffsetDateTime,
}

impl CertificateFacts {
    /// Whether it can be signed with at `now`.
    pub(super) fn check(&self, now: OffsetDateTime) -> Result<(), Refusal> {
        if !self.is_own {
            return Err(Refusal::ForeignCertificate);
        }
        if now < self.not_before {
            return Err(Refusal::CertificateNotYetValid);
        }
        if now > self.not_after {
            return Err(Refusal::CertificateExpired);
        }
        Ok(())
    }
}

/// Everything the rules ask about a draft. Each action gives the progress after it, or the reason it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Where it stands.
    pub stage: Stage,
    /// The newest version, from 1.
    pub version: i32,
    /// The issuing agency.
    pub agency: AgencyId,
    /// The drafting unit.
    pub unit: UnitId,
    /// Who drafts.
    pub drafter: PersonId,
    /// The post that is to sign, and the person in it.
    pub signer: Option<(PostId, PersonId)>,
    /// In which capacity.
    pub authority: SigningAuthority,
    /// Checks passed on the newest version.
    pub passed: Vec<Passed>,
}

impl Progress {
    fn at(&self, needs: Stage) -> Result<(), Refusal> {
        if self.stage == needs {
            Ok(())
        } else {
            Err(Refusal::WrongOrder {
                at: self.stage,
                needs,
            })
        }
    }

    fn to(&self, stage: Stage) -> Self {
        Self {
            stage,
            ..self.clone()
        }
    }

    /// A new version. Before the signature the drafter may change at any time; whatever was checked or approved must be checked
    /// and approved again (Decree 30/2020, Article 11.2).
    ///
    /// # Errors
    /// When somebody else than the drafter changes, or the document is signed.
    pub fn change(&self, actor: &Actor) -> Result<Self, Refusal> {
        if !actor.involves(self.drafter) || actor.agency != self.agency {
            return Err(Refusal::NotDrafter);
        }
        if self.stage > Stage::Approved {
            return Err(Refusal::WrongOrder {
                at: self.stage,
                needs: Stage::Writing,
            });
        }
        Ok(Self {
            stage: Stage::Writing,
            version: self.version + 1,
            passed: Vec::new(),
            ..self.clone()
        })
    }

    /// Trình: the draft goes to those who check it.
    ///
    /// # Errors
    /// When it is not being written, no signer is named, or the drafter would sign.
    pub fn submit(&self, actor: &Actor) -> Result<Self, Refusal> {
        if !actor.involves(self.drafter) || actor.agency != self.agency {
            return Err(Refusal::NotDrafter);
        }
        self.at(Stage::Writing)?;
        let (_, signer) = self.signer.ok_or(Refusal::NoSigner)?;
        if signer == self.drafter {
            return Err(Refusal::DrafterApproves);
        }
        Ok(Self {
            stage: Stage::InReview,
            passed: Vec::new(),
            ..self.clone()
        })
    }

    /// Whether the post carries this check.
    #[must_use]
    pub fn may_check(&self, actor: &Actor, check: Check) -> bool {
        actor.agency == self.agency
            && match check {
                Check::Content => actor.may(ReviewContent) && actor.units.contains(&self.unit),
                Check::Form => actor.may(ReviewForm),
                // Whom the process names: asked there.
                Check::Further => true,
            }
    }

    /// Confirms one check on the version the person saw; the second one approves the draft.
    ///
    /// # Errors
    /// When the version is old, the person may not, is the drafter, made the other check, or the check was made.
    pub fn pass(&self, actor: &Actor, check: Check, seen: i32, is_initialled: bool) -> Result<Self, Refusal> {
        if check == Check::Further {
            return self.pass_further(actor, seen, is_initialled);
        }
        self.reviewing(actor, check, seen)?;
        if self.passed.iter().any(|passed| passed.check == check) {
            return Err(Refusal::AlreadyChecked(check));
        }
        let by_law = |passed: &&Passed| passed.check != Check::Further;
        if self
            .passed
            .iter()
            .filter(by_law)
            .any(|passed| actor.involves(passed.person))
        {
            return Err(Refusal::SamePersonChecks);
        }
        let mut next = self.clone();
        next.passed.push(Passed {
            check,
            person: actor.person,
            is_initialled,
        });
        if next.is_lawfully_checked() {
            next.stage = Stage::Approved;
        }
        Ok(next)
    }

    fn is_lawfully_checked(&self) -> bool {
        Check::LAWFUL
            .iter()
            .all(|check| self.passed.iter().any(|passed| passed.check == *check))
    }

    /// A look the agency's process asks for besides, before the signature or after it: it stands beside the lawful checks and
    /// never in their place.
    fn pass_further(&self, actor: &Actor, seen: i32, is_initialled: bool) -> Result<Self, Refusal> {
        if self.stage < Stage::InReview || self.stage.is_issued() {
            return Err(Refusal::WrongOrder {
                at: self.stage,
                needs: Stage::InReview,
            });
        }
        self.is_newest(seen)?;
        if actor.agency != self.agency {
            return Err(Refusal::NotChecker(Check::Further));
        }
        if actor.involves(self.drafter) {
            return Err(Refusal::DrafterApproves);
        }
        let mut next = self.clone();
        next.passed.push(Passed {
            check: Check::Further,
            person: actor.person,
            is_initialled,
        });
        Ok(next)
    }

    /// What the process says comes next: a checked draft waits for its signature only when nobody else is to see it first.
    #[must_use]
    pub fn before(self, signature_is_next: bool) -> Self {
        match self.stage {
            Stage::InReview | Stage::Approved => {
                let stage = if signature_is_next && self.is_lawfully_checked() {
                    Stage::Approved
                } else {
                    Stage::InReview
                };
                Self { stage, ..self }
            }
            _ => self,
        }
    }

    fn reviewing(&self, actor: &Actor, check: Check, seen: i32) -> Result<(), Refusal> {
        self.at(Stage::InReview)?;
        self.is_newest(seen)?;
        if !self.may_check(actor, check) {
            return Err(Refusal::NotChecker(check));
        }
        if actor.involves(self.drafter) {
            return Err(Refusal::DrafterApproves);
        }
        Ok(())
    }

    fn is_newest(&self, seen: i32) -> Result<(), Refusal> {
        if seen == self.version {
            Ok(())
        } else {
            Err(Refusal::OldVersion {
                seen,
                newest: self.version,
            })
        }
    }

    /// Trả lại: back to the drafter with a reason, by somebody who checks, or by the signer.
    ///
    /// # Errors
    /// When it is neither in review nor waiting for the signature, no reason is given, or the person is neither.
    pub fn send_back(&self, actor: &Actor, seen: i32, reason: &str) -> Result<Self, Refusal> {
        match self.stage {
            Stage::InReview => {
                if !Check::LAWFUL.iter().any(|check| self.may_check(actor, *check)) {
                    return Err(Refusal::NotChecker(Check::Content));
                }
                if actor.involves(self.drafter) {
                    return Err(Refusal::DrafterApproves);
                }
            }
            Stage::Approved if !self.is_signer(actor) => return Err(Refusal::NotSigner),
            Stage::Approved => {}
            at => {
                return Err(Refusal::WrongOrder {
                    at,
                    needs: Stage::InReview,
                });
            }
        }
        self.returned(seen, reason)
    }

    /// Trả lại by somebody whom the agency's process asks besides, before the signature.
    ///
    /// # Errors
    /// When it is not in review, no reason is given, or the person is the drafter or of another agency.
    pub fn send_back_further(&self, actor: &Actor, seen: i32, reason: &str) -> Result<Self, Refusal> {
        self.at(Stage::InReview)?;
        if actor.agency != self.agency {
            return Err(Refusal::NotChecker(Check::Further));
        }
        if actor.involves(self.drafter) {
            return Err(Refusal::DrafterApproves);
        }
        self.returned(seen, reason)
    }

    fn returned(&self, seen: i32, reason: &str) -> Result<Self, Refusal> {
        self.is_newest(seen)?;
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonRequired);
        }
        Ok(Self {
            stage: Stage::Writing,
            passed: Vec::new(),
            ..self.clone()
        })
    }

    /// Whether this is the person named to sign, or whoever acts for them, in the post named.
    #[must_use]
    pub fn is_signer(&self, actor: &Actor) -> bool {
        self.signer == Some((actor.post, actor.principal())) && actor.agency == self.agency
    }

    /// Ký: the signature of the person with signing authority (Article 13) under the version the person saw.
    ///
    /// # Errors
    /// When it is not approved, somebody else is to sign, the post lacks the authority, or the certificate does not serve.
    pub fn sign(
        &self,
        actor: &Actor,
        seen: i32,
        certificate: &CertificateFacts,
        now: OffsetDateTime,
    ) -> Result<Self, Refusal> {
        self.may_sign(actor, seen)?;
        certificate.check(now)?;
        Ok(self.to(Stage::Signed))
    }

    /// Whether this person may sign this version, whatever the key.
    ///
    /// # Errors
    /// As [`Progress::sign`], without the certificate.
    pub fn may_sign(&self, actor: &Actor, seen: i32) -> Result<(), Refusal> {
        if self.agency != actor.agency || self.signer.is_some() && !self.is_signer(actor) {
            return Err(Refusal::NotSigner);
        }
        self.at(Stage::Approved)?;
        if self.signer.is_none() {
            return Err(Refusal::NoSigner);
        }
        self.is_newest(seen)?;
        if actor.involves(self.drafter) {
            return Err(Refusal::DrafterApproves);
        }
        if !actor.may(SignDocument) || !self.authority.is_open_to(&actor.roles) {
            return Err(Refusal::NoAuthority);
        }
        Ok(())
    }

    fn is_clerk(&self, actor: &Actor, permission: Permission) -> Result<(), Refusal> {
        if actor.agency == self.agency && actor.may(permission) {
            Ok(())
        } else {
            Err(Refusal::NotClerk)
        }
    }

    /// Cấp số: the clerk gives number and date, after the signature (Article 15).
    ///
    /// # Errors
    /// When it is not signed or the person is not the clerk.
    pub fn number(&self, actor: &Actor) -> Result<Self, Refusal> {
        self.is_clerk(actor, NumberDocument)?;
        self.at(Stage::Signed)?;
        Ok(self.to(Stage::Numbered))
    }

    /// Đóng dấu: the agency's signature, by the clerk, only on what an authorised person has signed (Article 32.2c).
    ///
    /// # Errors
    /// When it has no number, the person is not the clerk or signed it, or the agency's certificate does not serve.
    pub fn seal(
        &self,
        actor: &Actor,
        certificate: &CertificateFacts,
        now: OffsetDateTime,
    ) -> Result<Self, Refusal> {
        self.may_seal(actor)?;
        certificate.check(now)?;
        Ok(self.to(Stage::Sealed))
    }

    /// Whether this person may seal, whatever the key.
    ///
    /// # Errors
    /// As [`Progress::seal`], without the certificate.
    pub fn may_seal(&self, actor: &Actor) -> Result<(), Refusal> {
        self.is_clerk(actor, SealDocument)?;
        self.at(Stage::Numbered)?;
        if self.signer.is_some_and(|(_, person)| actor.involves(person)) {
            return Err(Refusal::SignerSeals);
        }
        Ok(())
    }

    /// Phát hành.
    ///
    /// # Errors
    /// When it is not sealed or the person is not the clerk.
    pub fn issue(&self, actor: &Actor) -> Result<Self, Refusal> {
        self.is_clerk(actor, IssueDocument)?;
        self.at(Stage::Sealed)?;
        Ok(self.to(Stage::Issued))
    }

    /// Thu hồi: freezes the issued document and what was received (Annex VI).
    ///
    /// # Errors
    /// When it is not issued, no reason is given, or the person is neither leader nor clerk of the agency.
    pub fn recall(&self, actor: &Actor, reason: &str) -> Result<Self, Refusal> {
        if actor.agency != self.agency || !actor.may(RecallDocument) {
            return Err(Refusal::NotRecaller);
        }
        self.at(Stage::Issued)?;
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonRequired);
        }
        Ok(self.to(Stage::Recalled))
    }
}

#[cfg(test)]
mod tests;
