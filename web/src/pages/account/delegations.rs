use std::collections::BTreeSet;

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{
    Permission, Require as _,
    delegation::{self, Colleague, DELEGABLE, DelegationId, Terms},
    entity::delegation as table,
};
use documents::{DocumentKind, Secrecy};
use kernel::{FieldError, actor::Scope};
use serde::Deserialize;
use time::Date;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    entered,
    extract::{Form, Path},
    problem::Problem,
    show,
    signed::Signed,
};

/// The delegations one gave and received, and the form for another.
#[derive(Template, WebTemplate)]
#[template(path = "account/delegations.html")]
pub(crate) struct DelegationsPage {
    chrome: Chrome,
    rows: Vec<table::Model>,
    colleagues: Vec<Colleague>,
    /// Units of the agency, to narrow the scope.
    units: Vec<documents::inbound::Choice>,
    form: DelegationForm,
    errors: Vec<FieldError>,
    today: Date,
    me: kernel::id::PersonId,
    own_post: String,
    actions: Vec<Permission>,
    manages: bool,
    on_behalf: Option<String>,
}

impl DelegationsPage {
    /// The word for where a delegation is in its life, and its colour.
    fn state(&self, row: &table::Model) -> (&'static str, &'static str) {
        if row.revoked_at.is_some() {
            ("đã thu hồi", "")
        } else if row.ends < self.today {
            ("đã hết hạn", "")
        } else if row.starts > self.today {
            ("chưa đến ngày", "warn")
        } else {
            ("còn hiệu lực", "good")
        }
    }

    fn may_revoke(&self, row: &table::Model) -> bool {
        let is_party = row.from_person == self.me || row.to_person == self.me;
        row.revoked_at.is_none() && row.ends >= self.today && (is_party || self.manages)
    }

    /// What a delegation covers, in words.
    fn scope(&self, row: &table::Model) -> Vec<String> {
        scope_in_words(&row.covers(), &self.units)
    }

    fn kinds() -> &'static [DocumentKind] {
        DocumentKind::ALL
    }

    fn levels() -> &'static [Secrecy] {
        Secrecy::ALL
    }
}

/// What a scope covers, in words: actions first, then what it is limited to.
fn scope_in_words(scope: &Scope, units: &[documents::inbound::Choice]) -> Vec<String> {
    let labels = |codes: &BTreeSet<String>, label: &dyn Fn(&str) -> String| {
        codes
            .iter()
            .map(|code| label(code))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let action = |code: &str| {
        let known = DELEGABLE.iter().find(|permission| permission.code() == code);
        known.map_or(code, |permission| permission.label()).to_owned()
    };
    let kind = |code: &str| {
        code.parse::<DocumentKind>()
            .map_or_else(|_| code.to_owned(), |kind| kind.label().to_owned())
    };
    let level = |code: &str| {
        code.parse::<Secrecy>()
            .map_or_else(|_| code.to_owned(), |level| level.label().to_owned())
    };
    let mut words = vec![labels(&scope.actions, &action)];
    if !scope.kinds.is_empty() {
        words.push(format!("chỉ loại: {}", labels(&scope.kinds, &kind)));
    }
    if !scope.secrecy.is_empty() {
        words.push(format!("chỉ độ mật: {}", labels(&scope.secrecy, &level)));
    }
    if !scope.units.is_empty() {
        let name = |id: &kernel::id::UnitId| {
            let known = units.iter().find(|unit| unit.id == id.0);
            known.map_or_else(|| id.to_string(), |unit| unit.name.clone())
        };
        let names: Vec<String> = scope.units.iter().map(name).collect();
        words.push(format!("chỉ văn bản của: {}", names.join(", ")));
    }
    words
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct DelegationForm {
    from: String,
    to: String,
    starts: String,
    ends: String,
    actions: Vec<String>,
    kinds: Vec<String>,
    units: Vec<String>,
    secrecy: Vec<String>,
    reason: String,
}

impl DelegationForm {
    fn terms(&self, signed: &Signed) -> Result<Terms, directory::Error> {
        let missing = |field: &'static str| move || directory::Error::field(field, "Chọn ngày.");
        let units: Result<BTreeSet<_>, _> = self
            .units
            .iter()
            .map(|unit| entered::required_id(unit, "units"))
            .collect();
        Ok(Terms {
            from: entered::id(&self.from, "from")?.unwrap_or(signed.actor().post),
            to: entered::required_id(&self.to, "to")?,
            starts: entered::date(&self.starts, "starts")?.ok_or_else(missing("starts"))?,
            ends: entered::date(&self.ends, "ends")?.ok_or_else(missing("ends"))?,
            scope: Scope {
                actions: self.actions.iter().cloned().collect(),
                kinds: self.kinds.iter().cloned().collect(),
                units: units?,
                secrecy: self.secrecy.iter().cloned().collect(),
            },
            reason: self.reason.clone(),
        })
    }

    fn has(list: &[String], code: &str) -> bool {
        list.iter().any(|one| one == code)
    }
}

async fn page(
    state: &AppState,
    signed: &Signed,
    form: DelegationForm,
    errors: Vec<FieldError>,
) -> Result<DelegationsPage, Problem> {
    let (office, actor) = (&state.office, signed.actor());
    let manages = actor.may(Permission::ManageDirectory);
    // An administrator enters for others, whose roles are asked when it is sent.
    let offered = DELEGABLE
        .iter()
        .copied()
        .filter(|permission| manages || actor.may(*permission));
    Ok(DelegationsPage {
        chrome: chrome(state, signed, Section::Account, "Ủy quyền").await?,
        rows: delegation::list(office, actor).await?,
        colleagues: delegation::colleagues(office, actor).await?,
        units: documents::inbound::units(office, actor).await?,
        form,
        errors,
        today: office.today(),
        me: actor.person,
        own_post: actor.post.to_string(),
        actions: offered.collect(),
        manages,
        on_behalf: actor.on_behalf.as_ref().map(|one| one.name.clone()),
    })
}

/// `GET /tai-khoan/uy-quyen`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<DelegationsPage, Problem> {
    let form = DelegationForm {
        starts: show::date_value(state.office.today()),
        ..DelegationForm::default()
    };
    page(&state, &signed, form, Vec::new()).await
}

/// `POST /tai-khoan/uy-quyen`
pub(crate) async fn give(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<DelegationForm>,
) -> Result<Response, Problem> {
    let outcome = match form.terms(&signed) {
        Ok(terms) => delegation::give(&state.office, signed.actor(), terms).await,
        Err(error) => Err(error),
    };
    let (status, errors) = match outcome {
        Ok(_) => return Ok(Redirect::to("/tai-khoan/uy-quyen?da=uy-quyen").into_response()),
        Err(directory::Error::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Err(directory::Error::Conflict(why)) => (StatusCode::CONFLICT, vec![FieldError::new("to", why)]),
        Err(error) => return Err(error.into()),
    };
    let page = page(&state, &signed, form, errors).await?;
    Ok((status, page).into_response())
}

/// `POST /tai-khoan/uy-quyen/{id}/thu-hoi`
pub(crate) async fn revoke(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DelegationId>,
) -> Result<Redirect, Problem> {
    delegation::revoke(&state.office, signed.actor(), id).await?;
    Ok(Redirect::to("/tai-khoan/uy-quyen?da=thu-hoi-uy-quyen"))
}
