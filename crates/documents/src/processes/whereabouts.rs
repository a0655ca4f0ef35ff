//! Where a document is in its process, who has it and since when.

use std::collections::BTreeMap;

use directory::entity::{person, post, unit};
use kernel::{
    Actor, Office, Timestamp,
    id::{PostId, UnitId},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;
use workflow::{
    diagram::{self, Marks},
    engine::Part,
    store::instances::{self, Position, Waiting},
    task::Holder,
};

use crate::{ArrivalId, DocumentId, Error, inbound, outbound};

/// Where a document is in its process.
#[derive(Debug, Clone, PartialEq)]
pub struct Whereabouts {
    /// The case.
    pub position: Position,
    /// What it waits for.
    pub waiting: Vec<Asked>,
}

/// Something that is waited for, with the names of those who have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The step's id.
    pub element: String,
    /// Its name.
    pub step: String,
    /// Who has it: "Phạm Văn Minh, Chuyên viên". Nobody where a message or a time is waited for.
    pub who: Vec<String>,
    /// Who helps: "phối hợp: Vũ Văn Tài, Trưởng phòng".
    pub helping: Vec<String>,
    /// Since when.
    pub since: Option<Timestamp>,
    /// By when.
    pub due: Option<time::Date>,
}

impl Whereabouts {
    /// Whether the case goes on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.position.row.ended_at.is_none()
    }

    /// The process as SVG with where the document is, what it has passed and who has it; none where the process came without
    /// a drawing.
    ///
    /// # Errors
    /// When the file of the process cannot be read.
    pub fn drawing(&self) -> Result<Option<String>, Error> {
        let captions = self
            .waiting
            .iter()
            .map(|asked| (asked.element.clone(), asked.in_short()));
        let marks = Marks {
            present: self.position.present.clone(),
            passed: self.position.passed.clone(),
            captions: captions.collect::<BTreeMap<_, _>>(),
            ..Marks::default()
        };
        let drawing = diagram::svg(&self.position.process.xml, &marks);
        Ok(drawing.map_err(workflow::store::Error::from)?)
    }
}

impl Asked {
    /// Who and since when, in a line below the step.
    fn in_short(&self) -> String {
        let who = match self.who.as_slice() {
            [] => "đang chờ".to_owned(),
            // The name without the title: there is little room below a step.
            [one] => one.split(", ").next().unwrap_or(one).to_owned(),
            [one, others @ ..] => format!("{} +{}", one.split(", ").next().unwrap_or(one), others.len()),
        };
        match self.since.map(Timestamp::vietnam) {
            Some(at) => format!("{who}, từ {:02}/{:02}", at.day(), u8::from(at.month())),
            None => who,
        }
    }
}

/// Where an arrival is; none where no process carries it yet.
///
/// # Errors
/// [`Error::NotFound`] when there is none or it is not for the actor.
pub async fn of_arrival(office: &Office, actor: &Actor, id: ArrivalId) -> Result<Option<Whereabouts>, Error> {
    inbound::require_readable(office.database.read(), actor, id).await?;
    of_read(office, id).await
}

/// The same of an arrival that was read for the actor just now.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_shown(office: &Office, shown: &inbound::Shown) -> Result<Option<Whereabouts>, Error> {
    of_read(office, shown.arrival.id).await
}

async fn of_read(office: &Office, id: ArrivalId) -> Result<Option<Whereabouts>, Error> {
    of(office.database.read(), inbound::tasks::SUBJECT, id.0).await
}

/// Where a document of our own is; none where no process carries it yet.
///
/// # Errors
/// As [`of_arrival`].
pub async fn of_draft(office: &Office, actor: &Actor, id: DocumentId) -> Result<Option<Whereabouts>, Error> {
    let connection = office.database.read();
    outbound::Loaded::own(connection, actor, id).await?;
    of(connection, outbound::tasks::SUBJECT, id.0).await
}

async fn of(
    connection: &impl ConnectionTrait,
    kind: &str,
    subject: Uuid,
) -> Result<Option<Whereabouts>, Error> {
    let Some(position) = instances::position(connection, kind, subject).await? else {
        return Ok(None);
    };
    let names = Names::read(connection, &position.waiting).await?;
    let waiting = position.waiting.iter().map(|waiting| names.asked(waiting));
    Ok(Some(Whereabouts {
        waiting: waiting.collect(),
        position,
    }))
}

/// Names of posts and units.
struct Names {
    posts: BTreeMap<PostId, String>,
    units: BTreeMap<Uuid, String>,
}

impl Names {
    async fn read(connection: &impl ConnectionTrait, waiting: &[Waiting]) -> Result<Self, Error> {
        let (mut posts, mut units) = (Vec::new(), Vec::new());
        let helping = waiting
            .iter()
            .flat_map(|one| one.helping.iter().map(|(_, who)| who));
        for holder in waiting.iter().flat_map(|one| &one.holders).chain(helping) {
            match holder {
                Holder::Post(post) => posts.push(*post),
                Holder::Unit(unit, _) => units.push(*unit),
                Holder::Agency(..) => {}
            }
        }
        Ok(Self {
            posts: Self::of_posts(connection, posts).await?,
            units: Self::of_units(connection, units).await?,
        })
    }

    async fn of_posts(
        connection: &impl ConnectionTrait,
        posts: Vec<PostId>,
    ) -> Result<BTreeMap<PostId, String>, Error> {
        if posts.is_empty() {
            return Ok(BTreeMap::new());
        }
        let posts = post::Entity::find()
            .filter(post::Column::Id.is_in(posts))
            .all(connection)
            .await?;
        let people = person::Entity::find()
            .filter(person::Column::Id.is_in(posts.iter().map(|post| post.person)))
            .all(connection)
            .await?;
        let named = |post: post::Model| {
            let person = people.iter().find(|person| person.id == post.person)?;
            Some((post.id, format!("{}, {}", person.name, post.title)))
        };
        Ok(posts.into_iter().filter_map(named).collect())
    }

    async fn of_units(
        connection: &impl ConnectionTrait,
        units: Vec<UnitId>,
    ) -> Result<BTreeMap<Uuid, String>, Error> {
        if units.is_empty() {
            return Ok(BTreeMap::new());
        }
        let units = unit::Entity::find()
            .filter(unit::Column::Id.is_in(units))
            .all(connection)
            .await?;
        Ok(units.into_iter().map(|unit| (unit.id.0, unit.name)).collect())
    }

    fn of(&self, holder: &Holder) -> String {
        match holder {
            Holder::Post(post) => match self.posts.get(post) {
                Some(name) => name.clone(),
                None => "chức vụ đã bỏ".to_owned(),
            },
            Holder::Unit(unit, role) => match self.units.get(&unit.0) {
                Some(name) => format!("{} {name}", role.label()),
                None => role.label().to_owned(),
            },
            Holder::Agency(_, role) => role.label().to_owned(),
        }
    }

    fn asked(&self, waiting: &Waiting) -> Asked {
        Asked {
            element: waiting.element.clone(),
            step: waiting.name.clone(),
            who: waiting.holders.iter().map(|holder| self.of(holder)).collect(),
            helping: waiting
                .helping
                .iter()
                .map(|(part, holder)| format!("{}: {}", part_label(*part), self.of(holder)))
                .collect(),
            since: waiting.since,
            due: waiting.due,
        }
    }
}

fn part_label(part: Part) -> &'static str {
    match part {
        Part::Lead => "chủ trì",
        Part::Cooperate => "phối hợp",
        Part::Inform => "nhận để biết",
        Part::CoSign => "cùng ký",
    }
}
