//! What a draft says: fields that the composer lays out.

use kernel::{id::AgencyId, text};
use serde::{Deserialize, Serialize};

/// Who gets the document: structured where the agency is known here, a name where it is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The agency in this installation.
    #[serde(default)]
    pub agency: Option<AgencyId>,
    /// The name as printed.
    pub name: String,
}

/// The lines of an invitation (form 1.7).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// What is met about.
    #[serde(default)]
    pub purpose: String,
    /// Who presides.
    #[serde(default)]
    pub chair: String,
    /// When.
    #[serde(default)]
    pub time: String,
    /// Where.
    #[serde(default)]
    pub location: String,
}

/// The fields of one version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Trích yếu, without "V/v".
    pub subject: String,
    /// Kính gửi.
    #[serde(default)]
    pub addressees: Vec<Recipient>,
    /// Căn cứ.
    #[serde(default)]
    pub bases: Vec<String>,
    /// The body in the composer's markup.
    #[serde(default)]
    pub body: String,
    /// Nơi nhận, beyond the addressees.
    #[serde(default)]
    pub recipients: Vec<Recipient>,
    /// What follows "Lưu: ".
    #[serde(default)]
    pub filing: String,
    /// The lines of an invitation.
    #[serde(default)]
    pub meeting: Option<Meeting>,
    /// Phạm vi lưu hành.
    #[serde(default)]
    pub circulation: Option<String>,
}

impl Content {
    /// The same content with every text in NFC and without characters that look like nothing.
    #[must_use]
    pub fn cleaned(self) -> Self {
        let lines = |list: Vec<String>| -> Vec<String> {
            list.iter()
                .map(|line| text::clean_line(line))
                .filter(|line| !line.is_empty())
                .collect()
        };
        let people = |list: Vec<Recipient>| -> Vec<Recipient> {
            list.into_iter()
                .map(|one| Recipient {
                    name: text::clean_line(&one.name),
                    ..one
                })
                .filter(|one| !one.name.is_empty())
                .collect()
        };
        Self {
            subject: text::clean_line(&self.subject),
            addressees: people(self.addressees),
            bases: lines(self.bases),
            body: text::clean(&self.body),
            recipients: people(self.recipients),
            filing: text::clean_line(&self.filing),
            meeting: self.meeting.map(|meeting| Meeting {
                purpose: text::clean_line(&meeting.purpose),
                chair: text::clean_line(&meeting.chair),
                time: text::clean_line(&meeting.time),
                location: text::clean_line(&meeting.location),
            }),
            circulation: self
                .circulation
                .map(|mark| text::clean_line(&mark))
                .filter(|mark| !mark.is_empty()),
        }
    }

    /// Everybody the issued document is delivered to, each once: addressees first, then the further recipients.
    ///
    /// "Như trên" and the like name nobody new.
    #[must_use]
    pub fn deliveries(&self) -> Vec<&Recipient> {
        let mut found: Vec<&Recipient> = Vec::new();
        for one in self.addressees.iter().chain(&self.recipients) {
            let refers_back = one.agency.is_none() && one.name.to_lowercase().starts_with("như ");
            let is_known = found.iter().any(|known| match (known.agency, one.agency) {
                (Some(left), Some(right)) => left == right,
                _ => known.name.to_lowercase() == one.name.to_lowercase(),
            });
            if !refers_back && !is_known {
                found.push(one);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Recipient {
        Recipient {
            agency: None,
            name: name.into(),
        }
    }

    #[test]
    fn everybody_is_delivered_to_once() {
        let agency = AgencyId(uuid::Uuid::from_u128(7));
        let content = Content {
            addressees: vec![Recipient {
                agency: Some(agency),
                name: "Sở Tài chính".into(),
            }],
            recipients: vec![
                named("Như trên"),
                Recipient {
                    agency: Some(agency),
                    name: "STC".into(),
                },
                named("Bộ Nội vụ"),
                named("bộ nội vụ"),
            ],
            ..Content::default()
        };
        let names: Vec<&str> = content.deliveries().iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Sở Tài chính", "Bộ Nội vụ"]);
    }

    #[test]
    fn decomposed_text_is_composed_and_blank_lines_are_dropped() {
        let content = Content {
            subject: " Ba\u{301}o  ca\u{301}o ".into(),
            bases: vec!["  ".into(), "Căn cứ Luật".into()],
            ..Content::default()
        };
        let content = content.cleaned();
        assert_eq!((content.subject.as_str(), content.bases.len()), ("Báo cáo", 1));
    }
}
