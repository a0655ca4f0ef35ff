//! Scanned pages: a job for each file that has some, done in the background wherever the program is installed.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use kernel::{
    Office, UnitOfWork,
    audit::{Entry, Subject},
    files::FileHash,
    id::Id as _,
    jobs::{Handler, Job, NewJob, Outcome},
    settings::Settings,
};
use pdf::{Limits, Missing, Origin, PageText, Recogniser};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{PageWords, keep, pages_of};
use crate::{
    Error,
    entity::{
        arrival, document, document_file,
        intake::{self, IntakeState},
    },
    inbound::proposal::propose,
};

/// The kind of the jobs.
const KIND: &str = "recognise";

/// Longest time for one page: drawing it, and again recognising it.
const PAGE: Duration = Duration::from_mins(1);

/// Largest image of a page in pixels.
const PIXELS: u64 = 40_000_000;

/// What a job names: a file, and its text without the scanned pages.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Wanted {
    file: FileHash,
    text: FileHash,
}

/// Whether some page waits to be recognised.
pub(crate) fn is_wanted(pages: &[PageText]) -> bool {
    pages.iter().any(|page| page.origin == Origin::Scan)
}

/// Asks for the recognition of a file. The job waits until a service with the program takes it.
pub(crate) fn ask_for(office: &Office, change: &mut UnitOfWork, file: &FileHash, text: &FileHash) {
    let wanted = Wanted {
        file: file.clone(),
        text: text.clone(),
    };
    change.enqueue(NewJob::new(KIND, wanted, office.now()));
}

/// Whether this service recognises scanned pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Ready,
    /// The settings say no.
    Off,
    /// It would, but for what is missing.
    Missing(Missing),
}

impl Standing {
    /// The word of the API.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Off => "off",
            Self::Missing(Missing::Program) => "program_missing",
            Self::Missing(Missing::Vietnamese) => "vietnamese_missing",
        }
    }

    /// What to tell who sees these pages, if one of them is a scan.
    #[must_use]
    pub fn note(self, pages: &[PageText]) -> Option<&'static str> {
        let has = |origin| pages.iter().any(|page| page.origin == origin);
        if has(Origin::Scan) {
            return Some(match self {
                Self::Ready => {
                    "Có trang quét đang chờ máy nhận dạng chữ; trong khi chờ, văn bản được tìm thấy theo thông tin đăng ký."
                }
                Self::Off => {
                    "Có trang quét mà việc nhận dạng chữ đang tắt; văn bản chỉ được tìm thấy theo thông tin đăng ký."
                }
                Self::Missing(Missing::Program) => {
                    "Có trang quét mà máy chủ chưa cài chương trình nhận dạng chữ (tesseract); văn bản chỉ được tìm thấy theo \
                     thông tin đăng ký."
                }
                Self::Missing(Missing::Vietnamese) => {
                    "Có trang quét mà chương trình nhận dạng chữ chưa có tiếng Việt (tesseract-ocr-vie); văn bản chỉ được tìm \
                     thấy theo thông tin đăng ký."
                }
            });
        }
        has(Origin::Recognised).then_some(
            "Có trang quét: chữ trên đó do máy nhận dạng, có thể sai; hãy đối chiếu với ảnh trang.",
        )
    }
}

/// Recognises scanned pages where the settings and the machine allow it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Recognition {
    recogniser: Result<Recogniser, Standing>,
    most_pages: usize,
}

impl Recognition {
    /// Looks for the program the settings name. It blocks while the program is asked for its languages.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let recogniser = match settings.ocr() {
            None => Err(Standing::Off),
            Some(program) => Recogniser::find(&program).map_err(Standing::Missing),
        };
        Self {
            recogniser,
            most_pages: settings.ocr_pages(),
        }
    }

    /// Whether it can.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match &self.recogniser {
            Ok(_) => Standing::Ready,
            Err(standing) => *standing,
        }
    }

    /// Who does the jobs; nobody without the program: then they wait for a service that has it.
    #[must_use]
    pub fn handler(&self, office: &Office) -> Option<impl Handler + use<>> {
        let recogniser = self.recogniser.as_ref().ok()?;
        Some(Worker {
            office: office.clone(),
            recogniser: recogniser.clone(),
            most_pages: self.most_pages,
        })
    }
}

struct Worker {
    office: Office,
    recogniser: Recogniser,
    most_pages: usize,
}

impl Worker {
    async fn recognise(&self, job: &Job) -> Result<(), Error> {
        let wanted: Wanted = job.payload()?;
        if !is_awaited(self.office.database.read(), &wanted).await? {
            return Ok(());
        }
        let bytes = self.office.files.get(&wanted.file).await?;
        let pages = pages_of(&self.office, &wanted.text).await?;
        let (recogniser, most) = (self.recogniser.clone(), self.most_pages);
        let pages = tokio::task::spawn_blocking(move || recognised(&recogniser, &bytes, pages, most))
            .await
            .map_err(Error::interrupted)??;
        self.replace(&wanted, &pages).await
    }

