use std::borrow::Borrow;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use documents::search::{self, Column, Found, Hit, Loosened, Order, Standing, export::Format, saved::Saved};

use super::{
    address::Asked,
    facets::{Group, groups},
};
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    problem::Problem,
    signed::Signed,
};

/// Rows looked up while the index is away.
const LOOKED_UP: u64 = 50;

/// The search page.
#[derive(Template, WebTemplate)]
#[template(path = "search/show.html")]
pub(crate) struct SearchPage {
    chrome: Chrome,
    asked: Asked,
    question: String,
    columns: Vec<Column>,
    standing: Standing,
    answer: Answer,
}

/// What the page shows below the box.
enum Answer {
    /// Nothing was asked: how to ask, and what was saved.
    Nothing(Vec<Saved>),
    /// The index answered.
    Found(Box<View>),
    /// The index is away: the registers were asked.
    LookedUp(Vec<Hit>),
}

/// An answer of the index with its links.
struct View {
    found: Found,
    chips: Vec<(String, String)>,
    groups: Vec<Group>,
    loosened: Vec<Loosened>,
    next: String,
}

impl SearchPage {
    /// Where the document is opened: at the page of the passage, with what was looked for marked.
    fn document(&self, hit: &Hit) -> String {
        let path = match &hit.arrival {
            Some(arrival) => format!("/den/{}", arrival.id),
            None => format!("/du-thao/{}", hit.document.id),
        };
        let Some(page) = hit.page else { return path };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("tim", &self.question);
        if hit.is_in_attachment() {
            return format!("{path}#tep-kem-theo");
        }
        format!("{path}?{}#trang-{page}", query.finish())
    }

    fn order_address(&self, order: impl Borrow<Order>) -> String {
        let order = *order.borrow();
        let code = if order == Order::Relevance {
            ""
        } else {
            order.code()
        };
        Asked {
            xep: code.to_owned(),
            sau: String::new(),
            ..self.asked.clone()
        }
        .address()
    }

    /// The same search, exactly as typed or not.
    fn exact_address(&self, is_exact: bool) -> String {
        Asked {
            dung: if is_exact { "1" } else { "" }.to_owned(),
            sau: String::new(),
            ..self.asked.clone()
        }
        .address()
    }

    /// Whether searching exactly as typed would be another search: not where the very same words were searched, in the whole
    /// text instead of as a kind or a state.
    fn offers_exact(&self, notice: &str) -> bool {
        let typed = format!("“{}”", self.question.trim()).to_lowercase();
        !notice.to_lowercase().contains(&typed)
    }

    fn export_address(&self, format: Format) -> String {
        let asked = Asked {
            sau: String::new(),
            ..self.asked.clone()
        };
        asked.at("/tim-kiem/xuat", &[("dang", format.code())])
    }

    fn advanced_address(&self) -> String {
        Asked::of(self.question.clone()).at("/tim-kiem/nang-cao", &[])
    }

    fn saved_address(search: &documents::entity::saved_search::Model) -> String {
        saved_address(search)
    }

    fn example(question: &str) -> String {
        Asked::of(question).address()
    }
}

/// The address of a saved search.
pub(super) fn saved_address(search: &documents::entity::saved_search::Model) -> String {
    let order = Some(search.sort).filter(|order| *order != Order::Relevance);
    Asked {
        xep: order.map_or("", Order::code).to_owned(),
        ..Asked::of(search.question.clone())
    }
    .address()
}

/// `GET /tim-kiem`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<SearchPage, Problem> {
    let question = asked.question();
    let columns = match asked.columns() {
        Some(columns) => columns,
        None => search::columns(&state.office, signed.actor()).await?,
    };
    let answer = if question.is_empty() {
        Answer::Nothing(search::saved::list(&state.office, signed.actor()).await?)
    } else {
        answer(&state, &signed, &asked).await?
    };
    Ok(SearchPage {
        chrome: chrome(&state, &signed, Section::Search, "Tìm kiếm").await?,
        standing: state.index.standing(),
        asked: asked.asking(question.clone()),
        question,
        columns,
        answer,
    })
}

async fn answer(state: &AppState, signed: &Signed, asked: &Asked) -> Result<Answer, Problem> {
    let (office, actor) = (&state.office, signed.actor());
    let (today, question) = (office.today(), asked.question());
    let found = match state.index.standing() {
        Standing::Whole => search::ask(office, actor, &state.index, asked.query(today)).await,
        Standing::Missing | Standing::Rebuilding { .. } => {
            return Ok(Answer::LookedUp(
                search::look_up(office, actor, &question, LOOKED_UP).await?,
            ));
        }
    };
    let found = match found {
        Err(documents::Error::Index(reason)) => {
            tracing::error!(%reason, "the search index could not answer");
            return Ok(Answer::LookedUp(
                search::look_up(office, actor, &question, LOOKED_UP).await?,
            ));
        }
        found => found?,
    };
    let loosened = if found.hits.is_empty() && asked.sau.is_empty() {
        search::loosened(office, actor, &state.index, &question).await?
    } else {
        Vec::new()
    };
    let next = found.next.clone().map(|after| Asked {
        sau: after,
        ..asked.clone()
    });
    let chip = |chip: &search_index::Chip| {
        let rest = asked.asking(search::without(&question, chip));
        (chip.label(), rest.address())
    };
    Ok(Answer::Found(Box::new(View {
        chips: found.chips.iter().map(chip).collect(),
        groups: groups(asked, &found, today),
        loosened,
        next: next.map(|asked| asked.address()).unwrap_or_default(),
        found,
    })))
}
