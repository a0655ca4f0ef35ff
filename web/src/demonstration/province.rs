use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use directory::{
    Identity, agency::AgencyFields, identity::Through, person::PersonFields, post::PostFields, setup::First,
    unit::UnitFields,
};
use kernel::{
    Actor, Office,
    actor::Role,
    calendar::DayKind,
    id::{AgencyId, UnitId},
};
use serde::Deserialize;
use time::{Date, macros::date};

/// Since when the demonstration's agencies and posts exist.
const BEGINNING: Date = date!(2024 - 12 - 30);

/// Who enters everybody else.
const ADMINISTRATOR: &str = "quantri";

/// What an account is opened with; its holder replaces it at once.
const FIRST_PASSWORD: &str = "Mat-khau-dau-tien-2024";

/// A post of the demonstration, ready to act.
#[derive(Debug, Clone)]
pub(crate) struct Acting {
    /// The agency's code.
    pub(crate) agency: String,
    /// The person in the post.
    pub(crate) actor: Actor,
}

/// The province as written down in `demonstration/province.toml`.
#[derive(Debug, Deserialize)]
pub(crate) struct Province {
    /// Everybody's password.
    pub(crate) password: String,
    /// The PIN of every key.
    pub(crate) pin: String,
    #[serde(rename = "agency")]
    pub(crate) agencies: Vec<Agency>,
    #[serde(rename = "person")]
    pub(crate) people: Vec<Person>,
    /// Kind of the seal key, by agency code.
    pub(crate) seals: BTreeMap<String, Key>,
    holiday: Vec<Holiday>,
    worked: Vec<Worked>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Agency {
    pub(crate) code: String,
    parent: Option<String>,
    pub(crate) name: String,
    abbreviation: String,
    place: String,
    unit: Vec<Unit>,
}

#[derive(Debug, Deserialize)]
struct Unit {
    name: String,
    abbreviation: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Person {
    pub(crate) account: String,
    pub(crate) name: String,
    pub(crate) posts: Vec<Post>,
    /// Kind of the person's signing key, if there is one.
    pub(crate) key: Option<Key>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Post {
    pub(crate) agency: String,
    unit: String,
    pub(crate) title: String,
    roles: BTreeSet<Role>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Key {
    Rsa,
    P256,
}

#[derive(Debug, Deserialize)]
struct Holiday {
    from: toml::value::Datetime,
    to: toml::value::Datetime,
    name: String,
}

#[derive(Debug, Deserialize)]
struct Worked {
    day: toml::value::Datetime,
    instead_of: toml::value::Datetime,
}

impl Province {
    pub(crate) fn read() -> anyhow::Result<Self> {
        Ok(toml::from_str(include_str!("../../demonstration/province.toml"))?)
    }

    /// Enters agencies, units, people, posts and days off as an administrator would, and answers everybody's posts.
    pub(super) async fn enter(&self, office: &Office) -> anyhow::Result<Vec<Acting>> {
        let administrator = self.begin(office).await?;
        let mut units = BTreeMap::new();
        let mut ids = BTreeMap::new();
        for agency in &self.agencies {
            let id = match &agency.parent {
                None => administrator.agency,
                Some(parent) => {
                    let parent = ids.get(parent).copied();
                    directory::agency::add(office, &administrator, agency.fields(parent))
                        .await?
                        .id
                }
            };
            ids.insert(agency.code.clone(), id);
            for (ordinal, unit) in (1..).zip(&agency.unit) {
                let is_first = agency.parent.is_none() && ordinal == 1;
                let entered = if is_first {
                    administrator.unit
                } else {
                    directory::unit::add(office, &administrator, id, unit.fields(ordinal))
                        .await?
                        .id
                };
                units.insert((agency.code.as_str(), unit.abbreviation.as_str()), entered);
            }
        }
        for (day, kind, name) in self.days()? {
            directory::holiday::set(office, &administrator, day, (kind, &name), None).await?;
        }
        let mut acting = vec![Acting {
            agency: self.agencies[0].code.clone(),
            actor: administrator.clone(),
        }];
        for person in self
            .people
            .iter()
            .filter(|person| person.account != ADMINISTRATOR)
        {
            acting.extend(
                self.enter_person(office, &administrator, person, &units, &ids)
                    .await?,
            );
        }
        Ok(acting)
    }

    /// The first agency with the administrator.
    async fn begin(&self, office: &Office) -> anyhow::Result<Actor> {
        let agency = self.agencies.first().context("the province has no agency")?;
        let unit = agency.unit.first().context("the first agency has no unit")?;
        let person = self
            .people
            .iter()
            .find(|person| person.account == ADMINISTRATOR)
            .context("nobody administers")?;
        let first = First {
            agency: agency.fields(None),
            unit: unit.fields(1),
            administrator: person.fields(),
            title: person.posts[0].title.clone(),
            login: person.account.clone(),
            password: self.password.clone(),
            must_change_password: false,
        };
        Ok(directory::setup::begin(office, first).await?)
    }

    async fn enter_person(
        &self,
        office: &Office,
        administrator: &Actor,
        person: &Person,
        units: &BTreeMap<(&str, &str), UnitId>,
        agencies: &BTreeMap<String, AgencyId>,
    ) -> anyhow::Result<Vec<Acting>> {
        let first = person.posts.first().context("a person without a post")?;
        let agency = *agencies.get(&first.agency).context("an unknown agency")?;
        let entered = directory::person::add(office, administrator, agency, person.fields()).await?;
        let mut posts = Vec::new();
        for (ordinal, post) in (1..).zip(&person.posts) {
            let unit = *units
                .get(&(post.agency.as_str(), post.unit.as_str()))
                .context("an unknown unit")?;
            let fields = PostFields {
                unit,
                title: post.title.clone(),
                roles: post.roles.clone(),
                ordinal,
                starts: BEGINNING,
                ends: None,
            };
            posts.push(
                directory::post::add(office, administrator, entered.id, fields)
                    .await?
                    .id,
            );
        }
        directory::account::open(office, administrator, entered.id, &person.account, FIRST_PASSWORD).await?;
        let mut acting = Vec::new();
        for (id, post) in posts.into_iter().zip(&person.posts) {
            let actor = directory::identity::holder(office, id).await?;
            acting.push(Acting {
                agency: post.agency.clone(),
                actor,
            });
        }
        if let Some(first) = acting.first() {
            self.take_over(office, &first.actor, &person.account).await?;
        }
        Ok(acting)
    }

    /// Lets a person replace the first password, as everybody has to.
    async fn take_over(&self, office: &Office, actor: &Actor, login: &str) -> anyhow::Result<()> {
        let identity = Identity {
            actor: actor.clone(),
            through: Through::Session(office.new_id()),
            posts: Vec::new(),
            unit: String::new(),
            agency: String::new(),
            login: login.to_owned(),
            must_change_password: true,
            last_seen: None,
        };
        directory::account::change_password(office, &identity, FIRST_PASSWORD, &self.password).await?;
        Ok(())
    }

    fn days(&self) -> anyhow::Result<Vec<(Date, DayKind, String)>> {
        let mut days = BTreeMap::new();
        for holiday in &self.holiday {
            let (mut day, last) = (date(&holiday.from)?, date(&holiday.to)?);
            while day <= last {
                days.insert(day, (DayKind::Off, holiday.name.clone()));
                day = day.saturating_add(time::Duration::DAY);
            }
        }
        for worked in &self.worked {
            let (day, off) = (date(&worked.day)?, date(&worked.instead_of)?);
            let moved = format!("{:02}/{:02}", off.day(), u8::from(off.month()));
            days.insert(day, (DayKind::Worked, format!("Làm bù ngày {moved}")));
            days.entry(off)
                .or_insert((DayKind::Off, "Nghỉ hoán đổi".to_owned()));
        }
        Ok(days
            .into_iter()
            .map(|(day, (kind, name))| (day, kind, name))
            .collect())
    }
}

impl Agency {
    fn fields(&self, parent: Option<AgencyId>) -> AgencyFields {
        AgencyFields {
            code: self.code.clone(),
            parent,
            name: self.name.clone(),
            abbreviation: self.abbreviation.clone(),
            place: self.place.clone(),
            valid_from: BEGINNING,
            valid_to: None,
        }
    }
}

impl Unit {
    fn fields(&self, ordinal: i32) -> UnitFields {
        UnitFields {
            parent: None,
            name: self.name.clone(),
            abbreviation: self.abbreviation.clone(),
            ordinal,
            closed: None,
        }
    }
}

impl Person {
    fn fields(&self) -> PersonFields {
        PersonFields {
            name: self.name.clone(),
            email: None,
            phone: None,
        }
    }
}

fn date(text: &toml::value::Datetime) -> anyhow::Result<Date> {
    let day = text.date.ok_or_else(|| anyhow::anyhow!("{text} is not a date"))?;
    Ok(Date::from_calendar_date(
        i32::from(day.year),
        time::Month::try_from(day.month)?,
        day.day,
    )?)
}
