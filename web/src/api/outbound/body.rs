//! The fields of a draft in JSON.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use documents::{
    ArrivalId, Secrecy,
    outbound::{Content, Fields, Meeting, Recipient, SigningAuthority, Upload},
};
use kernel::{
    FieldError,
    id::{AgencyId, PostId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::problem::Problem;

/// Who gets the document.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct RecipientBody {
    /// The agency, when it is in this installation.
    #[serde(default)]
    pub(crate) agency: Option<Uuid>,
    /// The name as printed.
    pub(crate) name: String,
}

/// The lines of an invitation.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct MeetingBody {
    /// What is met about.
    #[serde(default)]
    pub(crate) purpose: String,
    /// Who presides.
    #[serde(default)]
    pub(crate) chair: String,
    /// When.
    #[serde(default)]
    pub(crate) time: String,
    /// Where.
    #[serde(default)]
    pub(crate) location: String,
}

/// The fields of a draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct DraftBody {
    /// Code of the kind, such as `letter` or `decision`.
    #[schema(example = "letter")]
    pub(crate) kind: String,
    /// Code of the urgency: `normal`, `urgent`, `very_urgent`, `express`, `express_timed`.
    #[serde(default = "normal")]
    #[schema(example = "normal")]
    pub(crate) urgency: String,
    /// The post that is to sign.
    #[serde(default)]
    pub(crate) signer: Option<Uuid>,
    /// Code of the capacity: `head`, `for_head`, `by_order`, `by_authorisation`, `acting`.
    #[serde(default = "head")]
    #[schema(example = "head")]
    pub(crate) authority: String,
    /// The collective signed for (TM.).
    #[serde(default)]
    pub(crate) collective: Option<String>,
    /// The head's title; the usual one when empty.
    #[serde(default)]
    pub(crate) head_title: String,
    /// Trích yếu, at most 500 letters.
    pub(crate) subject: String,
    /// Kính gửi.
    #[serde(default)]
    pub(crate) addressees: Vec<RecipientBody>,
    /// Căn cứ.
    #[serde(default)]
    pub(crate) bases: Vec<String>,
    /// The body in the small markup.
    #[serde(default)]
    pub(crate) body: String,
    /// Nơi nhận beyond the addressees.
    #[serde(default)]
    pub(crate) recipients: Vec<RecipientBody>,
    /// What follows "Lưu: ".
    #[serde(default)]
    pub(crate) filing: String,
    /// The lines of an invitation.
    #[serde(default)]
    pub(crate) meeting: Option<MeetingBody>,
    /// Phạm vi lưu hành.
    #[serde(default)]
    pub(crate) circulation: Option<String>,
    /// A PDF in base64 that takes the place of the composed pages.
    #[serde(default)]
    pub(crate) pdf: Option<String>,
    /// Give up an uploaded PDF and compose the pages.
    #[serde(default)]
    pub(crate) compose: bool,
    /// The arrival this answers.
    #[serde(default)]
    pub(crate) answers: Option<Uuid>,
    /// Issuing it settles that arrival.
    #[serde(default)]
    pub(crate) settles: bool,
    /// What was changed.
    #[serde(default)]
    pub(crate) note: String,
}

fn normal() -> String {
    "normal".to_owned()
}

fn head() -> String {
    "head".to_owned()
}

impl DraftBody {
    /// The fields as the use-cases take them.
    pub(crate) fn into_fields(self) -> Result<Fields, Problem> {
        let wrong = |field: &str, message: &str| {
            Problem::new("invalid").with_fields(vec![FieldError::new(field, message)])
        };
        let upload = match &self.pdf {
            Some(text) => {
                let bytes = BASE64_STANDARD
                    .decode(text)
                    .map_err(|_| wrong("pdf", "Tệp phải được mã hóa base64."))?;
                Upload::New(bytes)
            }
            None if self.compose => Upload::Compose,
            None => Upload::Keep,
        };
        Ok(Fields {
            kind: self
                .kind
                .parse()
                .map_err(|_| wrong("kind", "Không có loại văn bản này."))?,
            urgency: self
                .urgency
                .parse()
                .map_err(|_| wrong("urgency", "Không có độ khẩn này."))?,
            secrecy: Secrecy::Open,
            signer: self.signer.map(PostId),
            authority: self
                .authority
                .parse::<SigningAuthority>()
                .map_err(|_| wrong("authority", "Không có quyền hạn ký này."))?,
            collective: self.collective,
            head_title: self.head_title,
            content: Content {
                subject: self.subject,
                addressees: recipients(self.addressees),
                bases: self.bases,
                body: self.body,
                recipients: recipients(self.recipients),
                filing: self.filing,
                meeting: self.meeting.map(|meeting| Meeting {
                    purpose: meeting.purpose,
                    chair: meeting.chair,
                    time: meeting.time,
                    location: meeting.location,
                }),
                circulation: self.circulation,
            },
            upload,
            answers: self.answers.map(ArrivalId),
            settles: self.settles,
            note: self.note,
        })
    }
}

fn recipients(list: Vec<RecipientBody>) -> Vec<Recipient> {
    list.into_iter()
        .map(|one| Recipient {
            agency: one.agency.map(AgencyId),
            name: one.name,
        })
        .collect()
}
