//! Talking to the server: indexes, tasks and the mark of the last event.

use std::time::Duration;

use meilisearch_sdk::client::{Client, SwapIndexes};
use meilisearch_sdk::errors::{Error as SdkError, ErrorCode};
use meilisearch_sdk::indexes::Index;
use meilisearch_sdk::settings::{PaginationSetting, Settings};
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;

use super::row::{self, Row};
use crate::Error;
use crate::engine::Change;

/// Raised with every change of fields or analysis.
pub(super) const VERSION: u32 = 1;

/// Hits the server counts and pages through.
const MOST_HITS: usize = 10_001;

/// How often and how long a task is waited for.
const POLL: Duration = Duration::from_millis(20);
const LONGEST_TASK: Duration = Duration::from_mins(10);

/// The server and the names of our indexes on it.
pub(super) struct Server {
    /// Dropped without waiting, as it may happen inside another runtime.
    runtime: Option<Runtime>,
    pub(super) client: Client,
    pub(super) serving: Index,
    pub(super) next: Index,
    marks: Index,
}

/// What is known of the serving index; the one row of an index of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) version: u32,
    pub(super) last_event: i64,
    pub(super) is_complete: bool,
}

#[derive(Serialize, Deserialize)]
struct MarkRow {
    key: String,
    #[serde(flatten)]
    mark: Mark,
}

const MARK: &str = "mark";

impl Server {
    pub(super) fn connect(url: &str, api_key: Option<&str>, name: &str) -> Result<Self, Error> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("meilisearch")
            .enable_all()
            .build()
            .map_err(Error::Runtime)?;
        let client = Client::new(url.trim_end_matches('/'), api_key)?;
        let (serving, next) = (client.index(name), client.index(format!("{name}-next")));
        let marks = client.index(format!("{name}-mark"));
        let server = Self {
            runtime: Some(runtime),
            client,
            serving,
            next,
            marks,
        };
        server.make(&server.serving)?;
        Ok(server)
    }

    /// Runs a request to its end.
    pub(super) fn block_on<T>(&self, request: impl Future<Output = Result<T, SdkError>>) -> Result<T, Error> {
        let runtime = self
            .runtime
            .as_ref()
            .expect("the runtime lives as long as the server");
        Ok(runtime.block_on(request)?)
    }

    /// Makes sure that an index is there with our settings.
    fn make(&self, index: &Index) -> Result<(), Error> {
        let settings = Settings::new()
            .with_searchable_attributes(row::SEARCHABLE)
            .with_filterable_attributes(row::FILTERABLE)
            .with_sortable_attributes(["day", "tie"])
            .with_synonyms(row::synonyms())
            .with_pagination(PaginationSetting {
                max_total_hits: MOST_HITS,
            });
        // Settings make the index if it is not there; the primary key is told with the first rows.
        let task = self.block_on(index.set_settings(&settings))?;
        self.wait(uid(&task))
    }

    /// An empty index beside the one that serves.
    pub(super) fn make_next(&self) -> Result<(), Error> {
        let task = self.block_on(self.next.delete_all_documents())?;
        // The index need not be there yet.
        if let Err(error) = self.wait(uid(&task)) {
            tracing::debug!(%error, "there was no index to clear");
        }
        self.make(&self.next)
    }

    /// Puts the built index in the place of the serving one and clears the other.
    pub(super) fn swap(&self) -> Result<(), Error> {
        let indexes = (self.serving.uid.clone(), self.next.uid.clone());
        let task = self.block_on(self.client.swap_indexes([&SwapIndexes {
            indexes,
            rename: None,
        }]))?;
        self.wait(uid(&task))?;
        let task = self.block_on(self.next.delete_all_documents())?;
        self.wait(uid(&task))
    }

    /// Sends changes in their order.
    pub(super) fn apply(&self, index: &Index, changes: &[Change]) -> Result<(), Error> {
        for run in changes.chunk_by(|a, b| matches!(a, Change::Upsert(_)) == matches!(b, Change::Upsert(_))) {
            let (mut rows, mut keys) = (Vec::new(), Vec::new());
            for change in run {
                match change {
                    Change::Upsert(entry) => rows.push(Row::of(entry)),
                    Change::Delete(id) => keys.push(row::key(id)),
                }
            }
            if !rows.is_empty() {
                self.block_on(index.add_or_replace(&rows, Some(row::KEY)))?;
            }
            if !keys.is_empty() {
                self.block_on(index.delete_documents(&keys))?;
            }
        }
        Ok(())
    }

    /// The mark of the serving index.
    pub(super) fn mark(&self) -> Result<Mark, Error> {
        match self.block_on(self.marks.get_document::<MarkRow>(MARK)) {
            Ok(row) => Ok(row.mark),
            Err(Error::Server(error)) if is_missing(&error) => Ok(Mark {
                version: VERSION,
                last_event: 0,
                is_complete: false,
            }),
            Err(error) => Err(error),
        }
    }

    /// Sends a mark; gives the task that sets it.
    pub(super) fn set_mark(&self, mark: Mark) -> Result<u32, Error> {
        let row = MarkRow {
            key: MARK.to_owned(),
            mark,
        };
        let task = self.block_on(self.marks.add_or_replace(&[row], Some(row::KEY)))?;
        Ok(uid(&task))
    }

    /// Waits until the server has carried a task out.
    pub(super) fn wait(&self, task: u32) -> Result<(), Error> {
        match self.block_on(
            self.client
                .wait_for_task(task_id(task), Some(POLL), Some(LONGEST_TASK)),
        )? {
            Task::Failed { content } => Err(Error::Task(content.error.error_message)),
            _ => Ok(()),
        }
    }

    pub(super) fn len(&self) -> Result<u64, Error> {
        let statistics = self.block_on(self.serving.get_stats())?;
        Ok(u64::try_from(statistics.number_of_documents).unwrap_or(u64::MAX))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn uid(task: &TaskInfo) -> u32 {
    task.task_uid
}

/// A task by its number.
struct TaskId(u32);

impl AsRef<u32> for TaskId {
    fn as_ref(&self) -> &u32 {
        &self.0
    }
}

fn task_id(task: u32) -> TaskId {
    TaskId(task)
}

/// Whether the server says that what was asked for is not there.
fn is_missing(error: &SdkError) -> bool {
    matches!(error, SdkError::Meilisearch(error)
        if matches!(error.error_code, ErrorCode::DocumentNotFound | ErrorCode::IndexNotFound))
}
