//! Validates PDF files and prints what was found: `verify [--json] [--trust PEM] [--at RFC3339] FILE...`

use std::process::ExitCode;

use signing::validate::{Options, TrustStore, Verdict, validate_pdf};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut options = Options::at(time::macros::datetime!(2026-01-01 0:00 UTC));
    let (mut as_json, mut brief, mut worst) = (false, false, 0);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => as_json = true,
            "--brief" => brief = true,
            "--trust" => {
                let pem = std::fs::read(arguments.next().ok_or("--trust needs a file")?)?;
                options
                    .trust
                    .get_or_insert_with(TrustStore::empty)
                    .add_pem(&pem)?;
            }
            "--at" => {
                options.at = OffsetDateTime::parse(&arguments.next().ok_or("--at needs a time")?, &Rfc3339)?;
            }
            file => {
                let report = validate_pdf(&std::fs::read(file)?, &options);
                worst = worst.max(match report.verdict {
                    Verdict::Passed => 0,
                    Verdict::Failed => 1,
                    Verdict::Indeterminate | Verdict::Unsigned => 2,
                    Verdict::Unreadable => 3,
                });
                if as_json {
                    println!("{}", serde_json::to_string_pretty(&report)?);
                } else if brief {
                    println!("{file}\t{:?}\t{}", report.verdict, report.reasons.join(" | "));
                } else {
                    println!("{file}\n{}", report.to_text());
                }
            }
        }
    }
    Ok(ExitCode::from(worst))
}
