use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use documents::{
    DocumentId, DocumentKind, Error, Urgency,
    outbound::{
        self, SigningAuthority,
        people::{self, SignerChoice},
        preview::{self, Preview},
    },
};
use kernel::FieldError;
use serde::Deserialize;

use super::{
    act::back,
    form::{Sent, Typed, fields},
};
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Path, Query},
    problem::Problem,
    signed::Signed,
};

/// Most pages drawn beside the fields.
const MOST_PAGES: u32 = 12;

/// Most names of agencies listed for the drafter to copy.
const MOST_NAMES: usize = 60;

/// The fields of a draft with the typeset pages beside them.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/edit.html")]
pub(crate) struct EditPage {
    chrome: Chrome,
    /// Where the form goes.
    target: String,
    /// The version of the row the form was drawn from; none for a new draft.
    seen: Option<i64>,
    typed: Typed,
    mistakes: Vec<FieldError>,
    findings: Vec<composer::Finding>,
    /// The pages as data addresses: nothing is kept of a preview.
    pages: Vec<String>,
    kinds: &'static [DocumentKind],
    urgencies: &'static [Urgency],
    authorities: &'static [SigningAuthority],
    signers: Vec<SignerChoice>,
    agencies: Vec<String>,
    has_upload: bool,
}

impl EditPage {
    /// What is wrong at a field.
    fn mistake(&self, field: &str) -> Option<&str> {
        self.mistakes
            .iter()
            .find(|mistake| mistake.field == field)
            .map(|mistake| mistake.message.as_str())
    }

    /// What the decree says about a field.
    fn findings_at(&self, field: &str) -> Vec<&composer::Finding> {
        self.findings
            .iter()
            .filter(|finding| preview::field_name(finding.field) == field)
            .collect()
    }
}

/// What a link can fill in beforehand.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Beginning {
    /// The arrival to answer.
    #[serde(default)]
    answers: String,
    /// Its subject.
    #[serde(default)]
    subject: String,
    /// Its issuer.
    #[serde(default)]
    to: String,
}

/// `GET /du-thao/moi`
pub(crate) async fn begin(
    State(state): State<AppState>,
    signed: Signed,
    Query(beginning): Query<Beginning>,
) -> Result<EditPage, Problem> {
    let actor = signed.actor();
    let heading =
        outbound::heading::Heading::load(state.office.database.read(), actor.agency, actor.unit).await?;
    let typed = Typed {
        kind: DocumentKind::Letter.code().to_owned(),
        urgency: Urgency::Normal.code().to_owned(),
        authority: SigningAuthority::Head.code().to_owned(),
        collective: heading.collective().unwrap_or_default().to_owned(),
        head_title: heading.head_title().to_owned(),
        subject: beginning.subject,
        addressees: beginning.to,
        settles: !beginning.answers.is_empty(),
        answers: beginning.answers,
        ..Typed::default()
    };
    page(&state, &signed, None, typed).await
}

/// `GET /du-thao/{id}/sua`
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
) -> Result<EditPage, Problem> {
    let view = outbound::view::load(state.office.database.read(), signed.actor(), id).await?;
    view.loaded
        .progress()
        .change(signed.actor())
        .map_err(Error::from)?;
    let typed = Typed::of_view(&view);
    let has_upload = view
        .versions
        .first()
        .is_some_and(|version| version.uploaded.is_some());
    let seen = (id, view.loaded.document.version);
    let mut page = page(&state, &signed, Some(seen), typed).await?;
    page.has_upload = has_upload;
    if !has_upload {
        let mut sent = Sent {
            texts: as_sent(&page.typed),
            ..Sent::default()
        };
        if let Ok(fields) = fields(&state.office, &mut sent).await {
            page.look(&state, &signed, fields).await?;
        }
    }
    Ok(page)
}

/// The typed fields under the names of the form.
fn as_sent(typed: &Typed) -> std::collections::BTreeMap<String, String> {
    [
        ("kind", &typed.kind),
        ("urgency", &typed.urgency),
        ("signer", &typed.signer),
        ("authority", &typed.authority),
        ("collective", &typed.collective),
        ("head_title", &typed.head_title),
        ("subject", &typed.subject),
        ("addressees", &typed.addressees),
        ("bases", &typed.bases),
        ("body", &typed.body),
        ("recipients", &typed.recipients),
        ("filing", &typed.filing),
        ("circulation", &typed.circulation),
        ("meeting_purpose", &typed.meeting.purpose),
        ("meeting_chair", &typed.meeting.chair),
        ("meeting_time", &typed.meeting.time),
        ("meeting_location", &typed.meeting.location),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.clone()))
    .collect()
}

