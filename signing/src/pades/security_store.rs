//! The document security store: certificates and revocation answers inside the file (EN 319 142-1 5.4.2).

use std::collections::{BTreeMap, BTreeSet};

use ring::digest;

use super::evidence::Evidence;
use super::file::PdfFile;
use super::form;
use super::image::compress;
use super::source::Source;
use super::update::Update;
use super::value::{Dict, Id, array, reference, string};
use crate::cms::parse::SignedData;
use crate::{Certificate, Error};

/// `id-aa-signatureTimeStampToken`, 1.2.840.113549.1.9.16.2.14.
const SIGNATURE_TIMESTAMP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 2, 14];
/// No path is longer.
const MAX_PATH: usize = 12;

/// The bytes to append so that every signature and time stamp can be checked later without asking anybody.
pub(super) fn store(source: &dyn Source, password: &str, evidence: &dyn Evidence) -> Result<Vec<u8>, Error> {
    let file = PdfFile::open(source, password)?;
    let mut update = Update::new(&file);
    let mut store = Store::open(&file)?;
    for field in form::fields(&file)?.iter().filter(|field| field.is_signature()) {
        let Some(value) = field.dict.get("V") else {
            continue;
        };
        let Some(signature) = file.dict_at(value)? else {
            continue;
        };
        let Some(contents) = signature.get("Contents").and_then(string) else {
            continue;
        };
        let found = Findings::of(&contents, evidence)?;
        store.add(&mut update, &contents, &found)?;
    }
    store.write(&mut update)?;
    Ok(update.finish()?.bytes)
}

/// Everything needed to judge one signature.
#[derive(Default)]
struct Findings {
    certificates: BTreeSet<Vec<u8>>,
    crls: BTreeSet<Vec<u8>>,
    ocsp: BTreeSet<Vec<u8>>,
}

impl Findings {
    fn of(contents: &[u8], evidence: &dyn Evidence) -> Result<Self, Error> {
        let unreadable = || Error::asn1("signature", "it cannot be read");
        let signed_data = SignedData::read(contents).ok_or_else(unreadable)?;
        let mut findings = Self::default();
        findings.add_message(&signed_data, evidence)?;
        for signer in &signed_data.signers {
            for token in signer.unsigned(SIGNATURE_TIMESTAMP) {
                let token = SignedData::read(token.whole).ok_or_else(unreadable)?;
                findings.add_message(&token, evidence)?;
            }
        }
        Ok(findings)
    }

    fn add_message(&mut self, message: &SignedData<'_>, evidence: &dyn Evidence) -> Result<(), Error> {
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
            let known = pool
                .iter()
                .find(|candidate| issued(candidate, &certificate))
                .cloned();
            let issuer = match known {
                Some(issuer) => Some(issuer),
                None => evidence.issuer(&certificate)?,
            };
            let Some(issuer) = issuer else { continue };
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

/// The store of the file with what is added.
struct Store {
    place: Option<Id>,
    dict: Dict,
    vri: Dict,
    /// Hash of each stream's data → its object, for each list.
    known: BTreeMap<&'static str, BTreeMap<Vec<u8>, Id>>,
}

impl Store {
    const LISTS: [&'static str; 3] = ["Certs", "CRLs", "OCSPs"];

    fn open(file: &PdfFile<'_>) -> Result<Self, Error> {
        let catalog = file.dict(file.root)?;
        let place = catalog.get("DSS").map(<[u8]>::to_vec);
        let dict = match &place {
            Some(raw) => file.dict_at(raw)?.unwrap_or_default(),
            None => Dict::default(),
        };
        let vri = match dict.get("VRI") {
            Some(raw) => file.dict_at(raw)?.unwrap_or_default(),
            None => Dict::default(),
        };
        let mut known = BTreeMap::new();
        for list in Self::LISTS {
            let mut streams = BTreeMap::new();
            let raw = file.resolve(dict.get(list).unwrap_or(b"[]"))?;
            for id in array(&raw).unwrap_or_default().into_iter().filter_map(reference) {
                if let Ok(data) = file.stream_data(id) {
                    streams.insert(data, id);
                }
            }
            known.insert(list, streams);
        }
        Ok(Self {
            place: place.as_deref().and_then(reference),
            dict,
            vri,
            known,
        })
    }

    fn add(&mut self, update: &mut Update<'_, '_>, contents: &[u8], found: &Findings) -> Result<(), Error> {
        let mut entry = Dict::of([("Type", b"/VRI")]);
        let lists = [
            ("Certs", "Cert", &found.certificates),
            ("CRLs", "CRL", &found.crls),
            ("OCSPs", "OCSP", &found.ocsp),
        ];
        for (list, key, values) in lists {
            let mut references = b"[".to_vec();
            for value in values {
                let id = self.object(update, list, value)?;
                references.extend_from_slice(&id.reference());
                references.push(b' ');
            }
            references.push(b']');
            if !values.is_empty() {
                entry.set(key, references);
            }
        }
        let name = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, contents);
        let entry = update.add(entry.to_bytes());
        self.vri.set(&hex::encode_upper(name), entry.reference());
        Ok(())
    }

    fn object(&mut self, update: &mut Update<'_, '_>, list: &'static str, data: &[u8]) -> Result<Id, Error> {
        let streams = self.known.entry(list).or_default();
        if let Some(id) = streams.get(data) {
            return Ok(*id);
        }
        let id = update.add_stream(Dict::of([("Filter", b"/FlateDecode")]), &compress(data)?)?;
        streams.insert(data.to_vec(), id);
        Ok(id)
    }

    fn write(mut self, update: &mut Update<'_, '_>) -> Result<(), Error> {
        self.dict.set("Type", "/DSS");
        for list in Self::LISTS {
            let ids: BTreeSet<Id> = self.known[list].values().copied().collect();
            if !ids.is_empty() {
                let references: Vec<Vec<u8>> = ids.into_iter().map(Id::reference).collect();
                self.dict
                    .set(list, [b"[".as_slice(), &references.join(&b' '), b"]"].concat());
            }
        }
        self.dict.set("VRI", self.vri.to_bytes());
        if let Some(id) = self.place {
            update.put_dict(id, &self.dict);
        } else {
            let id = update.add(self.dict.to_bytes());
            let mut catalog = update.dict(update.file.root)?;
            catalog.set("DSS", id.reference());
            update.put_dict(update.file.root, &catalog);
        }
        Ok(())
    }
}
