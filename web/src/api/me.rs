use directory::{Permission, Require as _};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ProblemDocument;
use crate::{extract::Json, signed::Signed};

/// Who is acting.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    person: Uuid,
    name: String,
    login: String,
    post: Uuid,
    title: String,
    unit: Uuid,
    unit_name: String,
    agency: Uuid,
    agency_name: String,
    roles: Vec<&'static str>,
    permissions: Vec<&'static str>,
    /// For `X-CSRF-Token`, when acting through a session.
    csrf_token: Option<String>,
    posts: Vec<MyPost>,
}

/// A post the person may act in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MyPost {
    id: Uuid,
    title: String,
    unit: String,
    agency: String,
}

/// Người đang làm việc: chức vụ hiện tại, các vai trò và quyền.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "Tài khoản",
    responses(
        (status = 200, body = Me),
        (status = 401, body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(signed: Signed) -> Json<Me> {
    let actor = signed.actor();
    let identity = &signed.identity;
    let posts = identity.posts.iter().map(|post| MyPost {
        id: post.id.0,
        title: post.title.clone(),
        unit: post.unit.clone(),
        agency: post.agency.clone(),
    });
    Json(Me {
        person: actor.person.0,
        name: actor.name.clone(),
        login: identity.login.clone(),
        post: actor.post.0,
        title: actor.title.clone(),
        unit: actor.unit.0,
        unit_name: identity.unit.clone(),
        agency: actor.agency.0,
        agency_name: identity.agency.clone(),
        roles: actor.roles.iter().map(|role| role.code()).collect(),
        permissions: Permission::ALL
            .iter()
            .filter(|p| actor.may(**p))
            .map(|p| p.code())
            .collect(),
        csrf_token: Some(signed.csrf.clone()).filter(|csrf| !csrf.is_empty()),
        posts: posts.collect(),
    })
}
