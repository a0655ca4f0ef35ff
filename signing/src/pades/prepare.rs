//! The first half of signing: everything but the signature value.

use std::fmt::Write as _;

use ring::digest::Context;
use time::OffsetDateTime;

use super::file::PdfFile;
use super::form::{self, Field};
use super::permission::{Lock, Rules};
use super::placement::place;
use super::prepared::Prepared;
use super::request::{Level, SignatureRequest, Target};
use super::source::Source;
use super::update::Update;
use super::value::{Dict, Id, integer, reference};
use super::{placement, seed};
use crate::cms::build::attribute;
use crate::cms::oid;
use crate::{Certificate, Error, Scheme};

/// Room for a signature without time stamp.
const ROOM: usize = 6 * 1024;
/// Room for a signature with its time stamp.
const ROOM_WITH_TIMESTAMP: usize = 32 * 1024;
/// What a time stamp token may take of it.
const TIMESTAMP: usize = 16 * 1024;
/// What attributes, algorithm identifiers and headers take at most.
const OVERHEAD: usize = 1024;

/// Builds everything of a signature except the value that the key makes.
///
/// # Errors
/// [`Error::NeedsRepair`] when the file is damaged or ambiguous; [`Error::Forbidden`] when an earlier signature
/// does not allow another; [`Error::SeedValue`] when the field demands something else.
pub fn prepare(
    pdf: &[u8],
    request: &SignatureRequest,
    certificate: &Certificate,
    chain: &[Certificate],
    scheme: Scheme,
) -> Result<Prepared, Error> {
    prepare_source(&pdf, request, certificate, chain, scheme)
}

pub(super) fn prepare_source(
    source: &dyn Source,
    request: &SignatureRequest,
    certificate: &Certificate,
    chain: &[Certificate],
    scheme: Scheme,
) -> Result<Prepared, Error> {
    if !scheme.fits(&certificate.public_key_kind()?) {
        return Err(Error::UnsupportedAlgorithm(format!(
            "{scheme:?} with this certificate's key"
        )));
    }
    let file = PdfFile::open(source, request.password.as_deref().unwrap_or_default())?;
    let fields = form::fields(&file)?;
    let rules = Rules::read(&file, &fields)?;
    if request.certify.is_some() && rules.is_signed {
        return Err(Error::Forbidden("only the first signature can certify"));
    }
    let field = match &request.target {
        Target::Field(name) => Some(placement::empty_field(&fields, name)?),
        Target::New { .. } | Target::Invisible { .. } => None,
    };
    if let Some(field) = field {
        seed::check(&file, field, request, certificate, chain, scheme)?;
    }
    let mut update = Update::new(&file);
    let signature = update.allocate();
    place(&mut update, &fields, &rules, request, signature)?;
    if request.certify.is_some() {
        note_certification(&mut update, signature)?;
    }
    let room = reserve(request.level, certificate, chain);
    let dictionary = signature_dictionary(&update, request, field, signature)?;
    let gap = append_signature(update, signature, &dictionary, room)?;

    let mut context = Context::new(scheme.digest().algorithm());
    source.hash_into(&mut context)?;
    context.update(&gap.before);
    context.update(&gap.after);
    let document_hash = context.finish().as_ref().to_vec();
    let signed_attributes = attributes_to_sign(&document_hash, certificate, scheme);
    Ok(Prepared {
        length: source.length(),
        document_hash,
        signed_attributes,
        scheme,
        certificate: certificate.clone(),
        chain: chain.to_vec(),
        gap,
    })
}

/// What a key signs for a document with this hash of its covered bytes: exactly [`Prepared::to_be_signed`]. A key on another
/// machine rebuilds it before it signs, and so knows that it signs this document and nothing else.
#[must_use]
pub fn attributes_to_sign(document_hash: &[u8], certificate: &Certificate, scheme: Scheme) -> Vec<u8> {
    attribute::signed_attributes(oid::DATA, document_hash, certificate, scheme, &[])
}

/// The bytes to append, split where the signature goes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Gap {
    #[serde(with = "super::prepared::base64_bytes")]
    pub(super) before: Vec<u8>,
    #[serde(with = "super::prepared::base64_bytes")]
    pub(super) after: Vec<u8>,
    /// How many bytes the signature may have.
    pub(super) room: usize,
}

/// How many bytes to keep free. Known before the key is asked, so no PIN is spent on a file that cannot hold
/// the result.
fn reserve(level: Level, certificate: &Certificate, chain: &[Certificate]) -> usize {
    let certificates: usize = std::iter::once(certificate)
        .chain(chain)
        .map(|one| one.der().len())
        .sum();
    // The largest signature value is that of RSA-4096.
    let needed = certificates + 512 + OVERHEAD;
    match level {
        Level::B => ROOM.max(needed),
        Level::T | Level::Lt | Level::Lta => ROOM_WITH_TIMESTAMP.max(needed + TIMESTAMP),
    }
}

