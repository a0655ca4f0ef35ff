//! What recipients report about their handling, noted in the sender's own trail (Decree 30/2020, Annex VI).

use async_trait::async_trait;
use kernel::{
    Office, Timestamp,
    actor::Role,
    audit::{Entry, Subject},
    jobs::{Handler, Job, Outcome},
};
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _, IntoActiveModel as _};
use serde::Deserialize;
use serde_json::json;
use workflow::task::Holder;

use super::{
    DispatchId,
    entity::{dispatch, draft},
    tasks,
    write::SUBJECT,
};
use crate::{
    Error,
    notification::{self, Kind, News},
};

/// What a `dispatch_status` job carries.
#[derive(Debug, Deserialize)]
struct Report {
    dispatch: DispatchId,
    status: String,
    reason: String,
    at: Timestamp,
}

/// Notes reports from recipients of this installation.
#[derive(Debug, Clone)]
pub struct StatusNotes {
    office: Office,
}

impl StatusNotes {
    /// Notes in this office.
    #[must_use]
    pub fn new(office: Office) -> Self {
        Self { office }
    }

    async fn note(&self, job: &Job) -> Result<(), Error> {
        let report: Report = job.payload()?;
        let mut change = self.office.database.begin().await?;
        let Some(row) = dispatch::Entity::find_by_id(report.dispatch)
            .one(change.connection())
            .await?
        else {
            return Ok(());
        };
        // A job may run twice; a report is noted once.
        if row.reported == report.status {
            return Ok(());
        }
        let draft = draft::Entity::find_by_id(row.document_id)
            .one(change.connection())
            .await?
            .ok_or(Error::NotFound)?;
        let what = format!("{} {}", row.name, in_words(&report.status));
        if let Some(news) = news(&row, &draft, &report) {
            notification::tell(
                &change,
                news.saying(match report.reason.as_str() {
                    "" => what.clone(),
                    reason => format!("{what}: {reason}"),
                }),
            );
        }
        let subject = Subject::new(SUBJECT, row.document_id);
        let entry = Entry::by_system(Some(draft.agency_id), report.at, "reported_back", subject);
        change.record(entry.with(json!({ "what": what, "note": report.reason })));
        let mut row = row.into_active_model();
        row.reported = Set(report.status);
        row.update(change.connection()).await?;
        change.commit().await?;
        Ok(())
    }
}

/// Whom a report concerns: the drafter of what is taken up, settled or returned; the clerk too of what is returned.
fn news(row: &dispatch::Model, draft: &draft::Model, report: &Report) -> Option<News> {
    let mut to = vec![Holder::Post(draft.drafter_post)];
    match report.status.as_str() {
        "accepted" | "completed" => {}
        "returned" => to.push(Holder::Agency(draft.agency_id, Role::Clerk)),
        _ => return None,
    }
    Some(News::new(
        format!("reported/{}/{}", row.id, report.status),
        Kind::Reported,
        (tasks::SUBJECT, row.document_id.0),
        to,
        report.at,
    ))
}

fn in_words(status: &str) -> &str {
    match status {
        "received" => "đã nhận được",
        "accepted" => "đã tiếp nhận, đăng ký",
        "processing" => "đang xử lý",
        "completed" => "đã xử lý xong",
        "returned" => "trả lại",
        other => other,
    }
}

#[async_trait]
impl Handler for StatusNotes {
    fn kind(&self) -> &'static str {
        "dispatch_status"
    }

    async fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(jobs.len());
        for job in jobs {
            outcomes.push(self.note(job).await.map_err(|error| error.to_string()));
        }
        outcomes
    }
}
