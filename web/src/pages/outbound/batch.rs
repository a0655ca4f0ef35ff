use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use documents::{
    DocumentId, Error,
    outbound::{
        BatchId, KeyStoreId, Loaded, Purpose, Unlock,
        batch::{self, Batch, Chosen},
        entity::{signing_batch::BatchPurpose, signing_batch_item::ItemState},
        keys,
    },
};
use serde::Deserialize;
use workflow::task;

use super::sign::KeyChoice;
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path, Query},
    problem::Problem,
    signed::Signed,
};

/// How soon a page of a running batch asks again, in seconds.
const AGAIN: &str = "3";

/// Which documents are to be signed; none means all that wait.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default = "signing")]
    viec: BatchPurpose,
    #[serde(default)]
    van_ban: Vec<DocumentId>,
}

fn signing() -> BatchPurpose {
    BatchPurpose::Sign
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct BatchForm {
    viec: BatchPurpose,
    #[serde(default)]
    van_ban: Vec<DocumentId>,
    key: KeyStoreId,
    pin: String,
}

/// What a form to go on sends.
#[derive(Deserialize)]
pub(crate) struct ResumeForm {
    key: KeyStoreId,
    pin: String,
}

/// The documents that were chosen, the key, one PIN for all.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/batch_begin.html")]
pub(crate) struct BeginPage {
    chrome: Chrome,
    documents: Vec<Loaded>,
    purpose: BatchPurpose,
    keys: Vec<KeyChoice>,
    mistake: Option<String>,
}

/// How far a batch got.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/batch.html")]
pub(crate) struct BatchPage {
    chrome: Chrome,
    batch: Batch,
    keys: Vec<KeyChoice>,
    is_running: bool,
}

impl BatchPage {
    fn done(&self) -> usize {
        self.batch.items.len() - self.batch.count(ItemState::Waiting)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn tone(state: &ItemState) -> &'static str {
        match state {
            ItemState::Signed | ItemState::AlreadySigned => "good",
            ItemState::Failed => "bad",
            ItemState::Waiting => "",
        }
    }
}

fn purpose_of(purpose: BatchPurpose) -> Purpose {
    match purpose {
        BatchPurpose::Sign => Purpose::Person,
        BatchPurpose::Seal => Purpose::Seal,
    }
}

async fn choices(
    state: &AppState,
    signed: &Signed,
    purpose: BatchPurpose,
) -> Result<Vec<KeyChoice>, Problem> {
    let rows = keys::usable(state.office.database.read(), signed.actor(), purpose_of(purpose)).await?;
    let now = state.office.now().utc();
    Ok(rows.iter().map(|row| KeyChoice::of(row, now)).collect())
}

/// `GET /ky-hang-loat`
pub(crate) async fn ask(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<BeginPage, Problem> {
    begin_page(&state, &signed, asked.viec, asked.van_ban, None).await
}

async fn begin_page(
    state: &AppState,
    signed: &Signed,
    purpose: BatchPurpose,
    chosen: Vec<DocumentId>,
    mistake: Option<String>,
) -> Result<BeginPage, Problem> {
    let connection = state.office.database.read();
    let chosen = if chosen.is_empty() {
        let waiting = task::list(
            connection,
            signed.actor(),
            Some(purpose.code()),
            None,
            batch::MOST as u64,
        );
        let waiting = waiting.await.map_err(Error::from)?;
        waiting
            .tasks
            .into_iter()
            .map(|task| DocumentId(task.subject_id))
            .collect()
    } else {
        chosen
    };
    let mut documents = Vec::with_capacity(chosen.len());
    for id in chosen {
        documents.push(Loaded::readable(connection, signed.actor(), id).await?);
    }
    Ok(BeginPage {
        chrome: chrome(state, signed, Section::Work, "Ký nhiều văn bản").await?,
        documents,
        purpose,
        keys: choices(state, signed, purpose).await?,
        mistake,
    })
}

/// `POST /ky-hang-loat`
pub(crate) async fn begin(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<BatchForm>,
) -> Result<Response, Problem> {
    let chosen: Vec<Chosen> = form
        .van_ban
        .iter()
        .map(|document| Chosen {
            document: *document,
            version: None,
        })
        .collect();
    match batch::begin(&state.office, signed.actor(), form.viec, &chosen).await {
        Ok(id) => {
            let unlock = Unlock {
                key: form.key,
                pin: form.pin,
            };
            go_on(&state, &signed, id, unlock).await?;
            Ok(Redirect::to(&format!("/ky-hang-loat/{id}")).into_response())
        }
        Err(error @ Error::Invalid(_)) => {
            let page = begin_page(&state, &signed, form.viec, form.van_ban, Some(error.message())).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Signs in a task of its own: the page tells how far it got. Answers how far it got before.
pub(crate) async fn go_on(
    state: &AppState,
    signed: &Signed,
    id: BatchId,
    unlock: Unlock,
) -> Result<Batch, Error> {
    let claimed = batch::claim(&state.office, signed.actor(), id).await?;
    let before = claimed.batch().clone();
    let (office, evidence, actor) = (
        state.office.clone(),
        state.evidence.clone(),
        signed.actor().clone(),
    );
    tokio::spawn(async move {
        if let Err(reason) = batch::work(&office, &evidence, &actor, claimed, unlock).await {
            tracing::warn!(batch.id = %id, %reason, "batch {id} was not worked through");
        }
    });
    Ok(before)
}

/// `GET /ky-hang-loat/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<BatchId>,
) -> Result<Response, Problem> {
    let batch = batch::show(state.office.database.read(), signed.actor(), id).await?;
    let is_running = batch.is_running(state.office.now());
    let page = BatchPage {
        chrome: chrome(&state, &signed, Section::Work, "Ký nhiều văn bản").await?,
        keys: choices(&state, &signed, batch.row.purpose).await?,
        batch,
        is_running,
    };
    if is_running {
        Ok(([("refresh", AGAIN)], page).into_response())
    } else {
        Ok(page.into_response())
    }
}

/// `POST /ky-hang-loat/{id}`
pub(crate) async fn resume(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<BatchId>,
    Form(form): Form<ResumeForm>,
) -> Result<Redirect, Problem> {
    let unlock = Unlock {
        key: form.key,
        pin: form.pin,
    };
    match go_on(&state, &signed, id, unlock).await {
        // The page tells that it is running.
        Ok(_) | Err(Error::Conflict(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&format!("/ky-hang-loat/{id}")))
}
