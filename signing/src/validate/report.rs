//! What a validation answers. The JSON names are stable.

use serde::Serialize;
use time::OffsetDateTime;

/// The verdict on the whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every signature passed.
    Passed,
    /// At least one signature failed, or the file was tampered with.
    Failed,
    /// Nothing failed, but something could not be decided.
    Indeterminate,
    /// The bytes are not a PDF that can be read without repair.
    Unreadable,
    /// There is no signature in it.
    Unsigned,
}

/// What kind of signature it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An ordinary signature.
    Approval,
    /// A signature with `DocMDP`, that says which changes stay allowed.
    Certification,
    /// A time stamp over the whole document.
    DocumentTimestamp,
}

/// The three answers of EN 319 102-1, 5.1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Indication {
    /// All checks succeeded.
    #[serde(rename = "TOTAL-PASSED")]
    TotalPassed,
    /// Not enough is known.
    #[serde(rename = "INDETERMINATE")]
    Indeterminate,
    /// The signature is broken or forged.
    #[serde(rename = "TOTAL-FAILED")]
    TotalFailed,
}

/// Why it did not pass (EN 319 102-1, table 5 and 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubIndication {
    /// The structure breaks a rule, or the file was changed in a way no rule allows.
    FormatFailure,
    /// The covered bytes are not those that were signed.
    HashFailure,
    /// The signature value does not belong to the signer's key.
    SigCryptoFailure,
    /// The certificate was revoked before the signature was made.
    Revoked,
    /// The certificate was not in force when the signature was made.
    Expired,
    /// The certificate was not yet in force when the signature was made.
    NotYetValid,
    /// The signer's certificate is not there or not the one the signature names.
    NoSigningCertificateFound,
    /// No path to a trusted anchor.
    NoCertificateChainFound,
    /// The path breaks a rule of RFC 5280.
    ChainConstraintsFailure,
    /// The path could not be judged.
    CertificateChainGeneralFailure,
    /// An algorithm or key size is not accepted.
    CryptoConstraintsFailure,
    /// The algorithm was no longer accepted and nothing proves an earlier existence.
    CryptoConstraintsFailureNoPoe,
    /// Revoked, and nothing proves that the signature is older.
    RevokedNoPoe,
    /// A certificate of an authority was revoked.
    RevokedCaNoPoe,
    /// Expired or not yet valid, and nothing proves when the signature was made.
    OutOfBoundsNoPoe,
    /// The status of a certificate is not known (yet).
    TryLater,
    /// The time stamps contradict each other.
    TimestampOrderFailure,
    /// Another constraint of the signature's format is not met.
    SigConstraintsFailure,
    /// The signature's algorithm cannot be computed here.
    Generic,
}

/// Whether the covered bytes are the signed ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Integrity {
    /// Digest and signature value hold.
    Intact,
    /// They do not.
    Broken,
    /// It cannot be computed.
    Unknown,
}

/// How much of the file the signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Everything but its own value.
    EntireFile,
    /// Everything up to the end of an earlier revision.
    EntireRevision,
    /// Something else: never accepted.
    Partial,
}

/// The answer about trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// A valid path leads to an anchor.
    Trusted,
    /// None does.
    NotTrusted,
    /// No anchors were given.
    NotAsked,
}

/// What is known about revocation of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationStatus {
    /// A fresh answer says it is good.
    Good,
    /// It was revoked.
    Revoked,
    /// Nobody could be asked.
    Unknown,
    /// Its issuer offers no status, or it is an anchor.
    NotApplicable,
}

/// The revocation status of the signer's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevocationFacts {
    /// The status at the best known signing time.
    pub status: RevocationStatus,
    /// "CRL" or "OCSP".
    pub source: Option<String>,
    /// When the answer was made.
    #[serde(with = "time::serde::rfc3339::option")]
    pub issued: Option<OffsetDateTime>,
    /// When it was revoked.
    #[serde(with = "time::serde::rfc3339::option")]
    pub revoked_at: Option<OffsetDateTime>,
    /// What is known now, at the moment of validation.
    pub status_now: RevocationStatus,
}

/// A change made after signing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The revision that made it, counted from 1.
    pub revision: usize,
    /// The object, "12 0", if one can be named.
    pub object: Option<String>,
    /// What happened, in Vietnamese.
    pub description: String,
    /// Whether a rule allows it.
    pub allowed: bool,
}

/// What officials see of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificateFacts {
    /// Distinguished name of the holder.
    pub subject: String,
    /// Common name of the holder.
    pub common_name: Option<String>,
    /// Distinguished name of the issuer.
    pub issuer: String,
    /// Serial number in hexadecimal.
    pub serial: String,
    /// Start of validity.
    #[serde(with = "time::serde::rfc3339")]
    pub not_before: OffsetDateTime,
    /// End of validity.
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
    /// SHA-256 of the DER bytes in hexadecimal.
    pub fingerprint_sha256: String,
    /// "RSA 2048".
    pub key: String,
}

