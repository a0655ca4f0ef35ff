//! RFC 3161 time stamps, answered in process.

use const_oid::ObjectIdentifier;
use der::asn1::{GeneralizedTime, Int};
use der::{Any, Decode, Encode, Sequence};
use rand_core::CryptoRngCore;
use time::OffsetDateTime;
use x509_tsp::{Accuracy, TimeStampReq, TspVersion, TstInfo};

use super::Identity;
use super::certificate::moment;
use super::x509_time;
use crate::cms::build::SignedData;
use crate::cms::build::attribute::{attribute, signed_attributes};
use crate::cms::oid;
use crate::{Digest, Error};

/// `TimeStampResp` (RFC 3161 2.4.2): status 0 with a token, or 2 with a failure bit.
#[derive(Sequence)]
struct Response {
    status: Status,
    #[asn1(optional = "true")]
    token: Option<Any>,
}

#[derive(Sequence)]
struct Status {
    value: u8,
    #[asn1(optional = "true")]
    failure: Option<der::asn1::BitString>,
}

/// `PKIFailureInfo` bits this unit answers with.
enum Failure {
    BadAlgorithm = 0,
    BadDataFormat = 5,
}

/// A time stamping unit: a key with a certificate of profile `TimeStamping`.
#[derive(Debug, Clone)]
pub struct TimestampAuthority {
    identity: Identity,
    policy: ObjectIdentifier,
}

impl TimestampAuthority {
    /// Uses this key under a policy named by its dotted identifier.
    pub fn new(identity: Identity, policy: &str) -> Result<Self, Error> {
        let policy = ObjectIdentifier::new(policy).map_err(|e| Error::asn1("policy", e))?;
        Ok(Self { identity, policy })
    }

    /// The certificate that signs the stamps.
    #[must_use]
    pub fn certificate(&self) -> &crate::Certificate {
        &self.identity.certificate
    }

    /// Answers a `TimeStampReq` in DER with a `TimeStampResp` in DER, stating `now`.
    pub fn answer(
        &self,
        request: &[u8],
        now: OffsetDateTime,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Vec<u8>, Error> {
        let Ok(request) = TimeStampReq::from_der(request) else {
            return refuse(Failure::BadDataFormat);
        };
        let imprint = &request.message_imprint;
        let known = [Digest::Sha256, Digest::Sha384, Digest::Sha512]
            .into_iter()
            .find(|d| d.oid() == imprint.hash_algorithm.oid);
        let Some(digest) = known else {
            return refuse(Failure::BadAlgorithm);
        };
        if imprint.hashed_message.as_bytes().len() != digest.output_len() {
            return refuse(Failure::BadDataFormat);
        }
        let token = self.token(request, now, rng)?;
        let response = Response {
            status: Status {
                value: 0,
                failure: None,
            },
            token: Some(Any::from_der(&token).map_err(wrong)?),
        };
        response.to_der().map_err(wrong)
    }

    fn token(
        &self,
        request: TimeStampReq,
        now: OffsetDateTime,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Vec<u8>, Error> {
        let wants_certificates = request.cert_req;
        let mut serial = [0_u8; 16];
        rng.fill_bytes(&mut serial);
        serial[0] = (serial[0] & 0x7f) | 0x40;
        let info = TstInfo {
            version: TspVersion::V1,
            policy: request.req_policy.unwrap_or(self.policy),
            message_imprint: request.message_imprint,
            serial_number: Int::new(&serial).map_err(wrong)?,
            gen_time: GeneralizedTime::from_date_time(moment(now)?),
            accuracy: Some(Accuracy {
                seconds: Some(1),
                millis: None,
                micros: None,
            }),
            ordering: false,
            nonce: request.nonce,
            tsa: None,
            extensions: None,
        };
        let info = info.to_der().map_err(wrong)?;
        let key = self.identity.key.signing_key()?;
        let scheme = key.authority_scheme();
        let chain = if wants_certificates {
            self.identity.chain.as_slice()
        } else {
            &[]
        };
        let certificate = &self.identity.certificate;
        let signing_time = attribute(oid::SIGNING_TIME, x509_time(now)?.to_der().map_err(wrong)?);
        let digest = scheme.digest().hash(&info);
        let attributes = signed_attributes(oid::TST_INFO, &digest, certificate, scheme, &[signing_time]);
        let signature = key.sign(scheme, &attributes)?;
        let data = SignedData {
            certificate,
            chain,
            scheme,
            signed_attributes: &attributes,
            signature: &signature,
            unsigned_attributes: &[],
            content_type: oid::TST_INFO,
            content: Some(&info),
            revocation: &[],
        };
        Ok(data.to_der())
    }
}

fn refuse(failure: Failure) -> Result<Vec<u8>, Error> {
    let bit = failure as usize;
    let mut bytes = vec![0_u8; bit / 8 + 1];
    bytes[bit / 8] |= 0x80 >> (bit % 8);
    let unused = u8::try_from(7 - bit % 8).expect("at most seven bits are unused");
    let failure = der::asn1::BitString::new(unused, bytes).map_err(wrong)?;
    Response {
        status: Status {
            value: 2,
            failure: Some(failure),
        },
        token: None,
    }
    .to_der()
    .map_err(wrong)
}

fn wrong(error: der::Error) -> Error {
    Error::asn1("time stamp", error)
}
