//! The document security store: certificates and revocation answers inside the file (EN 319 142-1 5.4.2).

use std::collections::{BTreeMap, BTreeSet};

use ring::digest;

use super::evidence::Evidence;
use super::file::PdfFile;
use super::findings::Findings;
use super::form;
use super::image::compress;
use super::source::Source;
use super::update::Update;
use super::value::{Dict, Id, array, reference};
use crate::{Certificate, Error};

/// The bytes to append so that every signature and time stamp can be checked later without asking anybody.
pub(super) fn store(source: &dyn Source, password: &str, evidence: &dyn Evidence) -> Result<Vec<u8>, Error> {
    store_of(source, password, evidence, false)
}

/// The same for whoever just signed: only the newest signature must have all its evidence. What others signed before, with
/// certificates of authorities that nobody here knows, gets what is found.
pub(super) fn store_for_newest(
    source: &dyn Source,
    password: &str,
    evidence: &dyn Evidence,
) -> Result<Vec<u8>, Error> {
    store_of(source, password, evidence, true)
}

fn store_of(
    source: &dyn Source,
    password: &str,
    evidence: &dyn Evidence,
    only_newest: bool,
) -> Result<Vec<u8>, Error> {
    let file = PdfFile::open(source, password)?;
    let mut update = Update::new(&file);
    let mut store = Store::open(&file)?;
    let mut known = store.certificates();
    let signatures = form::signatures(&file)?;
    let newest = signatures.iter().map(|(end, _)| *end).max();
    for (end, contents) in signatures {
        let is_owed = !only_newest || Some(end) == newest;
        match Findings::of(&contents, &known, evidence) {
            Ok(found) => {
                known.extend(found.known());
                store.add(&mut update, &contents, &found)?;
            }
            // Years later nobody may answer about it any more; what was stored in time, under an archive time stamp,
            // still proves it.
            Err(Error::Revocation(_)) if store.knows(&contents) => {}
            Err(error) if is_owed => return Err(error),
            Err(_) => {}
        }
    }
    store.write(&mut update)?;
    Ok(update.finish()?.bytes)
}

/// The key of a signature in `/VRI`: the SHA-1 of its contents in upper-case hexadecimal.
fn name_of(contents: &[u8]) -> String {
    hex::encode_upper(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, contents))
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

    /// The certificates that are in it already.
    fn certificates(&self) -> Vec<Certificate> {
        let stored = self.known.get("Certs").into_iter().flat_map(BTreeMap::keys);
        stored.filter_map(|der| Certificate::from_der(der).ok()).collect()
    }

    /// Whether evidence about this signature is stored already.
    fn knows(&self, contents: &[u8]) -> bool {
        self.vri.get(&name_of(contents)).is_some()
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
        // An entry that stands is left as it is: pyHanko takes another in its place for a forbidden change, and the lists say
        // what is new.
        if self.knows(contents) {
            return Ok(());
        }
        let entry = update.add(entry.to_bytes());
        self.vri.set(&name_of(contents), entry.reference());
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
        if let Some(id) = self
            .place
            .filter(|id| update.existing(Some(&id.reference())).is_some())
        {
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
