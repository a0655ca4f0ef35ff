use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{account, password::SHORTEST};
use kernel::FieldError;
use serde::Deserialize;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Form,
    problem::Problem,
    signed::Signed,
};

/// Changing one's password.
#[derive(Template, WebTemplate)]
#[template(path = "account/password.html")]
pub(crate) struct PasswordPage {
    chrome: Chrome,
    is_required: bool,
    shortest: usize,
    errors: Vec<FieldError>,
}

#[derive(Deserialize)]
pub(crate) struct Passwords {
    #[serde(default)]
    present: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

async fn page(state: &AppState, signed: &Signed, errors: Vec<FieldError>) -> Result<PasswordPage, Problem> {
    Ok(PasswordPage {
        chrome: chrome(state, signed, Section::Account, "Đổi mật khẩu").await?,
        is_required: signed.identity.must_change_password,
        shortest: SHORTEST,
        errors,
    })
}

/// `GET /tai-khoan/mat-khau`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<PasswordPage, Problem> {
    page(&state, &signed, Vec::new()).await
}

/// `POST /tai-khoan/mat-khau`
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<Passwords>,
) -> Result<Response, Problem> {
    let outcome = if form.new == form.again {
        account::change_password(&state.office, &signed.identity, &form.present, &form.new).await
    } else {
        Err(directory::Error::field(
            "again",
            "Hai lần nhập mật khẩu mới chưa giống nhau.",
        ))
    };
    match outcome {
        Ok(()) => Ok(Redirect::to("/tai-khoan?da=doi-mat-khau").into_response()),
        Err(directory::Error::Invalid(errors)) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            page(&state, &signed, errors).await?,
        )
            .into_response()),
        Err(error) => Err(error.into()),
    }
}
