//! Why an action on a draft is refused: one reason each, in the words officials read.

use kernel::Timestamp;
use serde::Serialize;

use super::{Check, Stage, Uncovered};

/// Why the office's rules refuse an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refusal {
    /// The document is not at the stage this action belongs to.
    #[error("not possible while {}", at.code())]
    WrongOrder {
        /// Where it stands.
        at: Stage,
        /// Where it would have to stand.
        needs: Stage,
    },
    /// Somebody changed the draft meanwhile.
    #[error("version {seen} is no longer the newest")]
    OldVersion {
        /// The version the person saw.
        seen: i32,
        /// The newest one.
        newest: i32,
    },
    /// Only the drafter changes and submits.
    #[error("only the drafter may do this")]
    NotDrafter,
    /// The drafter does not check or sign the own draft.
    #[error("the drafter may not check the own draft")]
    DrafterApproves,
    /// The post does not carry this check.
    #[error("the post may not make the {} check", .0.code())]
    NotChecker(Check),
    /// This check was passed already.
    #[error("the {} check was made already", .0.code())]
    AlreadyChecked(Check),
    /// One person does not answer for both checks.
    #[error("the same person made the other check")]
    SamePersonChecks,
    /// Nobody is named who signs.
    #[error("no signer is named")]
    NoSigner,
    /// Another person is named to sign.
    #[error("another person is to sign")]
    NotSigner,
    /// The post does not carry the signing authority that the document names.
    #[error("the post does not carry this signing authority")]
    NoAuthority,
    /// No authorisation in force covers the document.
    #[error("no authorisation in force covers the document: {0:?}")]
    NoAuthorisation(Uncovered),
    /// Numbering, sealing and issuing are the clerk's.
    #[error("only the clerk of the agency may do this")]
    NotClerk,
    /// Who signed as a person does not seal for the agency.
    #[error("the signer may not seal")]
    SignerSeals,
    /// The key belongs to somebody else.
    #[error("the certificate belongs to somebody else")]
    ForeignCertificate,
    /// The certificate's time has not begun.
    #[error("the certificate is not valid yet")]
    CertificateNotYetValid,
    /// The certificate's time is over.
    #[error("the certificate has expired")]
    CertificateExpired,
    /// The certificate does not lead to an authority this installation trusts.
    #[error("the certificate is not trusted: {0}")]
    CertificateUntrusted(String),
    /// The certificate was revoked.
    #[error("the certificate was revoked")]
    CertificateRevoked,
    /// The PIN does not open the key.
    #[error("wrong PIN")]
    WrongPin,
    /// Too many wrong PINs in a row: the key rests until then.
    #[error("the key is locked after too many wrong PINs")]
    KeyLocked(#[serde(skip)] Timestamp),
    /// The signature was not made by the certificate's key over what was prepared.
    #[error("the signature does not belong to the certificate and the document")]
    SignatureMismatch,
    /// The key answered too late.
    #[error("the signing session has expired")]
    SessionExpired,
    /// The session ended before: it was used, cancelled or given up.
    #[error("the signing session has ended: {0}")]
    SessionEnded(&'static str),
    /// The signed file did not pass our own validation: nothing was stored.
    #[error("the signed file does not pass validation: {0}")]
    ValidationFailed(String),
    /// A reason must be given.
    #[error("a reason is required")]
    ReasonRequired,
    /// State secrets are never drafted or exchanged here (Decision 28/2018, Article 1.2).
    #[error("state secrets are not handled here")]
    StateSecret,
    /// Nobody is named who receives it.
    #[error("no recipient is named")]
    NoRecipient,
    /// Only an issued document's own agency recalls it.
    #[error("only the leader or clerk of the issuing agency may recall")]
    NotRecaller,
}

impl Refusal {
    /// The stable public code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongOrder { .. } => "wrong_order",
            Self::OldVersion { .. } => "old_version",
            Self::NotDrafter => "not_drafter",
            Self::DrafterApproves => "drafter_approves",
            Self::NotChecker(_) => "not_checker",
            Self::AlreadyChecked(_) => "already_checked",
            Self::SamePersonChecks => "same_person_checks",
            Self::NoSigner => "no_signer",
            Self::NotSigner => "not_signer",
            Self::NoAuthority => "no_signing_authority",
            Self::NoAuthorisation(_) => "no_authorisation",
            Self::NotClerk => "not_clerk",
            Self::SignerSeals => "signer_seals",
            Self::ForeignCertificate => "foreign_certificate",
            Self::CertificateNotYetValid => "certificate_not_yet_valid",
            Self::CertificateExpired => "certificate_expired",
            Self::CertificateUntrusted(_) => "certificate_untrusted",
            Self::CertificateRevoked => "certificate_revoked",
            Self::WrongPin => "wrong_pin",
            Self::KeyLocked(_) => "key_locked",
            Self::SignatureMismatch => "signature_mismatch",
            Self::SessionExpired => "session_expired",
            Self::SessionEnded(_) => "session_ended",
            Self::ValidationFailed(_) => "validation_failed",
            Self::ReasonRequired => "reason_required",
            Self::StateSecret => "state_secret",
            Self::NoRecipient => "no_recipient",
            Self::NotRecaller => "not_recaller",
        }
    }

    /// The sentence officials read.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::WrongOrder { at, needs } => format!(
                "Chưa thực hiện được: văn bản đang ở bước “{}”, việc này chỉ làm ở bước “{}”.",
                at.label(),
                needs.label()
            ),
            Self::OldVersion { seen, newest } => {
                format!(
                    "Dự thảo đã được sửa: bạn đang xem bản {seen}, bản mới nhất là {newest}. Hãy mở lại để xem."
                )
            }
            Self::NotDrafter => "Chỉ người soạn thảo được sửa và trình dự thảo này.".into(),
            Self::DrafterApproves => {
                "Người soạn thảo không được tự kiểm tra hoặc ký duyệt dự thảo của mình.".into()
            }
            Self::NotChecker(Check::Content) => {
                "Kiểm tra nội dung là trách nhiệm của người đứng đầu đơn vị chủ trì soạn thảo.".into()
            }
            Self::NotChecker(Check::Further) => "Bước này không dành cho bạn theo quy trình.".into(),
            Self::NotChecker(Check::Form) => {
                "Kiểm tra thể thức là trách nhiệm của chánh văn phòng hoặc người được giao.".into()
            }
            Self::AlreadyChecked(check) => format!("“{}” đã được xác nhận.", check.label()),
            Self::SamePersonChecks => "Một người không đồng thời xác nhận cả nội dung và thể thức.".into(),
            Self::NoSigner => "Chưa chọn người ký văn bản.".into(),
            Self::NotSigner => "Văn bản được trình người khác ký.".into(),
            Self::NoAuthority => "Chức vụ này không có thẩm quyền ký theo quyền hạn ghi trên văn bản.".into(),
            Self::NoAuthorisation(why) => format!("Không ký theo ủy quyền được: {}.", why.reason()),
            Self::NotClerk => "Chỉ văn thư cơ quan được cấp số, đóng dấu và phát hành.".into(),
            Self::SignerSeals => "Người đã ký cá nhân không được đồng thời ký số của cơ quan.".into(),
            Self::ForeignCertificate => "Chứng thư số không phải của người (cơ quan) thực hiện ký.".into(),
            Self::CertificateNotYetValid => "Chứng thư số chưa đến ngày có hiệu lực.".into(),
            Self::CertificateExpired => "Chứng thư số đã hết hạn.".into(),
            Self::CertificateUntrusted(why) => {
                format!("Chứng thư số không dẫn tới tổ chức chứng thực được tin cậy: {why}.")
            }
            Self::CertificateRevoked => "Chứng thư số đã bị thu hồi.".into(),
            Self::WrongPin => "Mã PIN không đúng.".into(),
            Self::KeyLocked(until) => {
                let until = until.vietnam();
                format!(
                    "Khóa ký tạm dừng do nhập sai mã PIN nhiều lần. Thử lại sau {:02}:{:02}.",
                    until.hour(),
                    until.minute()
                )
            }
            Self::SignatureMismatch => {
                "Chữ ký nhận được không do khóa của chứng thư số đã chọn tạo ra cho văn bản này.".into()
            }
            Self::SessionExpired => "Phiên ký đã hết thời gian chờ; hãy ký lại.".into(),
            Self::SessionEnded(how) => format!("Phiên ký này {how}; chữ ký gửi sau không được dùng."),
            Self::ValidationFailed(why) => {
                format!("Tệp vừa ký không qua được kiểm tra chữ ký ({why}); không có gì được lưu.")
            }
            Self::ReasonRequired => "Phải ghi lý do.".into(),
            Self::StateSecret => "Văn bản mật không soạn thảo, ký, gửi trên hệ thống này.".into(),
            Self::NoRecipient => "Chưa có nơi nhận nào để gửi.".into(),
            Self::NotRecaller => "Chỉ lãnh đạo hoặc văn thư của cơ quan ban hành được thu hồi.".into(),
        }
    }

    /// Whether it says that things changed or stand otherwise (409), rather than that the person may not (403) or that the
    /// input is wrong (422).
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(
            self,
            Self::WrongOrder { .. }
                | Self::OldVersion { .. }
                | Self::AlreadyChecked(_)
                | Self::SessionExpired
                | Self::SessionEnded(_)
        )
    }

    /// Whether it says that this person may not.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        matches!(
            self,
            Self::NotDrafter
                | Self::DrafterApproves
                | Self::NotChecker(_)
                | Self::SamePersonChecks
                | Self::NotSigner
                | Self::NoAuthority
                | Self::NoAuthorisation(_)
                | Self::NotClerk
                | Self::SignerSeals
                | Self::ForeignCertificate
                | Self::NotRecaller
        )
    }
}
