use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use directory::{account, entity, import::first_password};
use kernel::id::{AccountId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    AppState,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// An account, without what proves who signs in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Account {
    id: Uuid,
    login: String,
    /// No sign-in until then.
    locked_until: Option<String>,
    must_change_password: bool,
    disabled: bool,
    version: i64,
}

impl From<entity::account::Model> for Account {
    fn from(row: entity::account::Model) -> Self {
        Self {
            id: row.id.0,
            login: row.login,
            locked_until: row.locked_until.map(|at| at.to_string()),
            must_change_password: row.must_change_password,
            disabled: row.disabled,
            version: row.version,
        }
    }
}

/// What a person is to sign in with.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AccountBody {
    #[schema(example = "lan.nguyen")]
    login: String,
}

/// An account that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenedAccount {
    #[serde(flatten)]
    account: Account,
    /// The first password, told this once.
    password: String,
}

/// Mở tài khoản cho một người; mật khẩu đầu tiên chỉ trả về một lần này.
#[utoipa::path(
    post, path = "/api/v1/people/{id}/account", tag = "Quản trị", params(("id" = Uuid, Path)), request_body = AccountBody,
    responses((status = 201, body = OpenedAccount)),
)]
pub(crate) async fn open(
    State(state): State<AppState>,
    signed: Signed,
    Path(person): Path<PersonId>,
    Json(body): Json<AccountBody>,
) -> Result<impl IntoResponse, Problem> {
    let password = first_password();
    let row = account::open(&state.office, signed.actor(), person, &body.login, &password).await?;
    let account = Account::from(row);
    Ok((
        StatusCode::CREATED,
        [(header::CACHE_CONTROL, "no-store")],
        Json(OpenedAccount { account, password }),
    ))
}

/// Một tài khoản.
#[utoipa::path(
    get, path = "/api/v1/accounts/{id}", tag = "Quản trị", params(("id" = Uuid, Path)),
    responses((status = 200, body = Account)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AccountId>,
) -> Result<impl IntoResponse, Problem> {
    let row = account::show(&state.office, signed.actor(), id).await?;
    Ok((etag(row.version), Json(Account::from(row))))
}

/// A password that was set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NewPassword {
    /// To be replaced at the next sign-in; told this once.
    password: String,
}

/// Đặt lại mật khẩu, mở khóa và kết thúc mọi phiên của tài khoản.
#[utoipa::path(
    post, path = "/api/v1/accounts/{id}/password", tag = "Quản trị", params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = NewPassword)),
)]
pub(crate) async fn reset_password(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AccountId>,
    seen: Option<IfMatch>,
) -> Result<impl IntoResponse, Problem> {
    let password = first_password();
    account::reset_password(
        &state.office,
        signed.actor(),
        id,
        &password,
        seen.map(|seen| seen.0),
    )
    .await?;
    Ok((
        [(header::CACHE_CONTROL, "no-store")],
        Json(NewPassword { password }),
    ))
}

/// Khóa tài khoản; phiên và mã truy cập của tài khoản hết hiệu lực.
#[utoipa::path(
    post, path = "/api/v1/accounts/{id}/disable", tag = "Quản trị", params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204)),
)]
pub(crate) async fn disable(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AccountId>,
    seen: Option<IfMatch>,
) -> Result<StatusCode, Problem> {
    account::set_disabled(&state.office, signed.actor(), id, true, seen.map(|seen| seen.0)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mở lại tài khoản đã khóa.
#[utoipa::path(
    post, path = "/api/v1/accounts/{id}/enable", tag = "Quản trị", params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204)),
)]
pub(crate) async fn enable(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AccountId>,
    seen: Option<IfMatch>,
) -> Result<StatusCode, Problem> {
    account::set_disabled(&state.office, signed.actor(), id, false, seen.map(|seen| seen.0)).await?;
    Ok(StatusCode::NO_CONTENT)
}
