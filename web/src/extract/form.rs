use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The fields of a form; several fields of one name make a list.
#[derive(Debug, Clone)]
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let axum_extra::extract::Form(fields) = axum_extra::extract::Form::from_request(request, state)
            .await
            .map_err(|rejection| Problem::new("malformed").caused_by(rejection))?;
        Ok(Self(fields))
    }
}
