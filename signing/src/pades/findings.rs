//! What has to be kept beside a signature so that it can be checked when nobody answers any more.

use std::collections::BTreeSet;

use super::evidence::Evidence;
use crate::cms::parse::SignedData;
use crate::{Certificate, Error};

/// `id-aa-signatureTimeStampToken`, 1.2.840.113549.1.9.16.2.14.
const SIGNATURE_TIMESTAMP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
/// No path is longer.
const MAX_PATH: usize = 12;

/// Everything needed to judge one signature.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) certificates: BTreeSet<Vec<u8>>,
    pub(crate) crls: BTreeSet<Vec<u8>>,
    pub(crate) ocsp: BTreeSet<Vec<u8>>,
}

impl Findings {
    /// Follows every certificate in the message and its time stamps up to a root. Issuers are looked for in the message,
    /// among `others`, and where `evidence` finds them.
    pub(crate) fn of(
        contents: &[u8],
        others: &[Certificate],
        evidence: &dyn Evidence,
    ) -> Result<Self, Error> {
        let unreadable = || Error::asn1("signature", "it cannot be read");
        let signed_data = SignedData::read(contents).ok_or_else(unreadable)?;
        let mut findings = Self::default();
        findings.add_message(&signed_data, others, evidence)?;
        for signer in &signed_data.signers {
            for token in signer.unsigned(SIGNATURE_TIMESTAMP) {
                let token = SignedData::read(token.whole).ok_or_else(unreadable)?;
                findings.add_message(&token, others, evidence)?;
            }
        }
        Ok(findings)
    }

    /// The certificates found so far.
    pub(super) fn known(&self) -> Vec<Certificate> {
        let parsed = self.certificates.iter().map(|der| Certificate::from_der(der));
        parsed.filter_map(Result::ok).collect()
    }

    fn add_message(
        &mut self,
        message: &SignedData<'_>,
        others: &[Certificate],
        evidence: &dyn Evidence,
    ) -> Result<(), Error> {
        let mut pool: Vec<Certificate> = message
            .certificates
            .iter()
            .filter_map(|der| Certificate::from_der(der).ok())
            .collect();
        let mut next = 0;
        while let Some(certificate) = pool.get(next).cloned() {
            next += 1;
            self.certificates.insert(certificate.der().to_vec());
            if certificate.is_self_issued() {
                continue;
            }
            // Many time stamping authorities send no issuer; often it stands above the signer as well.
            let above = self.known();
            let known = pool
                .iter()
                .chain(&above)
                .chain(others)
                .find(|candidate| issued(candidate, &certificate))
                .cloned();
            let issuer = match known {
                Some(issuer) => Some(issuer),
                None => evidence.issuer(&certificate)?,
            };
            // Without the issuer nobody can be asked: evidence that looks complete and is not would be worse than none.
            let Some(issuer) = issuer else {
                let subject = certificate.subject_common_name();
                return Err(Error::Revocation(format!("the issuer of {subject} is not known")));
            };
            if !pool.contains(&issuer) && pool.len() < MAX_PATH * 2 {
                pool.push(issuer.clone());
            }
            if has_no_revocation(&certificate) {
                continue;
            }
            let answers = evidence.revocation(&certificate, &issuer)?;
            self.crls.extend(answers.crls);
            self.ocsp.extend(answers.ocsp);
        }
        Ok(())
    }
}

/// Whether `issuer` issued `certificate`, by name and by signature where the algorithm is known.
fn issued(issuer: &Certificate, certificate: &Certificate) -> bool {
    issuer.subject_der() == certificate.issuer_der()
        && certificate
            .parsed()
            .verify_signature(Some(issuer.parsed().public_key()))
            .is_ok()
}

/// Certificates of OCSP responders may say that nobody needs to ask about them (RFC 6960 4.2.2.2.1).
fn has_no_revocation(certificate: &Certificate) -> bool {
    certificate
        .parsed()
        .extensions()
        .iter()
        .any(|extension| extension.oid.to_id_string() == "1.3.6.1.5.5.7.48.1.5")
}
