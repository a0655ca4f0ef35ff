//! The report as ETSI TS 119 102-2 XML, for machines of other houses.

use std::fmt::Write as _;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::report::{Indication, Report, SignatureReport, SubIndication};

const NAMESPACE: &str = "http://uri.etsi.org/19102/v1.2.1#";
const DIGEST: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// One `ValidationReport` with a `SignatureValidationReport` for each signature.
pub(crate) fn of_report(report: &Report) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(
        out,
        "<ValidationReport xmlns=\"{NAMESPACE}\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
    );
    for (index, signature) in report.signatures.iter().enumerate() {
        of_signature(&mut out, report, signature, index + 1);
    }
    out.push_str("</ValidationReport>\n");
    out
}

fn of_signature(out: &mut String, report: &Report, signature: &SignatureReport, number: usize) {
    let _ = writeln!(out, "  <SignatureValidationReport>");
    let _ = writeln!(
        out,
        "    <SignatureIdentifier id=\"S-{number}\"><HashOnly>false</HashOnly><DocHashOnly>false</DocHashOnly></SignatureIdentifier>"
    );
    let validated = moment(report.validated_at);
    let proven = signature
        .signing_time
        .filter(|_| signature.signing_time_is_proven);
    let (best, proof) = proven.map_or((validated.clone(), "validation"), |time| {
        (moment(time), "provided")
    });
    let _ = writeln!(
        out,
        "    <ValidationTimeInfo><ValidationTime>{validated}</ValidationTime><BestSignatureTime><POETime>{best}</POETime>\
         <TypeOfProof>urn:etsi:019102:poetype:{proof}</TypeOfProof></BestSignatureTime></ValidationTimeInfo>"
    );
    let _ = writeln!(
        out,
        "    <SignersDocument><DigestAlgAndValue><ds:DigestMethod Algorithm=\"{DIGEST}\"/><ds:DigestValue>{}</ds:DigestValue>\
         </DigestAlgAndValue></SignersDocument>",
        digest(&report.sha256)
    );
    if let (Some(signer), Some(_)) = (&signature.signer, &signature.certificate) {
        let _ = writeln!(
            out,
            "    <SignerInformation><SignerCertificate VOReference=\"#C-{number}\"/><Signer>{}</Signer></SignerInformation>",
            escaped(signer)
        );
    }
    let _ = writeln!(
        out,
        "    <SignatureValidationProcess><SignatureValidationProcessID>urn:etsi:019102:validationprocess:LTA\
         </SignatureValidationProcessID></SignatureValidationProcess>"
    );
    status(out, signature);
    let _ = writeln!(out, "  </SignatureValidationReport>");
    if let Some(certificate) = &signature.certificate {
        let _ = writeln!(
            out,
            "  <SignatureValidationObjects><ValidationObject id=\"C-{number}\"><ObjectType>urn:etsi:019102:validationObject:certificate\
             </ObjectType><ValidationObjectRepresentation><DigestAlgAndValue><ds:DigestMethod Algorithm=\"{DIGEST}\"/>\
             <ds:DigestValue>{}</ds:DigestValue></DigestAlgAndValue></ValidationObjectRepresentation></ValidationObject>\
             </SignatureValidationObjects>",
            digest(&certificate.fingerprint_sha256)
        );
    }
}

fn status(out: &mut String, signature: &SignatureReport) {
    let main = match signature.indication {
        Indication::TotalPassed => "total-passed",
        Indication::Indeterminate => "indeterminate",
        Indication::TotalFailed => "total-failed",
    };
    let _ = write!(
        out,
        "    <SignatureValidationStatus><MainIndication>urn:etsi:019102:mainindication:{main}</MainIndication>"
    );
    if let Some(sub_indication) = signature.sub_indication {
        let name = name(sub_indication);
        let _ = write!(
            out,
            "<SubIndication>urn:etsi:019102:subindication:{name}</SubIndication>"
        );
    }
    for reason in &signature.reasons {
        let _ = write!(
            out,
            "<AssociatedValidationReportData><AdditionalValidationReportData><ReportData><Type>urn:etsi:019102:reason</Type>\
             <Value>{}</Value></ReportData></AdditionalValidationReportData></AssociatedValidationReportData>",
            escaped(reason)
        );
    }
    out.push_str("</SignatureValidationStatus>\n");
}

/// The name tables 5 and 6 of EN 319 102-1 give it, as the JSON report has it.
pub(crate) fn name(sub_indication: SubIndication) -> String {
    let name = serde_json::to_value(sub_indication).ok();
    name.and_then(|name| name.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn digest(hexadecimal: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(hex::decode(hexadecimal).unwrap_or_default())
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
