use axum::{extract::State, response::Response};
use documents::{
    DocumentId,
    outbound::{self, Purpose, Unlock},
};

use super::{
    act::back,
    sign::{SignForm, SignPage, again, done, page},
};
use crate::{
    AppState,
    extract::{Form, Path},
    problem::Problem,
    signed::Signed,
};

/// `GET /du-thao/{id}/dong-dau`
pub(crate) async fn ask(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
) -> Result<SignPage, Problem> {
    page(&state, &signed, id, Purpose::Seal, None).await
}

/// `POST /du-thao/{id}/dong-dau`
pub(crate) async fn seal(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Form(form): Form<SignForm>,
) -> Result<Response, Problem> {
    let unlock = Unlock {
        key: form.key,
        pin: form.pin,
    };
    match outbound::seal(&state.office, &state.evidence, signed.actor(), id, unlock).await {
        Ok(_) => Ok(done(back(id, "dong-dau"))),
        Err(error) => again(&state, &signed, id, Purpose::Seal, error).await,
    }
}
