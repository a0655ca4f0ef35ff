use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::sync::Notify;
use tracing::{debug, error, warn};

use super::{Job, claim};
use crate::{Clock, Database, Error};

/// How long a runner with nothing to do waits before it looks again, for jobs enqueued by other copies of the service
/// and for those whose time comes.
const IDLE: Duration = Duration::from_millis(500);

/// How often a worker renews its claim on jobs that take long: often enough that one renewal may fail.
const RENEWAL: Duration = Duration::from_secs(4);

/// What became of one job: done, or the reason it failed.
pub type Outcome = Result<(), String>;

/// Does the jobs of one kind. A job may be handed over more than once: handlers are idempotent.
#[async_trait]
pub trait Handler: Send + Sync {
    /// The kind of jobs it does.
    fn kind(&self) -> &'static str;

    /// How many jobs it takes at a time.
    fn batch(&self) -> u64 {
        1
    }

    /// Does the jobs; answers one outcome for each, in their order.
    async fn run(&self, jobs: &[Job]) -> Vec<Outcome>;
}

/// Runs jobs with their handlers.
#[derive(Clone)]
pub struct Runner {
    database: Database,
    clock: Arc<dyn Clock>,
    handlers: Vec<Arc<dyn Handler>>,
}

impl Runner {
    /// A runner over these handlers.
    #[must_use]
    pub fn new(database: Database, clock: Arc<dyn Clock>, handlers: Vec<Arc<dyn Handler>>) -> Self {
        Self {
            database,
            clock,
            handlers,
        }
    }

    /// Runs until the process ends, each handler in a task of its own.
    pub async fn run(self) {
        if let Err(reason) = claim::free(&self.database).await {
            error!(%reason, "jobs of the process before could not be freed; they wait until their claims run out");
        }
        let mut tasks = tokio::task::JoinSet::new();
        for handler in self.handlers.clone() {
            let runner = self.clone();
            tasks.spawn(async move { runner.serve(handler).await });
        }
        while tasks.join_next().await.is_some() {}
    }

    async fn serve(&self, handler: Arc<dyn Handler>) {
        loop {
            match self.step(handler.as_ref()).await {
                Ok(0) => {
                    // Whichever comes first: a change in this process, or the time to look for others'.
                    let _ = tokio::time::timeout(IDLE, self.database.jobs_enqueued()).await;
                }
                Ok(_) => {}
                Err(reason) => {
                    error!(job.kind = handler.kind(), %reason, "jobs could not be claimed or finished");
                    tokio::time::sleep(IDLE).await;
                }
            }
        }
    }

    /// Does every job that is ready and answers how many were tried. Tests and commands use it to run dry.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_ready(&self) -> Result<usize, Error> {
        let mut total = 0;
        loop {
            let mut done = 0;
            for handler in &self.handlers {
                done += self.step(handler.as_ref()).await?;
            }
            if done == 0 {
                return Ok(total);
            }
            total += done;
        }
    }

    /// Does the jobs, and keeps the claim on them meanwhile.
    async fn run_renewing(&self, handler: &dyn Handler, jobs: &[Job]) -> Vec<Outcome> {
        let done = Notify::new();
        let work = async {
            let outcomes = handler.run(jobs).await;
            done.notify_one();
            outcomes
        };
        // Side by side: where both wait for their turn at the writer, the renewal must not keep the work before it from taking it.
        let (outcomes, ()) = tokio::join!(work, self.renew_until(&done, handler.kind(), jobs));
        outcomes
    }

    async fn renew_until(&self, done: &Notify, kind: &'static str, jobs: &[Job]) {
        while tokio::time::timeout(RENEWAL, done.notified()).await.is_err() {
            if let Err(reason) = claim::renew(&self.database, jobs, self.clock.now()).await {
                warn!(job.kind = kind, %reason, "the claim on jobs under way could not be renewed");
            }
        }
    }

    async fn step(&self, handler: &dyn Handler) -> Result<usize, Error> {
        let jobs = claim::claim(&self.database, handler.kind(), handler.batch(), self.clock.now()).await?;
        if jobs.is_empty() {
            return Ok(0);
        }
        for job in &jobs {
            debug!(job.kind = handler.kind(), job.number, job.attempt, "job claimed");
        }
        let outcomes = self.run_renewing(handler, &jobs).await;
        let mut done = Vec::new();
        for (job, outcome) in jobs.iter().zip(outcomes) {
            match outcome {
                Ok(()) => done.push(job.number),
                Err(reason) => {
                    warn!(job.kind = handler.kind(), job.number, job.attempt, %reason, "job failed and rests");
                    claim::put_back(&self.database, job, reason, self.clock.now()).await?;
                }
            }
        }
        if !done.is_empty() {
            claim::finish(&self.database, done).await?;
        }
        Ok(jobs.len())
    }
}