    /// Puts the text in the place of the one without the scanned pages, and tells the index.
    async fn replace(&self, wanted: &Wanted, pages: &PageWords) -> Result<(), Error> {
        let office = &self.office;
        let text = keep(office, pages).await?;
        let proposal = serde_json::to_string(&propose(pages)).map_err(kernel::Error::from)?;
        let mut change = office.database.begin().await?;
        // First the waiting file, then those of documents: a registration under way holds the former.
        intake::Entity::update_many()
            .col_expr(intake::Column::TextHash, Expr::value(text.as_str()))
            .col_expr(intake::Column::Proposal, Expr::value(proposal))
            .filter(intake::Column::State.eq(IntakeState::Waiting))
            .filter(intake::Column::Hash.eq(wanted.file.as_str()))
            .filter(intake::Column::TextHash.eq(wanted.text.as_str()))
            .exec(change.connection())
            .await?;
        let files = document_file::Entity::find()
            .filter(of_documents(wanted))
            .all(change.connection())
            .await?;
        document_file::Entity::update_many()
            .col_expr(document_file::Column::TextHash, Expr::value(text.as_str()))
            .filter(of_documents(wanted))
            .exec(change.connection())
            .await?;
        for file in files {
            self.announce(&mut change, &file).await?;
        }
        Ok(change.commit().await?)
    }

    async fn announce(&self, change: &mut UnitOfWork, file: &document_file::Model) -> Result<(), Error> {
        let now = self.office.now();
        let details = json!({ "file": file.id });
        let arrivals = arrival::Entity::find()
            .filter(arrival::Column::DocumentId.eq(file.document_id))
            .all(change.connection())
            .await?;
        for row in arrivals {
            let subject = Subject::new(crate::inbound::tasks::SUBJECT, row.id);
            let entry = Entry::by_system(Some(row.agency_id), now, "recognised", subject);
            change.record(entry.with(details.clone()));
            change.enqueue(NewJob::new("index", json!({ "arrival": row.id }), now));
        }
        let own = document::Entity::find_by_id(file.document_id)
            .one(change.connection())
            .await?;
        if let Some(document) = own.filter(|document| document.issuer_id.is_some()) {
            let subject = Subject::new("document", document.id.uuid());
            change.record(Entry::by_system(document.issuer_id, now, "recognised", subject).with(details));
            change.enqueue(NewJob::new("index", json!({ "document": document.id }), now));
        }
        Ok(())
    }
}

fn of_documents(wanted: &Wanted) -> Condition {
    Condition::all()
        .add(document_file::Column::Hash.eq(wanted.file.as_str()))
        .add(document_file::Column::TextHash.eq(wanted.text.as_str()))
}

/// Whether somebody still has the text without the scanned pages: of two jobs for one file, the second finds nobody.
async fn is_awaited(connection: &impl ConnectionTrait, wanted: &Wanted) -> Result<bool, Error> {
    let brought = intake::Entity::find()
        .filter(intake::Column::State.eq(IntakeState::Waiting))
        .filter(intake::Column::Hash.eq(wanted.file.as_str()))
        .filter(intake::Column::TextHash.eq(wanted.text.as_str()))
        .count(connection)
        .await?;
    let kept = document_file::Entity::find()
        .filter(of_documents(wanted))
        .count(connection)
        .await?;
    Ok(brought + kept > 0)
}

/// The pages with the scanned ones recognised: at most so many, the others stay without.
fn recognised(
    recogniser: &Recogniser,
    bytes: &Bytes,
    pages: PageWords,
    most: usize,
) -> Result<PageWords, Error> {
    let limits = Limits {
        max_pixels: PIXELS,
        time: PAGE,
        ..Limits::default()
    };
    let mut left = most;
    let recognise = |page: PageText| {
        if page.origin != Origin::Scan {
            return Ok(page);
        }
        let unreadable = PageText {
            origin: Origin::Unreadable,
            ..page.clone()
        };
        let Some(after) = left.checked_sub(1) else {
            return Ok(unreadable);
        };
        left = after;
        match recogniser.recognise(bytes, page, &limits) {
            Ok(page) => Ok(page),
            // Tried again later: the fault is not in the page.
            Err(error @ (pdf::Error::Busy | pdf::Error::NoRecogniser(_))) => {
                Err(Error::BadFile(error.message().to_owned()))
            }
            Err(_) => Ok(unreadable),
        }
    };
    pages.into_iter().map(recognise).collect()
}

#[async_trait]
impl Handler for Worker {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(jobs.len());
        for job in jobs {
            let outcome = self.recognise(job).await;
            outcomes.push(outcome.map_err(|error| error.to_string()));
        }
        outcomes
    }
}
