use axum::extract::State;
use documents::hand_over::{self, HandedOver};
use kernel::id::PostId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// To which post.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct HandOverBody {
    /// A post of today in the same agency.
    to: Uuid,
}

/// What a post has, or what was handed over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandOver {
    /// Cases in which it takes part, now or at a later step.
    cases: u64,
    /// Open parts of arrivals.
    parts: u64,
    /// Drafts it writes.
    drafts: u64,
    /// Drafts that name it as their signer: their drafters choose another.
    to_sign: Vec<String>,
    /// Drafts it goes on writing, since the other has checked them or is to sign them.
    kept: Vec<String>,
}

impl From<HandedOver> for HandOver {
    fn from(told: HandedOver) -> Self {
        Self {
            cases: told.cases,
            parts: told.parts,
            drafts: told.drafts,
            to_sign: told.to_sign,
            kept: told.kept,
        }
    }
}

/// Chức vụ này đang có những gì để bàn giao.
#[utoipa::path(
    get, path = "/api/v1/posts/{id}/hand-over", tag = "Quản trị", params(("id" = Uuid, Path)),
    responses((status = 200, body = HandOver)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
) -> Result<Json<HandOver>, Problem> {
    Ok(Json(
        hand_over::waiting(&state.office, signed.actor(), id)
            .await?
            .into(),
    ))
}

/// Bàn giao mọi việc của chức vụ này cho chức vụ khác, như khi người giữ chức vụ nghỉ hoặc chuyển công tác.
#[utoipa::path(
    post, path = "/api/v1/posts/{id}/hand-over", tag = "Quản trị", params(("id" = Uuid, Path)),
    request_body = HandOverBody, responses((status = 200, body = HandOver)),
)]
pub(crate) async fn give(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
    Json(body): Json<HandOverBody>,
) -> Result<Json<HandOver>, Problem> {
    let done = hand_over::hand_over(&state.office, signed.actor(), id, PostId(body.to)).await?;
    Ok(Json(done.into()))
}
