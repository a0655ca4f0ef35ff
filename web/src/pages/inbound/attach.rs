use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use documents::{ArrivalId, inbound};

use super::show::{LookedFor, page};
use crate::{
    AppState,
    extract::{Path, Sent, file_of},
    problem::Problem,
    refused::Refused,
    signed::Signed,
};

/// `POST /den/{id}/tep`
pub(crate) async fn attach(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    request: Request,
) -> Result<Response, Problem> {
    let (upload, used) = file_of(&state, &signed, request).await?.open();
    let attached = inbound::attach(&state.office, signed.actor(), id, upload).await;
    if !attached.as_ref().is_err_and(|error| error.code() == "internal") {
        used.done(&state, &signed).await;
    }
    if let Err(error) = attached {
        let refused = Refused::of(error, "them-tep", Sent::default())?;
        let page = page(&state, &signed, id, &LookedFor::default(), refused).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    Ok(Redirect::to(&format!("/den/{id}?da=them-tep")).into_response())
}
