//! The report as ETSI TS 119 102-2 XML, for machines of other houses.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::report::{CertificateFacts, Indication, Report, SignatureReport, SubIndication, Trust, Verdict};

const NAMESPACE: &str = "http://uri.etsi.org/19102/v1.2.1#";
const DIGEST: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
/// The identifier of the file among the validation objects.
const DOCUMENT: &str = "D-1";

/// One `ValidationReport`: a `SignatureValidationReport` for each signature, then the objects they speak of.
pub(crate) fn of_report(report: &Report) -> String {
    let objects = Objects::of(report);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        out,
        "<ValidationReport xmlns=\"{NAMESPACE}\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
    );
    for (index, signature) in report.signatures.iter().enumerate() {
        of_signature(&mut out, report, signature, index + 1, &objects);
    }
    if report.signatures.is_empty() {
        without_signature(&mut out, report);
    }
    objects.write(&mut out, report);
    out.push_str("</ValidationReport>\n");
    out
}

/// The schema wants at least one conclusion: a file that cannot be read fails, one without signatures is undecided.
fn without_signature(out: &mut String, report: &Report) {
    let (main, sub_indication) = if report.verdict == Verdict::Unreadable {
        (Indication::TotalFailed, SubIndication::FormatFailure)
    } else {
        (Indication::Indeterminate, SubIndication::Generic)
    };
    out.push_str("  <SignatureValidationReport>\n");
    document(out, report);
    status(out, main, Some(sub_indication), "", &report.reasons);
    out.push_str("  </SignatureValidationReport>\n");
}

fn of_signature(
    out: &mut String,
    report: &Report,
    signature: &SignatureReport,
    number: usize,
    objects: &Objects<'_>,
) {
    out.push_str("  <SignatureValidationReport>\n");
    let _ = writeln!(
        out,
        "    <SignatureIdentifier id=\"S-{number}\"><HashOnly>false</HashOnly><DocHashOnly>false</DocHashOnly></SignatureIdentifier>"
    );
    times(out, report, signature);
    document(out, report);
    attributes(out, signature);
    if let (Some(signer), Some(certificate)) = (&signature.signer, &signature.certificate) {
        let _ = writeln!(
            out,
            "    <SignerInformation>{}<Signer>{}</Signer></SignerInformation>",
            objects.reference("SignerCertificate", certificate),
            escaped(signer)
        );
    }
    out.push_str(
        "    <SignatureValidationProcess><SignatureValidationProcessID>urn:etsi:019102:validationprocess:LTA\
         </SignatureValidationProcessID></SignatureValidationProcess>\n",
    );
    let chain = objects.chain(signature);
    let (indication, sub_indication) = (signature.indication, signature.sub_indication);
    status(out, indication, sub_indication, &chain, &signature.reasons);
    out.push_str("  </SignatureValidationReport>\n");
}

/// The best time is what the validation itself proves: the earliest time stamp, or else now.
fn times(out: &mut String, report: &Report, signature: &SignatureReport) {
    let proven = signature
        .signing_time
        .filter(|_| signature.signing_time_is_proven);
    let _ = writeln!(
        out,
        "    <ValidationTimeInfo><ValidationTime>{}</ValidationTime><BestSignatureTime><POETime>{}</POETime>\
         <TypeOfProof>urn:etsi:019102:poetype:validation</TypeOfProof></BestSignatureTime></ValidationTimeInfo>",
        moment(report.validated_at),
        moment(proven.unwrap_or(report.validated_at))
    );
}

fn document(out: &mut String, report: &Report) {
    let _ = writeln!(
        out,
        "    <SignersDocument>{}<SignersDocumentRepresentation VOReference=\"{DOCUMENT}\"/></SignersDocument>",
        digest(&report.sha256)
    );
}

/// What the signed dictionary says of itself; a proven time is no claim.
fn attributes(out: &mut String, signature: &SignatureReport) {
    let mut inside = String::new();
    let claimed = signature
        .signing_time
        .filter(|_| !signature.signing_time_is_proven);
    if let Some(claimed) = claimed {
        let _ = write!(
            inside,
            "<SigningTime Signed=\"true\"><Time>{}</Time></SigningTime>",
            moment(claimed)
        );
    }
    if let Some(reason) = &signature.reason {
        let reason = escaped(reason);
        let _ = write!(
            inside,
            "<Reason Signed=\"true\"><ReasonElement>{reason}</ReasonElement></Reason>"
        );
    }
    let format = escaped(&signature.format);
    let _ = write!(
        inside,
        "<SubFilter Signed=\"true\"><SubFilterElement>{format}</SubFilterElement></SubFilter>"
    );
    let _ = writeln!(out, "    <SignatureAttributes>{inside}</SignatureAttributes>");
}

