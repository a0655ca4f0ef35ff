//! What the same machine does without our code: a bare handler, and one row found by its key through the same pool. They are
//! served by a process of their own, like the product.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::Context as _;
use axum::{Router, extract::State, routing::get};
use documents::{ArrivalId, entity::arrival};
use kernel::Database;
use sea_orm::{EntityTrait as _, QueryOrder as _};
use tokio::net::TcpListener;

use crate::{
    load::{Measured, User, measure},
    processor::Whose,
    sizes::Sizes,
};

/// The variable that makes this program serve the handlers instead: the database's address.
const SERVES: &str = "VANTHU_BENCH_REFERENCE";

/// The database to serve the handlers on, in the process that was started for it.
pub(crate) fn is_asked_for() -> Option<String> {
    std::env::var(SERVES).ok()
}

/// Serves both handlers until the process is ended; prints where.
pub(crate) async fn serve(database: &str) -> anyhow::Result<()> {
    let database = Database::connect(database).await?;
    let newest = arrival::Entity::find()
        .order_by_desc(arrival::Column::Id)
        .one(database.read())
        .await?;
    let id = newest.map(|row| row.id);
    let router = Router::new()
        .route("/bare", get(async || "Vanthu"))
        .route("/row", get(row))
        .with_state((database, id));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

/// The process that serves them; it ends with its owner.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // That it has ended already is no news.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Measures both; the service of the product rests meanwhile.
pub(crate) async fn both(database: &str, sizes: &Sizes) -> anyhow::Result<(Measured, Measured)> {
    let mut child = Command::new(std::env::current_exe()?)
        .env(SERVES, database)
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().context("its output is read here")?;
    let _server = Server(child);
    let mut base = String::new();
    BufReader::new(output).read_line(&mut base)?;
    let base = base.trim();
    let ask = async |path: &str| {
        let users: Vec<_> = (0..sizes.users)
            .map(|_| (User::stranger(base.to_owned()), vec![path.to_owned()]))
            .collect();
        measure(&users, sizes.time, Whose::Reference).await
    };
    Ok((ask("/bare").await?, ask("/row").await?))
}

async fn row(State((database, id)): State<(Database, Option<ArrivalId>)>) -> String {
    let Some(id) = id else { return String::new() };
    match arrival::Entity::find_by_id(id).one(database.read()).await {
        Ok(Some(row)) => row.note,
        _ => String::new(),
    }
}
