//! One of a page's small forms: sent, done, and onwards; or the page again with the form as it was filled.

use axum::{
    extract::{FromRequest, FromRequestParts as _, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use documents::Error;
use kernel::{Actor, Office};

use crate::{AppState, extract::Sent, problem::Problem, refused::Refused, signed::Signed};

/// Who sent which form.
pub(crate) struct Acted {
    state: AppState,
    signed: Signed,
    pub(crate) sent: Sent,
}

impl FromRequest<AppState> for Acted {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let signed = Signed::from_request_parts(&mut parts, state).await?;
        let sent = Sent::from_request(Request::from_parts(parts, body), state).await?;
        Ok(Self {
            state: state.clone(),
            signed,
            sent,
        })
    }
}

impl Acted {
    pub(crate) fn office(&self) -> &Office {
        &self.state.office
    }

    pub(crate) fn actor(&self) -> &Actor {
        self.signed.actor()
    }

    /// Answers the form: onwards when it was done, its page again when fields are wrong, and a problem otherwise.
    pub(crate) async fn answer<T, P: IntoResponse, F: Future<Output = Result<P, Problem>>>(
        self,
        outcome: Result<T, Error>,
        form: impl Into<String>,
        onwards: &str,
        page: impl FnOnce(AppState, Signed, Refused) -> F,
    ) -> Result<Response, Problem> {
        match outcome {
            Ok(_) => Ok(Redirect::to(onwards).into_response()),
            Err(error) => {
                let refused = Refused::of(error, form, self.sent)?;
                let page = page(self.state, self.signed, refused).await?;
                Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
            }
        }
    }
}
