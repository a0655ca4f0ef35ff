use std::sync::Arc;

use sea_orm::{
    ConnectOptions, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait as _,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::Error;

/// Most units of work one `fsync` may serve, so that the first of them does not wait long.
const LARGEST_GROUP: usize = 64;

/// Groups SQLite's commits: units of work run one after the other, each in a savepoint of one shared transaction, and
/// every one of them learns of success only after that transaction is on disk.
#[derive(Debug)]
pub(super) struct GroupCommit {
    turn: Arc<Mutex<Group>>,
}

/// The writer, the shared transaction and those who wait for it to reach the disk.
#[derive(Debug)]
pub(super) struct Group {
    /// How to open the writer anew.
    options: ConnectOptions,
    connection: DatabaseConnection,
    /// The writer can no longer be trusted: where its transaction stands is unknown. A new one takes its place.
    is_broken: bool,
    open: Option<DatabaseTransaction>,
    waiting: Vec<oneshot::Sender<Result<(), String>>>,
    /// A unit of work ended in an error, after which SQLite itself may have undone the whole transaction.
    suspect: bool,
}

impl GroupCommit {
    pub(super) fn new(connection: DatabaseConnection, options: ConnectOptions) -> Self {
        let group = Group {
            options,
            connection,
            is_broken: false,
            open: None,
            waiting: Vec::new(),
            suspect: false,
        };
        Self {
            turn: Arc::new(Mutex::new(group)),
        }
    }

    /// Waits for the turn and opens a savepoint.
    pub(super) async fn enter(self: Arc<Self>) -> Result<Turn, Error> {
        let mut group = Arc::clone(&self.turn).lock_owned().await;
        if group.suspect {
            // Settles those before us, so that our savepoint starts in a transaction that certainly exists.
            let _ = group.flush().await;
        }
        group.mend().await?;
        if group.open.is_none() {
            let options = TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            };
            let begun = group.connection.begin_with_options(options).await;
            group.is_broken = begun.is_err();
            group.open = Some(begun?);
        }
        let outer = group.open.as_ref().expect("the transaction was opened above");
        let savepoint = outer.begin().await?;
        Ok(Turn {
            savepoint: Some(savepoint),
            group: Some(group),
            owner: self,
        })
    }
}

impl Group {
    /// Commits the shared transaction and tells everyone in it. Answers the outcome.
    async fn flush(&mut self) -> Result<(), String> {
        self.suspect = false;
        let Some(transaction) = self.open.take() else {
            return Ok(());
        };
        let outcome = transaction.commit().await.map_err(|error| error.to_string());
        // A commit that fails, for instance because the disk is full, may leave its transaction open: what comes after would
        // then be told done inside it, and never reach the disk.
        self.is_broken |= outcome.is_err();
        for member in self.waiting.drain(..) {
            // A member that no longer listens has been cancelled; its change is durable all the same.
            let _ = member.send(outcome.clone());
        }
        outcome
    }

    /// Undoes the shared transaction, for which nobody waits.
    async fn undo(&mut self) {
        self.suspect = false;
        if let Some(transaction) = self.open.take() {
            self.is_broken |= transaction.rollback().await.is_err();
        }
    }

    /// Opens a new writer in place of one that cannot be trusted.
    async fn mend(&mut self) -> Result<(), Error> {
        if self.is_broken {
            // Closing undoes whatever is still open. That it cannot be closed properly is no news of a broken one.
            let _ = self.connection.clone().close().await;
            self.connection = sea_orm::Database::connect(self.options.clone()).await?;
            self.is_broken = false;
        }
        Ok(())
    }
}

/// One unit of work's turn at the writer.
#[derive(Debug)]
pub(super) struct Turn {
    savepoint: Option<DatabaseTransaction>,
    group: Option<OwnedMutexGuard<Group>>,
    owner: Arc<GroupCommit>,
}

impl Turn {
    pub(super) fn connection(&self) -> &DatabaseTransaction {
        self.savepoint
            .as_ref()
            .expect("the savepoint lives until the turn ends")
    }

    /// Ends the turn; resolves when the change is on disk.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let savepoint = self
            .savepoint
            .take()
            .expect("the savepoint lives until the turn ends");
        let released = savepoint.commit().await;
        let mut group = self.group.take().expect("the turn holds the group until it ends");
        if let Err(error) = released {
            group.is_broken = true;
            let _ = group.flush().await;
            return Err(error.into());
        }
        let (told, mut outcome) = oneshot::channel();
        group.waiting.push(told);
        if group.waiting.len() >= LARGEST_GROUP {
            return group.flush().await.map_err(Error::Commit);
        }
        drop(group);
        // The lock is fair: whoever queued before us joins the group first, then the first of us to get
        // the lock again commits for all.
        tokio::select! {
            biased;
            answer = &mut outcome => settled(answer),
            mut group = self.owner.turn.lock() => match outcome.try_recv() {
                Ok(answer) => settled(Ok(answer)),
                Err(_) => group.flush().await.map_err(Error::Commit),
            },
        }
    }
}

fn settled(answer: Result<Result<(), String>, oneshot::error::RecvError>) -> Result<(), Error> {
    match answer {
        Ok(outcome) => outcome.map_err(Error::Commit),
        Err(_) => Err(Error::Commit("the group was abandoned".to_owned())),
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.savepoint.take().is_none() {
            return;
        }
        let Some(mut group) = self.group.take() else {
            return;
        };
        group.suspect = true;
        if group.waiting.is_empty() {
            // Nobody waits for the shared transaction: undo it soon, so that the writer's lock is free. The turn is kept until then.
            match tokio::runtime::Handle::try_current() {
                Ok(runtime) => {
                    runtime.spawn(async move { group.undo().await });
                }
                Err(_) => group.open = None,
            }
        }
    }
}
