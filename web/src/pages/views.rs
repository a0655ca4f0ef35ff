//! Saved views of lists: kept beside each list, looked after on a page of their own.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::{IntoResponse as _, Redirect, Response},
};
use directory::list_view::{self, List, ListViewId, NewView};
use documents::search::Column;
use kernel::FieldError;
use serde::Deserialize;

use crate::{
    AppState,
    access::Access,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path},
    problem::Problem,
    routes::Routes,
    signed::Signed,
};

/// What an address says that shows the whole list though a view is its default.
const WHOLE: &str = "tat_ca=1";

/// The routes of saved views: everybody keeps their own.
pub(super) fn routes() -> Routes {
    let anybody = Access::SignedIn;
    Routes::new()
        .get("/cach-xem/{list}", anybody, show)
        .post("/cach-xem/{list}", anybody, save)
        .post("/cach-xem/{list}/{id}/mac-dinh", anybody, set_default)
        .post("/cach-xem/{list}/{id}/xoa", anybody, delete)
}

/// A column that can be added to a list.
#[derive(Debug, Clone)]
pub(crate) struct Extra {
    pub(crate) column: Column,
    pub(crate) is_chosen: bool,
}

/// The saved views of a list as its page shows them.
#[derive(Debug, Clone)]
pub(crate) struct Views {
    pub(crate) list: List,
    rows: Vec<directory::entity::list_view::Model>,
    /// What the page is narrowed to.
    query: String,
    pub(crate) extras: Vec<Extra>,
}

/// A saved view as a link.
pub(crate) struct Link<'a> {
    pub(crate) name: &'a str,
    pub(crate) address: String,
    pub(crate) is_here: bool,
    pub(crate) is_default: bool,
}

/// Where a list is shown.
fn address_of(list: List) -> &'static str {
    match list {
        List::Arrivals => "/den",
        List::Issued => "/van-ban-di",
        List::Drafts => "/du-thao",
    }
}

/// The columns a list can be given beside those it always has.
fn offered(list: List) -> &'static [Column] {
    match list {
        List::Arrivals => &[
            Column::Kind,
            Column::Signer,
            Column::Urgency,
            Column::Secrecy,
            Column::Pages,
            Column::Note,
        ],
        List::Issued | List::Drafts => &[
            Column::Kind,
            Column::Unit,
            Column::Urgency,
            Column::Secrecy,
            Column::Pages,
        ],
    }
}

/// The columns of a list that an address adds.
pub(crate) fn added(list: List, codes: &[String]) -> Vec<Column> {
    let is_chosen = |column: &&Column| codes.iter().any(|code| code == column.code());
    offered(list).iter().filter(is_chosen).copied().collect()
}

/// An address with what a list is narrowed to.
fn narrowed(list: List, query: &str) -> String {
    let query = if query.is_empty() { WHOLE } else { query };
    format!("{}?{query}", address_of(list))
}

/// The views of a list that somebody keeps.
#[derive(Debug)]
pub(crate) struct Kept {
    list: List,
    rows: Vec<directory::entity::list_view::Model>,
}

impl Kept {
    /// The actor's views of a list.
    pub(crate) async fn of(state: &AppState, signed: &Signed, list: List) -> Result<Self, Problem> {
        let rows = list_view::list(&state.office, signed.actor(), list).await?;
        Ok(Self { list, rows })
    }

    /// Of which list.
    pub(crate) fn list(&self) -> List {
        self.list
    }

    /// Where the list opens that was asked for without saying how: at its owner's default view.
    pub(crate) fn opening(&self, uri: &Uri) -> Option<Redirect> {
        if uri.query().is_some_and(|query| !query.is_empty()) {
            return None;
        }
        let default = self.rows.iter().find(|row| row.is_default);
        default.map(|row| Redirect::to(&narrowed(self.list, &row.query)))
    }

    /// The same as the page shows them that is narrowed to `query`, to which these columns were added.
    pub(crate) fn beside(self, query: String, added: &[String]) -> Views {
        let extra = |column: &Column| Extra {
            column: *column,
            is_chosen: added.iter().any(|code| code == column.code()),
        };
        Views {
            list: self.list,
            extras: offered(self.list).iter().map(extra).collect(),
            rows: self.rows,
            query,
        }
    }
}

impl Views {
    /// The columns that were added.
    pub(crate) fn added(&self) -> Vec<Column> {
        let chosen = self.extras.iter().filter(|extra| extra.is_chosen);
        chosen.map(|extra| extra.column).collect()
    }

