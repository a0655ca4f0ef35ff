use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use directory::{
    api_token::{self, ApiTokenId},
    entity,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// A personal token, without its text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    id: Uuid,
    /// The post it acts in.
    post: Uuid,
    name: String,
    created: String,
    last_used: Option<String>,
    expires: String,
}

impl From<entity::api_token::Model> for Token {
    fn from(row: entity::api_token::Model) -> Self {
        Self {
            id: row.id.0,
            post: row.post.0,
            name: row.name,
            created: row.created.to_string(),
            last_used: row.last_used.map(|at| at.to_string()),
            expires: row.expires.to_string(),
        }
    }
}

/// Mã truy cập còn hạn của mình, mới nhất trước.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "Tài khoản",
    responses((status = 200, body = Vec<Token>)),
)]
pub(crate) async fn list(State(state): State<AppState>, signed: Signed) -> Result<Json<Vec<Token>>, Problem> {
    let rows = api_token::of_actor(&state.office, signed.actor()).await?;
    Ok(Json(rows.into_iter().map(Token::from).collect()))
}

/// A token to be made for the present post.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TokenBody {
    name: String,
    /// How long it lives.
    #[schema(minimum = 1, maximum = 366)]
    days: u16,
}

/// A token that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeToken {
    #[serde(flatten)]
    made: Token,
    /// What goes behind `Authorization: Bearer`, told this once.
    token: String,
}

/// Tạo mã truy cập cho chức vụ hiện tại; nội dung mã chỉ trả về một lần này.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "Tài khoản", request_body = TokenBody,
    responses((status = 201, body = MadeToken)),
)]
pub(crate) async fn make(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<TokenBody>,
) -> Result<impl IntoResponse, Problem> {
    let (row, token) = api_token::make(&state.office, signed.actor(), &body.name, body.days).await?;
    let made = MadeToken {
        made: row.into(),
        token,
    };
    Ok((
        StatusCode::CREATED,
        [(header::CACHE_CONTROL, "no-store")],
        Json(made),
    ))
}

/// Thu hồi một mã truy cập của mình.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "Tài khoản", params(("id" = Uuid, Path)),
    responses((status = 204)),
)]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ApiTokenId>,
) -> Result<StatusCode, Problem> {
    api_token::revoke(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
