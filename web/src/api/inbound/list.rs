use axum::extract::State;
use documents::{
    ArrivalId,
    entity::{arrival, document},
    inbound::{self, Filter, Key},
};
use kernel::{Timestamp, id::UnitId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    AppState,
    extract::{Json, Query},
    paging::{Page, Paging, cursor},
    problem::Problem,
    show,
    signed::Signed,
};

/// Which arrivals are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Code of a state.
    state: Option<String>,
    /// Code of a kind.
    kind: Option<String>,
    /// Code of an urgency.
    urgency: Option<String>,
    /// The unit in the lead.
    unit: Option<Uuid>,
    /// Year of the book.
    #[param(minimum = 1945, maximum = 2999)]
    year: Option<i32>,
    /// Only what is past its date.
    overdue: Option<bool>,
}

/// An arrival in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Arrival)]
pub(crate) struct ArrivalSummary {
    id: Uuid,
    /// Số đến.
    number: Option<i32>,
    year: i32,
    arrived_on: String,
    state: &'static str,
    state_label: &'static str,
    /// Số, ký hiệu.
    number_symbol: String,
    date: Option<String>,
    issuer: String,
    kind: &'static str,
    subject: String,
    urgency: &'static str,
    secrecy: &'static str,
    signer_name: String,
    due: Option<String>,
    unit: Option<Uuid>,
    unit_name: String,
    reason: String,
    version: i64,
}

impl ArrivalSummary {
    pub(crate) fn of(arrival: &arrival::Model, document: &document::Model) -> Self {
        Self {
            id: arrival.id.0,
            number: arrival.number,
            year: arrival.year,
            arrived_on: show::date_value(arrival.arrived_on),
            state: arrival.state.code(),
            state_label: arrival.state.label(),
            number_symbol: document.number_symbol_text(),
            date: document.date.map(show::date_value),
            issuer: document.issuer_name.clone(),
            kind: document.kind.code(),
            subject: document.subject.clone(),
            urgency: document.urgency.code(),
            secrecy: document.secrecy.code(),
            signer_name: document.signer_name.clone(),
            due: arrival.due.map(show::date_value),
            unit: arrival.unit_id.map(|unit| unit.0),
            unit_name: arrival.unit_name.clone(),
            reason: arrival.reason.clone(),
            version: arrival.version,
        }
    }
}

/// Văn bản đến mà chức vụ hiện tại được xem, mới nhất trước.
#[utoipa::path(
    get, path = "/api/v1/arrivals", tag = "Văn bản đến", params(ListQuery, Paging),
    responses((status = 200, body = Page<ArrivalSummary>), (status = 400), (status = 401)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<ListQuery>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<ArrivalSummary>>, Problem> {
    let unknown =
        |what: &str| Problem::new("malformed").detail(format!("Giá trị của {what} không có trong danh mục."));
    let filter = Filter {
        state: query
            .state
            .map(|code| code.parse())
            .transpose()
            .map_err(|_| unknown("state"))?,
        kind: query
            .kind
            .map(|code| code.parse())
            .transpose()
            .map_err(|_| unknown("kind"))?,
        urgency: query
            .urgency
            .map(|code| code.parse())
            .transpose()
            .map_err(|_| unknown("urgency"))?,
        unit: query.unit.map(UnitId),
        year: query.year,
        overdue: query.overdue.unwrap_or(false),
    };
    let after = paging.after::<(i64, Uuid)>()?.map(|(at, id)| Key {
        at: Timestamp(at),
        id: ArrivalId(id),
    });
    let page = inbound::list(&state.office, signed.actor(), &filter, after, paging.limit()).await?;
    Ok(Json(Page {
        items: page
            .lines
            .iter()
            .map(|line| ArrivalSummary::of(&line.arrival, &line.document))
            .collect(),
        next: page.next.map(|key| cursor(&(key.at.micros(), key.id.0))),
    }))
}
