use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::DatabaseTransaction;
use tokio::sync::Notify;

use super::group::Turn;
use crate::{Error, audit::Entry, jobs::NewJob};

/// One change: rows, audit entries and jobs, committed together or not at all.
#[derive(Debug)]
#[must_use = "a unit of work that is not committed is undone"]
pub struct UnitOfWork {
    hold: Hold,
    entries: Vec<Entry>,
    jobs: Mutex<Vec<NewJob>>,
    enqueued: Arc<Notify>,
}

#[derive(Debug)]
enum Hold {
    Grouped(Turn),
    Alone(DatabaseTransaction),
}

impl UnitOfWork {
    pub(super) fn grouped(turn: Turn, enqueued: Arc<Notify>) -> Self {
        Self {
            hold: Hold::Grouped(turn),
            entries: Vec::new(),
            jobs: Mutex::default(),
            enqueued,
        }
    }

    pub(super) fn alone(transaction: DatabaseTransaction, enqueued: Arc<Notify>) -> Self {
        Self {
            hold: Hold::Alone(transaction),
            entries: Vec::new(),
            jobs: Mutex::default(),
            enqueued,
        }
    }

    /// The connection to read and write through, inside this change.
    #[must_use]
    pub fn connection(&self) -> &DatabaseTransaction {
        match &self.hold {
            Hold::Grouped(turn) => turn.connection(),
            Hold::Alone(transaction) => transaction,
        }
    }

    /// Adds an entry to the audit trail; it is chained when the change commits.
    pub fn record(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Adds a job that runs after the change commits.
    pub fn enqueue(&self, job: NewJob) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).push(job);
    }

    /// Writes the audit entries and jobs and makes everything durable.
    ///
    /// # Errors
    /// When the database refuses; then nothing of the change remains.
    pub async fn commit(mut self) -> Result<(), Error> {
        let jobs = self.jobs.get_mut().unwrap_or_else(PoisonError::into_inner);
        let jobs = std::mem::take(jobs);
        crate::jobs::insert(self.connection(), &jobs).await?;
        // Last, because it takes the lock on the chain's head: on PostgreSQL others wait for it.
        let entries = std::mem::take(&mut self.entries);
        crate::audit::append(self.connection(), entries).await?;
        match self.hold {
            Hold::Grouped(turn) => turn.commit().await?,
            Hold::Alone(transaction) => transaction.commit().await?,
        }
        if !jobs.is_empty() {
            self.enqueued.notify_waiters();
        }
        Ok(())
    }
}
