use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{
    api_token::{self, ApiTokenId},
    entity,
};
use kernel::FieldError;
use serde::Deserialize;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path},
    problem::Problem,
    show,
    signed::Signed,
};

/// My personal tokens.
#[derive(Template, WebTemplate)]
#[template(path = "account/tokens.html")]
pub(crate) struct TokensPage {
    chrome: Chrome,
    tokens: Vec<entity::api_token::Model>,
    made: Option<String>,
    form: NewToken,
    errors: Vec<FieldError>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct NewToken {
    #[serde(default)]
    name: String,
    #[serde(default)]
    days: String,
}

async fn page(state: &AppState, signed: &Signed) -> Result<TokensPage, Problem> {
    Ok(TokensPage {
        chrome: chrome(state, signed, Section::Account, "Mã truy cập").await?,
        tokens: api_token::of_actor(&state.office, signed.actor()).await?,
        made: None,
        form: NewToken {
            name: String::new(),
            days: "90".to_owned(),
        },
        errors: Vec::new(),
    })
}

/// `GET /tai-khoan/ma-truy-cap`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<TokensPage, Problem> {
    page(&state, &signed).await
}

/// `POST /tai-khoan/ma-truy-cap`: the token's text is on this one page and nowhere else.
pub(crate) async fn make(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<NewToken>,
) -> Result<Response, Problem> {
    let days = form.days.trim().parse().unwrap_or(0);
    match api_token::make(&state.office, signed.actor(), &form.name, days).await {
        Ok((_, text)) => Ok(TokensPage {
            made: Some(text),
            ..page(&state, &signed).await?
        }
        .into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = TokensPage {
                form,
                errors,
                ..page(&state, &signed).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /tai-khoan/ma-truy-cap/{id}/thu-hoi`
pub(crate) async fn revoke(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ApiTokenId>,
) -> Result<Redirect, Problem> {
    api_token::revoke(&state.office, signed.actor(), id).await?;
    Ok(Redirect::to("/tai-khoan/ma-truy-cap?da=thu-hoi-ma"))
}
