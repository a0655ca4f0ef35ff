use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::Uri,
    response::{IntoResponse as _, Response},
};
use directory::list_view::List;
use documents::{
    DocumentId, DocumentKind, Urgency,
    outbound::{
        Stage,
        list::{self, Filter, Key, Row},
    },
    search::Column,
};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    pages::views::{Kept, Views, write_columns},
    paging::{Paging, cursor},
    problem::Problem,
    sheet::{STRIDE, Sheet},
    show,
    signed::Signed,
};

/// Drafts, or issued documents.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/list.html")]
pub(crate) struct ListPage {
    chrome: Chrome,
    is_issued: bool,
    chosen: Chosen,
    rows: Vec<Row>,
    next: Option<String>,
    stages: Vec<Stage>,
    kinds: &'static [DocumentKind],
    urgencies: &'static [Urgency],
    views: Views,
}

impl ListPage {
    /// What stands in an added column.
    fn extra(column: Column, row: &Row) -> String {
        column.value_of(&row.document, None, Some(&row.draft))
    }
}

/// The filters in the address; empty ones are not set.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    stage: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    urgency: String,
    #[serde(default)]
    mine: String,
    #[serde(default)]
    year: String,
    #[serde(default)]
    q: String,
    /// Columns added.
    #[serde(default)]
    cot: Vec<String>,
}

impl Chosen {
    fn filter(&self, is_issued: bool) -> Filter {
        Filter {
            is_issued,
            stage: self.stage.parse().ok(),
            kind: self.kind.parse().ok(),
            urgency: self.urgency.parse().ok(),
            unit: None,
            is_mine: !self.mine.is_empty(),
            year: self.year.parse().ok().filter(|year| (1945..3000).contains(year)),
            text: self.q.clone(),
        }
    }

    /// The same filters in an address, to which `after` is added.
    fn query(&self) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("stage", &self.stage),
            ("kind", &self.kind),
            ("urgency", &self.urgency),
            ("mine", &self.mine),
            ("year", &self.year),
            ("q", &self.q),
        ] {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        write_columns(&mut pairs, &self.cot);
        pairs.finish()
    }
}

/// `GET /du-thao`
pub(crate) async fn drafts(
    State(state): State<AppState>,
    signed: Signed,
    uri: Uri,
    Query(chosen): Query<Chosen>,
    Query(paging): Query<Paging>,
) -> Result<Response, Problem> {
    let kept = Kept::of(&state, &signed, List::Drafts).await?;
    if let Some(view) = kept.opening(&uri) {
        return Ok(view.into_response());
    }
    let page = page(&state, &signed, chosen, &paging, kept).await?;
    Ok(page.into_response())
}

/// `GET /van-ban-di`
pub(crate) async fn issued(
    State(state): State<AppState>,
    signed: Signed,
    uri: Uri,
    Query(chosen): Query<Chosen>,
    Query(paging): Query<Paging>,
) -> Result<Response, Problem> {
    let kept = Kept::of(&state, &signed, List::Issued).await?;
    if let Some(view) = kept.opening(&uri) {
        return Ok(view.into_response());
    }
    let page = page(&state, &signed, chosen, &paging, kept).await?;
    Ok(page.into_response())
}

async fn page(
    state: &AppState,
    signed: &Signed,
    chosen: Chosen,
    paging: &Paging,
    kept: Kept,
) -> Result<ListPage, Problem> {
    let is_issued = kept.list() == List::Issued;
    let after = paging.after::<(i64, Uuid)>()?.map(|(at, id)| Key {
        at: Timestamp(at),
        id: DocumentId(id),
    });
    let connection = state.office.database.read();
    let (section, title) = if is_issued {
        (Section::Issued, "Văn bản đi")
    } else {
        (Section::Drafts, "Dự thảo")
    };
    let filter = chosen.filter(is_issued);
    let (found, chrome) = tokio::try_join!(
        async { Ok(list::list(connection, signed.actor(), &filter, after, paging.limit()).await?) },
        chrome(state, signed, section, title),
    )?;
    let next = found.next.map(|key| {
        let after = cursor(&(key.at.micros(), key.id.0));
        let filters = chosen.query();
        if filters.is_empty() {
            format!("after={after}")
        } else {
            format!("{filters}&after={after}")
        }
    });
    Ok(ListPage {
        chrome,
        is_issued,
        views: kept.beside(chosen.query(), &chosen.cot),
        chosen,
        rows: found.rows,
        next,
        stages: Stage::ALL
            .iter()
            .copied()
            .filter(|stage| stage.is_issued() == is_issued)
            .collect(),
        kinds: DocumentKind::ALL,
        urgencies: Urgency::ALL,
    })
}

/// `GET /du-thao/xuat`
pub(crate) async fn export_drafts(
    State(state): State<AppState>,
    signed: Signed,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    export(&state, &signed, &chosen.filter(false), "du-thao").await
}

/// `GET /van-ban-di/xuat`
pub(crate) async fn export_issued(
    State(state): State<AppState>,
    signed: Signed,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Problem> {
    export(&state, &signed, &chosen.filter(true), "van-ban-di").await
}

/// The list as it is narrowed, all of it.
async fn export(
    state: &AppState,
    signed: &Signed,
    filter: &Filter,
    name: &'static str,
) -> Result<Response, Problem> {
    const HEADINGS: &[&str] = &[
        "Số, ký hiệu",
        "Ngày",
        "Tên loại",
        "Trích yếu",
        "Độ khẩn",
        "Người soạn",
        "Đơn vị",
        "Người ký",
        "Trạng thái",
        "Phát hành",
    ];
    let mut sheet = Sheet::new(name, HEADINGS);
    let mut after = None;
    while !sheet.is_full() {
        let page = list::list(
            state.office.database.read(),
            signed.actor(),
            filter,
            after,
            STRIDE,
        )
        .await?;
        for Row { draft, document } in page.rows {
            sheet.push(vec![
                document.number_symbol_text(),
                show::date_or_blank(document.date),
                document.kind.label().to_owned(),
                document.subject,
                document.urgency.label().to_owned(),
                draft.drafter_name,
                draft.unit_name,
                document.signer_name,
                draft.stage.label().to_owned(),
                draft.issued_at.map(show::moment).unwrap_or_default(),
            ]);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    sheet.answer().await
}
