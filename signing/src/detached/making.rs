//! Making a CMS signature over any bytes.

use std::io::{Read, Seek, SeekFrom, Write};

use der::Encode as _;
use time::OffsetDateTime;

use super::archive;
use crate::authority::x509_time;
use crate::cms::build::attribute::{attribute, signature_timestamp, signed_attributes};
use crate::cms::build::{SignedData, revocation};
use crate::cms::oid;
use crate::key::Signer;
use crate::pades::{Evidence, Findings, Level};
use crate::{Certificate, Error};

/// How to sign.
pub struct DetachedRequest<'a> {
    /// The time the signer claims.
    pub signing_time: OffsetDateTime,
    /// How much evidence goes in.
    pub level: Level,
    /// Where time stamps and revocation answers come from.
    pub evidence: &'a dyn Evidence,
}

/// Signs everything a reader gives; only the hash is kept, so files of any size will do. Answers a CMS `ContentInfo`
/// without the content, in DER.
pub fn sign_detached(
    file: &mut dyn Read,
    request: &DetachedRequest<'_>,
    signer: &dyn Signer,
) -> Result<Vec<u8>, Error> {
    let digest = hash_of(file, signer)?;
    Ok(sign(&digest, request, signer)?.data(signer).to_der())
}

/// Signs bytes and puts them into the signature.
pub fn sign_enveloping(
    content: &[u8],
    request: &DetachedRequest<'_>,
    signer: &dyn Signer,
) -> Result<Vec<u8>, Error> {
    let mut message = Vec::with_capacity(content.len() + 16 * 1024);
    sign_enveloping_to(&mut std::io::Cursor::new(content), &mut message, request, signer)?;
    Ok(message)
}

/// The same for content of any size: read twice, once for the hash and once for the copy, and never held whole.
pub fn sign_enveloping_to<R: Read + Seek>(
    content: &mut R,
    output: &mut dyn Write,
    request: &DetachedRequest<'_>,
    signer: &dyn Signer,
) -> Result<(), Error> {
    let start = content.stream_position()?;
    let digest = hash_of(content, signer)?;
    let length = content.stream_position()? - start;
    let made = sign(&digest, request, signer)?;
    let (before, after) = made.data(signer).around(length);
    output.write_all(&before)?;
    content.seek(SeekFrom::Start(start))?;
    let copied = std::io::copy(&mut content.take(length), output)?;
    if copied != length {
        return Err(Error::FileChanged);
    }
    output.write_all(&after)?;
    Ok(())
}

fn hash_of(file: &mut dyn Read, signer: &dyn Signer) -> Result<Vec<u8>, Error> {
    let mut hash = ring::digest::Context::new(signer.scheme().digest().algorithm());
    let mut buffer = vec![0_u8; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finish().as_ref().to_vec()),
            length => hash.update(&buffer[..length]),
        }
    }
}

/// A signature with all its evidence.
#[derive(Default)]
struct Made {
    attributes: Vec<u8>,
    signature: Vec<u8>,
    unsigned: Vec<Vec<u8>>,
    certificates: Vec<Certificate>,
    revocation: Vec<Vec<u8>>,
}

impl Made {
    fn data<'a>(&'a self, signer: &'a dyn Signer) -> SignedData<'a> {
        SignedData {
            certificate: signer.certificate(),
            chain: &self.certificates,
            scheme: signer.scheme(),
            signed_attributes: &self.attributes,
            signature: &self.signature,
            unsigned_attributes: &self.unsigned,
            content_type: oid::DATA,
            content: None,
            revocation: &self.revocation,
        }
    }
}

fn sign(digest: &[u8], request: &DetachedRequest<'_>, signer: &dyn Signer) -> Result<Made, Error> {
    let scheme = signer.scheme();
    let at = x509_time(request.signing_time)?
        .to_der()
        .map_err(|e| Error::asn1("signing time", e))?;
    let claimed = [attribute(oid::SIGNING_TIME, at)];
    let attributes = signed_attributes(oid::DATA, digest, signer.certificate(), scheme, &claimed);
    let signature = signer.sign(&attributes)?;
    if !signer.matches_certificate() {
        scheme.verify(signer.certificate(), &attributes, &signature)?;
    }
    let mut made = Made {
        attributes,
        signature,
        certificates: signer.chain().to_vec(),
        ..Made::default()
    };
    if request.level >= Level::T {
        // EN 319 122-1 5.3: the stamp is over the signature value.
        let hash = scheme.digest();
        let token = request.evidence.timestamp(hash, &hash.hash(&made.signature))?;
        made.unsigned.push(signature_timestamp(&token));
    }
    if request.level >= Level::Lt {
        // EN 319 122-1 6.3: the values stand in the certificates and crls of the SignedData.
        let found = Findings::of(&made.data(signer).to_der(), &[], request.evidence)?;
        made.certificates = found
            .certificates
            .iter()
            .map(|der| Certificate::from_der(der))
            .collect::<Result<_, _>>()?;
        made.revocation = found.crls.iter().cloned().collect();
        made.revocation.extend(
            found
                .ocsp
                .iter()
                .map(|response| revocation::ocsp_response(response)),
        );
    }
    if request.level == Level::Lta {
        let stamp = archive::timestamp(&made.data(signer), digest, request.evidence)?;
        made.unsigned.push(stamp);
    }
    Ok(made)
}
