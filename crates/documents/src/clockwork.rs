//! What time brings: timers of processes that come due, reminders of what falls due or is late, and escalation.

use async_trait::async_trait;
use directory::entity::post;
use kernel::{
    Office, Timestamp, UnitOfWork,
    actor::Role,
    audit::{Entry, Subject},
    calendar::WorkingCalendar,
    id::{AgencyId, Id as _, PostId},
};
use sea_orm::{DbErr, EntityTrait as _};
use serde_json::json;
use tracing::warn;
use workflow::{
    Effect,
    store::instances::{self, Applied},
    task::{
        self, Calendars, Holder,
        reminder::{self, Herald, Notice, Rhythm, Tone, tell_due},
    },
};

use crate::{
    Error, inbound,
    notification::{self, Kind, News},
};

/// Most cases or tasks one change looks at, so that others get their turn at the writer.
const BATCH: u64 = 50;

/// Lets everything happen that time has brought. What was missed while nobody looked happens once.
///
/// # Errors
/// When the database fails.
pub async fn run(office: &Office) -> Result<(), Error> {
    let batch = usize::try_from(BATCH).unwrap_or(usize::MAX);
    while fire(office).await? == batch {}
    while remind(office).await? == batch {}
    Ok(())
}

async fn fire(office: &Office) -> Result<usize, Error> {
    if !instances::is_due(office.database.read(), office.now()).await? {
        return Ok(0);
    }
    let mut change = office.database.begin().await?;
    let fired = instances::fire_due(&change, &Holidays, office.now(), BATCH).await?;
    for (case, reason) in &fired.refused {
        warn!(%case, %reason, "a timer could not fire and rests");
    }
    for applied in &fired.applied {
        notification::tell_steps(&change, applied, None, office.now());
        escalate(&mut change, applied, office.now()).await?;
    }
    change.commit().await?;
    Ok(fired.looked)
}

async fn remind(office: &Office) -> Result<usize, Error> {
    if !reminder::is_due(office.database.read(), office.now()).await? {
        return Ok(0);
    }
    let mut change = office.database.begin().await?;
    let herald = Noting { now: office.now() };
    let rhythm = Rhythm::default();
    let looked = tell_due(&mut change, &rhythm, &Holidays, &herald, office.now(), BATCH).await?;
    change.commit().await?;
    Ok(looked)
}

/// The directory's calendar, common to all agencies.
struct Holidays;

#[async_trait]
impl Calendars for Holidays {
    async fn calendar(&self, change: &UnitOfWork, _: AgencyId) -> Result<WorkingCalendar, kernel::Error> {
        directory::holiday::calendar_in(change.connection())
            .await
            .map_err(|error| match error {
                directory::Error::Kernel(error) => error,
                other => DbErr::Custom(other.to_string()).into(),
            })
    }
}

/// Writes reminders into the document's history, and asks a superior to follow up what is very late.
struct Noting {
    now: Timestamp,
}

#[async_trait]
impl Herald for Noting {
    async fn tell(&self, change: &mut UnitOfWork, notice: &Notice) -> Result<(), kernel::Error> {
        let task = &notice.task;
        let action = match notice.tone {
            Tone::Soon => "reminded",
            Tone::Late => "reminded_late",
            Tone::Escalated => "escalated",
        };
        let what = task
            .step_name
            .clone()
            .unwrap_or_else(|| inbound::tasks::label(&task.action).to_owned());
        let entry = Entry::by_system(Some(task.agency_id), self.now, action, subject(task));
        change.record(entry.with(json!({ "what": what, "due": task.due(), "task": task.id })));
        let kind = match notice.tone {
            Tone::Soon => Kind::DueSoon,
            Tone::Late | Tone::Escalated => Kind::Late,
        };
        let event = format!("reminder/{}/{kind}/{}", task.id, self.now.vietnam().date());
        notification::tell(change, of_task(event, kind, task, [], self.now));
        if notice.tone == Tone::Escalated {
            let superior = superior(change, task).await?;
            follow_up(change, task, superior, self.now).await?;
        }
        Ok(())
    }
}

/// The subject of a task in the audit trail.
fn subject(task: &task::task::Model) -> Subject {
    let kind = if task.subject_kind == inbound::tasks::SUBJECT {
        inbound::tasks::SUBJECT
    } else {
        "document"
    };
    Subject::new(kind, task.subject_id)
}

async fn follow_up(
    change: &UnitOfWork,
    task: &task::task::Model,
    superior: Holder,
    now: Timestamp,
) -> Result<(), kernel::Error> {
    match task::open_follow_up(change, task, superior, now).await {
        Ok(()) => {
            tell_superior(change, task, superior, now);
            Ok(())
        }
        Err(task::Error::Storage(error)) => Err(error.into()),
        Err(other) => Err(DbErr::Custom(other.to_string()).into()),
    }
}

/// News about a task, for these, or for whoever has it.
fn of_task(
    event: String,
    kind: Kind,
    task: &task::task::Model,
    to: impl IntoIterator<Item = Holder>,
    now: Timestamp,
) -> News {
    let mut news = News::new(event, kind, (&task.subject_kind, task.subject_id), to, now);
    if news.to.is_empty() {
        news.to = vec![task.holder.clone()];
    }
    news.asking(&task.action).while_open(task.id)
}

/// Whoever is to follow a late task up is told, once.
fn tell_superior(change: &UnitOfWork, task: &task::task::Model, superior: Holder, now: Timestamp) {
    let event = format!("follow-up/{}/{superior}", task.id);
    let news = of_task(event, Kind::Task, task, [superior], now);
    notification::tell(change, news.asking(task::FOLLOW_UP));
}

/// Who follows up: for a person without a unit to lead, the head of their unit; for everybody else the chief of office.
async fn superior(change: &UnitOfWork, task: &task::task::Model) -> Result<Holder, kernel::Error> {
    let chief = Holder::Agency(task.agency_id, Role::ChiefOfOffice);
    let Some(post) = task
        .holder
        .strip_prefix("post:")
        .and_then(|id| id.parse::<PostId>().ok())
    else {
        return Ok(chief);
    };
    let row = post::Entity::find_by_id(post).one(change.connection()).await?;
    let officer = row.filter(|row| {
        let roles = directory::post::roles(&row.roles);
        !roles
            .iter()
            .any(|role| matches!(role, Role::UnitHead | Role::Leader | Role::ChiefOfOffice))
    });
    Ok(officer.map_or(chief, |row| Holder::Unit(row.unit, Role::UnitHead)))
}

/// An escalation the process itself sends up: what is open in the case is followed up by the chief of office.
async fn escalate(change: &mut UnitOfWork, applied: &Applied, now: Timestamp) -> Result<(), Error> {
    let escalated = |effect: &Effect| matches!(effect, Effect::Escalated { .. });
    if !applied.effects.iter().any(escalated) {
        return Ok(());
    }
    let open = task::of_case(change.connection(), applied.instance.uuid()).await?;
    for task in open.iter().filter(|task| task.action != task::FOLLOW_UP) {
        let chief = Holder::Agency(task.agency_id, Role::ChiefOfOffice);
        task::open_follow_up(change, task, chief, now).await?;
        tell_superior(change, task, chief, now);
        let entry = Entry::by_system(Some(task.agency_id), now, "escalated", subject(task));
        change.record(entry.with(json!({ "what": task.step_name, "task": task.id })));
    }
    Ok(())
}
