//! Đôn đốc: whoever follows a document up urges those who have it (Decree 30/2020, Articles 21 and 24).

use directory::{
    Permission::{AssignArrival, DirectArrival, ReadAgencyDocuments, RegisterArrival},
    Require as _,
};
use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    text::clean,
};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;
use workflow::task::{self, urging};

use crate::{
    ArrivalId, DocumentId, Error, inbound,
    notification::{self, Kind, News},
    outbound::Loaded,
};

/// Most characters of what is said.
const LONGEST: usize = 1_000;

/// Urges those who have an arrival.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] for those who do not follow arrivals up, [`Error::Conflict`] when nobody else has
/// anything to do about it.
pub async fn arrival(office: &Office, actor: &Actor, id: ArrivalId, text: &str) -> Result<(), Error> {
    let change = office.database.begin().await?;
    inbound::require_readable(change.connection(), actor, id).await?;
    if !may_urge_arrivals(actor) {
        return Err(Error::Forbidden(
            "Chỉ lãnh đạo, chánh văn phòng, lãnh đạo đơn vị và văn thư được đôn đốc văn bản đến.",
        ));
    }
    urge(
        office,
        change,
        actor,
        Subject::new(inbound::tasks::SUBJECT, id),
        id.0,
        text,
    )
    .await
}

/// Whether the actor follows arrivals up.
#[must_use]
pub fn may_urge_arrivals(actor: &Actor) -> bool {
    [DirectArrival, AssignArrival, RegisterArrival]
        .into_iter()
        .any(|permission| actor.may(permission))
}

/// Urges those who have a draft: its drafter, and whoever reads everything of the agency.
///
/// # Errors
/// As [`arrival`].
pub async fn draft(office: &Office, actor: &Actor, id: DocumentId, text: &str) -> Result<(), Error> {
    let change = office.database.begin().await?;
    let drafter = Loaded::own(change.connection(), actor, id)
        .await?
        .draft
        .drafter_id;
    if !actor.involves(drafter) && !actor.may(ReadAgencyDocuments) {
        return Err(Error::Forbidden(
            "Chỉ người soạn, văn thư và lãnh đạo được đôn đốc dự thảo.",
        ));
    }
    urge(office, change, actor, Subject::new("document", id), id.0, text).await
}

async fn urge(
    office: &Office,
    mut change: UnitOfWork,
    actor: &Actor,
    subject: Subject,
    id: Uuid,
    text: &str,
) -> Result<(), Error> {
    let text = clean(text);
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Error::field(
            "text",
            format!("Ghi nội dung đôn đốc, nhiều nhất {LONGEST} ký tự."),
        ));
    }
    let open = task::of_subject(change.connection(), id).await?;
    let urged = urging::urge(office, &change, actor, open, &text).await?;
    if urged.is_empty() {
        return Err(Error::Conflict(
            "Không có việc nào đang chờ người khác.".to_owned(),
        ));
    }
    let time = office.now();
    for task in &urged {
        let mut news = News::new(
            format!("urged/{}/{}", task.id, time.micros()),
            Kind::Urged,
            (&task.subject_kind, task.subject_id),
            [],
            time,
        );
        news.to = vec![task.holder.clone()];
        let said = format!("{}: {text}", actor.name);
        let news = news.by(actor).asking(&task.action).saying(said);
        notification::tell(&change, news.while_open(task.id));
    }
    let entry = Entry::by(actor, time, "urged", subject);
    let tasks: Vec<_> = urged.iter().map(|task| (&task.action, &task.holder)).collect();
    change.record(entry.with(json!({ "note": text, "tasks": tasks })));
    change.commit().await?;
    Ok(())
}

/// How many days a due date is past, in words: "quá hạn 2 ngày"; none while it is not past.
#[must_use]
pub fn lateness(due: Option<time::Date>, today: time::Date) -> Option<String> {
    let days = (today - due?).whole_days();
    (days > 0).then(|| format!("quá hạn {days} ngày"))
}

/// What was urged about a subject's open tasks, newest first, as the holder reads it: "Lan: cần trước 15 giờ".
///
/// # Errors
/// When the database cannot be read.
pub async fn of_tasks(
    connection: &impl ConnectionTrait,
    tasks: &[task::Line],
) -> Result<std::collections::BTreeMap<task::TaskId, String>, Error> {
    let urged = tasks.iter().filter(|task| task.is_urged);
    let ids: Vec<task::TaskId> = urged.map(|task| task.id).collect();
    let all = urging::urgings(connection, &ids).await?;
    let told = all.into_iter().filter_map(|(id, urgings)| {
        let newest = urgings.last()?;
        let times = match urgings.len() {
            1 => String::new(),
            times => format!(" (lần {times})"),
        };
        Some((id, format!("{} đôn đốc{times}: {}", newest.by_name, newest.text)))
    });
    Ok(told.collect())
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::lateness;

    #[test]
    fn lateness_is_told_in_days_once_the_date_is_past() {
        let due = Some(date!(2026 - 11 - 20));
        assert_eq!(
            lateness(due, date!(2026 - 11 - 22)).as_deref(),
            Some("quá hạn 2 ngày")
        );
        assert_eq!(lateness(due, date!(2026 - 11 - 20)), None);
        assert_eq!(lateness(None, date!(2026 - 11 - 20)), None);
    }
}
