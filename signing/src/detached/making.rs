//! Making a CMS signature over any bytes.

use std::io::Read;

use der::Encode as _;
use time::OffsetDateTime;

use crate::authority::x509_time;
use crate::cms::build::attribute::{attribute, signature_timestamp, signed_attributes};
use crate::cms::build::{ID_DATA, SignedData};
use crate::key::Signer;
use crate::pades::Evidence;
use crate::{Digest, Error};

/// `signing-time` (RFC 5652 11.3).
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";

/// How to sign.
pub struct DetachedRequest<'a> {
    /// The time the signer claims.
    pub signing_time: OffsetDateTime,
    /// Where the time stamp of CAdES B-T comes from; B-B without.
    pub timestamp: Option<&'a dyn Evidence>,
}

/// Signs everything a reader gives; only the hash is kept, so files of any size will do. Answers a CMS `ContentInfo`
/// without the content, in DER.
pub fn sign_detached(
    file: &mut dyn Read,
    request: &DetachedRequest<'_>,
    signer: &dyn Signer,
) -> Result<Vec<u8>, Error> {
    let mut hash = ring::digest::Context::new(signer.scheme().digest().algorithm());
    let mut buffer = vec![0_u8; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            length => hash.update(&buffer[..length]),
        }
    }
    sign(hash.finish().as_ref(), None, request, signer)
}

/// Signs bytes and puts them into the signature.
pub fn sign_enveloping(
    content: &[u8],
    request: &DetachedRequest<'_>,
    signer: &dyn Signer,
) -> Result<Vec<u8>, Error> {
    let digest = signer.scheme().digest().hash(content);
    sign(&digest, Some(content), request, signer)
}

fn sign(
    digest: &[u8],
    content: Option<&[u8]>,
    request: &DetachedRequest<'_>,
    signer: &dyn Signer,
) -> Result<Vec<u8>, Error> {
    let scheme = signer.scheme();
    let at = x509_time(request.signing_time)?
        .to_der()
        .map_err(|e| Error::asn1("signing time", e))?;
    let attributes = signed_attributes(
        ID_DATA,
        digest,
        signer.certificate(),
        scheme,
        &[attribute(SIGNING_TIME, at)],
    );
    let signature = signer.sign(&attributes)?;
    let unsigned = match request.timestamp {
        None => vec![],
        Some(evidence) => {
            // EN 319 122-1 5.3: the stamp is over the signature value.
            let token = evidence.timestamp(Digest::Sha256, &Digest::Sha256.hash(&signature))?;
            vec![signature_timestamp(&token)]
        }
    };
    let data = SignedData {
        certificate: signer.certificate(),
        chain: signer.chain(),
        scheme,
        signed_attributes: &attributes,
        signature: &signature,
        unsigned_attributes: &unsigned,
        content_type: ID_DATA,
        content,
    };
    Ok(data.to_der())
}
