//! Agencies (cơ quan, tổ chức): a tree, with effective dates.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
    id::AgencyId,
    text::clean_line,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::{Error, Permission, Require as _, entity::agency, fields::Mistakes};

/// What is entered about an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyFields {
    /// Mã định danh (QCVN 102:2016).
    pub code: String,
    /// The agency above it.
    pub parent: Option<AgencyId>,
    /// Name, as printed.
    pub name: String,
    /// Abbreviation in symbols.
    pub abbreviation: String,
    /// Place name before the date.
    pub place: String,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Option<Date>,
}

impl AgencyFields {
    /// Cleans the text, and finds what is wrong.
    fn checked(mut self) -> Result<Self, Error> {
        self.code = clean_line(&self.code).to_uppercase();
        self.name = clean_line(&self.name);
        self.abbreviation = clean_line(&self.abbreviation);
        self.place = clean_line(&self.place);
        let mut mistakes = Mistakes::default();
        let is_code = |c: char| c.is_ascii_alphanumeric() || c == '.';
        mistakes.unless(
            (1..=35).contains(&self.code.len()) && self.code.chars().all(is_code),
            "code",
            "Mã định danh gồm chữ hoa không dấu, chữ số và dấu chấm, ví dụ H42.05.",
        );
        mistakes.unless_length(&self.name, 200, "name", "Ghi tên cơ quan");
        mistakes.unless(
            is_abbreviation(&self.abbreviation),
            "abbreviation",
            "Chữ viết tắt chỉ gồm chữ cái và chữ số, ví dụ UBND.",
        );
        mistakes.unless_length(&self.place, 100, "place", "Ghi địa danh, ví dụ Ninh Bình");
        mistakes.unless(
            self.valid_to.is_none_or(|end| end >= self.valid_from),
            "valid_to",
            "Ngày kết thúc phải từ ngày bắt đầu trở đi.",
        );
        mistakes.done()?;
        Ok(self)
    }

    fn into_model(self, id: AgencyId, version: i64) -> agency::Model {
        agency::Model {
            id,
            code: self.code,
            parent: self.parent,
            name: self.name,
            abbreviation: self.abbreviation,
            place: self.place,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            version,
        }
    }
}

/// Whether the text can stand in a symbol: letters, digits and hyphens, nothing else (Decree 30/2020, Annex I, II.3).
#[must_use]
pub fn is_abbreviation(text: &str) -> bool {
    (1..=20).contains(&text.chars().count()) && text.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// Adds an agency below one the actor administers.
///
/// # Errors
/// [`Error::Invalid`] with the wrong fields, [`Error::Forbidden`], [`Error::NotFound`].
pub async fn add(office: &Office, actor: &Actor, fields: AgencyFields) -> Result<agency::Model, Error> {
    actor.require(Permission::ManageDirectory)?;
    let fields = fields.checked()?;
    let mut change = office.database.begin().await?;
    match fields.parent {
        Some(parent) => require_administered(change.connection(), actor, parent).await?,
        None => return Err(Error::field("parent", "Chọn cơ quan cấp trên.")),
    }
    let row = insert(change.connection(), fields, office.new_id()).await?;
    change.record(
        Entry::by(
            actor,
            office.now(),
            "agency_added",
            Subject::new("agency", row.id),
        )
        .with(&row.code),
    );
    change.commit().await?;
    Ok(row)
}

pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    fields: AgencyFields,
    id: AgencyId,
) -> Result<agency::Model, Error> {
    let fields = fields.checked()?;
    let taken = agency::Entity::find()
        .filter(agency::Column::Code.eq(&fields.code))
        .one(connection)
        .await?;
    if taken.is_some() {
        return Err(Error::field("code", "Mã định danh này đã có."));
    }
    let row = fields.into_model(id, 1);
    agency::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(row)
}

