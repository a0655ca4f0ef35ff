use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use directory::{Permission, Require as _};
use documents::{
    entity::arrival::ArrivalState,
    inbound::{self, ArrivalPage, Filter},
};
use serde::Deserialize;

use super::fields::{Word, kinds, urgencies};
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    problem::Problem,
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
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("tinh_trang", self.tinh_trang.as_str()),
            ("ten_loai", &self.ten_loai),
            ("do_khan", &self.do_khan),
            ("nam", &self.nam),
            ("qua_han", &self.qua_han),
            ("sau", after),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        format!("/den?{}", query.finish())
    }
}

/// The list of arrivals.
#[derive(Template, WebTemplate)]
#[template(path = "inbound/list.html")]
pub(crate) struct ListPage {
    chrome: Chrome,
    page: ArrivalPage,
    next: String,
    asked: Narrowed,
    states: Vec<Word>,
    kinds: Vec<Word>,
    urgencies: Vec<Word>,
    today: time::Date,
    is_clerk: bool,
    reads_books: bool,
}

impl ListPage {
    /// How many there are of a state, in brackets.
    fn count(&self, code: &str) -> String {
        let of_state = |(state, _): &&(ArrivalState, i64)| state.code() == code;
        self.page
            .counts
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
    Query(asked): Query<Narrowed>,
) -> Result<ListPage, Problem> {
    let after = asked.sau.parse().ok();
    let page = inbound::list(&state.office, signed.actor(), &asked.filter(), after, ON_PAGE).await?;
    Ok(ListPage {
        chrome: chrome(&state, &signed, Section::Arrivals, "Văn bản đến").await?,
        next: page
            .next
            .map(|key| asked.address(&key.to_string()))
            .unwrap_or_default(),
        page,
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
    })
}
