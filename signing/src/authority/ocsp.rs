//! OCSP answers (RFC 6960), signed by the authority itself or by a responder it delegated.

use der::asn1::{GeneralizedTime, Null, OctetString};
use der::{Decode, Encode};
use time::{Duration, OffsetDateTime};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::CrlReason;
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse, ResponderId,
    ResponseData, RevokedInfo, SingleResponse, Version,
};

use super::certificate::{bits, moment, signature_algorithm};
use super::issuer::decode;
use super::keypair::KeyPair;
use super::profile::key_identifier;
use super::{Authority, Identity};
use crate::{Certificate, Error};

impl Authority {
    /// Answers a request in DER, signed with the authority's own key; the answer holds for `valid_for`.
    pub fn ocsp_answer(
        &self,
        request: &[u8],
        now: OffsetDateTime,
        valid_for: Duration,
    ) -> Result<Vec<u8>, Error> {
        self.answer(request, now, valid_for, &self.key, None)
    }

    /// Answers a request in DER, signed by a delegated responder (profile `OcspResponder`).
    pub fn ocsp_answer_by(
        &self,
        responder: &Identity,
        request: &[u8],
        now: OffsetDateTime,
        valid_for: Duration,
    ) -> Result<Vec<u8>, Error> {
        self.answer(
            request,
            now,
            valid_for,
            &responder.key,
            Some(&responder.certificate),
        )
    }

    fn answer(
        &self,
        request: &[u8],
        now: OffsetDateTime,
        valid_for: Duration,
        key: &KeyPair,
        responder: Option<&Certificate>,
    ) -> Result<Vec<u8>, Error> {
        let wrong = |e| Error::asn1("OCSP answer", e);
        let Ok(request) = OcspRequest::from_der(request) else {
            return OcspResponse::malformed_request().to_der().map_err(wrong);
        };
        let asked = request.tbs_request.request_list;
        if asked.is_empty() || asked.len() > 64 {
            return OcspResponse::malformed_request().to_der().map_err(wrong);
        }
        let responses = asked
            .into_iter()
            .map(|one| self.single(one.req_cert, now, valid_for))
            .collect::<Result<Vec<_>, _>>()?;
        let nonce: Vec<Extension> = request
            .tbs_request
            .request_extensions
            .unwrap_or_default()
            .into_iter()
            .filter(|e| e.extn_id == const_oid::db::rfc6960::ID_PKIX_OCSP_NONCE)
            .collect();
        let data = ResponseData {
            version: Version::V1,
            responder_id: ResponderId::ByKey(key_identifier(key.public())?),
            produced_at: stamp(now)?,
            responses,
            response_extensions: Some(nonce).filter(|n| !n.is_empty()),
        };
        let (scheme, signature) = key.sign(&data.to_der().map_err(wrong)?)?;
        let basic = BasicOcspResponse {
            tbs_response_data: data,
            signature_algorithm: signature_algorithm(scheme)?,
            signature: bits(&signature)?,
            certs: responder.map(|c| Ok::<_, Error>(vec![decode(c)?])).transpose()?,
        };
        OcspResponse::successful(basic)
            .and_then(|r| r.to_der())
            .map_err(wrong)
    }

    /// RFC 6960 2.2: good only for a certificate that was issued, unknown for anything else.
    fn single(&self, id: CertId, now: OffsetDateTime, valid_for: Duration) -> Result<SingleResponse, Error> {
        let serial = id.serial_number.as_bytes();
        let status = if !self.is_issuer_in(&id)? {
            CertStatus::unknown()
        } else if let Some(revocation) = self.revoked.iter().find(|r| r.serial == serial) {
            let reason = Some(revocation.reason.code()).filter(|r| *r != CrlReason::Unspecified);
            CertStatus::revoked(RevokedInfo {
                revocation_time: stamp(revocation.at)?,
                revocation_reason: reason,
            })
        } else if self.issued.iter().any(|s| s == serial) {
            CertStatus::Good(Null)
        } else {
            CertStatus::unknown()
        };
        Ok(SingleResponse {
            cert_id: id,
            cert_status: status,
            this_update: stamp(now)?,
            next_update: Some(stamp(now + valid_for)?),
            single_extensions: None,
        })
    }

    fn is_issuer_in(&self, id: &CertId) -> Result<bool, Error> {
        let algorithm = match id.hash_algorithm.oid.to_string().as_str() {
            "1.3.14.3.2.26" => &ring::digest::SHA1_FOR_LEGACY_USE_ONLY,
            "2.16.840.1.101.3.4.2.1" => &ring::digest::SHA256,
            _ => return Ok(false),
        };
        let name = self.name()?.to_der().map_err(|e| Error::asn1("name", e))?;
        let info = decode(&self.certificate)?.tbs_certificate.subject_public_key_info;
        let key = info.subject_public_key.raw_bytes();
        Ok(same(&id.issuer_name_hash, ring::digest::digest(algorithm, &name))
            && same(&id.issuer_key_hash, ring::digest::digest(algorithm, key)))
    }
}

fn same(claimed: &OctetString, computed: ring::digest::Digest) -> bool {
    claimed.as_bytes() == computed.as_ref()
}

fn stamp(at: OffsetDateTime) -> Result<OcspGeneralizedTime, Error> {
    Ok(OcspGeneralizedTime(GeneralizedTime::from_date_time(moment(at)?)))
}
