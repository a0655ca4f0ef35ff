use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use documents::{
    SavedSearchId, notification,
    search::{
        Hit, Order,
        saved::{self, Saved},
    },
};
use kernel::FieldError;
use serde::Deserialize;

use super::show::saved_address;
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path},
    problem::Problem,
    show,
    signed::Signed,
};

/// New documents shown of each search; the others are found by opening it.
const NEWS: u64 = 10;

/// My saved searches with what is new.
#[derive(Template, WebTemplate)]
#[template(path = "search/saved.html")]
pub(crate) struct SavedPage {
    chrome: Chrome,
    rows: Vec<Row>,
    form: NewSearch,
    errors: Vec<FieldError>,
    /// The search whose new name has the mistakes; none for a new search.
    renamed: Option<SavedSearchId>,
}

struct Row {
    saved: Saved,
    news: Vec<Hit>,
    address: String,
}

/// A search to be kept.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewSearch {
    name: String,
    q: String,
    xep: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewName {
    name: String,
}

impl SavedPage {
    fn document(hit: &Hit) -> String {
        match &hit.arrival {
            Some(arrival) => format!("/den/{}", arrival.id),
            None => format!("/du-thao/{}", hit.document.id),
        }
    }

    fn is_renamed(&self, row: &Row) -> bool {
        self.renamed == Some(row.saved.search.id)
    }
}

async fn page(state: &AppState, signed: &Signed) -> Result<SavedPage, Problem> {
    let mut rows = Vec::new();
    for saved in saved::list(&state.office, signed.actor()).await? {
        let news = if saved.unseen > 0 {
            saved::news(&state.office, signed.actor(), saved.search.id, NEWS).await?
        } else {
            Vec::new()
        };
        notification::mark_seen(&state.office, signed.actor(), saved.search.id.0).await?;
        rows.push(Row {
            address: saved_address(&saved.search),
            news,
            saved,
        });
    }
    Ok(SavedPage {
        chrome: chrome(state, signed, Section::Search, "Tìm kiếm đã lưu").await?,
        rows,
        form: NewSearch::default(),
        errors: Vec::new(),
        renamed: None,
    })
}

/// `GET /tim-kiem/da-luu`
pub(crate) async fn list(State(state): State<AppState>, signed: Signed) -> Result<SavedPage, Problem> {
    page(&state, &signed).await
}

const BACK: &str = "/tim-kiem/da-luu";

/// `POST /tim-kiem/da-luu`
pub(crate) async fn save(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<NewSearch>,
) -> Result<Response, Problem> {
    let order = form.xep.parse().unwrap_or(Order::Relevance);
    match saved::save(&state.office, signed.actor(), &form.name, &form.q, order).await {
        Ok(_) => Ok(Redirect::to(&format!("{BACK}?da=luu-tim")).into_response()),
        Err(documents::Error::Invalid(errors)) => {
            let page = SavedPage {
                form,
                errors,
                ..page(&state, &signed).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /tim-kiem/da-luu/{id}/ten`
pub(crate) async fn rename(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SavedSearchId>,
    Form(new): Form<NewName>,
) -> Result<Response, Problem> {
    match saved::rename(&state.office, signed.actor(), id, &new.name).await {
        Ok(_) => Ok(Redirect::to(&format!("{BACK}?da=luu")).into_response()),
        Err(documents::Error::Invalid(errors)) => {
            let mut page = page(&state, &signed).await?;
            for row in &mut page.rows {
                if row.saved.search.id == id {
                    row.saved.search.name.clone_from(&new.name);
                }
            }
            let page = SavedPage {
                errors,
                renamed: Some(id),
                ..page
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /tim-kiem/da-luu/{id}/xoa`
pub(crate) async fn delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SavedSearchId>,
) -> Result<Redirect, Problem> {
    saved::delete(&state.office, signed.actor(), id).await?;
    Ok(Redirect::to(&format!("{BACK}?da=xoa")))
}

/// `POST /tim-kiem/da-luu/{id}/da-xem`
pub(crate) async fn mark_seen(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SavedSearchId>,
) -> Result<Redirect, Problem> {
    saved::mark_seen(&state.office, signed.actor(), id).await?;
    Ok(Redirect::to(&format!("{BACK}?da=da-xem")))
}
