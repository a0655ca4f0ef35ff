//! People, posts and accounts from a CSV file: first read and shown with every mistake at its line, then taken over whole
//! or not at all.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use kernel::{
    Actor, FieldError, Office,
    actor::Role,
    audit::{Entry, Subject},
    id::{AgencyId, UnitId},
    text::clean_line,
};
use rand::RngCore as _;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::{
    Error, Permission, Require as _,
    account::{self, login_mistake, login_of},
    agency::require_administered,
    entity, password,
    person::{self, PersonFields},
    post::{self, PostFields},
    unit,
};

/// The columns of the file, in any order.
pub const COLUMNS: [&str; 7] = [
    "ho_ten",
    "email",
    "dien_thoai",
    "ten_dang_nhap",
    "don_vi",
    "chuc_vu",
    "vai_tro",
];

/// Most lines of one file: each costs a password hash.
pub const MOST_LINES: usize = 500;

/// One line of the file as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, the heading being 1.
    pub number: u64,
    /// Full name.
    pub name: String,
    /// Login; empty for nobody who signs in.
    pub login: String,
    /// The unit's abbreviation or name, as written.
    pub unit: String,
    /// Title.
    pub title: String,
    /// Roles as written: codes or Vietnamese names, separated by semicolons.
    pub roles: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    taken: Option<Taken>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Taken {
    person: PersonFields,
    post: PostFields,
}

/// The file as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Preview {
    /// Whether it can be taken over.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.errors.is_empty())
    }

    /// Lines with mistakes.
    #[must_use]
    pub fn wrong_lines(&self) -> usize {
        self.lines.iter().filter(|line| !line.errors.is_empty()).count()
    }
}

/// Somebody who was taken over, with the password to hand to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// Full name.
    pub name: String,
    /// Login, if they sign in.
    pub login: Option<String>,
    /// First password, to be replaced at the first sign-in.
    pub password: Option<String>,
}

/// Reads a file for an agency and tells what is wrong at which line; changes nothing.
///
/// # Errors
/// [`Error::Invalid`] when it is no table with our columns, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn preview(office: &Office, actor: &Actor, agency: AgencyId, text: &str) -> Result<Preview, Error> {
    actor.require(Permission::ManageDirectory)?;
    require_administered(office.database.read(), actor, agency).await?;
    let units = unit::of_agency(office, agency).await?;
    let mut lines = read(text, &units, office.today())?;
    let logins: Vec<String> = lines
        .iter()
        .map(|line| line.login.clone())
        .filter(|login| !login.is_empty())
        .collect();
    let known: BTreeSet<String> = entity::account::Entity::find()
        .select_only()
        .column(entity::account::Column::Login)
        .filter(entity::account::Column::Login.is_in(logins))
        .into_tuple()
        .all(office.database.read())
        .await?
        .into_iter()
        .collect();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for line in lines.iter_mut().filter(|line| !line.login.is_empty()) {
        let error = |message: String| FieldError::new("ten_dang_nhap", message);
        if known.contains(&line.login) {
            line.errors.push(error("Tên đăng nhập này đã có.".to_owned()));
        }
        if let Some(first) = seen.insert(line.login.clone(), line.number) {
            line.errors
                .push(error(format!("Trùng tên đăng nhập với dòng {first}.")));
        }
    }
    Ok(Preview { lines })
}

fn read(text: &str, units: &[(usize, entity::unit::Model)], today: time::Date) -> Result<Vec<Line>, Error> {
    let refuse = |message: String| Error::field("file", message);
    let text = text.trim_start_matches('\u{feff}');
    let heading = text.lines().next().unwrap_or_default();
    // Vietnamese spreadsheets write semicolons, because the comma is the decimal sign.
    let delimiter = if heading.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = match reader.headers() {
        Ok(names) => names.iter().map(|name| clean_line(name).to_lowercase()).collect(),
        Err(_) => return Err(refuse("Không đọc được tệp CSV.".to_owned())),
    };
    for needed in ["ho_ten", "don_vi", "chuc_vu", "vai_tro"] {
        if !names.iter().any(|name| name == needed) {
            return Err(refuse(format!(
                "Thiếu cột {needed}. Các cột: {}.",
                COLUMNS.join(", ")
            )));
        }
    }
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let number = error.position().map_or(0, csv::Position::line);
            refuse(format!(
                "Dòng {number} không đọc được; kiểm tra dấu ngoặc kép và bảng mã UTF-8."
            ))
        })?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let number = record.position().map_or(0, csv::Position::line);
        let cell = |column: &str| {
            let index = names.iter().position(|name| name == column);
            index
                .and_then(|index| record.get(index))
                .map(clean_line)
                .unwrap_or_default()
        };
        lines.push(line(number, &cell, units, today));
        if lines.len() > MOST_LINES {
            return Err(refuse(format!(
                "Mỗi lần nhập nhiều nhất {MOST_LINES} dòng; chia tệp rồi nhập tiếp."
            )));
        }
    }
    if lines.is_empty() {
        Err(refuse("Tệp không có dòng nào.".to_owned()))
    } else {
        Ok(lines)
    }
}

