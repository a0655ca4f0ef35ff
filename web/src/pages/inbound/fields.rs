//! The fields of a registration as they stand in the form.

use documents::{
    Secrecy, Urgency,
    inbound::{
        RawFacts,
        proposal::{Found, Proposal},
    },
};

use crate::show;

/// Words a field can be chosen from.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) code: &'static str,
    pub(crate) label: &'static str,
}

pub(crate) fn kinds() -> Vec<Word> {
    let word = |kind: &documents::DocumentKind| Word {
        code: kind.code(),
        label: kind.label(),
    };
    documents::DocumentKind::ALL.iter().map(word).collect()
}

pub(crate) fn urgencies() -> Vec<Word> {
    Urgency::ALL
        .iter()
        .map(|word| Word {
            code: word.code(),
            label: word.label(),
        })
        .collect()
}

pub(crate) fn secrecies() -> Vec<Word> {
    Secrecy::ALL
        .iter()
        .map(|word| Word {
            code: word.code(),
            label: word.label(),
        })
        .collect()
}

/// Where the value of a field was read: "đọc ở trang 1".
#[derive(Debug, Clone, Default)]
pub(crate) struct ReadAt {
    pub(crate) number_symbol: String,
    pub(crate) date: String,
    pub(crate) issuer: String,
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) signer_name: String,
    pub(crate) signer_title: String,
    pub(crate) urgency: String,
}

impl ReadAt {
    pub(crate) fn of(read: &Proposal) -> Self {
        fn at<T>(found: Option<&Found<T>>) -> String {
            found.map_or_else(
                || "không đọc được, hãy điền".to_owned(),
                |found| format!("đọc ở trang {}", found.place.page),
            )
        }
        Self {
            number_symbol: at(read.number_symbol.as_ref()),
            date: at(read.date.as_ref()),
            issuer: at(read.issuer.as_ref()),
            kind: at(read.kind.as_ref()),
            subject: at(read.subject.as_ref()),
            signer_name: at(read.signer_name.as_ref()),
            signer_title: at(read.signer_title.as_ref()),
            urgency: read
                .urgency
                .as_ref()
                .map_or_else(String::new, |found| at(Some(found))),
        }
    }
}

/// What the form is filled with from what was read.
pub(crate) fn filled(read: &Proposal, today: time::Date) -> RawFacts {
    let text = |found: &Option<Found<String>>| {
        found
            .as_ref()
            .map(|found| found.value.clone())
            .unwrap_or_default()
    };
    RawFacts {
        number_symbol: read
            .number_symbol
            .as_ref()
            .map(|found| found.value.to_string())
            .unwrap_or_default(),
        date: read
            .date
            .as_ref()
            .map(|found| show::date(found.value))
            .unwrap_or_default(),
        issuer: text(&read.issuer),
        kind: read
            .kind
            .as_ref()
            .map(|found| found.value.code().to_owned())
            .unwrap_or_default(),
        subject: text(&read.subject),
        signer_name: text(&read.signer_name),
        signer_title: text(&read.signer_title),
        urgency: read
            .urgency
            .as_ref()
            .map(|found| found.value.code().to_owned())
            .unwrap_or_default(),
        secrecy: read
            .secrecy
            .as_ref()
            .map(|found| found.value.code().to_owned())
            .unwrap_or_default(),
        arrived_on: show::date(today),
        ..RawFacts::default()
    }
}
