//! The document as the template reads it: words in their final case, dates and numbers as printed, strings only.

mod content;
mod text;

use serde::Serialize;
use time::Date;

use crate::markup::{self, Block};
use crate::{Error, Form, OfficialDocument, fonts};
use content::{Entry, Part};
use text::{clean, cleaned_lines, upper, without_ending};

pub(crate) use text::unprintable;

/// What `templates/document.typ` knows of a document.
#[derive(Serialize)]
pub(crate) struct View {
    family: String,
    document_title: String,
    document_author: String,
    letter: bool,
    parent_agency: Vec<String>,
    agency: Vec<String>,
    number: Option<String>,
    symbol: String,
    place: String,
    day: Option<String>,
    month: Option<String>,
    year: Option<String>,
    title: Option<String>,
    subject: Vec<Part>,
    addressees: Vec<String>,
    issuing_authority: Option<String>,
    bases: Vec<Vec<Part>>,
    decides: Option<&'static str>,
    invitation: Option<Vec<Vec<Part>>>,
    blocks: Vec<Entry>,
    authority: Vec<String>,
    signer: String,
    other_position: Option<String>,
    recipients: Vec<String>,
    filing: String,
    drafter: Option<String>,
    urgency: Option<Urgency>,
    circulation: Option<String>,
    contact: Vec<String>,
}

#[derive(Serialize)]
struct Urgency {
    label: &'static str,
    width: u32,
}

impl View {
    /// Prepares a document for the template.
    pub(crate) fn of(document: &OfficialDocument) -> Result<Self, Error> {
        let blocks = markup::parse(&document.body).map_err(Error::Markup)?;
        let date = printed_date(document.date, document.year);
        let is_invitation = document.form == Form::Invitation;
        let mut view = Self {
            family: fonts::CATALOGUE.family.clone(),
            document_title: document_title(document),
            document_author: clean(&document.agency),
            letter: document.form == Form::Letter,
            parent_agency: document
                .parent_agency
                .as_deref()
                .map(upper_lines)
                .unwrap_or_default(),
            agency: upper_lines(&document.agency),
            number: document.number.map(|number| format!("{number:02}")),
            symbol: clean(&document.symbol),
            place: clean(&document.place),
            day: date.0,
            month: date.1,
            year: date.2,
            title: document.form.name().map(upper),
            subject: content::parts(subject(document)),
            addressees: if is_invitation {
                Vec::new()
            } else {
                items(&document.addressees)
            },
            issuing_authority: issuing_authority(document),
            bases: bases(&document.bases),
            decides: decides(document),
            invitation: document
                .invitation
                .as_ref()
                .filter(|_| is_invitation)
                .map(|lines| content::invitation(lines, &document.agency, &document.addressees)),
            blocks: blocks
                .iter()
                .map(|Block { content, .. }| Entry::of(content))
                .collect(),
            authority: signing_lines(document),
            signer: clean(&document.signing.name),
            other_position: document.signing.other_position.as_deref().map(upper),
            recipients: items(&document.recipients),
            filing: without_ending(&clean(document.filing.trim_start_matches("Lưu:"))).to_owned(),
            drafter: document
                .drafter
                .as_deref()
                .map(clean)
                .filter(|drafter| !drafter.is_empty()),
            urgency: document.urgency.map(|mark| Urgency {
                label: mark.label(),
                width: mark.width_mm(),
            }),
            circulation: document
                .circulation
                .as_deref()
                .map(upper)
                .filter(|mark| !mark.is_empty()),
            contact: items(&document.contact),
        };
        content::close(&mut view.blocks, view.invitation.as_mut());
        Ok(view)
    }
}

/// Day, month and year as printed: days below 10 and the months 1 and 2 with a zero (Annex I, II.4b).
fn printed_date(date: Option<Date>, year: Option<i32>) -> (Option<String>, Option<String>, Option<String>) {
    let Some(date) = date else {
        return (None, None, year.map(|year| year.to_string()));
    };
    let month = u8::from(date.month());
    let month = if month < 3 {
        format!("{month:02}")
    } else {
        month.to_string()
    };
    (
        Some(format!("{:02}", date.day())),
        Some(month),
        Some(date.year().to_string()),
    )
}

fn document_title(document: &OfficialDocument) -> String {
    let subject = clean(&document.subject);
    match document.form.name() {
        Some(name) => clean(&format!("{name} {subject}")),
        None => subject,
    }
}

/// The subject; a công văn's without the "V/v" the layout prints.
fn subject(document: &OfficialDocument) -> &str {
    let subject = document.subject.trim();
    match document.form {
        Form::Letter => subject
            .strip_prefix("V/v")
            .unwrap_or(subject)
            .trim_start_matches([':', ' ']),
        _ => subject,
    }
}

fn upper_lines(text: &str) -> Vec<String> {
    cleaned_lines(text)
        .iter()
        .map(|line| line.to_uppercase())
        .collect()
}

/// Entries of a list, without the punctuation the layout sets between them.
fn items(entries: &[String]) -> Vec<String> {
    let cleaned = entries
        .iter()
        .map(|entry| clean(entry.trim_start().trim_start_matches("- ")));
    cleaned
        .map(|entry| without_ending(&entry).to_owned())
        .filter(|entry| !entry.is_empty())
        .collect()
}

/// Căn cứ: each ends with a semicolon, the last with a full stop (Annex I, II.6a).
fn bases(entries: &[String]) -> Vec<Vec<Part>> {
    let entries = items(entries);
    let last = entries.len().saturating_sub(1);
    let ended = entries.iter().enumerate().map(|(index, entry)| {
        let ending = if index == last { '.' } else { ';' };
        content::parts(&format!("{entry}{ending}"))
    });
    ended.collect()
}

fn is_resolution(document: &OfficialDocument) -> bool {
    matches!(document.form.abbreviation(), Some("NQ"))
}

/// The words between bases and content (forms 1.1 to 1.3).
fn decides(document: &OfficialDocument) -> Option<&'static str> {
    match document.form {
        Form::Decision => Some("QUYẾT ĐỊNH:"),
        _ if is_resolution(document) => Some("QUYẾT NGHỊ:"),
        _ => None,
    }
}

/// Thẩm quyền ban hành: the collective's agency when it signs as one, else the head's post and agency
/// (Annex III, form 1.2, note 6).
fn issuing_authority(document: &OfficialDocument) -> Option<String> {
    decides(document)?;
    if let Some(given) = document
        .issuing_authority
        .as_deref()
        .map(upper)
        .filter(|given| !given.is_empty())
    {
        return Some(given);
    }
    let agency = upper(&document.agency);
    let authority = document.signing.authority.iter().map(|line| upper(line));
    let mut post = upper(&document.signing.position);
    for line in authority {
        if line.starts_with("TM.") {
            return Some(agency);
        }
        if let Some(head) = ["KT.", "TL.", "TUQ.", "Q."]
            .iter()
            .find_map(|mark| line.strip_prefix(mark))
        {
            head.trim().clone_into(&mut post);
            break;
        }
    }
    Some(if post.contains(&agency) {
        post
    } else {
        format!("{post} {agency}")
    })
}

/// Ô 7a: lines of authority, then the signer's post.
fn signing_lines(document: &OfficialDocument) -> Vec<String> {
    let signing = &document.signing;
    let lines = signing.authority.iter().chain([&signing.position]);
    lines
        .map(|line| upper(line))
        .filter(|line| !line.is_empty())
        .collect()
}
