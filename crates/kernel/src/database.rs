//! The database handle: readers, one writer, and the unit of work every change goes through.

mod group;
mod unit_of_work;

use std::{sync::Arc, time::Duration};

use sea_orm::{ConnectOptions, ConnectionTrait as _, DatabaseConnection, DbBackend, TransactionTrait as _};
use tokio::sync::Notify;

use group::GroupCommit;
pub use unit_of_work::UnitOfWork;

use crate::Error;

/// How many readers SQLite is given: enough that a page with a few questions does not stand in line for each of them.
const READERS: u32 = 8;

/// How many connections PostgreSQL is given.
const CONNECTIONS: u32 = 16;

/// Bytes of the database's file that each reader sees mapped into memory, where none of its pages is copied. What lies beyond
/// is read as usual into the reader's own cache: mapping it too gains nothing, and the process looks as large as the file,
/// once for each reader.
const MAPPED: &str = "67108864";

/// Prepared statements each connection keeps: all that the pages and the use-cases ask.
const STATEMENTS: usize = 400;

/// Rows SQLite's thread reads ahead of whoever asked: more than any page of a list, so that it never waits for them.
const READ_AHEAD: usize = 1024;

/// A connection to PostgreSQL that rested longer is asked whether it still lives before it is used.
const RESTED: Duration = Duration::from_secs(20);

/// A handle on the database, cheap to clone.
///
/// On SQLite there are two connections' worth of roles: one writer, whose commits are grouped so that one `fsync` serves
/// many units of work, and a few read-only readers, which the write-ahead log keeps out of the writer's way.
/// On PostgreSQL both are one pool.
#[derive(Debug, Clone)]
pub struct Database {
    read: DatabaseConnection,
    write: DatabaseConnection,
    group: Option<Arc<GroupCommit>>,
    enqueued: Arc<Notify>,
}

impl Database {
    /// Connects to `sqlite:PATH` (made if absent) or `postgres://…`.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        if url.starts_with("sqlite:") {
            Self::connect_sqlite(url).await
        } else {
            Self::connect_pool(url).await
        }
    }

    async fn connect_sqlite(url: &str) -> Result<Self, Error> {
        let pragmas = |options: &mut ConnectOptions, read_only: bool| {
            // A file in this very process does not go away: nothing to ask before each statement.
            options.sqlx_logging(false).test_before_acquire(false);
            options.map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .create_if_missing(!read_only)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(10))
                    .statement_cache_capacity(STATEMENTS)
                    .row_buffer_size(READ_AHEAD)
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("cache_size", "-16000")
                    .pragma("temp_store", "MEMORY")
                    .pragma("mmap_size", if read_only { MAPPED } else { "0" })
                    .pragma("query_only", if read_only { "ON" } else { "OFF" })
            });
        };
        let mut writer = ConnectOptions::new(url);
        writer.max_connections(1).min_connections(1);
        pragmas(&mut writer, false);
        let write = sea_orm::Database::connect(writer.clone()).await?;
        let mut readers = ConnectOptions::new(url);
        readers.max_connections(READERS).min_connections(1);
        pragmas(&mut readers, true);
        let read = sea_orm::Database::connect(readers).await?;
        let group = Some(Arc::new(GroupCommit::new(write.clone(), writer)));
        Ok(Self {
            read,
            write,
            group,
            enqueued: Arc::default(),
        })
    }

    async fn connect_pool(url: &str) -> Result<Self, Error> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(CONNECTIONS)
            .min_connections(1)
            .test_before_acquire_if_idle_for(RESTED)
            .map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(STATEMENTS))
            .sqlx_logging(false);
        let pool = sea_orm::Database::connect(options).await?;
        Ok(Self {
            read: pool.clone(),
            write: pool,
            group: None,
            enqueued: Arc::default(),
        })
    }

    /// The connection to read through, outside any change.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// The writer itself, for migrations only: changes go through [`Database::begin`].
    #[must_use]
    pub fn for_migrations(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Whether this is SQLite or PostgreSQL.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// Begins one change. Nothing of it is seen by anybody until [`UnitOfWork::commit`]; dropping it undoes it.
    ///
    /// Never hold it across a file, a network call or other slow work: on SQLite every other change waits.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn begin(&self) -> Result<UnitOfWork, Error> {
        let enqueued = Arc::clone(&self.enqueued);
        match &self.group {
            Some(group) => Ok(UnitOfWork::grouped(Arc::clone(group).enter().await?, enqueued)),
            None => Ok(UnitOfWork::alone(self.write.begin().await?, enqueued)),
        }
    }

    /// Lets the engine look at how all rows are spread, so that it chooses its indices well. SQLite samples what stands in its
    /// indices but counts their entries, and nobody else writes meanwhile: for the end of an import.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn refresh_statistics(&self) -> Result<(), Error> {
        match self.backend() {
            DbBackend::Sqlite => self.analyze("ANALYZE").await,
            _ => Ok(self.write.execute_unprepared("ANALYZE").await.map(drop)?),
        }
    }

    /// The same of tables that are ten times what they were when last looked at, or new: a few milliseconds when there are none.
    /// Nothing on PostgreSQL, which looks after its statistics by itself.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_statistics(&self) -> Result<(), Error> {
        match self.backend() {
            // All tables (0x10000), as this connection does not see what the readers ask (https://sqlite.org/pragma.html#pragma_optimize).
            DbBackend::Sqlite => self.analyze("PRAGMA optimize = 0x10002").await,
            _ => Ok(()),
        }
    }

    /// On SQLite, within a limit that also keeps it from gathering histograms (`sqlite_stat4`): where it has them, it parses and
    /// plans a prepared statement anew each time its parameters change.
    async fn analyze(&self, statement: &str) -> Result<(), Error> {
        let statements = format!("PRAGMA analysis_limit = 2000; {statement}");
        self.write.execute_unprepared(&statements).await?;
        Ok(())
    }

    /// Closes every connection, so that the database's files can be copied.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close(&self) -> Result<(), Error> {
        self.read.clone().close().await?;
        self.write.clone().close().await?;
        Ok(())
    }

    /// Resolves soon after a unit of work that enqueued jobs was committed by this process.
    pub async fn jobs_enqueued(&self) {
        self.enqueued.notified().await;
    }
}