/// Changes an agency, if nobody else has changed it since `version`.
///
/// # Errors
/// [`Error::Stale`], [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn change(
    office: &Office,
    actor: &Actor,
    id: AgencyId,
    version: i64,
    fields: AgencyFields,
) -> Result<agency::Model, Error> {
    actor.require(Permission::ManageDirectory)?;
    let fields = fields.checked()?;
    let mut change = office.database.begin().await?;
    let all = agency::Entity::find().all(change.connection()).await?;
    let mine = below(&all, actor.agency);
    let row = all
        .iter()
        .find(|row| row.id == id && mine.contains(&id))
        .ok_or(Error::NotFound("agency"))?;
    if row.version != version {
        return Err(Error::Stale("agency"));
    }
    let mut mistakes = Mistakes::default();
    mistakes.unless(
        !all.iter()
            .any(|other| other.id != id && other.code == fields.code),
        "code",
        "Mã định danh này đã có.",
    );
    let moves = fields.parent != row.parent;
    let stays_in_reach = fields
        .parent
        .is_some_and(|parent| mine.contains(&parent) && !below(&all, id).contains(&parent));
    mistakes.unless(
        !moves || stays_in_reach,
        "parent",
        "Cơ quan cấp trên phải thuộc phạm vi quản trị và không nằm dưới cơ quan này.",
    );
    mistakes.done()?;
    let next = fields.into_model(id, version + 1);
    agency::Entity::update(next.clone().into_active_model().reset_all())
        .exec(change.connection())
        .await?;
    change.record(
        Entry::by(actor, office.now(), "agency_changed", Subject::new("agency", id)).with(&next.code),
    );
    change.commit().await?;
    Ok(next)
}

/// The agencies the actor administers or audits: their own and all below it, each with its depth, in the order of a tree.
///
/// # Errors
/// When the database fails.
pub async fn administered(office: &Office, actor: &Actor) -> Result<Vec<(usize, agency::Model)>, Error> {
    let all = agency::Entity::find()
        .order_by_asc(agency::Column::Code)
        .all(office.database.read())
        .await?;
    let mut children: BTreeMap<AgencyId, Vec<&agency::Model>> = BTreeMap::new();
    for row in &all {
        if let Some(parent) = row.parent {
            children.entry(parent).or_default().push(row);
        }
    }
    let mut tree = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<(usize, &agency::Model)> = all
        .iter()
        .filter(|row| row.id == actor.agency)
        .map(|row| (0, row))
        .collect();
    while let Some((depth, row)) = waiting.pop() {
        if seen.insert(row.id) {
            tree.push((depth, row.clone()));
            waiting.extend(
                children
                    .get(&row.id)
                    .into_iter()
                    .flatten()
                    .rev()
                    .map(|child| (depth + 1, *child)),
            );
        }
    }
    Ok(tree)
}

/// Agencies that exist on `day`, by name: whom documents can be addressed to.
///
/// # Errors
/// When the database fails.
pub async fn existing(office: &Office, day: Date) -> Result<Vec<agency::Model>, Error> {
    Ok(agency::Entity::find()
        .filter(agency::Column::ValidFrom.lte(day))
        .filter(
            Condition::any()
                .add(agency::Column::ValidTo.is_null())
                .add(agency::Column::ValidTo.gte(day)),
        )
        .order_by_asc(agency::Column::Code)
        .all(office.database.read())
        .await?)
}

/// One agency.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(connection: &impl ConnectionTrait, id: AgencyId) -> Result<agency::Model, Error> {
    agency::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound("agency"))
}

/// Refuses, as if it were not there, an agency outside the actor's own and those below.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn require_administered(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    agency: AgencyId,
) -> Result<(), Error> {
    if agency == actor.agency {
        return Ok(());
    }
    let mut id = agency;
    // Climbing to the actor's agency takes as many steps as the tree is deep; the bound stops at a circle.
    for _ in 0..32 {
        match find(connection, id).await?.parent {
            Some(parent) if parent == actor.agency => return Ok(()),
            Some(parent) => id = parent,
            None => break,
        }
    }
    Err(Error::NotFound("agency"))
}

fn below(all: &[agency::Model], root: AgencyId) -> BTreeSet<AgencyId> {
    let mut found = BTreeSet::from([root]);
    loop {
        let before = found.len();
        found.extend(
            all.iter()
                .filter(|row| row.parent.is_some_and(|p| found.contains(&p)))
                .map(|row| row.id)
                .collect::<Vec<_>>(),
        );
        if found.len() == before {
            return found;
        }
    }
}

impl From<agency::Model> for AgencyFields {
    fn from(row: agency::Model) -> Self {
        Self {
            code: row.code,
            parent: row.parent,
            name: row.name,
            abbreviation: row.abbreviation,
            place: row.place,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        }
    }
}
