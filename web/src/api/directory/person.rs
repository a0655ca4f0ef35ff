use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use directory::{
    entity,
    person::{self, PersonFields},
};
use kernel::id::{AgencyId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{account::Account, post::Post};
use crate::{
    AppState,
    etag::{IfMatch, etag},
    extract::{Json, Path, Query},
    paging::{Page, Paging, cursor},
    problem::Problem,
    signed::Signed,
};

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Person {
    id: Uuid,
    agency: Uuid,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    version: i64,
}

impl From<entity::person::Model> for Person {
    fn from(row: entity::person::Model) -> Self {
        Self {
            id: row.id.0,
            agency: row.agency.0,
            name: row.name,
            email: row.email,
            phone: row.phone,
            version: row.version,
        }
    }
}

/// A person with posts and account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonDetails {
    #[serde(flatten)]
    person: Person,
    posts: Vec<Post>,
    account: Option<Account>,
}

/// What is entered about a person.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PersonBody {
    name: String,
    email: Option<String>,
    phone: Option<String>,
}

impl From<PersonBody> for PersonFields {
    fn from(body: PersonBody) -> Self {
        Self {
            name: body.name,
            email: body.email,
            phone: body.phone,
        }
    }
}

/// Người của một cơ quan, theo thứ tự tên.
#[utoipa::path(
    get, path = "/api/v1/agencies/{id}/people", tag = "Quản trị", params(("id" = Uuid, Path), Paging),
    responses((status = 200, body = Page<Person>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Person>>, Problem> {
    // One more than wanted tells whether there is a next page.
    let (after, limit) = (paging.after()?, paging.limit());
    let mut rows = person::list(&state.office, signed.actor(), agency, after, limit + 1).await?;
    let has_more = u64::try_from(rows.len()).is_ok_and(|count| count > limit);
    if has_more {
        rows.pop();
    }
    let last = rows.last().filter(|_| has_more);
    Ok(Json(Page {
        next: last.map(|row| cursor(&(&row.sort_name, row.id))),
        items: rows.into_iter().map(Person::from).collect(),
    }))
}

/// Thêm người.
#[utoipa::path(
    post, path = "/api/v1/agencies/{id}/people", tag = "Quản trị", params(("id" = Uuid, Path)), request_body = PersonBody,
    responses((status = 201, body = Person)),
)]
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Json(body): Json<PersonBody>,
) -> Result<impl IntoResponse, Problem> {
    let row = person::add(&state.office, signed.actor(), agency, body.into()).await?;
    let location = [(header::LOCATION, format!("/api/v1/people/{}", row.id))];
    Ok((
        StatusCode::CREATED,
        location,
        etag(row.version),
        Json(Person::from(row)),
    ))
}

/// Một người, kèm chức vụ và tài khoản.
#[utoipa::path(
    get, path = "/api/v1/people/{id}", tag = "Quản trị", params(("id" = Uuid, Path)),
    responses((status = 200, body = PersonDetails)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
) -> Result<impl IntoResponse, Problem> {
    let record = person::record(&state.office, signed.actor(), id).await?;
    let version = record.person.version;
    let posts = record.posts.into_iter().map(|(post, _)| Post::from(post));
    let details = PersonDetails {
        person: record.person.into(),
        posts: posts.collect(),
        account: record.account.map(Account::from),
    };
    Ok((etag(version), Json(details)))
}

/// Sửa thông tin người.
#[utoipa::path(
    put, path = "/api/v1/people/{id}", tag = "Quản trị",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = PersonBody,
    responses((status = 200, body = Person)),
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
    IfMatch(version): IfMatch,
    Json(body): Json<PersonBody>,
) -> Result<impl IntoResponse, Problem> {
    let row = person::change(&state.office, signed.actor(), id, version, body.into()).await?;
    Ok((etag(row.version), Json(Person::from(row))))
}
