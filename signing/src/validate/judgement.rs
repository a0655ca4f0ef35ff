//! The conclusion about a certificate at a moment: path, revocation, algorithms (EN 319 102-1, 5.2.6 to 5.2.8).

use std::sync::Arc;

use time::OffsetDateTime;

use super::constraints::{self, Weakness};
use super::evidence::Evidence;
use super::options::Options;
use super::report::{RevocationFacts, RevocationStatus, SubIndication, Trust};
use super::standing::revocation;
use crate::path::X509;
use crate::path::build::{Builder, Path, PathError, Purpose};

/// What is concluded about a signer's certificate.
#[derive(Debug, Clone)]
pub(crate) struct Conclusion {
    pub(crate) trust: Trust,
    pub(crate) chain: Vec<Arc<X509>>,
    pub(crate) revocation: RevocationFacts,
    pub(crate) problem: Option<(SubIndication, String)>,
    pub(crate) warnings: Vec<String>,
}

/// The moments that count, seconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    /// When the signature is known to have existed.
    pub(crate) existed: i64,
    /// When the signer says it was made.
    pub(crate) claimed: Option<i64>,
    /// When the key was used as far as a trusted party says so: a time stamp's own time, or else `existed`.
    /// An answer about revocation made later is conclusive.
    pub(crate) used: i64,
    /// The moment of validation.
    pub(crate) now: i64,
}

pub(crate) const UNKNOWN: RevocationFacts = RevocationFacts {
    status: RevocationStatus::Unknown,
    source: None,
    issued: None,
    revoked_at: None,
    status_now: RevocationStatus::Unknown,
};

/// Judges a certificate for a purpose at the moment its signature is known to have existed.
pub(crate) fn judge(
    end: &Arc<X509>,
    purpose: Purpose,
    moments: Moments,
    evidence: &Evidence,
    options: &Options,
) -> Conclusion {
    let mut conclusion = Conclusion {
        trust: Trust::NotAsked,
        chain: Vec::new(),
        revocation: UNKNOWN,
        problem: None,
        warnings: Vec::new(),
    };
    let Some(trust) = &options.trust else {
        if !end.is_in_force(moments.existed) {
            conclusion
                .warnings
                .push("chứng thư không còn hoặc chưa có hiệu lực tại thời điểm kiểm tra".into());
        }
        return conclusion;
    };
    let builder = Builder {
        anchors: trust.anchors(),
        others: &evidence.certificates,
        at: moments.existed,
        purpose,
    };
    match builder.path(end) {
        Ok(path) => {
            conclusion.trust = Trust::Trusted;
            conclusion.chain = path.certificates.iter().skip(1).cloned().collect();
            judge_path(&path, moments, evidence, trust.anchors(), &mut conclusion);
        }
        Err(error) => {
            let leads_to_anchor = matches!(error, PathError::OutOfValidity { .. });
            conclusion.trust = if leads_to_anchor {
                Trust::Trusted
            } else {
                Trust::NotTrusted
            };
            conclusion.problem = Some(of_path_error(&error, end, moments));
        }
    }
    conclusion
}

fn of_path_error(error: &PathError, end: &X509, moments: Moments) -> (SubIndication, String) {
    match error {
        PathError::NoPath => (
            SubIndication::NoCertificateChainFound,
            "không có đường dẫn tin cậy tới chứng thư gốc được chấp nhận".into(),
        ),
        PathError::OutOfValidity { is_end: true, .. } => out_of_validity(end, moments),
        PathError::OutOfValidity { subject, .. } => (
            SubIndication::OutOfBoundsNoPoe,
            format!("chứng thư của {subject} không có hiệu lực tại thời điểm ký"),
        ),
        PathError::NotAuthority { subject } => (
            SubIndication::ChainConstraintsFailure,
            format!("{subject} không được phép cấp chứng thư"),
        ),
        PathError::TooLong { subject } => (
            SubIndication::ChainConstraintsFailure,
            format!("{subject}: vượt quá độ dài đường dẫn cho phép"),
        ),
        PathError::NoPolicy { subject } => (
            SubIndication::ChainConstraintsFailure,
            format!("đường dẫn tới chứng thư của {subject} không có chính sách chứng thư hợp lệ"),
        ),
        PathError::ForbiddenName { subject } => (
            SubIndication::ChainConstraintsFailure,
            format!("tên {subject} vi phạm ràng buộc tên"),
        ),
        PathError::UnknownCriticalExtension { subject, identifier } => (
            SubIndication::ChainConstraintsFailure,
            format!("chứng thư của {subject} có phần mở rộng bắt buộc không hiểu được ({identifier})"),
        ),
        PathError::WrongUsage { subject } => (
            SubIndication::ChainConstraintsFailure,
            format!("chứng thư của {subject} không dùng được cho việc ký này"),
        ),
    }
}

