use axum::{extract::State, http::StatusCode, response::IntoResponse};
use directory::{
    Error, entity,
    post::{self, Held, PostFields},
};
use kernel::id::{AgencyId, PersonId, PostId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{date, require_seen, required_date, roles};
use crate::{
    AppState,
    etag::{IfMatch, etag},
    extract::{Json, Path, Query},
    paging::{Page, Paging},
    problem::Problem,
    show,
    signed::Signed,
};

/// A post: a person in a unit, with a title and roles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Post {
    id: Uuid,
    person: Uuid,
    agency: Uuid,
    unit: Uuid,
    title: String,
    /// Codes of the roles.
    roles: Vec<&'static str>,
    ordinal: i32,
    #[schema(format = Date)]
    starts: String,
    /// Last day.
    #[schema(format = Date)]
    ends: Option<String>,
    version: i64,
}

impl From<entity::post::Model> for Post {
    fn from(row: entity::post::Model) -> Self {
        Self {
            id: row.id.0,
            person: row.person.0,
            agency: row.agency.0,
            unit: row.unit.0,
            roles: post::roles(&row.roles).iter().map(|role| role.code()).collect(),
            title: row.title,
            ordinal: row.ordinal,
            starts: show::date_value(row.starts),
            ends: row.ends.map(show::date_value),
            version: row.version,
        }
    }
}

/// A post with the name of who holds it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldPost {
    /// Who holds it.
    name: String,
    #[serde(flatten)]
    post: Post,
}

/// What is entered about a post.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PostBody {
    unit: Uuid,
    title: String,
    /// Codes of the roles, such as `officer`.
    #[schema(example = json!(["officer"]))]
    roles: Vec<String>,
    #[serde(default = "first")]
    ordinal: i32,
    #[schema(format = Date)]
    starts: String,
    #[schema(format = Date)]
    ends: Option<String>,
}

fn first() -> i32 {
    1
}

impl PostBody {
    fn fields(self) -> Result<PostFields, Error> {
        Ok(PostFields {
            unit: UnitId(self.unit),
            title: self.title,
            roles: roles(&self.roles)?,
            ordinal: self.ordinal,
            starts: required_date("starts", &self.starts)?,
            ends: date("ends", self.ends.as_deref())?,
        })
    }
}

/// Chức vụ đang có của một cơ quan. Cơ quan mình thì ai cũng xem được, để phân công và trình.
#[utoipa::path(
    get, path = "/api/v1/agencies/{id}/posts", tag = "Quản trị", params(("id" = Uuid, Path), Paging),
    responses((status = 200, body = Page<HeldPost>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<HeldPost>>, Problem> {
    require_seen(&state, &signed, agency).await?;
    let rows = post::of_agency(&state.office, agency).await?;
    let page = paging.of_tree(rows, |held: &Held| held.post.id)?;
    Ok(Json(page.map(|held| HeldPost {
        name: held.name,
        post: held.post.into(),
    })))
}

/// Giao chức vụ cho một người.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/posts", tag = "Quản trị", params(("id" = Uuid, Path)), request_body = PostBody,
    responses((status = 201, body = Post)),
)]
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Path(person): Path<PersonId>,
    Json(body): Json<PostBody>,
) -> Result<impl IntoResponse, Problem> {
    let row = post::add(&state.office, signed.actor(), person, body.fields()?).await?;
    Ok((StatusCode::CREATED, etag(row.version), Json(Post::from(row))))
}

/// Sửa hoặc kết thúc một chức vụ.
#[utoipa::path(
    put, path = "/api/v1/posts/{id}", tag = "Quản trị",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = PostBody,
    responses((status = 200, body = Post)),
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
    IfMatch(version): IfMatch,
    Json(body): Json<PostBody>,
) -> Result<impl IntoResponse, Problem> {
    let row = post::change(&state.office, signed.actor(), id, version, body.fields()?).await?;
    Ok((etag(row.version), Json(Post::from(row))))
}
