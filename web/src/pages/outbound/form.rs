//! The form of a draft: fields and perhaps a file, as the browser sends them.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Multipart, Request};
use documents::{
    ArrivalId, Secrecy,
    outbound::{Content, Fields, Meeting, Recipient, SigningAuthority, Upload, people},
};
use kernel::{FieldError, Office};

use crate::problem::Problem;

/// Fields by name, and files by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Sent {
    /// A field, empty when it was not sent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Whether a box was ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    /// A file, unless none was chosen.
    pub(crate) fn file(&mut self, name: &str) -> Option<Vec<u8>> {
        self.files.remove(name).filter(|bytes| !bytes.is_empty())
    }

    fn lines(&self, name: &str) -> Vec<String> {
        self.text(name)
            .lines()
            .map(|line| {
                line.trim()
                    .trim_start_matches('-')
                    .trim_end_matches([';', '.'])
                    .trim()
                    .to_owned()
            })
            .filter(|line| !line.is_empty())
            .collect()
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|rejection| Problem::new("malformed").caused_by(rejection))?;
        let mut sent = Self::default();
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            let name = part.name().unwrap_or_default().to_owned();
            if part.file_name().is_some() {
                sent.files
                    .insert(name, part.bytes().await.map_err(unreadable)?.to_vec());
            } else {
                sent.texts.insert(name, part.text().await.map_err(unreadable)?);
            }
        }
        Ok(sent)
    }
}

fn unreadable(error: axum::extract::multipart::MultipartError) -> Problem {
    let code = if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        "too_large"
    } else {
        "incomplete_request"
    };
    Problem::new(code).caused_by(error)
}

/// What the form shows: as typed, so that nothing typed is lost.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub(crate) kind: String,
    pub(crate) urgency: String,
    pub(crate) signer: String,
    pub(crate) authority: String,
    pub(crate) collective: String,
    pub(crate) head_title: String,
    pub(crate) subject: String,
    pub(crate) addressees: String,
    pub(crate) bases: String,
    pub(crate) body: String,
    pub(crate) recipients: String,
    pub(crate) filing: String,
    pub(crate) circulation: String,
    pub(crate) meeting: Meeting,
    pub(crate) note: String,
    pub(crate) answers: String,
    pub(crate) settles: bool,
    pub(crate) compose: bool,
}

impl Typed {
    pub(crate) fn of_sent(sent: &Sent) -> Self {
        let text = |name: &str| sent.text(name).to_owned();
        Self {
            kind: text("kind"),
            urgency: text("urgency"),
            signer: text("signer"),
            authority: text("authority"),
            collective: text("collective"),
            head_title: text("head_title"),
            subject: text("subject"),
            addressees: text("addressees"),
            bases: text("bases"),
            body: text("body"),
            recipients: text("recipients"),
            filing: text("filing"),
            circulation: text("circulation"),
            meeting: Meeting {
                purpose: text("meeting_purpose"),
                chair: text("meeting_chair"),
                time: text("meeting_time"),
                location: text("meeting_location"),
            },
            note: text("note"),
            answers: text("answers"),
            settles: sent.is_ticked("settles"),
            compose: sent.is_ticked("compose"),
        }
    }

    /// The fields of a stored version.
    pub(crate) fn of_view(view: &documents::outbound::view::View) -> Self {
        let (document, draft, content) = (&view.loaded.document, &view.loaded.draft, &view.content);
        let signatory = view.loaded.signatory();
        let names = |list: &[Recipient]| {
            list.iter()
                .map(|one| one.name.clone())
                .collect::<Vec<_>>()
                .join("\n")
        };
        Self {
            kind: document.kind.code().to_owned(),
            urgency: document.urgency.code().to_owned(),
            signer: draft.signer_post.map(|post| post.to_string()).unwrap_or_default(),
            authority: signatory.authority.code().to_owned(),
            collective: signatory.collective.unwrap_or_default(),
            head_title: signatory.head_title,
            subject: content.subject.clone(),
            addressees: names(&content.addressees),
            bases: content.bases.join("\n"),
            body: content.body.clone(),
            recipients: names(&content.recipients),
            filing: content.filing.clone(),
            circulation: content.circulation.clone().unwrap_or_default(),
            meeting: content.meeting.clone().unwrap_or_default(),
            note: String::new(),
            answers: draft
                .arrival_id
                .map(|arrival| arrival.to_string())
                .unwrap_or_default(),
            settles: draft.settles,
            compose: false,
        }
    }
}

/// The fields as the use-cases take them.
pub(crate) async fn fields(office: &Office, sent: &mut Sent) -> Result<Fields, Problem> {
    let wrong = |field: &str, message: &str| {
        Problem::new("invalid").with_fields(vec![FieldError::new(field, message)])
    };
    let optional = |name: &str| Some(sent.text(name).to_owned()).filter(|text| !text.trim().is_empty());
    let id = |name: &str, message: &str| {
        optional(name)
            .map(|text| text.parse::<uuid::Uuid>())
            .transpose()
            .map_err(|_| wrong(name, message))
    };
    let meeting = Meeting {
        purpose: sent.text("meeting_purpose").to_owned(),
        chair: sent.text("meeting_chair").to_owned(),
        time: sent.text("meeting_time").to_owned(),
        location: sent.text("meeting_location").to_owned(),
    };
    let content = Content {
        subject: sent.text("subject").to_owned(),
        addressees: people::resolve(office, &sent.lines("addressees")).await?,
        bases: sent.text("bases").lines().map(str::to_owned).collect(),
        body: sent.text("body").replace("\r\n", "\n"),
        recipients: people::resolve(office, &sent.lines("recipients")).await?,
        filing: sent.text("filing").to_owned(),
        meeting: (meeting != Meeting::default()).then_some(meeting),
        circulation: optional("circulation"),
    };
    Ok(Fields {
        kind: sent
            .text("kind")
            .parse()
            .map_err(|_| wrong("kind", "Chọn loại văn bản."))?,
        urgency: sent
            .text("urgency")
            .parse()
            .map_err(|_| wrong("urgency", "Chọn độ khẩn."))?,
        secrecy: Secrecy::Open,
        signer: id("signer", "Chọn người ký.")?.map(kernel::id::PostId),
        authority: sent
            .text("authority")
            .parse::<SigningAuthority>()
            .map_err(|_| wrong("authority", "Chọn quyền hạn ký."))?,
        collective: optional("collective"),
        head_title: sent.text("head_title").to_owned(),
        content,
        answers: id("answers", "Văn bản đến không đúng.")?.map(ArrivalId),
        settles: sent.is_ticked("settles"),
        note: sent.text("note").to_owned(),
        upload: if sent.is_ticked("compose") {
            Upload::Compose
        } else {
            sent.file("pdf").map_or(Upload::Keep, Upload::New)
        },
    })
}