/// The signer's own time decides between failed and not proven.
fn out_of_validity(end: &X509, moments: Moments) -> (SubIndication, String) {
    if moments.existed < end.not_before || moments.claimed.is_some_and(|claimed| claimed < end.not_before) {
        return (
            SubIndication::NotYetValid,
            "chứng thư chưa có hiệu lực khi ký".into(),
        );
    }
    if moments.claimed.is_some_and(|claimed| claimed > end.not_after) {
        return (SubIndication::Expired, "chứng thư đã hết hạn khi ký".into());
    }
    (
        SubIndication::OutOfBoundsNoPoe,
        "chứng thư đã hết hạn và không có bằng chứng là đã ký trước đó".into(),
    )
}

fn judge_path(
    path: &Path,
    moments: Moments,
    evidence: &Evidence,
    anchors: &[Arc<X509>],
    conclusion: &mut Conclusion,
) {
    for (index, pair) in path.certificates.windows(2).enumerate() {
        let [certificate, issuer] = pair else { continue };
        let facts = revocation(certificate, issuer, moments, evidence, anchors);
        let problem = revocation_problem(certificate, &facts, index == 0, moments);
        if let Some(problem) = problem {
            conclusion.problem.get_or_insert(problem);
        }
        if index == 0 {
            conclusion.revocation = facts;
        }
        for weakness in chain_weaknesses(certificate, issuer) {
            let told = format!(
                "{} trong chứng thư của {}",
                weakness.what, certificate.subject_text
            );
            if weakness.accepted_until < moments.existed {
                let problem = (
                    SubIndication::CryptoConstraintsFailureNoPoe,
                    format!("{told} không còn an toàn"),
                );
                conclusion.problem.get_or_insert(problem);
            } else {
                conclusion.warnings.push(format!("{told} đã yếu"));
            }
        }
    }
    if path.certificates.len() == 1 {
        conclusion.revocation.status = RevocationStatus::NotApplicable;
        conclusion.revocation.status_now = RevocationStatus::NotApplicable;
    }
}

fn chain_weaknesses(certificate: &X509, issuer: &X509) -> Vec<Weakness> {
    certificate.algorithm().map_or_else(Vec::new, |algorithm| {
        constraints::weaknesses(algorithm, None, &issuer.spki)
    })
}

fn revocation_problem(
    certificate: &X509,
    facts: &RevocationFacts,
    is_end: bool,
    moments: Moments,
) -> Option<(SubIndication, String)> {
    let subject = &certificate.subject_text;
    match facts.status {
        RevocationStatus::Good | RevocationStatus::NotApplicable => None,
        RevocationStatus::Unknown => Some((
            SubIndication::TryLater,
            format!("không kiểm tra được tình trạng thu hồi chứng thư của {subject} (cần CRL hoặc OCSP)"),
        )),
        RevocationStatus::Revoked if !is_end => Some((
            SubIndication::RevokedCaNoPoe,
            format!("chứng thư của {subject} đã bị thu hồi"),
        )),
        RevocationStatus::Revoked => {
            let revoked_at = facts.revoked_at.map_or(i64::MIN, OffsetDateTime::unix_timestamp);
            if moments.claimed.is_some_and(|claimed| claimed >= revoked_at) {
                Some((
                    SubIndication::Revoked,
                    "chứng thư đã bị thu hồi trước khi ký".into(),
                ))
            } else {
                let reason = "chứng thư đã bị thu hồi và không có bằng chứng là đã ký trước đó";
                Some((SubIndication::RevokedNoPoe, reason.into()))
            }
        }
    }
}

/// Seconds since 1970 as a moment.
pub(crate) fn moment(seconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(seconds).ok()
}
