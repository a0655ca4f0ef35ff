//! What a validation is given besides the file.

use std::sync::Arc;

use time::OffsetDateTime;

use crate::Certificate;
use crate::path::X509;

/// Anchors of trust: the national root (NEAC), the Government Cipher Committee's, foreign ones.
#[derive(Debug, Clone, Default)]
pub struct TrustStore {
    anchors: Vec<Arc<X509>>,
}

impl TrustStore {
    /// A store that trusts nobody.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds every certificate of a PEM file; gives how many there were.
    pub fn add_pem(&mut self, pem: &[u8]) -> crate::Result<usize> {
        let certificates = Certificate::from_pem(pem)?;
        for certificate in &certificates {
            self.add_der(certificate.der())?;
        }
        Ok(certificates.len())
    }

    /// Adds one DER certificate.
    pub fn add_der(&mut self, der: &[u8]) -> crate::Result<()> {
        let unreadable = || crate::Error::MalformedCertificate("not an X.509 certificate".into());
        self.anchors.push(X509::read(der).ok_or_else(unreadable)?);
        Ok(())
    }

    /// How many anchors it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.anchors.len()
    }

    /// Whether it trusts nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }

    pub(crate) fn anchors(&self) -> &[Arc<X509>] {
        &self.anchors
    }
}

/// Draws pages, so that what was signed can be held against what is shown now. The crate itself draws nothing.
pub trait Renderer: std::fmt::Debug + Send + Sync {
    /// One value for each page, drawn without the annotations on it: the same where it looks the same. `None` when the file
    /// cannot be drawn within the bounds.
    fn looks(&self, pdf: &[u8]) -> Option<Vec<[u8; 32]>>;
}

/// When, by whom trusted, and with which evidence from outside of the file.
#[derive(Debug, Clone)]
pub struct Options {
    /// The moment of validation.
    pub at: OffsetDateTime,
    /// Anchors; `None` when trust is not asked and only integrity and changes are judged.
    pub trust: Option<TrustStore>,
    /// DER CRLs from outside.
    pub crls: Vec<Vec<u8>>,
    /// DER OCSP responses from outside.
    pub ocsp: Vec<Vec<u8>>,
    /// Certificates that may complete a path; they are not trusted for being here.
    pub extra_certificates: Vec<Certificate>,
    /// Passwords an encrypted file may open with; the empty one is always tried.
    pub passwords: Vec<String>,
    /// Who draws the signed revision and the file as it is now; nothing is drawn without.
    pub renderer: Option<Arc<dyn Renderer>>,
}

impl Options {
    /// Validation at a moment, trust not asked, no evidence from outside.
    #[must_use]
    pub fn at(at: OffsetDateTime) -> Self {
        Self {
            at,
            trust: None,
            crls: Vec::new(),
            ocsp: Vec::new(),
            extra_certificates: Vec::new(),
            passwords: Vec::new(),
            renderer: None,
        }
    }

    /// The same with anchors.
    #[must_use]
    pub fn trusting(mut self, trust: TrustStore) -> Self {
        self.trust = Some(trust);
        self
    }
}