async fn page(
    state: &AppState,
    signed: &Signed,
    seen: Option<(DocumentId, i64)>,
    typed: Typed,
) -> Result<EditPage, Problem> {
    let title = if seen.is_some() {
        "Sửa dự thảo"
    } else {
        "Soạn dự thảo"
    };
    Ok(EditPage {
        chrome: chrome(state, signed, Section::Drafts, title).await?,
        target: seen.map_or_else(
            || "/du-thao/moi".to_owned(),
            |(id, _)| format!("/du-thao/{id}/sua"),
        ),
        seen: seen.map(|(_, version)| version),
        typed,
        mistakes: Vec::new(),
        findings: Vec::new(),
        pages: Vec::new(),
        kinds: DocumentKind::ALL,
        urgencies: Urgency::ALL,
        authorities: SigningAuthority::ALL,
        signers: people::signers(&state.office, signed.actor()).await?,
        agencies: people::agencies(&state.office)
            .await?
            .into_iter()
            .take(MOST_NAMES)
            .map(|agency| agency.name)
            .collect(),
        has_upload: false,
    })
}

impl EditPage {
    /// Typesets the fields and draws the pages beside them.
    async fn look(
        &mut self,
        state: &AppState,
        signed: &Signed,
        fields: outbound::Fields,
    ) -> Result<(), Problem> {
        match preview::preview(&state.office, signed.actor(), fields).await {
            Ok(Preview { pdf, pages, findings }) => {
                self.findings = findings;
                for number in 1..=pages.min(MOST_PAGES) {
                    let png = outbound::show::image(pdf.clone(), number).await?;
                    self.pages
                        .push(format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png)));
                }
                Ok(())
            }
            Err(error) => self.refused(error),
        }
    }

    /// Keeps what was typed and says what is wrong, or passes on what is no mistake of the drafter.
    fn refused(&mut self, error: Error) -> Result<(), Problem> {
        match error {
            Error::Invalid(mistakes) => self.mistakes = mistakes,
            Error::Composing(_) => self.mistakes = vec![FieldError::new("body", error.message())],
            Error::BadFile(_) | Error::Pdf(_) => {
                self.mistakes = vec![FieldError::new("pdf", error.message())];
            }
            other => return Err(other.into()),
        }
        Ok(())
    }
}

/// `POST /du-thao/moi`
pub(crate) async fn save_new(
    State(state): State<AppState>,
    signed: Signed,
    sent: Sent,
) -> Result<Response, Problem> {
    respond(&state, &signed, None, sent).await
}

/// `POST /du-thao/{id}/sua`
pub(crate) async fn save(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    sent: Sent,
) -> Result<Response, Problem> {
    let seen = sent.text("seen").parse().map_err(|_| Problem::new("malformed"))?;
    respond(&state, &signed, Some((id, seen)), sent).await
}

async fn respond(
    state: &AppState,
    signed: &Signed,
    seen: Option<(DocumentId, i64)>,
    mut sent: Sent,
) -> Result<Response, Problem> {
    let typed = Typed::of_sent(&sent);
    let mut page = page(state, signed, seen, typed).await?;
    let fields = match fields(&state.office, &mut sent).await {
        Ok(fields) => fields,
        Err(problem) if !problem.fields().is_empty() => {
            page.mistakes = problem.fields().to_vec();
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        Err(problem) => return Err(problem),
    };
    if sent.text("do") == "preview" {
        page.look(state, signed, fields).await?;
        let status = if page.mistakes.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        return Ok((status, page).into_response());
    }
    match store(state, signed, seen, fields).await {
        Ok(redirect) => Ok(redirect.into_response()),
        Err(error) => {
            page.refused(error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn store(
    state: &AppState,
    signed: &Signed,
    seen: Option<(DocumentId, i64)>,
    fields: outbound::Fields,
) -> Result<Redirect, Error> {
    let actor = signed.actor();
    let id = match seen {
        Some((id, seen)) => {
            outbound::change(&state.office, actor, id, Some(seen), fields)
                .await?
                .document
                .id
        }
        None => outbound::begin(&state.office, actor, fields).await?,
    };
    Ok(back(id, "luu"))
}
