//! From the fields of a draft to the composer's document.

use composer::{Form, Invitation, OfficialDocument, SigningBlock, UrgencyMark};
use kernel::Timestamp;

use super::{Content, Signatory, heading::Heading};
use crate::{DocumentKind, Urgency};

/// Everything the typeset pages are made from.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// What stands above.
    pub heading: &'a Heading,
    /// The kind.
    pub kind: DocumentKind,
    /// The urgency.
    pub urgency: Urgency,
    /// The symbol.
    pub symbol: &'a str,
    /// Who signs.
    pub signatory: &'a Signatory,
    /// The fields.
    pub content: &'a Content,
}

/// The composer's document. Number and date stay open: they are filled in after the signature, by the clerk.
#[must_use]
pub fn lay_out(sheet: &Sheet<'_>, now: Timestamp) -> OfficialDocument {
    let (authority, position) = sheet.signatory.printed();
    let signing = SigningBlock {
        authority,
        position,
        other_position: None,
        name: sheet.signatory.name.clone(),
    };
    let names = |list: &[super::Recipient]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    let form = form(sheet.kind);
    let addressees = names(&sheet.content.addressees);
    let mut recipients = names(&sheet.content.recipients);
    // Annex I, II.9b: what has "Kính gửi" lists "Như trên" first.
    let refers_above = form.addresses_recipients() && !addressees.is_empty();
    if refers_above
        && !recipients
            .iter()
            .any(|name| name.to_lowercase().starts_with("như trên"))
    {
        recipients.insert(0, "Như trên".to_owned());
    }
    let mut document = OfficialDocument::new(
        form,
        &sheet.heading.agency,
        sheet.symbol,
        &sheet.heading.place,
        &sheet.content.subject,
        signing,
    );
    document.parent_agency.clone_from(&sheet.heading.parent);
    document.addressees = addressees;
    document.bases.clone_from(&sheet.content.bases);
    document.body.clone_from(&sheet.content.body);
    document.recipients = recipients;
    document.filing = filing(sheet);
    document.circulation.clone_from(&sheet.content.circulation);
    document.urgency = mark(sheet.urgency);
    document.invitation = sheet.content.meeting.as_ref().map(|meeting| Invitation {
        purpose: meeting.purpose.clone(),
        chair: meeting.chair.clone(),
        time: meeting.time.clone(),
        location: meeting.location.clone(),
    });
    document.composed_at = Some(now.vietnam());
    document
}

/// "VT" and the drafting unit, unless the drafter wrote something else.
fn filing(sheet: &Sheet<'_>) -> String {
    match (
        sheet.content.filing.as_str(),
        sheet.heading.unit_abbreviation.as_str(),
    ) {
        ("", "" | "VT") => "VT".to_owned(),
        ("", unit) => format!("VT, {unit}"),
        (written, _) => written.to_owned(),
    }
}

fn form(kind: DocumentKind) -> Form {
    match kind {
        DocumentKind::Letter | DocumentKind::OfficialMissive => Form::Letter,
        DocumentKind::Decision => Form::Decision,
        DocumentKind::Submission => Form::Submission,
        DocumentKind::Report => Form::Report,
        DocumentKind::Notice => Form::Notice,
        DocumentKind::Invitation => Form::Invitation,
        other => Form::Titled {
            name: other.label().to_owned(),
        },
    }
}

fn mark(urgency: Urgency) -> Option<UrgencyMark> {
    match urgency {
        Urgency::Normal => None,
        Urgency::Urgent => Some(UrgencyMark::Urgent),
        Urgency::VeryUrgent => Some(UrgencyMark::HighlyUrgent),
        Urgency::Express | Urgency::ExpressTimed => Some(UrgencyMark::Express),
    }
}
