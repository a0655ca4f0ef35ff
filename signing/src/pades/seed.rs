//! What an empty field demands of its signature (seed values, ISO 32000-2, 12.7.5.5).

use super::file::PdfFile;
use super::form::Field;
use super::request::{Level, SignatureRequest};
use super::update::bytes_text;
use super::value::{Dict, Id, array, integer, name, reference};
use crate::{Certificate, Error, Scheme};

/// Positions of the "required" flags in `/Ff`.
const FILTER: i64 = 1;
const SUB_FILTER: i64 = 1 << 1;
const VERSION: i64 = 1 << 2;
const REASONS: i64 = 1 << 3;
const LEGAL_ATTESTATION: i64 = 1 << 4;
const REVOCATION: i64 = 1 << 5;
const DIGEST: i64 = 1 << 6;
const LOCK_DOCUMENT: i64 = 1 << 7;
const APPEARANCE: i64 = 1 << 8;

/// Refuses a request that does not do what the field's seed value dictionary requires.
pub(super) fn check(
    file: &PdfFile<'_>,
    field: &Field,
    request: &SignatureRequest,
    certificate: &Certificate,
    chain: &[Certificate],
    scheme: Scheme,
) -> Result<(), Error> {
    let Some(raw) = field.dict.get("SV") else {
        return Ok(());
    };
    let owner = reference(raw).unwrap_or(field.id);
    let Some(seed) = file.dict_at(raw)? else {
        return Ok(());
    };
    let flags = seed.get("Ff").and_then(integer).unwrap_or(0);
    let requires = |flag| flags & flag != 0;
    let seed = Seed {
        file,
        owner,
        dict: &seed,
    };

    if requires(FILTER) && seed.dict.get("Filter").is_some() && !seed.dict.is("Filter", "Adobe.PPKLite") {
        return Err(Error::SeedValue("another signature handler"));
    }
    if requires(SUB_FILTER) && !seed.offers("SubFilter", "ETSI.CAdES.detached")? {
        return Err(Error::SeedValue("a signature format other than PAdES"));
    }
    if requires(VERSION)
        && seed
            .dict
            .get("V")
            .and_then(integer)
            .is_some_and(|version| version > 3)
    {
        return Err(Error::SeedValue("a later version of seed values"));
    }
    if requires(DIGEST) && !seed.offers("DigestMethod", scheme.digest().pdf_name())? {
        return Err(Error::SeedValue("another hash algorithm"));
    }
    if requires(REASONS) {
        seed.check_reason(request.reason.as_deref())?;
    }
    if requires(LEGAL_ATTESTATION) && request.certify.is_some() {
        return Err(Error::SeedValue("a legal attestation"));
    }
    let wants_revocation = seed.dict.get("AddRevInfo") == Some(b"true");
    if requires(REVOCATION) && wants_revocation && request.level < Level::Lt {
        return Err(Error::SeedValue("revocation answers inside (level B-LT)"));
    }
    if requires(LOCK_DOCUMENT) && seed.dict.is("LockDocument", "true") && field.dict.get("Lock").is_none() {
        return Err(Error::SeedValue("locking the document"));
    }
    if requires(APPEARANCE) && seed.dict.get("AppearanceFilter").is_some() {
        return Err(Error::SeedValue("a named appearance"));
    }
    seed.check_permission(request)?;
    seed.check_timestamp(request)?;
    seed.check_certificate(certificate, chain)
}

struct Seed<'a> {
    file: &'a PdfFile<'a>,
    owner: Id,
    dict: &'a Dict,
}

