//! One signature: mathematics, time stamps, certificate (EN 319 102-1, 5.3, 5.5 and 5.6).

use super::candidate::Candidate;
use super::constraints;
use super::document::{Work, facts, fail};
use super::judgement::{self, Moments, moment};
use super::message::{self, Checked, Subject};
use super::range::SignedRange;
use super::report::{
    Coverage, Indication, Integrity, Kind, SignatureReport, SubIndication, TimestampKind, TimestampReport,
    Trust,
};
use super::timestamp;
use crate::cms::oid;
use crate::cms::parse::SignedData;
use crate::path::build::Purpose;

/// Proofs of existence from document time stamps met so far (newest first).
#[derive(Debug, Default)]
pub(crate) struct Proofs {
    stamps: Vec<Proof>,
}

#[derive(Debug, Clone)]
struct Proof {
    revision: usize,
    time: i64,
    report: TimestampReport,
}

impl Proofs {
    /// The earliest proven moment at which a revision existed.
    fn existed(&self, revision: usize, now: i64) -> i64 {
        let proven = self
            .covering(revision)
            .filter(|proof| proof.report.indication == Indication::TotalPassed);
        proven.map(|proof| proof.time).min().unwrap_or(now).min(now)
    }

    fn covering(&self, revision: usize) -> impl Iterator<Item = &Proof> {
        self.stamps.iter().filter(move |proof| proof.revision > revision)
    }
}

/// Judges the mathematics, the time and the certificate; what was said before about the place stays.
pub(crate) fn judge(
    work: &Work<'_>,
    candidate: &Candidate<'_>,
    proofs: &mut Proofs,
    report: &mut SignatureReport,
) {
    let Ok(range) = &candidate.range else { return };
    let Some(data) = candidate.message().and_then(SignedData::read) else {
        report.integrity = Integrity::Broken;
        fail(
            report,
            SubIndication::FormatFailure,
            "không đọc được thông điệp chữ ký (CMS) trong /Contents",
        );
        return;
    };
    if data.rest.iter().any(|byte| *byte != 0) {
        report
            .warnings
            .push("sau thông điệp chữ ký trong /Contents có dữ liệu khác không".into());
    }
    if candidate.kind == Kind::DocumentTimestamp {
        document_timestamp(work, candidate, range, &data, proofs, report);
    } else {
        signature(work, candidate, range, &data, proofs, report);
    }
}

fn signature(
    work: &Work<'_>,
    candidate: &Candidate<'_>,
    range: &SignedRange,
    data: &SignedData<'_>,
    proofs: &Proofs,
    report: &mut SignatureReport,
) {
    let parts = range.parts(work.file.bytes);
    let subject = match candidate.format.as_str() {
        "adbe.pkcs7.sha1" => Subject::EnclosedSha1(&parts),
        "adbe.pkcs7.detached" | "ETSI.CAdES.detached" | "PBAD.PAdES" => Subject::Detached(&parts),
        other => {
            let reason = format!("không hỗ trợ loại chữ ký /SubFilter “{other}”");
            undecided(report, SubIndication::FormatFailure, &reason);
            return;
        }
    };
    let checked = message::check(data, &subject, &work.evidence.certificates);
    settle(report, &checked);
    if candidate.format == "ETSI.CAdES.detached" && !checked.is_certificate_bound {
        report
            .warnings
            .push("chữ ký PAdES thiếu thuộc tính signing-certificate".into());
    }
    let now = work.options.at.unix_timestamp();
    let until = proofs.existed(range.revision, now);
    report.timestamps = signature_timestamps(work, data, until);
    if report
        .timestamps
        .iter()
        .any(|stamp| stamp.indication == Indication::TotalFailed)
    {
        report.warnings.push(
            "có dấu thời gian không thuộc về chữ ký này hoặc bị hỏng; không dùng làm bằng chứng".into(),
        );
    }
    report
        .timestamps
        .extend(proofs.covering(range.revision).map(|proof| proof.report.clone()));
    let proven = report
        .timestamps
        .iter()
        .filter(|stamp| stamp.indication == Indication::TotalPassed);
    let proven = proven
        .filter_map(|stamp| Some(stamp.time?.unix_timestamp()))
        .min();
    let claimed = checked.claimed_time.or_else(|| claimed_in_dictionary(candidate));
    report.signing_time = proven.or(claimed).and_then(moment);
    report.signing_time_is_proven = proven.is_some();
    let moments = Moments {
        existed: proven.unwrap_or(now).min(now),
        claimed,
        used: proven.unwrap_or(now).min(now),
        now,
    };
    certificate(work, &checked, Purpose::Signing, moments, report);
    if claimed.is_some_and(|claimed| claimed > now + 86_400) {
        undecided(
            report,
            SubIndication::SigConstraintsFailure,
            "thời điểm ký do người ký khai nằm ở tương lai",
        );
    }
    report.level = level(work, candidate, data, proofs, range);
}

