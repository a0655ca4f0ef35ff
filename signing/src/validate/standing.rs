//! Whether a certificate was revoked: the newest answer that speaks for the moment decides (RFC 5280, 6.3; RFC 6960).

use std::sync::Arc;

use super::evidence::Evidence;
use super::judgement::{Moments, UNKNOWN, moment};
use super::report::{RevocationFacts, RevocationStatus};
use crate::path::X509;
use crate::path::build::{Builder, Purpose};
use crate::path::revocation::{Answer, Status};

/// How far the clocks of authorities may be ahead of ours, in seconds.
const MAX_SKEW: i64 = 300;

/// The last of the reasons after which the key may be in other hands: none given, key and authority compromise (RFC 5280, 5.3.1).
const CA_COMPROMISE: u8 = 2;

/// The status of one certificate when its signature existed, and now (RFC 5280, 6.3; EN 319 102-1, 5.2.5).
pub(crate) fn revocation(
    certificate: &Arc<X509>,
    issuer: &Arc<X509>,
    moments: Moments,
    evidence: &Evidence,
    anchors: &[Arc<X509>],
) -> RevocationFacts {
    if certificate.is_exempt_from_checks {
        let status = RevocationStatus::NotApplicable;
        return RevocationFacts {
            status,
            status_now: status,
            ..UNKNOWN
        };
    }
    let mut answers: Vec<Answer> = evidence
        .answers(certificate, issuer)
        .into_iter()
        .filter(|answer| answer.issued <= moments.now + MAX_SKEW)
        .filter(|answer| is_vouched_for(answer, issuer, anchors, evidence, moments.now))
        .collect();
    answers.sort_by_key(|answer| std::cmp::Reverse(answer.issued));
    let default = if certificate.names_revocation {
        RevocationStatus::Unknown
    } else {
        RevocationStatus::NotApplicable
    };
    let covers = |answer: &&Answer, used: i64, at: i64| {
        answer.issued >= used || answer.next.is_some_and(|next| next >= at) || is_revoked_at(answer, at)
    };
    let at_signing = answers
        .iter()
        .find(|answer| covers(answer, moments.used, moments.existed));
    let now = answers
        .iter()
        .find(|answer| covers(answer, moments.now, moments.now));
    let status_at = |answer: Option<&Answer>, at: i64| match answer {
        None => default,
        Some(answer) if is_revoked_at(answer, at) => RevocationStatus::Revoked,
        Some(_) => RevocationStatus::Good,
    };
    RevocationFacts {
        status: status_at(at_signing, moments.existed),
        source: at_signing.map(|answer| if answer.is_ocsp { "OCSP" } else { "CRL" }.to_owned()),
        issued: at_signing.and_then(|answer| moment(answer.issued)),
        revoked_at: answers.iter().find_map(|answer| match answer.status {
            Status::Revoked { at, .. } => moment(at),
            Status::Good => None,
        }),
        status_now: status_at(now, moments.now),
    }
}

fn is_revoked_at(answer: &Answer, moment: i64) -> bool {
    // removeFromCRL (8) ends a hold.
    matches!(answer.status, Status::Revoked { at, reason } if at <= moment && reason != 8)
}

/// A delegate's own certificate must have been valid when it answered.
fn is_vouched_for(
    answer: &Answer,
    issuer: &Arc<X509>,
    anchors: &[Arc<X509>],
    evidence: &Evidence,
    now: i64,
) -> bool {
    let Some(delegate) = &answer.delegate else {
        return true;
    };
    let at = answer.issued.min(now);
    if !answer.is_ocsp {
        let builder = Builder {
            anchors,
            others: &evidence.certificates,
            at,
            purpose: Purpose::CrlSigning,
        };
        return builder.path(delegate).is_ok();
    }
    let builder = Builder {
        anchors: std::slice::from_ref(issuer),
        others: &[],
        at,
        purpose: Purpose::OcspSigning,
    };
    builder.path(delegate).is_ok() && is_responder_in_force(delegate, issuer, evidence, at)
}

/// Whether a responder was not revoked when it answered. One without `id-pkix-ocsp-nocheck` that says where its status is
/// published is asked about like any other; what a responder says of itself does not count (RFC 6960, 4.2.2.2.1).
fn is_responder_in_force(responder: &Arc<X509>, issuer: &Arc<X509>, evidence: &Evidence, at: i64) -> bool {
    if responder.is_exempt_from_checks {
        return true;
    }
    let mut answers = evidence.answers(responder, issuer);
    answers.retain(|answer| answer.delegate.is_none());
    answers.sort_by_key(|answer| std::cmp::Reverse(answer.issued));
    let is_withdrawn = |answer: &Answer| match answer.status {
        // Whoever stole the key dates answers back.
        Status::Revoked { at: since, reason } => reason != 8 && (since <= at || reason <= CA_COMPROMISE),
        Status::Good => false,
    };
    let newest = answers
        .iter()
        .find(|answer| answer.issued >= at || answer.next.is_some_and(|next| next >= at));
    match newest {
        Some(answer) => !is_withdrawn(answer),
        None => !responder.names_revocation && !answers.iter().any(is_withdrawn),
    }
}
