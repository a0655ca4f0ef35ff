use async_trait::async_trait;
use kernel::{
    Office,
    jobs::{Handler, Job, Outcome},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QuerySelect as _, sea_query::OnConflict,
};
use workflow::task::{TaskState, task};

use super::{
    KEPT, Kind,
    news::{JOB, News, Steps, Told},
    people,
};
use crate::{
    ArrivalId, DocumentId, Error,
    entity::{arrival, notification},
    inbound, outbound,
};

/// Jobs taken at a time: their notifications are written in one change.
const BATCH: u64 = 100;

/// Writes notifications: does the `notify` jobs.
#[derive(Debug, Clone)]
pub struct Messenger {
    office: Office,
}

impl Messenger {
    /// A messenger of this office.
    #[must_use]
    pub fn new(office: Office) -> Self {
        Self { office }
    }

    async fn rows(&self, job: &Job) -> Result<Vec<notification::ActiveModel>, Error> {
        let connection = self.office.database.read();
        let news = match job.payload()? {
            Told::News(news) => vec![news],
            Told::Steps(steps) => opened(connection, steps).await?,
        };
        let mut rows = Vec::new();
        for one in news {
            if one.at.plus(KEPT) < self.office.now() || is_over(connection, &one).await? {
                continue;
            }
            let document = document_of(connection, &one).await?;
            let told = people::behind(connection, &one.to, self.office.today()).await?;
            let others = told.into_iter().filter(|(person, _)| one.by != Some(*person));
            rows.extend(others.map(|(person, post)| notification::ActiveModel {
                id: Set(self.office.new_id()),
                event: Set(one.event.clone()),
                person_id: Set(person),
                post_id: Set(post),
                kind: Set(one.kind),
                subject_kind: Set(one.subject_kind.clone()),
                subject_id: Set(one.subject),
                document_id: Set(document),
                action: Set(one.action.clone()),
                note: Set(one.note.clone()),
                at: Set(one.at),
                read_at: Set(None),
            }));
        }
        Ok(rows)
    }

    async fn write(&self, rows: Vec<notification::ActiveModel>) -> Result<(), Error> {
        if rows.is_empty() {
            return Ok(());
        }
        let change = self.office.database.begin().await?;
        let same = [
            notification::Column::Event,
            notification::Column::PersonId,
            notification::Column::PostId,
        ];
        notification::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
            .exec_without_returning(change.connection())
            .await?;
        Ok(change.commit().await?)
    }
}

/// The news of steps that still wait.
async fn opened(connection: &impl ConnectionTrait, steps: Steps) -> Result<Vec<News>, Error> {
    let tasks = task::Entity::find()
        .filter(task::Column::InstanceId.eq(steps.case))
        .filter(task::Column::State.eq(TaskState::Open))
        .filter(task::Column::Step.is_in(steps.numbers))
        .all(connection)
        .await?;
    let kind = if steps.returned.is_some() {
        Kind::Returned
    } else {
        Kind::Task
    };
    let news = tasks.into_iter().map(|task| News {
        // A task that changes hands is news for the other.
        event: format!("task/{}/{}", task.id, task.holder),
        kind,
        note: steps.returned.clone().unwrap_or_default(),
        action: words(&task),
        subject_kind: task.subject_kind,
        subject: task.subject_id,
        to: vec![task.holder],
        by: steps.by,
        at: steps.at,
        task: None,
    });
    Ok(news.collect())
}

/// What a task asks: an action with a name of its own, or the step's name in the agency's process.
fn words(task: &task::Model) -> String {
    let is_known = inbound::tasks::is_known(&task.action) || outbound::tasks::is_known(&task.action);
    match &task.step_name {
        Some(name) if !is_known => name.clone(),
        _ => task.action.clone(),
    }
}

async fn is_over(connection: &impl ConnectionTrait, news: &News) -> Result<bool, Error> {
    let Some(id) = news.task else {
        return Ok(false);
    };
    let row = task::Entity::find_by_id(id).one(connection).await?;
    Ok(row.is_none_or(|row| row.state != TaskState::Open))
}

/// The document whose readers may be shown what it is about.
async fn document_of(connection: &impl ConnectionTrait, news: &News) -> Result<Option<DocumentId>, Error> {
    match news.subject_kind.as_str() {
        inbound::tasks::SUBJECT => Ok(arrival::Entity::find_by_id(ArrivalId(news.subject))
            .select_only()
            .column(arrival::Column::DocumentId)
            .into_tuple()
            .one(connection)
            .await?),
        outbound::tasks::SUBJECT => Ok(Some(DocumentId(news.subject))),
        _ => Ok(None),
    }
}

#[async_trait]
impl Handler for Messenger {
    fn kind(&self) -> &'static str {
        JOB
    }

    fn batch(&self) -> u64 {
        BATCH
    }

    async fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        let mut all = Vec::new();
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(jobs.len());
        for job in jobs {
            let rows = self.rows(job).await.map_err(|error| error.to_string());
            outcomes.push(rows.map(|rows| all.extend(rows)));
        }
        match self.write(all).await {
            Ok(()) => outcomes,
            Err(error) => jobs.iter().map(|_| Err(error.to_string())).collect(),
        }
    }
}