fn line(
    number: u64,
    cell: &dyn Fn(&str) -> String,
    units: &[(usize, entity::unit::Model)],
    today: time::Date,
) -> Line {
    let mut errors = Vec::new();
    let person = PersonFields {
        name: cell("ho_ten"),
        email: Some(cell("email")),
        phone: Some(cell("dien_thoai")),
    };
    let person = note(
        person.checked(),
        &mut errors,
        &[("name", "ho_ten"), ("phone", "dien_thoai")],
    );
    let login = login_of(&cell("ten_dang_nhap"));
    if let Some(message) = login_mistake(&login).filter(|_| !login.is_empty()) {
        errors.push(FieldError::new("ten_dang_nhap", message));
    }
    let written = cell("don_vi");
    let unit = unit_called(&written, units);
    if unit.is_none() {
        errors.push(FieldError::new(
            "don_vi",
            format!("Không có đơn vị {written:?} trong cơ quan này."),
        ));
    }
    let roles: Result<BTreeSet<Role>, String> = cell("vai_tro")
        .split([';', '|'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(role_called)
        .collect();
    let roles = roles.unwrap_or_else(|word| {
        errors.push(FieldError::new("vai_tro", format!("Không có vai trò {word:?}.")));
        BTreeSet::from([Role::Officer])
    });
    let post = unit.map(|unit| PostFields {
        unit,
        title: cell("chuc_vu"),
        roles,
        ordinal: 1,
        starts: today,
        ends: None,
    });
    let post = post.and_then(|post| {
        note(
            post.checked(),
            &mut errors,
            &[("title", "chuc_vu"), ("roles", "vai_tro")],
        )
    });
    Line {
        number,
        name: cell("ho_ten"),
        login,
        unit: written,
        title: cell("chuc_vu"),
        roles: cell("vai_tro"),
        taken: person
            .zip(post)
            .filter(|_| errors.is_empty())
            .map(|(person, post)| Taken { person, post }),
        errors,
    }
}

/// Keeps what was right, and notes mistakes under the names of the columns.
fn note<T>(outcome: Result<T, Error>, errors: &mut Vec<FieldError>, columns: &[(&str, &str)]) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(Error::Invalid(mistakes)) => {
            errors.extend(mistakes.into_iter().map(|mistake| {
                let column = columns
                    .iter()
                    .find(|(field, _)| *field == mistake.field)
                    .map(|(_, column)| *column);
                FieldError::new(column.unwrap_or(&mistake.field), mistake.message)
            }));
            None
        }
        Err(_) => None,
    }
}

fn unit_called(written: &str, units: &[(usize, entity::unit::Model)]) -> Option<UnitId> {
    let wanted = written.to_lowercase();
    let same = |text: &str| text.to_lowercase() == wanted;
    units
        .iter()
        .find(|(_, unit)| same(&unit.name) || same(&unit.abbreviation))
        .map(|(_, unit)| unit.id)
}

fn role_called(word: &str) -> Result<Role, String> {
    let wanted = word.to_lowercase();
    let found = Role::ALL
        .into_iter()
        .find(|role| role.code() == wanted || role.label().to_lowercase() == wanted);
    found.ok_or_else(|| word.to_owned())
}

/// Takes the file over: every line, or none when any is wrong.
///
/// # Errors
/// [`Error::Invalid`] with the first mistakes when the file is not clean, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn take_over(
    office: &Office,
    actor: &Actor,
    agency: AgencyId,
    text: &str,
) -> Result<Vec<Newcomer>, Error> {
    let preview = preview(office, actor, agency, text).await?;
    if !preview.is_clean() {
        let count = preview.wrong_lines();
        return Err(Error::field(
            "file",
            format!("{count} dòng còn sai; sửa tệp rồi nhập lại."),
        ));
    }
    let mut newcomers = Vec::new();
    for line in preview.lines {
        let Some(taken) = line.taken else { continue };
        let credentials = if line.login.is_empty() {
            None
        } else {
            let first = first_password();
            Some((line.login, password::hash(&first).await?, first))
        };
        newcomers.push((taken, credentials));
    }
    let mut change = office.database.begin().await?;
    let mut answer = Vec::with_capacity(newcomers.len());
    for (taken, credentials) in newcomers {
        let person = person::insert(change.connection(), agency, taken.person, office.new_id()).await?;
        post::insert(change.connection(), person.id, taken.post, office.new_id()).await?;
        let mut newcomer = Newcomer {
            name: person.name,
            login: None,
            password: None,
        };
        if let Some((login, hash, first)) = credentials {
            let account = account::insert(change.connection(), office, person.id, login, hash, true).await?;
            newcomer.login = Some(account.login);
            newcomer.password = Some(first);
        }
        answer.push(newcomer);
    }
    let entry = Entry::by(
        actor,
        office.now(),
        "people_imported",
        Subject::new("agency", agency),
    );
    change.record(entry.with(("lines", answer.len())));
    change.commit().await?;
    Ok(answer)
}

/// A password to be typed once: 72 random bits.
#[must_use]
pub fn first_password() -> String {
    let mut bytes = [0; 9];
    rand::rng().fill_bytes(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
