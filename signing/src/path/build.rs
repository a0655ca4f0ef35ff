//! Building and judging certification paths (RFC 5280, 6.1; RFC 4158).

use std::sync::Arc;

use super::{X509, names, policy};

/// Signatures checked while looking for a path, at most.
const MAX_CHECKS: usize = 128;
/// Certificates in a path, at most.
const MAX_LENGTH: usize = 12;

/// What the end of a path is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Signing,
    TimeStamping,
    OcspSigning,
    CrlSigning,
}

/// Why a path is not valid, the nearest miss.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PathError {
    /// No issuer known, or none trusted.
    NoPath,
    /// A certificate on the path was not in force at the time (RFC 5280, 6.1.3 a 2).
    OutOfValidity { subject: String, is_end: bool },
    /// An issuer that is no authority, or may not sign certificates (6.1.4 k, n).
    NotAuthority { subject: String },
    /// More authorities than `pathLenConstraint` lets follow (6.1.4 m).
    TooLong { subject: String },
    /// A policy is asked for and none is valid along the path (6.1.5 g).
    NoPolicy { subject: String },
    /// Names outside of the constraints set above (6.1.3 b, c).
    ForbiddenName { subject: String },
    /// A critical extension that is not understood (6.1.4 o).
    UnknownCriticalExtension { subject: String, identifier: String },
    /// The end's key usage or extended key usage does not fit the purpose.
    WrongUsage { subject: String },
}

/// A valid path: the end first, the anchor last.
#[derive(Debug, Clone)]
pub(crate) struct Path {
    pub(crate) certificates: Vec<Arc<X509>>,
}

/// Looks for valid paths from a certificate to an anchor.
pub(crate) struct Builder<'a> {
    pub(crate) anchors: &'a [Arc<X509>],
    pub(crate) others: &'a [Arc<X509>],
    /// Seconds since 1970: when the path must be valid.
    pub(crate) at: i64,
    pub(crate) purpose: Purpose,
}

struct Search {
    checks: usize,
    nearest: PathError,
}