/// Which time stamp it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimestampKind {
    /// Over the signature value (RFC 3161, RFC 5126).
    Signature,
    /// Over the document.
    Document,
}

/// A time stamp that speaks for this signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimestampReport {
    /// Which kind.
    pub kind: TimestampKind,
    /// The field of a document time stamp.
    pub field: Option<String>,
    /// The time it states.
    #[serde(with = "time::serde::rfc3339::option")]
    pub time: Option<OffsetDateTime>,
    /// Who made it.
    pub authority: Option<String>,
    /// Whether it can be relied upon.
    pub indication: Indication,
    /// Why not.
    pub sub_indication: Option<SubIndication>,
    /// Whether a path leads to an anchor.
    pub trust: Trust,
}

/// Result of one of the six checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// It could not be decided, or holds with a reservation.
    Warning,
    /// It was not asked.
    NotChecked,
}

/// One of the six checks of circular 15/2025/TT-BKHCN, article 6 and annex II.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// 1 to 6.
    pub number: u8,
    /// What is checked, in Vietnamese.
    pub name: &'static str,
    /// How it came out.
    pub result: CheckResult,
    /// Why, in Vietnamese.
    pub detail: String,
}

/// Everything about one signature.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignatureReport {
    /// Full name of the field.
    pub field: String,
    /// What kind of signature it is.
    pub kind: Kind,
    /// `/SubFilter`.
    pub format: String,
    /// "PAdES-B-LT" and the like, if it is one.
    pub level: Option<String>,
    /// The revision it closes, counted from 1.
    pub revision: Option<usize>,
    /// The conclusion.
    pub indication: Indication,
    /// Why it did not pass.
    pub sub_indication: Option<SubIndication>,
    /// The same in words, in Vietnamese.
    pub reasons: Vec<String>,
    /// What does not change the conclusion but should be known, in Vietnamese.
    pub warnings: Vec<String>,
    /// Whether the covered bytes are the signed ones.
    pub integrity: Integrity,
    /// How much it covers.
    pub coverage: Coverage,
    /// What was changed after it.
    pub changes: Vec<Change>,
    /// `DocMDP` level in force, 1 to 3.
    pub permission: Option<u8>,
    /// The signer's name.
    pub signer: Option<String>,
    /// When it was signed: a time stamp's time, or else what the signer claims.
    #[serde(with = "time::serde::rfc3339::option")]
    pub signing_time: Option<OffsetDateTime>,
    /// Whether a time stamp vouches for `signing_time`.
    pub signing_time_is_proven: bool,
    /// Time stamps that speak for it.
    pub timestamps: Vec<TimestampReport>,
    /// The answer about trust.
    pub trust: Trust,
    /// The signer's certificate.
    pub certificate: Option<CertificateFacts>,
    /// The path to the anchor, the signer's own certificate left out.
    pub chain: Vec<CertificateFacts>,
    /// Revocation of the signer's certificate.
    pub revocation: RevocationFacts,
    /// "RSASSA-PSS SHA-256".
    pub algorithm: Option<String>,
    /// `/Reason` of the dictionary, which the signature covers.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// The six checks of circular 15/2025/TT-BKHCN.
    pub checks: Vec<Check>,
    /// Algorithms that are no longer safe, for the first check.
    #[serde(skip)]
    pub(crate) weaknesses: Vec<String>,
}

/// The answer about a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The verdict on the whole file.
    pub verdict: Verdict,
    /// Why, in Vietnamese.
    pub reasons: Vec<String>,
    /// When it was validated.
    #[serde(with = "time::serde::rfc3339")]
    pub validated_at: OffsetDateTime,
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub size: usize,
    /// How often the file was saved, as far as it can be read.
    pub revisions: usize,
    /// Every signature, oldest first.
    pub signatures: Vec<SignatureReport>,
}

impl Report {
    /// The JSON Schema (draft 2020-12) of the report as JSON. Names and values it knows stay; see its description.
    pub const JSON_SCHEMA: &str = include_str!("report.schema.json");

    /// The report as text for the console, in Vietnamese.
    #[must_use]
    pub fn to_text(&self) -> String {
        super::text::of_report(self)
    }

    /// The report as ETSI TS 119 102-2 XML.
    #[must_use]
    pub fn to_etsi_xml(&self) -> String {
        super::etsi::of_report(self)
    }
}

impl Indication {
    /// The name the standard gives it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TotalPassed => "TOTAL-PASSED",
            Self::Indeterminate => "INDETERMINATE",
            Self::TotalFailed => "TOTAL-FAILED",
        }
    }
}
