//! A certificate before it signs: circular 15/2025/TT-BKHCN, article 5, wants its validity known before the key is asked.

use super::evidence::Evidence;
use super::judgement::{Moments, judge};
use super::options::Options;
use super::report::{RevocationStatus, SubIndication, Trust};
use crate::path::X509;
use crate::path::build::Purpose;
use crate::{Certificate, Error};

/// What is known of a certificate at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateReport {
    /// Whether a path leads to an anchor.
    pub trust: Trust,
    /// Its revocation status.
    pub revocation: RevocationStatus,
    /// Why a signature made now would not pass.
    pub sub_indication: Option<SubIndication>,
    /// The same in words, in Vietnamese.
    pub reason: Option<String>,
}

/// Judges a signer's certificate at the moment of `options`, with `chain` to complete its path.
///
/// # Errors
/// [`Error::MalformedCertificate`] when it is no X.509 certificate.
pub fn validate_certificate(
    certificate: &Certificate,
    chain: &[Certificate],
    options: &Options,
) -> Result<CertificateReport, Error> {
    let unreadable = || Error::MalformedCertificate("not an X.509 certificate".into());
    let end = X509::read(certificate.der()).ok_or_else(unreadable)?;
    let mut options = options.clone();
    options.extra_certificates.extend_from_slice(chain);
    let at = options.at.unix_timestamp();
    let moments = Moments {
        existed: at,
        claimed: Some(at),
        used: at,
        now: at,
    };
    let evidence = Evidence::from_options(&options);
    let conclusion = judge(&end, Purpose::Signing, moments, &evidence, &options);
    let (sub_indication, reason) = conclusion.problem.unzip();
    Ok(CertificateReport {
        trust: conclusion.trust,
        revocation: conclusion.revocation.status,
        sub_indication,
        reason,
    })
}
