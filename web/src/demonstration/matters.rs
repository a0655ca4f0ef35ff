use documents::DocumentKind;
use serde::Deserialize;

/// What the documents are about, as written down in `demonstration/matters.toml`.
#[derive(Debug, Deserialize)]
pub(super) struct Matters {
    #[serde(rename = "matter")]
    pub(super) all: Vec<Matter>,
}

/// One matter, written in several documents.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Matter {
    kind: Kind,
    pub(super) from: Vec<String>,
    pub(super) to: Vec<String>,
    subject: String,
    #[serde(default)]
    pub(super) bases: Vec<String>,
    body: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Letter,
    Decision,
    Submission,
    Report,
    Notice,
    Invitation,
}

impl Matters {
    pub(super) fn read() -> anyhow::Result<Self> {
        Ok(toml::from_str(include_str!("../../demonstration/matters.toml"))?)
    }
}

impl Matter {
    pub(super) fn kind(&self) -> DocumentKind {
        match self.kind {
            Kind::Letter => DocumentKind::Letter,
            Kind::Decision => DocumentKind::Decision,
            Kind::Submission => DocumentKind::Submission,
            Kind::Report => DocumentKind::Report,
            Kind::Notice => DocumentKind::Notice,
            Kind::Invitation => DocumentKind::Invitation,
        }
    }

    pub(super) fn subject(&self, day: time::Date) -> String {
        fill(&self.subject, day)
    }

    pub(super) fn body(&self, day: time::Date) -> String {
        fill(self.body.trim(), day)
    }
}

/// Puts the quarter, the year and a number into the text.
fn fill(text: &str, day: time::Date) -> String {
    let quarter = ["quý I", "quý II", "quý III", "quý IV"][usize::from(u8::from(day.month()) - 1) / 3];
    text.replace("{ky}", quarter)
        .replace("{nam}", &day.year().to_string())
        .replace("{so}", &(40 + day.ordinal() % 57).to_string())
}
