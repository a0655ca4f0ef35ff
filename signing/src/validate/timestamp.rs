//! Time-stamp tokens (RFC 3161).

use std::sync::Arc;

use super::message::{self, Checked, Subject};
use super::report::SubIndication;
use crate::cms::oid;
use crate::cms::parse::ber::{self, Tlv};
use crate::cms::parse::{self, SignedData};
use crate::path::X509;
use crate::path::revocation::generalized_time;
use crate::verify::Hash;

/// A token and what was found out about it.
#[derive(Debug)]
pub(crate) struct Token {
    /// Seconds since 1970.
    pub(crate) time: Option<i64>,
    /// The hash its imprint was made with.
    pub(crate) imprint: Option<Hash>,
    pub(crate) checked: Checked,
}

/// Checks a token against the bytes it must be about.
pub(crate) fn check(data: &SignedData<'_>, stamped: &[&[u8]], known: &[Arc<X509>]) -> Token {
    let checked = message::check(data, &Subject::Enclosed(oid::TST_INFO), known);
    let mut token = Token {
        time: None,
        imprint: None,
        checked,
    };
    let Some(info) = data.content.as_deref().and_then(info) else {
        token.fail(
            SubIndication::FormatFailure,
            "không đọc được nội dung dấu thời gian",
        );
        return token;
    };
    token.time = Some(info.time);
    let Some(hash) = Hash::from_oid(&info.hash) else {
        token.fail(SubIndication::Generic, "không hỗ trợ hàm băm của dấu thời gian");
        return token;
    };
    token.imprint = Some(hash);
    if hash.of_parts(stamped) != info.imprint {
        token.fail(
            SubIndication::HashFailure,
            "dấu thời gian không phải của dữ liệu này",
        );
    }
    token
}

impl Token {
    fn fail(&mut self, sub_indication: SubIndication, reason: &str) {
        self.checked
            .failure
            .get_or_insert((sub_indication, reason.to_owned()));
    }
}

struct Info {
    hash: Vec<u8>,
    imprint: Vec<u8>,
    time: i64,
}

/// Reads `TSTInfo` (RFC 3161, 2.4.2).
fn info(bytes: &[u8]) -> Option<Info> {
    let fields = Tlv::read(bytes)?.0.children_of(ber::SEQUENCE)?;
    let [_version, _policy, imprint, _serial, time, ..] = fields.as_slice() else {
        return None;
    };
    let parts = imprint.children_of(ber::SEQUENCE)?;
    let [algorithm, value] = parts.as_slice() else {
        return None;
    };
    Some(Info {
        hash: parse::algorithm(algorithm)?.oid.to_vec(),
        imprint: value.octets()?.into_owned(),
        time: generalized_time(time)?,
    })
}
