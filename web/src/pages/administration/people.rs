use std::collections::BTreeSet;

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{
    Permission, Require as _, account,
    agency::{self, require_administered},
    entity,
    import::first_password,
    person::{self, PersonFields, PersonKey, PersonRecord},
    unit,
};
use kernel::{
    FieldError,
    actor::Role,
    id::{AccountId, AgencyId, PersonId},
};
use serde::Deserialize;

use super::posts::PostForm;
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path, Query},
    paging::{Paging, USUAL, cursor},
    problem::Problem,
    show,
    signed::Signed,
};

/// The people of an agency.
#[derive(Template, WebTemplate)]
#[template(path = "administration/people.html")]
pub(crate) struct PeoplePage {
    chrome: Chrome,
    agency: entity::agency::Model,
    people: Vec<entity::person::Model>,
    next: String,
    form: PersonForm,
    errors: Vec<FieldError>,
    may_manage: bool,
}

/// One person: record, posts, account.
#[derive(Template, WebTemplate)]
#[template(path = "administration/person.html")]
pub(crate) struct PersonPage {
    chrome: Chrome,
    record: PersonRecord,
    units: Vec<(usize, entity::unit::Model)>,
    form: PersonForm,
    post_form: PostForm,
    login: String,
    /// A password just set, shown this once.
    password: Option<String>,
    errors: Vec<FieldError>,
    may_manage: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]
impl PersonPage {
    fn roles() -> [Role; 8] {
        Role::ALL
    }

    fn is_chosen(&self, role: &Role) -> bool {
        self.post_form.roles.iter().any(|code| code == role.code())
    }

    fn carries(codes: &str, role: &Role) -> bool {
        directory::post::roles(codes).contains(role)
    }

    fn labels(codes: &str) -> String {
        let roles: BTreeSet<Role> = directory::post::roles(codes);
        roles
            .iter()
            .map(|role| role.label())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct PersonForm {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) version: i64,
}

impl PersonForm {
    fn fields(&self) -> PersonFields {
        PersonFields {
            name: self.name.clone(),
            email: Some(self.email.clone()),
            phone: Some(self.phone.clone()),
        }
    }
}

async fn list_page(
    state: &AppState,
    signed: &Signed,
    agency: AgencyId,
    after: Option<PersonKey>,
) -> Result<PeoplePage, Problem> {
    let mut people = person::list(&state.office, signed.actor(), agency, after, USUAL + 1).await?;
    let has_more = people.len() > usize::try_from(USUAL).unwrap_or(usize::MAX);
    if has_more {
        people.pop();
    }
    let last = people
        .last()
        .filter(|_| has_more)
        .map(|row| (&row.sort_name, row.id));
    let next = last.map(|key| format!("/quan-tri/co-quan/{agency}/nguoi?after={}", cursor(&key)));
    Ok(PeoplePage {
        chrome: chrome(state, signed, Section::Administration, "Con người").await?,
        agency: agency::find(state.office.database.read(), agency).await?,
        may_manage: signed.actor().may(Permission::ManageDirectory),
        next: next.unwrap_or_default(),
        people,
        form: PersonForm::default(),
        errors: Vec::new(),
    })
}

/// `GET /quan-tri/co-quan/{id}/nguoi`
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Query(paging): Query<Paging>,
) -> Result<PeoplePage, Problem> {
    list_page(&state, &signed, agency, paging.after()?).await
}

/// `POST /quan-tri/co-quan/{id}/nguoi`
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Form(form): Form<PersonForm>,
) -> Result<Response, Problem> {
    require_administered(state.office.database.read(), signed.actor(), agency).await?;
    match person::add(&state.office, signed.actor(), agency, form.fields()).await {
        Ok(row) => Ok(Redirect::to(&format!("/quan-tri/nguoi/{}?da=them", row.id)).into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = PeoplePage {
                form,
                errors,
                ..list_page(&state, &signed, agency, None).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The page of one person.
pub(super) async fn page(state: &AppState, signed: &Signed, id: PersonId) -> Result<PersonPage, Problem> {
    let record = person::record(&state.office, signed.actor(), id).await?;
    Ok(PersonPage {
        chrome: chrome(
            state,
            signed,
            Section::Administration,
            record.person.name.as_str(),
        )
        .await?,
        units: unit::of_agency(&state.office, record.person.agency).await?,
        form: PersonForm {
            name: record.person.name.clone(),
            email: record.person.email.clone().unwrap_or_default(),
            phone: record.person.phone.clone().unwrap_or_default(),
            version: record.person.version,
        },
        post_form: PostForm {
            starts: show::date_value(state.office.today()),
            ..PostForm::default()
        },
        login: String::new(),
        password: None,
        errors: Vec::new(),
        may_manage: signed.actor().may(Permission::ManageDirectory),
        record,
    })
}

/// The page of one person again, with what was entered for a post and what is wrong with it.
pub(super) async fn page_with_post(
    state: &AppState,
    signed: &Signed,
    id: PersonId,
    post_form: PostForm,
    errors: Vec<FieldError>,
) -> Result<Response, Problem> {
    let page = PersonPage {
        post_form,
        errors,
        ..page(state, signed, id).await?
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `GET /quan-tri/nguoi/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
) -> Result<PersonPage, Problem> {
    page(&state, &signed, id).await
}

/// `POST /quan-tri/nguoi/{id}`
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
    Form(form): Form<PersonForm>,
) -> Result<Response, Problem> {
    match person::change(&state.office, signed.actor(), id, form.version, form.fields()).await {
        Ok(_) => Ok(Redirect::to(&format!("/quan-tri/nguoi/{id}?da=luu")).into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = PersonPage {
                form,
                errors,
                ..page(&state, &signed, id).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LoginForm {
    login: String,
}

/// `POST /quan-tri/nguoi/{id}/tai-khoan`: the first password is on this one answer and nowhere else.
pub(crate) async fn open_account(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
    Form(form): Form<LoginForm>,
) -> Result<Response, Problem> {
    let password = first_password();
    match account::open(&state.office, signed.actor(), id, &form.login, &password).await {
        Ok(_) => Ok(PersonPage {
            password: Some(password),
            ..page(&state, &signed, id).await?
        }
        .into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = PersonPage {
                login: form.login,
                errors,
                ..page(&state, &signed, id).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Which person's page to go back to.
#[derive(Debug, Deserialize)]
pub(crate) struct Of {
    person: PersonId,
}

/// `POST /quan-tri/tai-khoan/{id}/mat-khau`
pub(crate) async fn reset_password(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AccountId>,
    Form(of): Form<Of>,
) -> Result<PersonPage, Problem> {
    let password = first_password();
    account::reset_password(&state.office, signed.actor(), id, &password, None).await?;
    Ok(PersonPage {
        password: Some(password),
        ..page(&state, &signed, of.person).await?
    })
}

/// `POST /quan-tri/tai-khoan/{id}/khoa`
pub(crate) async fn disable(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AccountId>,
    Form(of): Form<Of>,
) -> Result<Redirect, Problem> {
    account::set_disabled(&state.office, signed.actor(), id, true, None).await?;
    Ok(Redirect::to(&format!("/quan-tri/nguoi/{}?da=luu", of.person)))
}

/// `POST /quan-tri/tai-khoan/{id}/mo`
pub(crate) async fn enable(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AccountId>,
    Form(of): Form<Of>,
) -> Result<Redirect, Problem> {
    account::set_disabled(&state.office, signed.actor(), id, false, None).await?;
    Ok(Redirect::to(&format!("/quan-tri/nguoi/{}?da=luu", of.person)))
}
