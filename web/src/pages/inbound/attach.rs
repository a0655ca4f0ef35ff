use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use documents::{
    ArrivalId,
    inbound::{self, Upload},
};

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
    let (name, bytes) = file_of(&state, request).await?;
    let upload = Upload {
        name,
        bytes: bytes.to_vec(),
    };
    if let Err(error) = inbound::attach(&state.office, signed.actor(), id, upload).await {
        let refused = Refused::of(error, "them-tep", Sent::default())?;
        let page = page(&state, &signed, id, &LookedFor::default(), refused).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    Ok(Redirect::to(&format!("/den/{id}?da=them-tep")).into_response())
}