fn document_timestamp(
    work: &Work<'_>,
    candidate: &Candidate<'_>,
    range: &SignedRange,
    data: &SignedData<'_>,
    proofs: &mut Proofs,
    report: &mut SignatureReport,
) {
    let parts = range.parts(work.file.bytes);
    let token = timestamp::check(data, &parts, &work.evidence.certificates);
    settle(report, &token.checked);
    let now = work.options.at.unix_timestamp();
    let until = proofs.existed(range.revision, now);
    report.signing_time = token.time.and_then(moment);
    report.signing_time_is_proven = token.checked.failure.is_none();
    if token.time.is_some_and(|time| time > until) {
        undecided(
            report,
            SubIndication::TimestampOrderFailure,
            "dấu thời gian muộn hơn dấu thời gian phủ lên nó",
        );
    }
    let moments = Moments {
        existed: until,
        claimed: token.time,
        used: token.time.unwrap_or(until).min(until),
        now,
    };
    certificate(work, &token.checked, Purpose::TimeStamping, moments, report);
    if let Some(time) = token.time {
        let stamp = TimestampReport {
            kind: TimestampKind::Document,
            field: Some(candidate.found.field.clone()),
            time: moment(time),
            authority: report.signer.clone(),
            indication: report.indication,
            sub_indication: report.sub_indication,
            trust: report.trust,
        };
        proofs.stamps.push(Proof {
            revision: range.revision,
            time,
            report: stamp,
        });
    }
}

/// Takes over what the message check found.
fn settle(report: &mut SignatureReport, checked: &Checked) {
    report.algorithm = checked.algorithm.as_ref().map(crate::verify::Algorithm::name);
    report.certificate = checked.certificate.as_ref().and_then(facts);
    report.signer = checked.certificate.as_ref().map(|certificate| {
        certificate
            .common_name
            .clone()
            .unwrap_or_else(|| certificate.subject_text.clone())
    });
    let Some((sub_indication, reason)) = &checked.failure else {
        report.integrity = Integrity::Intact;
        return;
    };
    match sub_indication {
        SubIndication::FormatFailure | SubIndication::HashFailure | SubIndication::SigCryptoFailure => {
            report.integrity = Integrity::Broken;
            fail(report, *sub_indication, reason);
        }
        _ => undecided(report, *sub_indication, reason),
    }
}

/// Marks a report as undecided unless it failed already.
fn undecided(report: &mut SignatureReport, sub_indication: SubIndication, reason: &str) {
    if report.indication == Indication::TotalPassed {
        report.indication = Indication::Indeterminate;
        report.sub_indication = Some(sub_indication);
    }
    report.reasons.push(reason.to_owned());
}

/// Path, revocation and algorithms of the signer.
fn certificate(
    work: &Work<'_>,
    checked: &Checked,
    purpose: Purpose,
    moments: Moments,
    report: &mut SignatureReport,
) {
    let Some(certificate) = &checked.certificate else {
        return;
    };
    let conclusion = judgement::judge(certificate, purpose, moments, &work.evidence, work.options);
    report.trust = conclusion.trust;
    report.chain = conclusion.chain.iter().filter_map(facts).collect();
    report.revocation = conclusion.revocation;
    report.warnings.extend(conclusion.warnings);
    if let Some((sub_indication, reason)) = conclusion.problem {
        use SubIndication::{Expired, NotYetValid, Revoked};
        match sub_indication {
            Revoked | Expired | NotYetValid => fail(report, sub_indication, &reason),
            _ => undecided(report, sub_indication, &reason),
        }
    }
    let Some(algorithm) = &checked.algorithm else {
        return;
    };
    for weakness in constraints::weaknesses(algorithm, checked.digest, &certificate.spki) {
        if weakness.accepted_until < moments.existed {
            report.weaknesses.push(weakness.what.clone());
        }
        // Whether something weak was signed in time is a question about proofs, which only trusted authorities give: where
        // trust is not asked, the answer is about integrity alone and this is a warning (EN 319 102-1, 5.1.3).
        if work.options.trust.is_some() && weakness.accepted_until < moments.existed {
            let reason = format!(
                "{} không còn an toàn và không có bằng chứng là đã ký trước đó",
                weakness.what
            );
            undecided(report, SubIndication::CryptoConstraintsFailureNoPoe, &reason);
        } else {
            report
                .warnings
                .push(format!("{} đã yếu theo quy định hiện nay", weakness.what));
        }
    }
}