fn status(
    out: &mut String,
    indication: Indication,
    sub_indication: Option<SubIndication>,
    chain: &str,
    reasons: &[String],
) {
    let main = indication.name().to_lowercase();
    let _ = write!(
        out,
        "    <SignatureValidationStatus><MainIndication>urn:etsi:019102:mainindication:{main}</MainIndication>"
    );
    if let Some(sub_indication) = sub_indication {
        let name = name(sub_indication);
        let _ = write!(
            out,
            "<SubIndication>urn:etsi:019102:subindication:{name}</SubIndication>"
        );
    }
    if !chain.is_empty() {
        let _ = write!(
            out,
            "<AssociatedValidationReportData>{chain}</AssociatedValidationReportData>"
        );
    }
    for reason in reasons {
        let _ = write!(
            out,
            "<AssociatedValidationReportData><AdditionalValidationReportData><ReportData><Type>urn:etsi:019102:reason</Type>\
             <Value>{}</Value></ReportData></AdditionalValidationReportData></AssociatedValidationReportData>",
            escaped(reason)
        );
    }
    out.push_str("</SignatureValidationStatus>\n");
}

/// The certificates of a report, each once, with the identifiers they are referred to by.
struct Objects<'r>(BTreeMap<&'r str, usize>);

impl<'r> Objects<'r> {
    fn of(report: &'r Report) -> Self {
        let certificates = report
            .signatures
            .iter()
            .flat_map(|signature| signature.certificate.iter().chain(&signature.chain));
        let mut numbers = BTreeMap::new();
        for certificate in certificates {
            let next = numbers.len() + 1;
            numbers
                .entry(certificate.fingerprint_sha256.as_str())
                .or_insert(next);
        }
        Self(numbers)
    }

    fn reference(&self, element: &str, certificate: &CertificateFacts) -> String {
        let number = self.0.get(certificate.fingerprint_sha256.as_str());
        number.map_or_else(String::new, |number| {
            format!("<{element} VOReference=\"C-{number}\"/>")
        })
    }

    /// The path that was found; its last certificate is the anchor.
    fn chain(&self, signature: &SignatureReport) -> String {
        let (Some(own), Trust::Trusted) = (&signature.certificate, signature.trust) else {
            return String::new();
        };
        let mut path = self.reference("SigningCertificate", own);
        if let Some((anchor, between)) = signature.chain.split_last() {
            for certificate in between {
                path += &self.reference("IntermediateCertificate", certificate);
            }
            path += &self.reference("TrustAnchor", anchor);
        }
        format!("<CertificateChain>{path}</CertificateChain>")
    }

    fn write(&self, out: &mut String, report: &Report) {
        out.push_str("  <SignatureValidationObjects>\n");
        object(out, DOCUMENT, "signedData", &report.sha256);
        for (fingerprint, number) in &self.0 {
            object(out, &format!("C-{number}"), "certificate", fingerprint);
        }
        out.push_str("  </SignatureValidationObjects>\n");
    }
}

fn object(out: &mut String, identifier: &str, kind: &str, sha256: &str) {
    let _ = writeln!(
        out,
        "    <ValidationObject id=\"{identifier}\"><ObjectType>urn:etsi:019102:validationObject:{kind}</ObjectType>\
         <ValidationObjectRepresentation>{}</ValidationObjectRepresentation></ValidationObject>",
        digest(sha256)
    );
}

/// The name tables 5 and 6 of EN 319 102-1 give it, as the JSON report has it.
pub(crate) fn name(sub_indication: SubIndication) -> String {
    let name = serde_json::to_value(sub_indication).ok();
    name.and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn digest(hexadecimal: &str) -> String {
    use base64::Engine as _;
    let value =
        base64::engine::general_purpose::STANDARD.encode(hex::decode(hexadecimal).unwrap_or_default());
    format!(
        "<DigestAlgAndValue><ds:DigestMethod Algorithm=\"{DIGEST}\"/><ds:DigestValue>{value}</ds:DigestValue></DigestAlgAndValue>"
    )
}

fn moment(moment: OffsetDateTime) -> String {
    moment.format(&Rfc3339).unwrap_or_default()
}

/// Text that XML 1.0 can hold.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            character if character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}') => {
                out.push(' ');
            }
            character => out.push(character),
        }
    }
    out
}
