//! One person's work list and its counts beside very many tasks that are closed.

use std::time::{Duration, Instant};

use kernel::{Office, id::AgencyId};
use sea_orm::{ConnectionTrait as _, DbBackend};
use workflow::task;

use crate::completions::actor;

/// How many posts the closed tasks are spread over, and how many tasks wait for each.
const POSTS: usize = 500;
const OPEN: usize = 60;
/// Rows written by one statement.
const BATCH: usize = 250_000;
/// How often each question is asked.
const ASKED: usize = 2_000;

/// Fills the table and prints how long a page of the list and the counts take.
pub(crate) async fn measure(office: &Office, closed: usize) {
    let agency: AgencyId = office.new_id();
    let posts: Vec<_> = (0..POSTS).map(|_| actor(office, agency)).collect();
    let begun = Instant::now();
    let holders: Vec<String> = posts.iter().map(|actor| format!("post:{}", actor.post)).collect();
    fill(office, agency, &holders, 0, closed, "done").await;
    fill(office, agency, &holders, closed, POSTS * OPEN, "open").await;
    let writer = office.database.for_migrations();
    writer.execute_unprepared("ANALYZE").await.expect("statistics");
    let filled = begun.elapsed();
    let read = office.database.read();
    let (mut pages, mut counts) = (Vec::new(), Vec::new());
    for turn in 0..ASKED {
        let actor = &posts[turn * 7 % POSTS];
        let start = Instant::now();
        let page = task::list(read, actor, None, None, 50).await.expect("a page");
        pages.push(start.elapsed());
        assert_eq!(page.tasks.len(), 50, "the list is full");
        let start = Instant::now();
        task::counts(read, actor, office.today()).await.expect("counts");
        counts.push(start.elapsed());
    }
    println!(
        "  work list beside {closed} closed tasks ({} s to fill)",
        filled.as_secs()
    );
    print("page of 50", pages);
    print("counts", counts);
}

fn print(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |hundredth: usize| times[(times.len() - 1) * hundredth / 100].as_secs_f64() * 1_000.0;
    println!("    {name:<12} p50 {:>7.2} ms   p99 {:>7.2} ms", at(50), at(99));
}

/// Writes rows with numbers from `first` on, spread over the holders.
async fn fill(office: &Office, agency: AgencyId, holders: &[String], first: usize, rows: usize, state: &str) {
    let connection = office.database.for_migrations();
    let is_sqlite = office.database.backend() == DbBackend::Sqlite;
    let names = holders
        .iter()
        .enumerate()
        .map(|(number, holder)| format!("({number},'{holder}')"))
        .collect::<Vec<_>>()
        .join(",");
    connection
        .execute_unprepared("CREATE TABLE IF NOT EXISTS bench_holder (n bigint PRIMARY KEY, holder text)")
        .await
        .expect("a table of holders");
    connection
        .execute_unprepared("DELETE FROM bench_holder")
        .await
        .expect("an empty table");
    connection
        .execute_unprepared(&format!("INSERT INTO bench_holder VALUES {names}"))
        .await
        .expect("holders");
    let (series, uuid, agency) = if is_sqlite {
        let hex = agency.0.simple().to_string();
        (
            "WITH RECURSIVE series(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM series WHERE n < {to}) ",
            "unhex(printf('%032x', n))",
            format!("unhex('{hex}')"),
        )
    } else {
        (
            "WITH series AS (SELECT generate_series({from}::bigint, {to}::bigint) AS n) ",
            "lpad(to_hex(n), 32, '0')::uuid",
            format!("'{agency}'::uuid"),
        )
    };
    for from in (first..first + rows).step_by(BATCH) {
        let to = (from + BATCH).min(first + rows) - 1;
        let series = series
            .replace("{from}", &from.to_string())
            .replace("{to}", &to.to_string());
        let count = holders.len();
        let insert = format!(
            "INSERT INTO task (id, agency_id, holder, action, subject_kind, subject_id, part_id, title, detail, urgency, \
             due_key, state, created_at, ended_at, ended_by, outcome, version, instance_id, step, step_name, helper) \
             {series}SELECT {uuid}, {agency}, (SELECT holder FROM bench_holder h WHERE h.n = series.n % {count}), 'settle', \
             'arrival', {uuid}, NULL, 'Về việc báo cáo kết quả thực hiện nhiệm vụ', '12/BNV-VP', 'normal', \
             CAST(2461000 + n % 400 AS int), '{state}', n, NULL, NULL, NULL, 1, {uuid}, 1, 'Giải quyết', NULL FROM series"
        );
        connection.execute_unprepared(&insert).await.expect("rows");
    }
}