/// Time stamps over the signature value, in the unsigned attributes (RFC 5126, 6.1.1).
fn signature_timestamps(work: &Work<'_>, data: &SignedData<'_>, until: i64) -> Vec<TimestampReport> {
    let Some(signer) = data.signers.first() else {
        return Vec::new();
    };
    let tokens = signer.unsigned(oid::TIME_STAMP_TOKEN);
    tokens
        .iter()
        .take(16)
        .map(|token| signature_timestamp(work, token.whole, &signer.signature, until))
        .collect()
}

fn signature_timestamp(work: &Work<'_>, token: &[u8], value: &[u8], until: i64) -> TimestampReport {
    let mut report = TimestampReport {
        kind: TimestampKind::Signature,
        field: None,
        time: None,
        authority: None,
        indication: Indication::TotalFailed,
        sub_indication: Some(SubIndication::FormatFailure),
        trust: Trust::NotAsked,
    };
    let Some(data) = SignedData::read(token) else {
        return report;
    };
    let token = timestamp::check(&data, &[value], &work.evidence.certificates);
    report.time = token.time.and_then(moment);
    let Some(certificate) = &token.checked.certificate else {
        return report;
    };
    report.authority.clone_from(&certificate.common_name);
    if let Some((sub_indication, _)) = token.checked.failure {
        report.sub_indication = Some(sub_indication);
        return report;
    }
    let now = work.options.at.unix_timestamp();
    let moments = Moments {
        existed: until,
        claimed: token.time,
        used: token.time.unwrap_or(until).min(until),
        now,
    };
    let conclusion = judgement::judge(
        certificate,
        Purpose::TimeStamping,
        moments,
        &work.evidence,
        work.options,
    );
    report.trust = conclusion.trust;
    let is_late = token.time.is_some_and(|time| time > until);
    let problem = conclusion.problem.map(|(sub_indication, _)| sub_indication);
    report.sub_indication = problem.or(is_late.then_some(SubIndication::TimestampOrderFailure));
    report.indication = if report.sub_indication.is_some() {
        Indication::Indeterminate
    } else {
        Indication::TotalPassed
    };
    report
}

/// `/M`, which the signature covers: the signer's claim (ISO 32000-2, 7.9.4).
fn claimed_in_dictionary(candidate: &Candidate<'_>) -> Option<i64> {
    let value = candidate.dictionary()?.get("M")?.as_string()?;
    let text = std::str::from_utf8(&value.bytes)
        .ok()?
        .trim_start_matches("D:")
        .to_owned();
    let number = |range: std::ops::Range<usize>, default: u8| match text.get(range) {
        Some(digits) => digits.parse::<u8>().ok(),
        None => Some(default),
    };
    let year = text.get(0..4)?.parse::<i32>().ok()?;
    let month = time::Month::try_from(number(4..6, 1)?).ok()?;
    let date = time::Date::from_calendar_date(year, month, number(6..8, 1)?).ok()?;
    let time = date
        .with_hms(number(8..10, 0)?, number(10..12, 0)?, number(12..14, 0)?.min(59))
        .ok()?;
    let sign = match text.get(14..15) {
        Some("+") => 1,
        Some("-") => -1,
        _ => 0,
    };
    let shift =
        i64::from(number(15..17, 0).unwrap_or(0)) * 3600 + i64::from(number(18..20, 0).unwrap_or(0)) * 60;
    Some(time.assume_utc().unix_timestamp() - sign * shift)
}

/// The level of ETSI EN 319 142-1 that the material reaches.
fn level(
    work: &Work<'_>,
    candidate: &Candidate<'_>,
    data: &SignedData<'_>,
    proofs: &Proofs,
    range: &SignedRange,
) -> Option<String> {
    if candidate.format != "ETSI.CAdES.detached" {
        return None;
    }
    let is_stamped = data
        .signers
        .first()
        .is_some_and(|signer| !signer.unsigned(oid::TIME_STAMP_TOKEN).is_empty());
    let is_archived = proofs.covering(range.revision).next().is_some();
    let level = match (
        is_stamped || is_archived,
        work.evidence.has_stored_revocation,
        is_archived,
    ) {
        (true, true, true) => "LTA",
        (true, true, false) => "LT",
        (true, false, _) => "T",
        (false, _, _) => "B",
    };
    Some(format!("PAdES-B-{level}"))
}

impl SignatureReport {
    /// Whether nothing but its own value is uncovered.
    #[must_use]
    pub fn covers_whole_file(&self) -> bool {
        self.coverage == Coverage::EntireFile
    }
}
