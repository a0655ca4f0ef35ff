use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{Permission, Require as _, list_view::List};
use documents::{
    ArrivalId,
    entity::arrival::ArrivalState,
    inbound::{self, ArrivalPage, Brief, Choice, Filter},
    search::Column,
};
use serde::Deserialize;

use super::fields::{Word, kinds, urgencies};
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Query, Sent},
    pages::views::{Kept, Views, added, write_columns},
    problem::Problem,
    sheet::{STRIDE, Sheet},
    show,
    signed::Signed,
};

/// Arrivals on a page.
const ON_PAGE: u64 = 50;

/// What the address narrows the list to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Narrowed {
    tinh_trang: String,
    ten_loai: String,
    do_khan: String,
    nam: String,
    qua_han: String,
    /// Columns added.
    cot: Vec<String>,
    sau: String,
}

impl Narrowed {
    fn filter(&self) -> Filter {
        Filter {
            state: self.tinh_trang.parse().ok(),
            overdue: !self.qua_han.is_empty(),
            unit: None,
            kind: self.ten_loai.parse().ok(),
            urgency: self.do_khan.parse().ok(),
            year: self.nam.parse().ok(),
        }
    }

    /// The address of the page that starts after the key.
    fn address(&self, after: &str) -> String {
        format!("/den?{}", self.query(after))
    }

    fn query(&self, after: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("tinh_trang", self.tinh_trang.as_str()),
            ("ten_loai", &self.ten_loai),
            ("do_khan", &self.do_khan),
            ("nam", &self.nam),
            ("qua_han", &self.qua_han),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        write_columns(&mut query, &self.cot);
        if !after.is_empty() {
            query.append_pair("sau", after);
        }
        query.finish()
    }
}

/// The list of arrivals.
#[derive(Template, WebTemplate)]
#[template(path = "inbound/list.html")]
pub(crate) struct ListPage {
    chrome: Chrome,
    lines: Vec<Line>,
    counts: Vec<(ArrivalState, i64)>,
    next: String,
    asked: Narrowed,
    states: Vec<Word>,
    kinds: Vec<Word>,
    urgencies: Vec<Word>,
    today: time::Date,
    is_clerk: bool,
    reads_books: bool,
    /// To whom several can be submitted at once; nobody for those who do not submit.
    leaders: Vec<Choice>,
    refused: Vec<Left>,
    views: Views,
}

/// A line of the list, and what stands in the columns that were added.
#[derive(Debug)]
struct Line {
    arrival: Brief,
    /// Each with the column's label.
    added: Vec<(&'static str, String)>,
}

/// One of several arrivals that could not be submitted, and why.
#[derive(Debug)]
pub(crate) struct Left {
    id: ArrivalId,
    why: String,
}

impl ListPage {
    /// Whether the line can be chosen to be submitted with others.
    fn is_choosable(&self, line: &Line) -> bool {
        !self.leaders.is_empty() && line.arrival.state == ArrivalState::Registered
    }

    /// How many there are of a state, in brackets.
    fn count(&self, code: &str) -> String {
        let of_state = |(state, _): &&(ArrivalState, i64)| state.code() == code;
        self.counts
            .iter()
            .find(of_state)
            .map(|(_, count)| format!(" ({count})"))
            .unwrap_or_default()
    }
}

/// `GET /den`
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    uri: Uri,
    Query(asked): Query<Narrowed>,
) -> Result<Response, Problem> {
    // Asked together: seldom does a list open at another view than the one that was asked for.
    let (kept, parts) = tokio::try_join!(
        Kept::of(&state, &signed, List::Arrivals),
        parts(&state, &signed, &asked),
    )?;
    if let Some(view) = kept.opening(&uri) {
        return Ok(view.into_response());
    }
    Ok(page(&state, &signed, asked, Vec::new(), kept, parts).into_response())
}

