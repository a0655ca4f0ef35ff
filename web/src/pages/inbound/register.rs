use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use documents::{
    IntakeId,
    entity::intake::IntakeState,
    inbound::{
        self, Intake, RawFacts, Register, Source,
        duplicates::{self, Duplicate},
    },
};
use kernel::FieldError;
use search_index::Highlight;
use serde::Deserialize;

use super::{
    fields::{ReadAt, Word, filled, kinds, secrecies, urgencies},
    page_view::{PageView, pages},
};
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path},
    problem::Problem,
    show,
    signed::Signed,
};

/// The form of a registration, beside the pages when there is a file.
#[derive(Template, WebTemplate)]
#[template(path = "inbound/register.html")]
pub(crate) struct RegisterPage {
    chrome: Chrome,
    intake: Option<Intake>,
    pages: Vec<PageView>,
    /// What to know of the text on scanned pages.
    reading_note: Option<&'static str>,
    facts: RawFacts,
    read_at: ReadAt,
    kinds: Vec<Word>,
    urgencies: Vec<Word>,
    secrecies: Vec<Word>,
    duplicates: Vec<Duplicate>,
    errors: Vec<FieldError>,
}

/// The form as it is sent.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct RegisterForm {
    #[serde(flatten)]
    facts: RawFacts,
    #[serde(default)]
    duplicates_seen: Option<String>,
}

async fn page(
    state: &AppState,
    signed: &Signed,
    intake: Option<Intake>,
    facts: RawFacts,
    errors: Vec<FieldError>,
) -> Result<RegisterPage, Problem> {
    let office = &state.office;
    let (mut views, mut reading_note) = (Vec::new(), None);
    if let Some(intake) = &intake {
        let text = documents::reading::pages_of(office, &intake.row.text_hash).await?;
        reading_note = state.recognition.standing().note(&text);
        let address = format!("/den/tiep-nhan/{}", intake.row.id);
        views = pages(text, &address, &Highlight::default());
    }
    let hash = intake.as_ref().map(|intake| &intake.row.hash);
    let number = facts.number_symbol.parse().ok();
    let date = documents::inbound::facts::read_date(&facts.date);
    let duplicates =
        duplicates::find(office, signed.actor(), hash, &facts.issuer, number.as_ref(), date).await?;
    let title = if intake.is_some() {
        "Đăng ký văn bản đến"
    } else {
        "Vào sổ văn bản giấy"
    };
    Ok(RegisterPage {
        chrome: chrome(state, signed, Section::Arrivals, title).await?,
        read_at: intake
            .as_ref()
            .map(|intake| ReadAt::of(&intake.proposal))
            .unwrap_or_default(),
        pages: views,
        reading_note,
        intake,
        facts,
        kinds: kinds(),
        urgencies: urgencies(),
        secrecies: secrecies(),
        duplicates,
        errors,
    })
}

/// `GET /den/tiep-nhan/{id}`
pub(crate) async fn from_file(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<IntakeId>,
) -> Result<Response, Problem> {
    let intake = inbound::intake(&state.office, signed.actor(), id).await?;
    if let Some(arrival) = intake.row.arrival_id {
        return Ok(Redirect::to(&format!("/den/{arrival}")).into_response());
    }
    if intake.row.state != IntakeState::Waiting {
        return Err(Problem::new("conflict").detail(intake.row.ending));
    }
    let facts = filled(&intake.proposal, state.office.today());
    Ok(page(&state, &signed, Some(intake), facts, Vec::new())
        .await?
        .into_response())
}

/// `GET /den/ban-giay`
pub(crate) async fn paper(State(state): State<AppState>, signed: Signed) -> Result<RegisterPage, Problem> {
    let facts = RawFacts {
        arrived_on: show::date(state.office.today()),
        ..RawFacts::default()
    };
    page(&state, &signed, None, facts, Vec::new()).await
}

/// `POST /den/tiep-nhan/{id}`
pub(crate) async fn save_file(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<IntakeId>,
    Form(form): Form<RegisterForm>,
) -> Result<Response, Problem> {
    save(&state, &signed, Source::Intake(id), form).await
}

/// `POST /den/ban-giay`
pub(crate) async fn save_paper(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<RegisterForm>,
) -> Result<Response, Problem> {
    save(&state, &signed, Source::Paper, form).await
}

async fn save(
    state: &AppState,
    signed: &Signed,
    source: Source,
    form: RegisterForm,
) -> Result<Response, Problem> {
    let command = Register {
        source,
        facts: form.facts.clone(),
        duplicates_seen: form.duplicates_seen.is_some(),
        version: None,
    };
    match inbound::register(&state.office, signed.actor(), command).await {
        Ok(arrival) => Ok(Redirect::to(&format!("/den/{}?da=dang-ky", arrival.id)).into_response()),
        Err(documents::Error::Invalid(errors)) => {
            let intake = match source {
                Source::Intake(id) => Some(inbound::intake(&state.office, signed.actor(), id).await?),
                _ => None,
            };
            let page = page(state, signed, intake, form.facts, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => {
            // The form sent twice: the second time leads to what the first time made.
            if let Source::Intake(id) = source
                && let Ok(intake) = inbound::intake(&state.office, signed.actor(), id).await
                && let Some(arrival) = intake.row.arrival_id
                && intake.row.ending.contains(&signed.actor().name)
            {
                return Ok(Redirect::to(&format!("/den/{arrival}?da=dang-ky")).into_response());
            }
            Err(error.into())
        }
    }
}
