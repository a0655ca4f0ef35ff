//! Whether a certificate may sign now: asked before the key is, so that no PIN is spent on a signature that would not count
//! (circular 15/2025/TT-BKHCN, article 5: the certificate's validity is checked before signing).

use time::OffsetDateTime;

use crate::pades::{Evidence as _, RevocationAnswers};
use crate::path::X509;
use crate::path::build::{Builder, PathError, Purpose};
use crate::revocation::{Collector, Standing};
use crate::validate::TrustStore;
use crate::{Certificate, Error};

/// No path is longer.
const MAX_PATH: usize = 12;

/// What was found out about a certificate that may sign.
#[derive(Debug, Clone, Default)]
pub struct Fitness {
    /// The certificates above it, nearest first, as far as they could be found.
    pub chain: Vec<Certificate>,
    /// The answers that say nothing on the path is revoked.
    pub answers: RevocationAnswers,
    /// Subjects of the certificates nobody could be asked about: a warning, not a refusal.
    pub unanswered: Vec<String>,
}

/// Checks time, usage, path and revocation of a certificate.
///
/// Without `trust` the path is not judged; `collector` finds missing issuers and asks about revocation.
///
/// # Errors
/// [`Error::CertificateUnfit`], [`Error::CertificateUntrusted`] or [`Error::CertificateRevoked`] says why it may not sign.
pub fn check(
    certificate: &Certificate,
    others: &[Certificate],
    trust: Option<&TrustStore>,
    collector: &Collector,
    at: OffsetDateTime,
) -> Result<Fitness, Error> {
    certificate.check_signing(at)?;
    let chain = match trust {
        Some(trust) => trusted_chain(certificate, others, trust, collector, at)?,
        None => known_chain(certificate, others, collector),
    };
    let mut fitness = Fitness::default();
    let path: Vec<&Certificate> = std::iter::once(certificate).chain(&chain).collect();
    for pair in path.windows(2) {
        let [subject, issuer] = pair else { continue };
        match collector.ask(subject, issuer) {
            Ok((verdict, answers)) => {
                if let Standing::Revoked { at, .. } = verdict.standing {
                    return Err(Error::CertificateRevoked {
                        subject: subject.subject_common_name(),
                        at,
                    });
                }
                fitness.answers.crls.extend(answers.crls);
                fitness.answers.ocsp.extend(answers.ocsp);
            }
            Err(_) => fitness.unanswered.push(subject.subject_common_name()),
        }
    }
    fitness.chain = chain;
    Ok(fitness)
}

/// The chain as far as names and addresses lead.
fn known_chain(certificate: &Certificate, others: &[Certificate], collector: &Collector) -> Vec<Certificate> {
    let mut chain: Vec<Certificate> = Vec::new();
    let mut last = certificate.clone();
    while !last.is_self_issued() && chain.len() < MAX_PATH {
        let wanted = last.issuer_der();
        let known = others.iter().find(|one| one.subject_der() == wanted).cloned();
        // An issuer that cannot be fetched is one more thing not known.
        let Some(issuer) = known.or_else(|| collector.issuer(&last).ok().flatten()) else {
            break;
        };
        chain.push(issuer.clone());
        last = issuer;
    }
    chain
}

fn trusted_chain(
    certificate: &Certificate,
    others: &[Certificate],
    trust: &TrustStore,
    collector: &Collector,
    at: OffsetDateTime,
) -> Result<Vec<Certificate>, Error> {
    let unreadable = || Error::MalformedCertificate("not an X.509 certificate".into());
    let end = X509::read(certificate.der()).ok_or_else(unreadable)?;
    let path_among = |others: &[Certificate]| {
        let others: Vec<_> = others.iter().filter_map(|one| X509::read(one.der())).collect();
        let builder = Builder {
            anchors: trust.anchors(),
            others: &others,
            at: at.unix_timestamp(),
            purpose: Purpose::Signing,
        };
        builder.path(&end)
    };
    let found = match path_among(others) {
        // Only a missing link is worth asking for.
        Err(PathError::NoPath) => path_among(&known_chain(certificate, others, collector)),
        found => found,
    };
    let path = found.map_err(|error| Error::CertificateUntrusted(reason(&error)))?;
    path.certificates[1..]
        .iter()
        .map(|one| Certificate::from_der(&one.der))
        .collect()
}

fn reason(error: &PathError) -> String {
    match error {
        PathError::NoPath => "no path leads to a trusted root".to_owned(),
        PathError::OutOfValidity { subject, .. } => format!("{subject} is not in force"),
        PathError::NotAuthority { subject } => format!("{subject} may not issue certificates"),
        PathError::TooLong { subject } => format!("too many authorities below {subject}"),
        PathError::NoPolicy { subject } => format!("no policy holds along the path to {subject}"),
        PathError::ForbiddenName { subject } => format!("{subject} may not issue for this name"),
        PathError::UnknownCriticalExtension { subject, identifier } => {
            format!("{subject} has the critical extension {identifier}, which is not known")
        }
        PathError::WrongUsage { subject } => format!("{subject} is not meant for signatures"),
    }
}