    pub(crate) fn query(&self) -> &str {
        &self.query
    }

    /// The whole list, then each view.
    pub(crate) fn links(&self) -> Vec<Link<'_>> {
        let whole = Link {
            name: "Tất cả",
            address: narrowed(self.list, ""),
            is_here: self.query.is_empty(),
            is_default: false,
        };
        let saved = self.rows.iter().map(|row| Link {
            name: &row.name,
            address: narrowed(self.list, &row.query),
            is_here: row.query == self.query,
            is_default: row.is_default,
        });
        std::iter::once(whole).chain(saved).collect()
    }
}

/// The columns an address adds, as it writes them again.
pub(crate) fn write_columns(query: &mut url::form_urlencoded::Serializer<'_, String>, codes: &[String]) {
    for column in Column::named(codes.iter().map(String::as_str)) {
        query.append_pair("cot", column.code());
    }
}

/// The page on which the views of a list are looked after.
#[derive(Template, WebTemplate)]
#[template(path = "views.html")]
pub(crate) struct ViewsPage {
    chrome: Chrome,
    list: List,
    rows: Vec<directory::entity::list_view::Model>,
    form: NewForm,
    errors: Vec<FieldError>,
}

impl ViewsPage {
    fn list_address(&self) -> &'static str {
        address_of(self.list)
    }

    fn address(&self, row: &directory::entity::list_view::Model) -> String {
        narrowed(self.list, &row.query)
    }
}

/// A view to be saved.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewForm {
    name: String,
    query: String,
    mac_dinh: String,
}

async fn page(state: &AppState, signed: &Signed, list: List) -> Result<ViewsPage, Problem> {
    let section = match list {
        List::Arrivals => Section::Arrivals,
        List::Issued => Section::Issued,
        List::Drafts => Section::Drafts,
    };
    Ok(ViewsPage {
        chrome: chrome(state, signed, section, "Cách xem đã lưu").await?,
        list,
        rows: list_view::list(&state.office, signed.actor(), list).await?,
        form: NewForm::default(),
        errors: Vec::new(),
    })
}

/// `GET /cach-xem/{list}`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(list): Path<String>,
) -> Result<ViewsPage, Problem> {
    page(&state, &signed, list.parse()?).await
}

/// `POST /cach-xem/{list}`
pub(crate) async fn save(
    State(state): State<AppState>,
    signed: Signed,
    Path(list): Path<String>,
    Form(form): Form<NewForm>,
) -> Result<Response, Problem> {
    let list: List = list.parse()?;
    let new = NewView {
        list,
        name: form.name.clone(),
        query: tidied(&form.query),
        is_default: !form.mac_dinh.is_empty(),
    };
    match list_view::save(&state.office, signed.actor(), new).await {
        Ok(row) => {
            Ok(Redirect::to(&format!("{}&da=luu-cach-xem", narrowed(list, &row.query))).into_response())
        }
        Err(directory::Error::Invalid(errors)) => {
            let page = ViewsPage {
                form,
                errors,
                ..page(&state, &signed, list).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// A query without what belongs to one visit: the page it was at, and what had been done.
pub(crate) fn tidied(query: &str) -> String {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let kept = pairs.filter(|(name, value)| {
        !matches!(name.as_ref(), "sau" | "after" | "da" | "tat_ca" | "limit") && !value.is_empty()
    });
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .finish()
}

/// Whether a list is to open with the view.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AsDefault {
    mac_dinh: String,
}

/// `POST /cach-xem/{list}/{id}/mac-dinh`
pub(crate) async fn set_default(
    State(state): State<AppState>,
    signed: Signed,
    Path((list, id)): Path<(String, ListViewId)>,
    Form(form): Form<AsDefault>,
) -> Result<Redirect, Problem> {
    let list: List = list.parse()?;
    list_view::set_default(&state.office, signed.actor(), id, !form.mac_dinh.is_empty()).await?;
    Ok(Redirect::to(&format!("/cach-xem/{}?da=luu", list.code())))
}

/// `POST /cach-xem/{list}/{id}/xoa`
pub(crate) async fn delete(
    State(state): State<AppState>,
    signed: Signed,
    Path((list, id)): Path<(String, ListViewId)>,
) -> Result<Redirect, Problem> {
    let list: List = list.parse()?;
    list_view::delete(&state.office, signed.actor(), id).await?;
    Ok(Redirect::to(&format!("/cach-xem/{}?da=xoa", list.code())))
}