/// `POST /den/trinh`: submits the chosen arrivals to one leader, each as if alone.
pub(crate) async fn submit_several(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Narrowed>,
    sent: Sent,
) -> Result<Response, Problem> {
    let (office, actor) = (&state.office, signed.actor());
    let chosen: Vec<ArrivalId> = sent.chosen_among("arrival")?;
    let leader = sent.chosen("leader")?;
    let mut refused = Vec::new();
    for id in &chosen {
        match inbound::submit(office, actor, *id, leader, None).await {
            Ok(_) => {}
            Err(error) if error.code() == "internal" => return Err(error.into()),
            Err(error) => refused.push(Left {
                id: *id,
                why: error.message(),
            }),
        }
    }
    if chosen.is_empty() || !refused.is_empty() {
        let kept = Kept::of(&state, &signed, List::Arrivals).await?;
        let parts = parts(&state, &signed, &asked).await?;
        let page = page(&state, &signed, asked, refused, kept, parts);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    Ok(Redirect::to(&format!("/den?{}&da=trinh-lanh-dao", asked.query(""))).into_response())
}

/// What the page is made of, beside the saved views.
struct Parts {
    page: ArrivalPage<Line>,
    chrome: Chrome,
    leaders: Vec<Choice>,
}

async fn parts(state: &AppState, signed: &Signed, asked: &Narrowed) -> Result<Parts, Problem> {
    let added = added(List::Arrivals, &asked.cot);
    let (page, chrome) = tokio::try_join!(
        lines(state, signed, asked, &added),
        chrome(state, signed, Section::Arrivals, "Văn bản đến"),
    )?;
    let is_clerk = signed.actor().may(Permission::RegisterArrival);
    let is_registered = |line: &Line| line.arrival.state == ArrivalState::Registered;
    let leaders = if is_clerk && page.lines.iter().any(is_registered) {
        inbound::leaders(&state.office, signed.actor()).await?
    } else {
        Vec::new()
    };
    Ok(Parts {
        page,
        chrome,
        leaders,
    })
}

fn page(
    state: &AppState,
    signed: &Signed,
    asked: Narrowed,
    refused: Vec<Left>,
    kept: Kept,
    parts: Parts,
) -> ListPage {
    let Parts {
        page,
        chrome,
        leaders,
    } = parts;
    ListPage {
        chrome,
        leaders,
        refused,
        views: kept.beside(asked.query(""), &asked.cot),
        next: page
            .next
            .map(|key| asked.address(&key.to_string()))
            .unwrap_or_default(),
        lines: page.lines,
        counts: page.counts,
        asked,
        states: ArrivalState::ALL
            .iter()
            .map(|word| Word {
                code: word.code(),
                label: word.label(),
            })
            .collect(),
        kinds: kinds(),
        urgencies: urgencies(),
        today: state.office.today(),
        is_clerk: signed.actor().may(Permission::RegisterArrival),
        reads_books: signed.actor().may(Permission::ReadBooks),
    }
}

/// A page of the list; the arrivals are read whole only where a column was added that a brief has not.
async fn lines(
    state: &AppState,
    signed: &Signed,
    asked: &Narrowed,
    added: &[Column],
) -> Result<ArrivalPage<Line>, Problem> {
    let (filter, after) = (asked.filter(), asked.sau.parse().ok());
    let (office, actor) = (&state.office, signed.actor());
    if added.is_empty() {
        let page = inbound::list_in_brief(office, actor, &filter, after, ON_PAGE).await?;
        return Ok(page.map(|arrival| Line {
            arrival,
            added: Vec::new(),
        }));
    }
    let page = inbound::list(office, actor, &filter, after, ON_PAGE).await?;
    Ok(page.map(|line| {
        let value = |column: &Column| {
            let value = column.value_of(&line.document, Some(&line.arrival), None);
            (column.label(), value)
        };
        Line {
            added: added.iter().map(value).collect(),
            arrival: (&line).into(),
        }
    }))
}

/// `GET /den/xuat`: the list as it is narrowed, all of it.
pub(crate) async fn export(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Narrowed>,
) -> Result<Response, Problem> {
    const HEADINGS: &[&str] = &[
        "Số đến",
        "Ngày đến",
        "Số, ký hiệu",
        "Ngày văn bản",
        "Cơ quan ban hành",
        "Tên loại",
        "Trích yếu",
        "Độ khẩn",
        "Tình trạng",
        "Đơn vị chủ trì",
        "Hạn xử lý",
        "Ghi chú",
    ];
    let mut sheet = Sheet::new("van-ban-den", HEADINGS);
    let mut after = None;
    while !sheet.is_full() {
        let page = inbound::list(&state.office, signed.actor(), &asked.filter(), after, STRIDE).await?;
        for line in page.lines {
            let (arrival, document) = (line.arrival, line.document);
            sheet.push(vec![
                arrival
                    .number
                    .map(|number| number.to_string())
                    .unwrap_or_default(),
                show::date(arrival.arrived_on),
                document.number_symbol_text(),
                show::date_or_blank(document.date),
                document.issuer_name,
                document.kind.label().to_owned(),
                document.subject,
                document.urgency.label().to_owned(),
                arrival.state.label().to_owned(),
                arrival.unit_name,
                show::date_or_blank(arrival.due),
                arrival.note,
            ]);
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    sheet.answer().await
}