impl Seed<'_> {
    /// Whether the list under `key` has the name or text, or is not there.
    fn offers(&self, key: &str, wanted: &str) -> Result<bool, Error> {
        let Some(raw) = self.dict.get(key) else {
            return Ok(true);
        };
        let list = self.file.resolve(raw)?;
        for item in array(&list).unwrap_or_default() {
            let text = match name(item) {
                Some(name) => Some(name),
                None => self.file.string(reference(raw).unwrap_or(self.owner), item)?,
            };
            if text.is_some_and(|text| bytes_text(&text) == wanted) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The reason has to be one of the list; a list of one full stop or an empty one means "no reason".
    fn check_reason(&self, reason: Option<&str>) -> Result<(), Error> {
        let list = self.file.resolve(self.dict.get("Reasons").unwrap_or(b"[]"))?;
        let is_empty = array(&list).is_none_or(|list| list.is_empty()) || self.offers("Reasons", ".")?;
        let fits = match reason {
            None => is_empty,
            Some(reason) => !is_empty && self.offers("Reasons", reason)?,
        };
        if fits {
            Ok(())
        } else {
            Err(Error::SeedValue("one of its own reasons"))
        }
    }

    fn check_permission(&self, request: &SignatureRequest) -> Result<(), Error> {
        let Some(raw) = self.dict.get("MDP") else {
            return Ok(());
        };
        let level = self
            .file
            .dict_at(raw)?
            .and_then(|dict| dict.get("P").and_then(integer));
        match (level, request.certify.map(|permission| permission as i64)) {
            (Some(0), Some(_)) => Err(Error::SeedValue("an approval, not a certification")),
            (Some(wanted @ 1..=3), given) if given != Some(wanted) => {
                Err(Error::SeedValue("a certification at its own level"))
            }
            _ => Ok(()),
        }
    }

    fn check_timestamp(&self, request: &SignatureRequest) -> Result<(), Error> {
        let Some(raw) = self.dict.get("TimeStamp") else {
            return Ok(());
        };
        let flags = self
            .file
            .dict_at(raw)?
            .and_then(|dict| dict.get("Ff").and_then(integer));
        if flags == Some(1) && request.level < Level::T {
            return Err(Error::SeedValue("a time stamp (level B-T)"));
        }
        Ok(())
    }

    fn check_certificate(&self, certificate: &Certificate, chain: &[Certificate]) -> Result<(), Error> {
        const SUBJECT: i64 = 1;
        const ISSUER: i64 = 1 << 1;
        const UNSUPPORTED: i64 = 1 << 2 | 1 << 3 | 1 << 6;
        const KEY_USAGE: i64 = 1 << 5;
        let Some(raw) = self.dict.get("Cert") else {
            return Ok(());
        };
        let Some(dict) = self.file.dict_at(raw)? else {
            return Ok(());
        };
        let flags = dict.get("Ff").and_then(integer).unwrap_or(0);
        if flags & UNSUPPORTED != 0 {
            return Err(Error::SeedValue("a certificate by policy, name or address"));
        }
        let owner = reference(raw).unwrap_or(self.owner);
        let listed = Seed {
            file: self.file,
            owner,
            dict: &dict,
        };
        if flags & SUBJECT != 0 && !listed.has_certificate("Subject", std::slice::from_ref(certificate))? {
            return Err(Error::SeedValue("another certificate"));
        }
        if flags & ISSUER != 0 && !listed.has_certificate("Issuer", chain)? {
            return Err(Error::SeedValue("a certificate of another issuer"));
        }
        if flags & KEY_USAGE != 0 && !listed.has_key_usage(certificate)? {
            return Err(Error::SeedValue("a certificate for another use"));
        }
        Ok(())
    }

    fn has_certificate(&self, key: &str, candidates: &[Certificate]) -> Result<bool, Error> {
        let raw = self.dict.get(key).unwrap_or(b"[]");
        let list = self.file.resolve(raw)?;
        for item in array(&list).unwrap_or_default() {
            let der = self.file.string(reference(raw).unwrap_or(self.owner), item)?;
            if der.is_some_and(|der| candidates.iter().any(|candidate| candidate.der() == der)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Patterns of `1` (set), `0` (not set) and `X` (either), one of which has to fit.
    fn has_key_usage(&self, certificate: &Certificate) -> Result<bool, Error> {
        let parsed = certificate.parsed();
        let bits = parsed
            .key_usage()
            .ok()
            .flatten()
            .map_or(0, |usage| usage.value.flags);
        let raw = self.dict.get("KeyUsage").unwrap_or(b"[]");
        let list = self.file.resolve(raw)?;
        for item in array(&list).unwrap_or_default() {
            let pattern = self
                .file
                .string(reference(raw).unwrap_or(self.owner), item)?
                .unwrap_or_default();
            let fits = pattern.iter().enumerate().all(|(position, &wanted)| {
                let is_set = position < 16 && bits >> position & 1 == 1;
                match wanted {
                    b'1' => is_set,
                    b'0' => !is_set,
                    _ => true,
                }
            });
            if fits {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
