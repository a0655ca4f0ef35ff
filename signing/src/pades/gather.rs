//! What others say about the signatures of a file, asked without changing it: for whoever validates it now.

use std::collections::BTreeSet;

use super::evidence::{Evidence, RevocationAnswers};
use super::file::PdfFile;
use super::findings::Findings;
use super::form;
use crate::{Certificate, Digest, Error};

/// Certificates and revocation answers about a file's signatures and time stamps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gathered {
    /// Certificates in the signatures, and issuers found beside them.
    pub certificates: Vec<Certificate>,
    /// Revocation answers, each once.
    pub answers: RevocationAnswers,
}

/// Asks about every certificate of a file's signatures and time stamps, as far as somebody answers. What nobody says, the
/// validator misses as it would have without asking.
///
/// # Errors
/// When the file cannot be read, or `password` does not open it.
pub fn gather(pdf: &[u8], password: Option<&str>, evidence: &dyn Evidence) -> Result<Gathered, Error> {
    let file = PdfFile::open(&pdf, password.unwrap_or_default())?;
    let willing = AsFarAsAnswered(evidence);
    let mut known: Vec<Certificate> = Vec::new();
    let (mut crls, mut ocsp) = (BTreeSet::new(), BTreeSet::new());
    for contents in form::signature_contents(&file)? {
        // A signature that cannot be read, or whose issuer nobody knows, is the validator's to judge.
        let Ok(found) = Findings::of(&contents, &known, &willing) else {
            continue;
        };
        for certificate in found.known() {
            if !known.contains(&certificate) {
                known.push(certificate);
            }
        }
        crls.extend(found.crls);
        ocsp.extend(found.ocsp);
    }
    Ok(Gathered {
        certificates: known,
        answers: RevocationAnswers {
            crls: crls.into_iter().collect(),
            ocsp: ocsp.into_iter().collect(),
        },
    })
}

/// Nobody answering is an answer too.
struct AsFarAsAnswered<'a>(&'a dyn Evidence);

impl Evidence for AsFarAsAnswered<'_> {
    fn timestamp(&self, digest: Digest, hash: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.timestamp(digest, hash)
    }

    fn revocation(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<RevocationAnswers, Error> {
        Ok(self.0.revocation(certificate, issuer).unwrap_or_default())
    }

    fn issuer(&self, certificate: &Certificate) -> Result<Option<Certificate>, Error> {
        Ok(self.0.issuer(certificate).unwrap_or_default())
    }
}
