//! Issued documents are made to last: time stamps, certificates and revocation answers go into the file while they can be
//! had, and a new archive time stamp before the last one lapses (EN 319 142-1, B-LT and B-LTA). Each time the file grows by
//! incremental updates into a new version; the version before is kept.

use async_trait::async_trait;
use kernel::{
    Office,
    audit::{Entry, Subject},
    files::FileHash,
    id::AgencyId,
    jobs::{Handler, Job, NewJob, Outcome},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, PaginatorTrait as _,
    QueryFilter as _, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use signing::{
    pades::{Level, extend},
    revocation::Collector,
    validate::{Kind, Options, Report},
};
use time::{Duration, OffsetDateTime};

use super::{entity::draft, signature, trust, write::SUBJECT};
use crate::{
    DocumentId, Error,
    entity::document_file::{self, FileRole},
    evidence::{EvidenceServices, report_on},
};

/// The kind of the jobs.
const KIND: &str = "preserve";
/// How long before the certificate of the last time stamp lapses it is renewed.
const AHEAD: Duration = Duration::days(90);
/// A proof is renewed at least this often: algorithms weaken sooner than certificates say.
const LONGEST: Duration = Duration::days(5 * 365);
/// And not more often than this, whatever the authority's certificate says.
const SHORTEST: Duration = Duration::days(30);

/// Attempts in a row, each after a longer rest, before the job waits for a day: a quarter of an hour.
const ATTEMPTS: i32 = 10;
/// Days it is tried on; then it stops and the document's history says so. `vanthu preserve` asks again.
const DAYS: u32 = 14;

/// Which file of which document.
#[derive(Debug, Serialize, Deserialize)]
struct Task {
    document: DocumentId,
    /// The version it is about: another one has been taken care of.
    file: FileHash,
    /// Days on which it failed.
    #[serde(default)]
    failed_days: u32,
}

/// The job that makes this version of an issued document last.
pub(super) fn job(document: DocumentId, file: FileHash, not_before: kernel::Timestamp) -> NewJob {
    let task = Task {
        document,
        file,
        failed_days: 0,
    };
    NewJob::new(KIND, task, not_before)
}

/// Makes issued documents last.
#[derive(Debug, Clone)]
pub struct Preservation {
    office: Office,
    evidence: EvidenceServices,
}

/// A version that lasts longer.
struct Lifted {
    pdf: Vec<u8>,
    report: Report,
    renew_at: OffsetDateTime,
}

impl Preservation {
    /// Works for this office with these services.
    #[must_use]
    pub fn new(office: Office, evidence: EvidenceServices) -> Self {
        Self { office, evidence }
    }

    async fn preserve(&self, job: &Job) -> Result<(), Error> {
        // Without an authority nothing can be added; `vanthu preserve` asks again once one is set.
        if !self.evidence.has_timestamps() {
            return Ok(());
        }
        let task: Task = job.payload()?;
        let Some(file) = current(self.office.database.read(), &task).await? else {
            return Ok(());
        };
        let pdf = self.office.files.get(&task.file).await?.to_vec();
        let collector = self.evidence.collector(&self.office).await?;
        let options = trust::options(&self.office).await?;
        let clock = self.office.clock.clone();
        let lifted =
            tokio::task::spawn_blocking(move || lift(pdf, &collector, options, || clock.now().utc()));
        let lifted = lifted.await.map_err(Error::interrupted)??;
        self.keep(&task, file, lifted).await
    }

    /// Waits for a day after many attempts, and stops after many days; both stand in the document's history.
    async fn give_up_for_now(&self, job: &Job, reason: &str) -> Result<(), Error> {
        let mut task: Task = job.payload()?;
        let document = task.document;
        task.failed_days += 1;
        let goes_on = task.failed_days < DAYS;
        let action = if goes_on {
            "preserving_waits"
        } else {
            "preserving_stopped"
        };
        let mut change = self.office.database.begin().await?;
        let entry = Entry::by_system(
            agency_of(change.connection(), document).await?,
            self.office.now(),
            action,
            Subject::new(SUBJECT, document),
        );
        change.record(entry.with(json!({ "what": reason, "days": task.failed_days })));
        if goes_on {
            let tomorrow = self.office.now().plus(Duration::DAY);
            change.enqueue(NewJob::new(KIND, task, tomorrow));
        }
        change.commit().await?;
        Ok(())
    }

    async fn keep(&self, task: &Task, old: document_file::Model, lifted: Lifted) -> Result<(), Error> {
        let report = serde_json::to_vec(&lifted.report).map_err(|error| Error::Kernel(error.into()))?;
        let size = i64::try_from(lifted.pdf.len()).unwrap_or(i64::MAX);
        let hash = self.office.files.put(lifted.pdf).await?;
        let report = self.office.files.put(report).await?;

        let mut change = self.office.database.begin().await?;
        let replaced = document_file::Entity::update_many()
            .col_expr(document_file::Column::Hash, Expr::value(hash.clone()))
            .col_expr(document_file::Column::Size, Expr::value(size))
            .col_expr(document_file::Column::ReportHash, Expr::value(Some(report)))
            .filter(document_file::Column::Id.eq(old.id))
            .filter(document_file::Column::Hash.eq(task.file.clone()))
            .exec(change.connection())
            .await?;
        if replaced.rows_affected == 0 {
            // Another worker was faster.
            return Ok(());
        }
        draft::Entity::update_many()
            .col_expr(draft::Column::File, Expr::value(Some(hash.clone())))
            .filter(draft::Column::DocumentId.eq(task.document))
            .exec(change.connection())
            .await?;
        supersede(&self.office, change.connection(), old).await?;
        let entry = Entry::by_system(
            agency_of(change.connection(), task.document).await?,
            self.office.now(),
            "preserved",
            Subject::new(SUBJECT, task.document),
        );
        change.record(entry.with(json!({ "what": "PAdES B-LTA", "file": hash })));
        change.enqueue(job(task.document, hash, lifted.renew_at.into()));
        change.commit().await?;
        Ok(())
    }
}

/// The main file of the document, if it still is this version.
async fn current(
    connection: &impl ConnectionTrait,
    task: &Task,
) -> Result<Option<document_file::Model>, Error> {
    Ok(document_file::Entity::find()
        .filter(document_file::Column::DocumentId.eq(task.document))
        .filter(document_file::Column::Role.eq(FileRole::Main))
        .filter(document_file::Column::Hash.eq(task.file.clone()))
        .one(connection)
        .await?)
}

/// Keeps the version before, as evidence.
async fn supersede(
    office: &Office,
    connection: &impl ConnectionTrait,
    old: document_file::Model,
) -> Result<(), Error> {
    let before = document_file::Entity::find()
        .filter(document_file::Column::DocumentId.eq(old.document_id))
        .filter(document_file::Column::Role.eq(FileRole::Superseded))
        .count(connection)
        .await?;
    let mut row: document_file::ActiveModel = old.into();
    row.id = Set(office.new_id());
    row.role = Set(FileRole::Superseded);
    row.position = Set(i32::try_from(before).unwrap_or(i32::MAX - 1) + 1);
    document_file::Entity::insert(row)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

async fn agency_of(connection: &impl ConnectionTrait, id: DocumentId) -> Result<Option<AgencyId>, Error> {
    let draft = draft::Entity::find_by_id(id).one(connection).await?;
    Ok(draft.map(|draft| draft.agency_id))
}

/// Adds what is missing for B-LTA, or a new archive time stamp where nothing is. Slow: asks the network.
fn lift(
    pdf: Vec<u8>,
    collector: &Collector,
    mut options: Options,
    now: impl Fn() -> OffsetDateTime,
) -> Result<Lifted, Error> {
    let before = report_on(&pdf, &options);
    let is_stamped = before
        .signatures
        .iter()
        .all(|one| one.kind == Kind::DocumentTimestamp || !one.timestamps.is_empty());
    let mut pdf = pdf;
    if !is_stamped {
        // Revocation answers gathered from now on are younger than this proof of the signatures.
        pdf = extend(&pdf, Level::T, None, collector)?;
    }
    let pdf = extend(&pdf, Level::Lta, None, collector)?;
    options.at = now();
    let report = report_on(&pdf, &options);
    signature::judge(&report, report.signatures.len())?;
    let lapses = report
        .signatures
        .iter()
        .filter(|one| one.kind == Kind::DocumentTimestamp)
        .max_by_key(|one| one.signing_time)
        .and_then(|one| one.certificate.as_ref())
        .map(|certificate| certificate.not_after);
    let latest = options.at + LONGEST;
    let renew_at = lapses.map_or(latest, |lapses| (lapses - AHEAD).min(latest));
    Ok(Lifted {
        pdf,
        renew_at: renew_at.max(options.at + SHORTEST),
        report,
    })
}

/// Asks for every issued document whose file was not made to last yet, as after setting a time stamping authority for the
/// first time. Answers how many there are.
///
/// # Errors
/// When the database refuses.
pub async fn preserve_all(office: &Office) -> Result<u64, Error> {
    let change = office.database.begin().await?;
    let issued = draft::Entity::find()
        .filter(draft::Column::IssuedAt.is_not_null())
        .all(change.connection())
        .await?;
    let mut count = 0;
    for draft in issued {
        let kept = document_file::Entity::find()
            .filter(document_file::Column::DocumentId.eq(draft.document_id))
            .filter(document_file::Column::Role.eq(FileRole::Superseded))
            .count(change.connection())
            .await?;
        if let (0, Some(file)) = (kept, draft.file) {
            change.enqueue(job(draft.document_id, file, office.now()));
            count += 1;
        }
    }
    change.commit().await?;
    Ok(count)
}

#[async_trait]
impl Handler for Preservation {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(jobs.len());
        for job in jobs {
            let mut outcome = self.preserve(job).await;
            if let Err(error) = &outcome
                && job.attempt >= ATTEMPTS
            {
                outcome = self.give_up_for_now(job, &error.to_string()).await;
            }
            outcomes.push(outcome.map_err(|error| error.to_string()));
        }
        outcomes
    }
}
