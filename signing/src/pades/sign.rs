//! Both halves of signing in one call, for a key that answers at once.

use std::fs::{File, OpenOptions};
use std::io::{Seek, Write as _};
use std::path::Path;

use super::evidence::Evidence;
use super::extend::{lift, steps_of_signing};
use super::prepare::prepare_source;
use super::prepared::Prepared;
use super::request::{Level, SignatureRequest};
use super::source::{FileSource, Source};
use crate::Error;
use crate::key::Signer;

/// What a file grows by as a rule: room for it is asked for at once.
const GROWTH: usize = 64 * 1024;

/// Signs a PDF: the file grows by one incremental update, and by more for B-LT and B-LTA.
///
/// # Errors
/// As [`prepare`](super::prepare()), and whatever the key or the evidence answers.
pub fn sign(
    pdf: &[u8],
    request: &SignatureRequest,
    signer: &dyn Signer,
    evidence: &dyn Evidence,
) -> Result<Vec<u8>, Error> {
    let mut file = Vec::with_capacity(pdf.len() + GROWTH);
    file.extend_from_slice(pdf);
    sign_in_place(&mut file, request, signer, evidence)?;
    Ok(file)
}

/// The same without a copy: what the file grows by is appended to the bytes that are there, which stay as they are. After an
/// error nothing was appended.
///
/// # Errors
/// As [`sign`].
pub fn sign_in_place(
    pdf: &mut Vec<u8>,
    request: &SignatureRequest,
    signer: &dyn Signer,
    evidence: &dyn Evidence,
) -> Result<(), Error> {
    let length = pdf.len();
    let answered = Answered::ask(&pdf.as_slice(), request, signer, evidence)?;
    let steps = steps_of_signing(request.level);
    let appended = answered
        .prepared
        .append_to(pdf, &answered.signature, answered.timestamp.as_deref())
        .and_then(|()| lift(pdf, steps, request.password.as_deref(), evidence));
    if appended.is_err() {
        pdf.truncate(length);
    }
    appended
}

/// Signs a file into another one without reading it into memory, whatever its size.
///
/// The result appears under `output` only when it is complete.
pub fn sign_file(
    input: &Path,
    output: &Path,
    request: &SignatureRequest,
    signer: &dyn Signer,
    evidence: &dyn Evidence,
) -> Result<(), Error> {
    let source = FileSource::new(File::open(input)?)?;
    let answered = Answered::ask(&source, request, signer, evidence)?;
    let mut tail = Vec::new();
    answered
        .prepared
        .append_to(&mut tail, &answered.signature, answered.timestamp.as_deref())?;

    let mut name = output.as_os_str().to_owned();
    name.push(".part");
    let part = Path::new(&name);
    let written = write_file(input, part, &tail, request, evidence);
    match written.and_then(|()| Ok(std::fs::rename(part, output)?)) {
        Ok(()) => Ok(()),
        Err(error) => {
            // The first error is the one to tell; a part that cannot be removed is only litter.
            let _ = std::fs::remove_file(part);
            Err(error)
        }
    }
}

fn write_file(
    input: &Path,
    part: &Path,
    tail: &[u8],
    request: &SignatureRequest,
    evidence: &dyn Evidence,
) -> Result<(), Error> {
    std::fs::copy(input, part)?;
    let mut file = OpenOptions::new().read(true).write(true).open(part)?;
    file.seek(std::io::SeekFrom::End(0))?;
    file.write_all(tail)?;
    for step in steps_of_signing(request.level) {
        let source = FileSource::new(File::open(part)?)?;
        let more = step(&source, request.password.as_deref().unwrap_or_default(), evidence)?;
        file.write_all(&more)?;
    }
    file.sync_all()?;
    Ok(())
}

/// A prepared signature with the key's answer.
struct Answered {
    prepared: Prepared,
    signature: Vec<u8>,
    timestamp: Option<Vec<u8>>,
}

impl Answered {
    fn ask(
        source: &dyn Source,
        request: &SignatureRequest,
        signer: &dyn Signer,
        evidence: &dyn Evidence,
    ) -> Result<Self, Error> {
        let prepared = prepare_source(
            source,
            request,
            signer.certificate(),
            signer.chain(),
            signer.scheme(),
        )?;
        let signature = signer.sign(prepared.to_be_signed())?;
        // A token that was pulled out or a service that mixed up keys must not spoil a document.
        if !signer.matches_certificate() {
            prepared
                .scheme()
                .verify(prepared.certificate(), prepared.to_be_signed(), &signature)?;
        }
        let timestamp = if request.level >= Level::T {
            let digest = signer.scheme().digest();
            Some(evidence.timestamp(digest, &digest.hash(&signature))?)
        } else {
            None
        };
        Ok(Self {
            prepared,
            signature,
            timestamp,
        })
    }
}
