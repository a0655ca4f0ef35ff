use askama::Template;
use askama_web::WebTemplate;
use axum::{extract::State, response::Response};
use documents::trail::{self, Names};
use kernel::{
    Timestamp, VIETNAM,
    audit::{self, Filter, Verification, audit_entry},
};
use serde::Deserialize;
use time::{Date, Time};

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    entered,
    extract::Query,
    paging::{Paging, cursor},
    problem::Problem,
    sheet::{STRIDE, Sheet},
    show,
    signed::Signed,
};

/// Rows on a page of the trail.
const ROWS: u64 = 100;

/// What the address narrows the trail to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Narrowed {
    nguoi: String,
    van_ban: String,
    tu: String,
    den: String,
    after: Option<String>,
}

impl Narrowed {
    fn query(&self, after: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("nguoi", self.nguoi.as_str()),
            ("van_ban", &self.van_ban),
            ("tu", &self.tu),
            ("den", &self.den),
            ("after", after),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        query.finish()
    }
}

/// What is asked of the trail of the actor's agency.
pub(crate) async fn filter(
    state: &AppState,
    signed: &Signed,
    person: &str,
    document: &str,
    (from, to): (Option<Date>, Option<Date>),
) -> Result<Filter, Problem> {
    let begin = |day: Date| Timestamp::from(day.with_time(Time::MIDNIGHT).assume_offset(VIETNAM));
    let subjects = match document.trim() {
        "" => None,
        words => Some(trail::subjects_named(&state.office, signed.actor(), words).await?),
    };
    Ok(Filter {
        chain: signed.actor().agency.to_string(),
        before: None,
        person: kernel::text::clean_line(person),
        subjects,
        from: from.map(begin),
        to: to.and_then(Date::next_day).map(begin),
    })
}

/// One entry as a sentence.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) entry: audit_entry::Model,
    /// In which post.
    pub(crate) post: String,
    pub(crate) what: String,
    pub(crate) about: String,
    /// Where it can be opened.
    pub(crate) address: String,
    /// A reason or an opinion.
    pub(crate) note: String,
    /// The device and network address, where the entry has them.
    pub(crate) place: String,
}

impl Told {
    fn of(entry: audit_entry::Model, names: &Names) -> Self {
        let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap_or_default();
        let text = |name: &str| {
            details
                .get(name)
                .and_then(|value| value.as_str())
                .unwrap_or_default()
        };
        let place = match (text("device"), text("address")) {
            ("", "") => String::new(),
            (agent, address) => format!("{}, địa chỉ {address}", show::device(agent)),
        };
        let known = names.subject(&entry);
        let address = known.map_or_else(String::new, |_| match entry.subject_kind.as_str() {
            "arrival" => format!("/den/{}", entry.subject_id),
            "document" => format!("/du-thao/{}", entry.subject_id),
            _ => String::new(),
        });
        let kind = show::subject_kind(&entry.subject_kind).to_lowercase();
        Self {
            post: names.post(&entry).unwrap_or_default().to_owned(),
            what: format!("{} {}", show::action(&entry.action).to_lowercase(), text("what"))
                .trim()
                .to_owned(),
            about: known.map_or(kind.clone(), |name| format!("{kind} {name}")),
            address,
            note: text("note").to_owned(),
            place,
            entry,
        }
    }
}

/// The entries as sentences.
pub(crate) async fn told(
    state: &AppState,
    signed: &Signed,
    entries: Vec<audit_entry::Model>,
) -> Result<Vec<Told>, Problem> {
    let names = trail::names(&state.office, signed.actor(), &entries).await?;
    Ok(entries.into_iter().map(|entry| Told::of(entry, &names)).collect())
}

/// The audit trail of the agency.
#[derive(Template, WebTemplate)]
#[template(path = "administration/audit.html")]
pub(crate) struct AuditPage {
    chrome: Chrome,
    asked: Narrowed,
    entries: Vec<Told>,
    next: String,
    verification: Option<Verification>,
}

/// The dates that were typed.
fn dates(asked: &Narrowed) -> Result<(Option<Date>, Option<Date>), Problem> {
    Ok((entered::date(&asked.tu, "tu")?, entered::date(&asked.den, "den")?))
}

async fn page(
    state: &AppState,
    signed: &Signed,
    asked: Narrowed,
    verification: Option<Verification>,
) -> Result<AuditPage, Problem> {
    let paging = Paging {
        after: asked.after.clone(),
        limit: None,
    };
    let filter = Filter {
        before: paging.after()?,
        ..filter(state, signed, &asked.nguoi, &asked.van_ban, dates(&asked)?).await?
    };
    let entries = audit::page(state.office.database.read(), &filter, ROWS).await?;
    let is_full = u64::try_from(entries.len()).is_ok_and(|count| count == ROWS);
    let next = entries
        .last()
        .filter(|_| is_full)
        .map(|row| format!("/quan-tri/nhat-ky?{}", asked.query(&cursor(&row.number))));
    Ok(AuditPage {
        chrome: chrome(state, signed, Section::Administration, "Nhật ký").await?,
        next: next.unwrap_or_default(),
        entries: told(state, signed, entries).await?,
        asked,
        verification,
    })
}

/// `GET /quan-tri/nhat-ky`
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Narrowed>,
) -> Result<AuditPage, Problem> {
    page(&state, &signed, asked, None).await
}

/// `GET /quan-tri/nhat-ky/xuat`
pub(crate) async fn export(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Narrowed>,
) -> Result<Response, Problem> {
    const HEADINGS: &[&str] = &[
        "Số",
        "Lúc",
        "Ai",
        "Chức vụ",
        "Việc",
        "Đối tượng",
        "Ghi chú",
        "Từ đâu",
        "Chi tiết",
        "Mã băm",
    ];
    let mut filter = filter(&state, &signed, &asked.nguoi, &asked.van_ban, dates(&asked)?).await?;
    let mut sheet = Sheet::new("nhat-ky", HEADINGS);
    while !sheet.is_full() {
        let entries = audit::page(state.office.database.read(), &filter, STRIDE).await?;
        let Some(last) = entries.last() else { break };
        filter.before = Some(last.number);
        for told in told(&state, &signed, entries).await? {
            sheet.push(vec![
                told.entry.number.to_string(),
                show::exact_moment(told.entry.at),
                told.entry.actor_name,
                told.post,
                told.what,
                told.about,
                told.note,
                told.place,
                told.entry.details,
                told.entry.hash,
            ]);
        }
    }
    sheet.answer().await
}

/// `POST /quan-tri/nhat-ky/kiem-tra`
pub(crate) async fn verify(State(state): State<AppState>, signed: Signed) -> Result<AuditPage, Problem> {
    let verification = audit::verify(state.office.database.read()).await?;
    page(&state, &signed, Narrowed::default(), Some(verification)).await
}
