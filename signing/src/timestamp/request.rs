//! The question: `TimeStampReq` (RFC 3161 2.4.1).

use const_oid::ObjectIdentifier;
use der::asn1::{Int, OctetString};
use der::{Any, Encode};
use spki::AlgorithmIdentifierOwned;
use x509_tsp::{MessageImprint, TimeStampReq, TspVersion};

use crate::{Digest, Error};

/// A request for a time stamp over one hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampRequest {
    pub(super) digest: Digest,
    pub(super) hash: Vec<u8>,
    pub(super) nonce: [u8; 8],
    pub(super) policy: Option<ObjectIdentifier>,
}

impl TimestampRequest {
    /// Asks for this hash; the nonce makes an old answer useless and must be random.
    ///
    /// # Errors
    /// The hash is not as long as its function makes it.
    pub fn new(digest: Digest, hash: &[u8], nonce: [u8; 8]) -> Result<Self, Error> {
        if hash.len() != digest.output_len() {
            return Err(Error::Timestamp(format!("a hash of {} bytes", hash.len())));
        }
        Ok(Self {
            digest,
            hash: hash.to_vec(),
            nonce,
            policy: None,
        })
    }

    /// Asks for a stamp under this policy (dotted identifier).
    pub fn under_policy(mut self, policy: &str) -> Result<Self, Error> {
        self.policy = Some(ObjectIdentifier::new(policy).map_err(|e| Error::asn1("policy", e))?);
        Ok(self)
    }

    /// The request in DER; it always asks for the authority's certificates.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let wrong = |e| Error::asn1("time stamp request", e);
        let request = TimeStampReq {
            version: TspVersion::V1,
            message_imprint: MessageImprint {
                // RFC 3161 leaves the parameters open; NULL is what every authority reads.
                hash_algorithm: AlgorithmIdentifierOwned {
                    oid: self.digest.oid(),
                    parameters: Some(Any::from(der::asn1::Null)),
                },
                hashed_message: OctetString::new(self.hash.as_slice()).map_err(wrong)?,
            },
            req_policy: self.policy,
            nonce: Some(Int::new(&self.positive_nonce()).map_err(wrong)?),
            cert_req: true,
            extensions: None,
        };
        request.to_der().map_err(wrong)
    }

    /// The nonce as the contents of a positive INTEGER without leading zeros.
    pub(super) fn positive_nonce(&self) -> [u8; 8] {
        let mut nonce = self.nonce;
        nonce[0] = (nonce[0] & 0x7f) | 0x40;
        nonce
    }
}