impl Builder<'_> {
    /// The first valid path, or why the nearest one is not.
    pub(crate) fn path(&self, end: &Arc<X509>) -> Result<Path, PathError> {
        let mut search = Search {
            checks: 0,
            nearest: PathError::NoPath,
        };
        let mut chain = vec![Arc::clone(end)];
        self.extend(&mut chain, &mut search).ok_or(search.nearest)
    }

    fn extend(&self, chain: &mut Vec<Arc<X509>>, search: &mut Search) -> Option<Path> {
        let last = Arc::clone(chain.last()?);
        if self.anchors.iter().any(|anchor| anchor.der == last.der) {
            return self.conclude(chain, search);
        }
        if chain.len() >= MAX_LENGTH {
            return None;
        }
        for issuer in self.candidates(&last) {
            let is_repeated = chain
                .iter()
                .any(|seen| seen.subject == issuer.subject && seen.spki == issuer.spki);
            if is_repeated || search.checks >= MAX_CHECKS {
                continue;
            }
            search.checks += 1;
            if !last.is_signed_by(&issuer) {
                continue;
            }
            chain.push(issuer);
            let found = self.extend(chain, search);
            chain.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Possible issuers: anchors first, then those whose key identifier fits.
    fn candidates(&self, certificate: &X509) -> Vec<Arc<X509>> {
        let mut found: Vec<(bool, Arc<X509>)> = Vec::new();
        for issuer in self.anchors.iter().chain(self.others) {
            if !names::same(&issuer.subject, &certificate.issuer) {
                continue;
            }
            if found.iter().any(|(_, known)| known.der == issuer.der) {
                continue;
            }
            let differs = matches!(
                (&certificate.authority_key, &issuer.subject_key),
                (Some(wanted), Some(offered)) if wanted != offered
            );
            found.push((differs, Arc::clone(issuer)));
        }
        found.sort_by_key(|(differs, _)| *differs);
        found.into_iter().map(|(_, issuer)| issuer).collect()
    }

    fn conclude(&self, chain: &[Arc<X509>], search: &mut Search) -> Option<Path> {
        match judge(chain, self.at, self.purpose) {
            Ok(()) => Some(Path {
                certificates: chain.to_vec(),
            }),
            Err(error) => {
                search.nearest = search.nearest.clone().max(error);
                None
            }
        }
    }
}

/// The conditions of RFC 5280, 6.1.3 and 6.1.4 on a chain whose signatures hold (the end first).
///
/// The anchor's own validity and extensions are not conditions (6.1.1 d), except that it must be an authority
/// when it says anything about it.
fn judge(chain: &[Arc<X509>], at: i64, purpose: Purpose) -> Result<(), PathError> {
    let Some((end, issuers)) = chain.split_first() else {
        return Err(PathError::NoPath);
    };
    let below_anchor = &chain[..chain.len().saturating_sub(1).max(usize::from(chain.len() == 1))];
    fits(end, purpose)?;
    for (index, certificate) in below_anchor.iter().enumerate() {
        if let Some(identifier) = certificate.unknown_critical.first() {
            return Err(PathError::UnknownCriticalExtension {
                subject: certificate.subject_text.clone(),
                identifier: identifier.clone(),
            });
        }
        if !certificate.is_in_force(at) {
            return Err(PathError::OutOfValidity {
                subject: certificate.subject_text.clone(),
                is_end: index == 0,
            });
        }
    }
    for (index, issuer) in issuers.iter().enumerate() {
        let may_sign = issuer.key_usage.is_none_or(|usage| usage.certificate_sign);
        let is_old_anchor =
            index + 1 == issuers.len() && issuer.key_usage.is_none() && issuer.subject_key.is_none();
        if !may_sign || !(issuer.is_authority || is_old_anchor) {
            return Err(PathError::NotAuthority {
                subject: issuer.subject_text.clone(),
            });
        }
        let authorities_below = issuers[..index]
            .iter()
            .filter(|below| !below.is_self_issued())
            .count();
        if issuer
            .path_length
            .is_some_and(|most| authorities_below > most as usize)
        {
            return Err(PathError::TooLong {
                subject: issuer.subject_text.clone(),
            });
        }
        if let Some(constraints) = &issuer.name_constraints {
            let judged = chain[..=index]
                .iter()
                .enumerate()
                .filter(|(at, below)| *at == 0 || !below.is_self_issued());
            for (_, below) in judged {
                if !names::satisfies(below, constraints) {
                    return Err(PathError::ForbiddenName {
                        subject: below.subject_text.clone(),
                    });
                }
            }
        }
    }
    let downwards: Vec<&Arc<X509>> = below_anchor.iter().rev().collect();
    if !policy::hold(&downwards) {
        return Err(PathError::NoPolicy {
            subject: end.subject_text.clone(),
        });
    }
    Ok(())
}

/// Whether the end may do what it did.
fn fits(end: &X509, purpose: Purpose) -> Result<(), PathError> {
    let usage = end.key_usage;
    let fits = match purpose {
        Purpose::Signing => {
            usage.is_none_or(|usage| usage.digital_signature || usage.non_repudiation)
                && end
                    .purposes
                    .is_none_or(|purposes| purposes.any || purposes.signing)
        }
        // RFC 3161, 2.3.
        Purpose::TimeStamping => {
            usage.is_none_or(|usage| usage.digital_signature || usage.non_repudiation)
                && end.purposes.is_some_and(|purposes| purposes.time_stamping)
        }
        // RFC 6960, 4.2.2.2.
        Purpose::OcspSigning => end.purposes.is_some_and(|purposes| purposes.ocsp_signing),
        // RFC 5280, 6.3.3 f.
        Purpose::CrlSigning => usage.is_none_or(|usage| usage.crl_sign),
    };
    if fits {
        Ok(())
    } else {
        Err(PathError::WrongUsage {
            subject: end.subject_text.clone(),
        })
    }
}
