//! From bytes to a report: the order of the work.

use std::sync::Arc;

use super::candidate::{Candidate, blank, candidate};
use super::changes::{self, Finding, Regime};
use super::evidence::Evidence;
use super::fields::{self, Found};
use super::look::Looks;
use super::options::Options;
use super::report::{Coverage, Indication, Integrity, Report, SignatureReport, SubIndication, Verdict};
use super::{checks, signature};
use crate::cms::parse::SignedData;
use crate::syntax::file::Unreadable;
use crate::syntax::{PdfFile, accounting, indirect};

/// Validates every signature.
pub(crate) fn validate(bytes: &[u8], options: &Options) -> Report {
    let hash = ring::digest::digest(&ring::digest::SHA256, bytes);
    let mut report = Report {
        verdict: Verdict::Unreadable,
        reasons: Vec::new(),
        validated_at: options.at,
        sha256: hex::encode(hash.as_ref()),
        size: bytes.len(),
        revisions: 0,
        signatures: Vec::new(),
    };
    if let Err(problem) = read(bytes, options, &mut report) {
        report.verdict = problem.verdict;
        report.reasons.push(problem.reason.to_owned());
        buried(bytes, options, &mut report);
    }
    report
}

/// Counts the signatures.
pub(crate) fn count(bytes: &[u8], options: &Options) -> usize {
    PdfFile::read(bytes, &options.passwords).map_or(0, |file| fields::signatures(&file).len())
}

/// Why there is nothing to judge in a file as it is now.
struct Problem {
    verdict: Verdict,
    reason: &'static str,
}

fn read(bytes: &[u8], options: &Options, report: &mut Report) -> Result<(), Problem> {
    let unreadable = |reason| Problem {
        verdict: Verdict::Unreadable,
        reason,
    };
    let file = PdfFile::read(bytes, &options.passwords).map_err(|error| unreadable(reason(error)))?;
    report.revisions = file.revisions.len();
    if file.newest().catalog().as_dictionary().is_none() {
        return Err(unreadable("không đọc được danh mục tài liệu của tệp PDF"));
    }
    let found = fields::signatures(&file);
    if file.is_exhausted() {
        return Err(unreadable(reason(Unreadable::TooLarge)));
    }
    if found.is_empty() {
        return Err(Problem {
            verdict: Verdict::Unsigned,
            reason: "tệp không có chữ ký số",
        });
    }
    Work::new(&file, options, found).fill(report);
    conclude(report);
    Ok(())
}

/// Ends of earlier versions looked at, at most.
const MAX_VERSIONS: usize = 8;

/// A file whose beginning is a signed file, but whose end hides that: the signatures are told of, as failed.
///
/// Answers incremental saving with an empty or missing table, and tables without `/Prev`.
fn buried(bytes: &[u8], options: &Options, report: &mut Report) {
    if indirect::find(bytes, b"/ByteRange").is_none() {
        return;
    }
    let mut end = bytes.len();
    for _ in 0..MAX_VERSIONS {
        let Some(at) = indirect::find_last(&bytes[..end], b"%%EOF") else {
            return;
        };
        let version = &bytes[..at + b"%%EOF".len()];
        end = at;
        if version.len() == bytes.len() {
            continue;
        }
        if read(version, options, report).is_ok() {
            for signature in &mut report.signatures {
                let reason = "tệp bị ghi thêm sau khi ký mà phần thêm không nối tiếp phần đã ký";
                fail(signature, SubIndication::FormatFailure, reason);
                signature.coverage = Coverage::EntireRevision;
                checks::fill(signature);
            }
            conclude(report);
            return;
        }
    }
}

fn reason(error: Unreadable) -> &'static str {
    match error {
        Unreadable::NotPdf => "không phải tệp PDF",
        Unreadable::NoCrossReference => "tệp PDF hỏng: không tìm thấy bảng tham chiếu",
        Unreadable::BrokenChain => "tệp PDF hỏng: chuỗi bảng tham chiếu đứt hoặc lặp vòng",
        Unreadable::Encrypted => "tệp PDF được mã hóa và không mở được khi không có mật khẩu",
        Unreadable::TooLarge => "tệp PDF có quá nhiều phiên bản hoặc đối tượng",
    }
}

/// The worst signature decides.
fn conclude(report: &mut Report) {
    let is = |indication| {
        report
            .signatures
            .iter()
            .any(|signature| signature.indication == indication)
    };
    report.verdict = if is(Indication::TotalFailed) {
        Verdict::Failed
    } else if is(Indication::Indeterminate) {
        Verdict::Indeterminate
    } else {
        Verdict::Passed
    };
    let reasons = report.signatures.iter().flat_map(|signature| {
        signature
            .reasons
            .iter()
            .map(|reason| format!("{}: {reason}", signature.field))
    });
    for reason in reasons.collect::<Vec<_>>() {
        if !report.reasons.contains(&reason) {
            report.reasons.push(reason);
        }
    }
}

/// A file being validated.
pub(crate) struct Work<'f> {
    pub(crate) file: &'f PdfFile<'f>,
    pub(crate) options: &'f Options,
    pub(crate) evidence: Evidence,
    pub(crate) candidates: Vec<Candidate<'f>>,
    changes: Vec<Vec<Finding>>,
    looks: Looks<'f>,
}

