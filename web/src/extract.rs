//! Extractors whose refusals are problems: bad input never gets a bare text or a 500.

mod form;
mod json;
mod path;
mod query;
mod sent;
mod upload;

pub(crate) use form::Form;
pub(crate) use json::Json;
pub(crate) use path::Path;
pub(crate) use query::Query;
pub(crate) use sent::Sent;
pub(crate) use upload::{BROUGHT, GivenFile, broken, file_of};
