//! What SQLite knows of its rows, so that it chooses its indices well.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use kernel::Database;
use sea_orm::{ConnectionTrait as _, Statement};

async fn told(database: &Database) -> Option<String> {
    let question = "SELECT stat FROM sqlite_stat1 WHERE idx = 'paper_by_kind'";
    let question = Statement::from_string(database.backend(), question);
    let row = database.read().query_one_raw(question).await.unwrap();
    row.map(|row| row.try_get_by_index(0).unwrap())
}

#[tokio::test]
async fn a_table_is_looked_at_anew_only_when_it_has_grown_tenfold() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    let database = Database::connect(&address).await.unwrap();
    let write = async |statement: String| {
        database
            .for_migrations()
            .execute_unprepared(&statement)
            .await
            .unwrap();
    };
    let add = async |rows: u32| {
        write(format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) INSERT INTO paper (kind) SELECT i % 7 FROM n"
        ))
        .await;
    };
    write("CREATE TABLE paper (id INTEGER PRIMARY KEY, kind INTEGER); CREATE INDEX paper_by_kind ON paper (kind)".to_owned()).await;

    add(700).await;
    database.keep_statistics().await.unwrap();
    assert_eq!(told(&database).await.unwrap(), "700 100", "a new table");

    add(700).await;
    database.keep_statistics().await.unwrap();
    assert_eq!(told(&database).await.unwrap(), "700 100", "twice as many rows");

    add(70_000).await;
    database.keep_statistics().await.unwrap();
    let grown = told(&database).await.unwrap();
    assert!(
        grown.starts_with("71400 "),
        "a hundred times as many rows: {grown}"
    );

    add(7_000).await;
    database.refresh_statistics().await.unwrap();
    assert!(
        told(&database).await.unwrap().starts_with("78400 "),
        "asked for all"
    );
}