fn signature_dictionary(
    update: &Update<'_, '_>,
    request: &SignatureRequest,
    field: Option<&Field>,
    signature: Id,
) -> Result<Dict, Error> {
    let mut dict = Dict::of([
        ("Type", b"/Sig"),
        ("Filter", b"/Adobe.PPKLite"),
        ("SubFilter", b"/ETSI.CAdES.detached"),
        (
            "M",
            &update.string(signature, pdf_date(request.signing_time).as_bytes())?,
        ),
    ]);
    for (key, text) in [("Reason", &request.reason), ("Location", &request.location)] {
        if let Some(text) = text {
            dict.set(key, update.text(signature, text)?);
        }
    }
    let mut references = Vec::new();
    let mut level = request.certify.map(|permission| permission as i64);
    if let Some(lock_raw) = field.and_then(|field| field.dict.get("Lock"))
        && let Some(field) = field
        && let Some(lock) = update.file.dict_at(lock_raw)?
    {
        let owner = reference(lock_raw).unwrap_or(field.id);
        if let Some(locked) = Lock::read(update.file, owner, &lock)? {
            references.push(field_reference(update, signature, &locked)?);
        }
        level = level.or(lock.get("P").and_then(integer));
    }
    if let Some(level) = level {
        references.push(format!(
            "<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/V/1.2/P {level}>>>>"
        ));
    }
    if !references.is_empty() {
        dict.set("Reference", format!("[{}]", references.join(" ")));
    }
    Ok(dict)
}

/// Locks fields together with the signature (ISO 32000-2, 12.8.2.4).
fn field_reference(update: &Update<'_, '_>, signature: Id, lock: &Lock) -> Result<String, Error> {
    let (action, names) = match lock {
        Lock::All => ("All", None),
        Lock::Include(names) => ("Include", Some(names)),
        Lock::Exclude(names) => ("Exclude", Some(names)),
    };
    let mut parameters = format!("/Type/TransformParams/V/1.2/Action/{action}");
    if let Some(names) = names {
        parameters += "/Fields[";
        for name in names {
            parameters += &String::from_utf8_lossy(&update.text(signature, name)?);
        }
        parameters += "]";
    }
    Ok(format!(
        "<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<<{parameters}>>>>"
    ))
}

/// Makes the signature the document's certification (`/Perms`, ISO 32000-2, 12.8.6).
fn note_certification(update: &mut Update<'_, '_>, signature: Id) -> Result<(), Error> {
    let root = update.file.root;
    let mut catalog = update.dict(root)?;
    let place = catalog.get("Perms").map(<[u8]>::to_vec);
    if let Some(id) = update.existing(place.as_deref()) {
        let mut permissions = Dict::parse(&update.value(id)?).unwrap_or_default();
        permissions.set("DocMDP", signature.reference());
        update.put_dict(id, &permissions);
    } else {
        let mut permissions = place.as_deref().and_then(Dict::parse).unwrap_or_default();
        permissions.set("DocMDP", signature.reference());
        catalog.set("Perms", permissions.to_bytes());
        update.put_dict(root, &catalog);
    }
    Ok(())
}

/// Adds the signature dictionary with its `/ByteRange`, ten digits each, and cuts the update at `/Contents`.
pub(super) fn append_signature(
    mut update: Update<'_, '_>,
    signature: Id,
    dictionary: &Dict,
    room: usize,
) -> Result<Gap, Error> {
    const RANGE: &str = "[0 ---------- ---------- ----------]";
    let base = update.file.source.length();
    let mut value = dictionary.to_bytes();
    value.truncate(value.len() - b">>".len());
    value.extend_from_slice(b"/ByteRange ");
    let range_at = value.len();
    value.extend_from_slice(RANGE.as_bytes());
    value.extend_from_slice(b"\n/Contents ");
    let contents_at = value.len();
    let contents_length = room * 2 + 2;
    value.resize(contents_at + contents_length, b'0');
    value.extend_from_slice(b">>");
    update.put(signature, value);

    let tail = update.finish()?;
    let begin = tail.value_position(signature);
    let mut before = tail.bytes;
    let after = before.split_off(begin + contents_at + contents_length);
    before.truncate(begin + contents_at);

    let first_length = base + before.len() as u64;
    let second_begin = first_length + contents_length as u64;
    let mut range = format!("[0 {first_length} {second_begin} {}", after.len());
    if range.len() >= RANGE.len() {
        return Err(Error::MalformedPdf("too long to be signed".into()));
    }
    while range.len() < RANGE.len() - 1 {
        range.push(' ');
    }
    range.push(']');
    before[begin + range_at..begin + range_at + RANGE.len()].copy_from_slice(range.as_bytes());
    Ok(Gap { before, after, room })
}

/// A date as PDF writes it (ISO 32000-2, 7.9.4).
pub(super) fn pdf_date(time: OffsetDateTime) -> String {
    let (hours, minutes, _) = time.offset().as_hms();
    let mut text = format!(
        "D:{:04}{:02}{:02}{:02}{:02}{:02}",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second()
    );
    if time.offset().is_utc() {
        text.push('Z');
    } else {
        let sign = if time.offset().is_negative() { '-' } else { '+' };
        let _ = write!(
            text,
            "{sign}{:02}'{:02}'",
            hours.unsigned_abs(),
            minutes.unsigned_abs()
        );
    }
    text
}
