//! Certificates and revocation answers from everywhere: the signature, the file's DSS, the caller.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use super::options::Options;
use crate::cms::oid;
use crate::cms::parse::SignedData;
use crate::cms::parse::ber::Tlv;
use crate::path::X509;
use crate::path::revocation::{Answer, Crl, Ocsp};
use crate::syntax::{Dictionary, Object, View};

/// Pieces of one kind taken from one file, at most.
const MAX_PIECES: usize = 256;

/// Everything that can complete or refute a path.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) certificates: Vec<Arc<X509>>,
    crls: Vec<Rc<Crl>>,
    ocsp: Vec<Rc<Ocsp>>,
    seen: RefCell<HashSet<[u8; 32]>>,
    /// Places of the streams that were read already: an entry of `/VRI` names those of the store again.
    places: HashSet<usize>,
    /// Whether revocation is worth reading: only when trust is asked.
    reads_revocation: bool,
    /// Whether the file itself carries revocation answers in its DSS.
    pub(crate) has_stored_revocation: bool,
}

impl Evidence {
    /// What the caller brings.
    pub(crate) fn from_options(options: &Options) -> Self {
        let mut evidence = Self {
            reads_revocation: options.trust.is_some(),
            ..Self::default()
        };
        for certificate in &options.extra_certificates {
            evidence.certificate(certificate.der());
        }
        for crl in &options.crls {
            evidence.crl(crl);
        }
        for ocsp in &options.ocsp {
            evidence.ocsp(ocsp);
        }
        evidence
    }

    fn is_new(&self, bytes: &[u8], count: usize) -> bool {
        let hash = ring::digest::digest(&ring::digest::SHA256, bytes);
        let hash = <[u8; 32]>::try_from(hash.as_ref()).unwrap_or_default();
        count < MAX_PIECES && self.seen.borrow_mut().insert(hash)
    }

    fn certificate(&mut self, der: &[u8]) {
        if self.is_new(der, self.certificates.len()) {
            self.certificates.extend(X509::read(der));
        }
    }

    fn crl(&mut self, der: &[u8]) {
        if self.reads_revocation && self.is_new(der, self.crls.len()) {
            self.crls.extend(Crl::read(der).map(Rc::new));
        }
    }

    fn ocsp(&mut self, bytes: &[u8]) {
        if self.reads_revocation
            && self.is_new(bytes, self.ocsp.len())
            && let Some(ocsp) = Ocsp::read(bytes)
        {
            self.certificates.extend(ocsp.certificates.iter().cloned());
            self.ocsp.push(Rc::new(ocsp));
        }
    }

    /// Takes what a signature message carries: certificates, CRLs, OCSP answers, Adobe's archive of them.
    pub(crate) fn add_message(&mut self, data: &SignedData<'_>) {
        for der in data.certificates.iter().take(64) {
            self.certificate(der);
        }
        for der in &data.crls {
            self.crl(der);
        }
        for bytes in &data.ocsp {
            self.ocsp(bytes);
        }
        for signer in &data.signers {
            for archive in signer.signed(oid::ADOBE_REVOCATION) {
                self.adobe_archive(&archive);
            }
        }
    }

    /// `adbe-revocationInfoArchival` (ISO 32000-2, 12.8.3.3.2).
    fn adobe_archive(&mut self, archive: &Tlv<'_>) {
        for list in archive.children().unwrap_or_default() {
            let items = list
                .children()
                .and_then(|inner| inner.first()?.children())
                .unwrap_or_default();
            for item in items {
                match list.tag {
                    0xa0 => self.crl(item.whole),
                    0xa1 => self.ocsp(item.whole),
                    _ => {}
                }
            }
        }
    }

    /// Takes what the document security store of a view holds.
    pub(crate) fn add_store(&mut self, view: View<'_>) {
        let catalog = view.catalog();
        let Some(catalog) = catalog.as_dictionary() else {
            return;
        };
        let store = view.get(catalog, "DSS");
        let Some(store) = store.as_dictionary() else {
            return;
        };
        self.has_stored_revocation |= store.has("CRLs") || store.has("OCSPs");
        self.streams(view, store, "Certs", Self::certificate);
        self.streams(view, store, "CRLs", Self::crl);
        self.streams(view, store, "OCSPs", Self::ocsp);
        let related = view.get(store, "VRI");
        let Some(related) = related.as_dictionary() else {
            return;
        };
        for (_, entry) in related.entries.iter().take(MAX_PIECES) {
            let entry = view.resolve(entry);
            let Some(entry) = entry.as_dictionary() else {
                continue;
            };
            self.streams(view, entry, "Cert", Self::certificate);
            self.streams(view, entry, "CRL", Self::crl);
            self.streams(view, entry, "OCSP", Self::ocsp);
        }
    }

    fn streams(&mut self, view: View<'_>, holder: &Dictionary, key: &str, take: fn(&mut Self, &[u8])) {
        let list = view.get(holder, key);
        for item in list.as_array().unwrap_or_default().iter().take(MAX_PIECES) {
            let item = view.resolve(item);
            if let Object::Stream(stream) = &*item
                && self.places.insert(stream.data.start)
                && let Some(bytes) = view.file.decode(stream)
            {
                take(self, &bytes);
            }
        }
    }

    /// Every answer about a certificate of an issuer.
    pub(crate) fn answers(&self, certificate: &X509, issuer: &Arc<X509>) -> Vec<Answer> {
        let ocsp = self
            .ocsp
            .iter()
            .filter_map(|ocsp| ocsp.answer(certificate, issuer, &self.certificates));
        let crls = self
            .crls
            .iter()
            .filter_map(|crl| crl.answer(certificate, issuer, &self.certificates));
        ocsp.chain(crls).collect()
    }
}