impl<'f> Work<'f> {
    fn new(file: &'f PdfFile<'f>, options: &'f Options, found: Vec<Found>) -> Self {
        let mut evidence = Evidence::from_options(options);
        let mut candidates: Vec<Candidate<'f>> =
            found.into_iter().map(|found| candidate(file, found)).collect();
        candidates.sort_by_key(Candidate::revision);
        for candidate in &candidates {
            if let Some(data) = candidate.message().and_then(SignedData::read) {
                evidence.add_message(&data);
            }
        }
        evidence.add_store(file.newest());
        let first_signed = candidates.iter().map(Candidate::revision).min().unwrap_or(0);
        let is_changed = file.revisions.len() > first_signed + 1;
        let changes = if is_changed {
            changes::of_file(file, first_signed)
        } else {
            Vec::new()
        };
        Self {
            file,
            options,
            evidence,
            candidates,
            changes,
            looks: Looks::of(file, options),
        }
    }

    fn fill(&self, report: &mut Report) {
        let mut proofs = signature::Proofs::default();
        let mut reports: Vec<SignatureReport> = Vec::new();
        // Newest first: a document time stamp proves what existed before it.
        for index in (0..self.candidates.len()).rev() {
            let candidate = &self.candidates[index];
            let mut one = blank(candidate);
            self.place(index, &mut one);
            signature::judge(self, candidate, &mut proofs, &mut one);
            checks::fill(&mut one);
            reports.push(one);
        }
        reports.reverse();
        report.signatures = reports;
    }

    /// Judges where the signature stands: coverage, and what came after it.
    fn place(&self, index: usize, report: &mut SignatureReport) {
        let candidate = &self.candidates[index];
        if self.file.leading_bytes > 0 {
            fail(
                report,
                SubIndication::FormatFailure,
                "có dữ liệu đứng trước %PDF-",
            );
        }
        let range = match &candidate.range {
            Ok(range) => range,
            Err(error) => {
                report.integrity = Integrity::Broken;
                fail(report, SubIndication::FormatFailure, error.reason());
                return;
            }
        };
        report.revision = Some(range.revision + 1);
        let covers_all = accounting::first_content(self.file.bytes, range.end..self.file.bytes.len())
            .is_none()
            && range.revision + 1 == self.file.revisions.len();
        report.coverage = if covers_all {
            Coverage::EntireFile
        } else {
            Coverage::EntireRevision
        };
        if !candidate.found.is_still_there {
            fail(
                report,
                SubIndication::FormatFailure,
                "chữ ký bị gỡ hoặc bị thay trong phiên bản sau",
            );
        }
        let last = self.file.revisions.last().map_or(0, |revision| revision.end);
        if accounting::first_content(self.file.bytes, last..self.file.bytes.len()).is_some() {
            fail(
                report,
                SubIndication::FormatFailure,
                "có dữ liệu lạ sau phần cuối của tệp",
            );
        }
        self.judge_changes(index, range.revision, report);
        if self.file.is_exhausted() && range.revision + 1 < self.file.revisions.len() {
            fail(
                report,
                SubIndication::FormatFailure,
                "những thay đổi sau khi ký quá lớn để so sánh hết",
            );
        }
        if range.revision + 1 < self.file.revisions.len()
            && let Some(page) = self.looks.changed_page(range.end)
        {
            let reason = format!("trang {page} hiện ra khác với lúc ký");
            fail(report, SubIndication::FormatFailure, &reason);
        }
    }

    /// Every change after the signature, by the rules in force when it was made.
    fn judge_changes(&self, index: usize, revision: usize, report: &mut SignatureReport) {
        let before = self
            .candidates
            .iter()
            .enumerate()
            .filter(|(other, candidate)| *other == index || candidate.revision() <= revision);
        let mut regime = Regime::default();
        for (_, candidate) in before {
            regime.is_certified |= candidate.permission.is_certification;
            if let Some(level) = candidate.permission.level {
                regime.level = Some(regime.level.map_or(level, |known| known.min(level)));
            }
            regime.locks.extend(&candidate.permission.locks);
        }
        report.permission = regime.level;
        for (later, findings) in self.changes.iter().enumerate().skip(revision + 1) {
            report
                .changes
                .extend(findings.iter().map(|finding| regime.judge(later, finding)));
        }
        let refused: Vec<String> = report
            .changes
            .iter()
            .filter(|change| !change.allowed)
            .map(|change| change.description.clone())
            .collect();
        for description in refused {
            fail(report, SubIndication::FormatFailure, &description);
        }
    }
}

/// Marks a report as failed; the first reason gives the sub-indication.
pub(crate) fn fail(report: &mut SignatureReport, sub_indication: SubIndication, reason: &str) {
    report.indication = Indication::TotalFailed;
    report.sub_indication.get_or_insert(sub_indication);
    if !report.reasons.iter().any(|known| known == reason) {
        report.reasons.push(reason.to_owned());
    }
}

/// The certificate as officials see it.
pub(crate) fn facts(certificate: &Arc<crate::path::X509>) -> Option<super::report::CertificateFacts> {
    let key = crate::verify::PublicKey::read(&certificate.spki);
    Some(super::report::CertificateFacts {
        subject: certificate.subject_text.clone(),
        common_name: certificate.common_name.clone(),
        issuer: certificate.issuer_text.clone(),
        serial: certificate.serial_text(),
        not_before: super::judgement::moment(certificate.not_before)?,
        not_after: super::judgement::moment(certificate.not_after)?,
        fingerprint_sha256: hex::encode(ring::digest::digest(&ring::digest::SHA256, &certificate.der)),
        key: key.map_or_else(
            || "không rõ".to_owned(),
            |key| format!("{} {}", key.family(), key.bits()),
        ),
    })
}
