//! The typeset pages of fields that are not saved yet, and what breaks the decree at which field.

use composer::{
    Finding,
    check::{Field, Weight},
};
use kernel::{Actor, Office};

use super::{
    fields::{Fields, fill},
    layout::lay_out,
};
use crate::Error;

/// Typeset pages.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: u32,
    /// What breaks the decree or deserves a second look.
    pub findings: Vec<Finding>,
}

/// Typesets the fields; nothing is kept.
///
/// # Errors
/// When fields have mistakes or cannot be typeset.
pub async fn preview(office: &Office, actor: &Actor, fields: Fields) -> Result<Preview, Error> {
    let filled = fill(office, actor, fields).await?;
    let document = lay_out(&filled.sheet(), office.now());
    let made = tokio::task::spawn_blocking(move || {
        let findings = findings(&document);
        let composed = composer::compose(&document)?;
        Ok(Preview {
            pdf: composed.pdf,
            pages: composed.pages,
            findings,
        })
    });
    made.await.map_err(Error::interrupted)?
}

/// What the composer finds, except what is filled in later by the clerk.
#[must_use]
pub fn findings(document: &composer::OfficialDocument) -> Vec<Finding> {
    let mut findings = composer::check(document);
    findings.retain(|finding| finding.field != Field::Number);
    findings
}

/// Whether the decree is broken, rather than advice given.
#[must_use]
pub fn is_violation(finding: &Finding) -> bool {
    finding.weight == Weight::Violation
}

/// The field of a draft a finding belongs to.
#[must_use]
pub fn field_name(field: Field) -> &'static str {
    match field {
        Field::Agency | Field::Place | Field::Symbol | Field::Number => "kind",
        Field::Subject => "subject",
        Field::Addressees => "addressees",
        Field::Bases => "bases",
        Field::Body => "body",
        Field::Invitation => "meeting",
        Field::Authority | Field::Position => "authority",
        Field::Name => "signer",
        Field::Recipients => "recipients",
        Field::Filing | Field::Drafter => "filing",
        Field::Circulation => "circulation",
    }
}
