use axum::extract::State;
use documents::{
    DocumentId,
    outbound::list::{self, Filter, Key},
};
use kernel::{Timestamp, id::UnitId};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::show::DraftSummary;
use crate::{
    AppState,
    extract::{Json, Query},
    paging::{Page, Paging, cursor},
    problem::Problem,
    signed::Signed,
};

/// Which documents are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Issued and recalled documents rather than drafts.
    #[serde(default)]
    issued: Option<bool>,
    /// Code of a stage.
    stage: Option<String>,
    /// Code of a kind.
    kind: Option<String>,
    /// Code of an urgency.
    urgency: Option<String>,
    /// A unit.
    unit: Option<Uuid>,
    /// Only one's own drafts.
    #[serde(default)]
    mine: Option<bool>,
    /// Year of the date it bears.
    #[param(minimum = 1945, maximum = 2999)]
    year: Option<i32>,
    /// Letters in the subject.
    q: Option<String>,
}

impl ListQuery {
    fn filter(self) -> Result<Filter, Problem> {
        let unknown = |what: &str| {
            Problem::new("malformed").detail(format!("Giá trị của {what} không có trong danh mục."))
        };
        Ok(Filter {
            is_issued: self.issued.unwrap_or(false),
            stage: self
                .stage
                .map(|code| code.parse())
                .transpose()
                .map_err(|_| unknown("stage"))?,
            kind: self
                .kind
                .map(|code| code.parse())
                .transpose()
                .map_err(|_| unknown("kind"))?,
            urgency: self
                .urgency
                .map(|code| code.parse())
                .transpose()
                .map_err(|_| unknown("urgency"))?,
            unit: self.unit.map(UnitId),
            is_mine: self.mine.unwrap_or(false),
            year: self.year.filter(|year| (1945..3000).contains(year)),
            text: self.q.unwrap_or_default(),
        })
    }
}

/// Drafts, or issued documents, of one's own agency that one may read, newest first.
#[utoipa::path(
    get, path = "/api/v1/drafts", tag = "Văn bản đi",
    params(ListQuery, Paging),
    responses((status = 200, body = Page<DraftSummary>), (status = 400), (status = 401), (status = 403)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<ListQuery>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<DraftSummary>>, Problem> {
    let after = paging.after::<(i64, Uuid)>()?.map(|(at, id)| Key {
        at: Timestamp(at),
        id: DocumentId(id),
    });
    let connection = state.office.database.read();
    let page = list::list(
        connection,
        signed.actor(),
        &query.filter()?,
        after,
        paging.limit(),
    )
    .await?;
    Ok(Json(Page {
        items: page
            .rows
            .iter()
            .map(|row| DraftSummary::of_rows(&row.draft, &row.document))
            .collect(),
        next: page.next.map(|key| cursor(&(key.at.micros(), key.id.0))),
    }))
}
