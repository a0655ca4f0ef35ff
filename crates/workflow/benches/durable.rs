//! Tasks completed in the database, each on disk before it counts, and the work list beside millions of closed tasks.
//!
//! On SQLite always, and on PostgreSQL where Debian's programs are installed. Sizes by environment variable:
//! `COMPLETIONS` (20,000), `WORKERS` (50), `CLOSED` (1,000,000 closed tasks).

#[path = "../../../tests/it/harness/postgres_server.rs"]
mod postgres_server;

#[path = "durable/completions.rs"]
mod completions;
#[path = "durable/work_list.rs"]
mod work_list;

use std::{path::Path, sync::Arc};

use kernel::{Database, FixedClock, Office, files::Files, settings::Settings};
use time::macros::datetime;

use postgres_server::PostgresServer;

/// A number from the environment, or what is measured otherwise.
fn size(name: &str, otherwise: usize) -> usize {
    let given = std::env::var(name).ok();
    given
        .and_then(|text| text.replace('_', "").parse().ok())
        .unwrap_or(otherwise)
}

async fn office(url: &str, folder: &Path) -> Office {
    let database = Database::connect(url).await.expect("the database opens");
    migrations::run(database.for_migrations())
        .await
        .expect("the schema is made");
    Office {
        database,
        files: Files::in_folder(&folder.join("files")).expect("a folder for files"),
        clock: Arc::new(FixedClock::at(datetime!(2026-11-21 01:00 UTC))),
        settings: Arc::new(Settings::for_folder(folder)),
    }
}

async fn measure(name: &str, url: &str, folder: &Path) {
    let office = office(url, folder).await;
    let workers = size("WORKERS", 50).max(1);
    let each = size("COMPLETIONS", 20_000) / workers;
    let bare = completions::bare(&office, workers, each).await;
    let done = completions::completions(&office, workers, each).await;
    println!("{name}: {workers} at once, every one on disk");
    println!("  bare update of one row  {bare:>9.0}/s");
    println!("  task completions        {done:>9.0}/s");
    work_list::measure(&office, size("CLOSED", 1_000_000)).await;
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("bench.sqlite").display());
        measure("SQLite", &url, folder.path()).await;
        if Path::new("/usr/lib/postgresql").exists() {
            let server = PostgresServer::start();
            let folder = tempfile::tempdir().expect("a folder");
            measure("PostgreSQL", &server.address(), folder.path()).await;
        }
    });
}
