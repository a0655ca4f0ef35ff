//! The product under the load of a province: how long the pages take with many users at once, how many arrivals are
//! registered and documents issued a second, how much memory the service takes, and what the pages weigh.
//!
//! `make bench`, or `cargo build --release --bin vanthu && cargo bench -p tests --bench office`. The service is the binary
//! itself, in a process of its own, on loopback; the users are in this one, and take their share of the processors.
//! Nothing is subtracted for that: what users wait for holds their own share too. The processor time for one request is the
//! server's and its database's alone, and is told beside that of a bare handler and of one row. Sizes: `sizes.rs`.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]

mod arrivals;
mod load;
mod originals;
mod outgoing;
mod people;
mod processor;
mod reference;
mod sizes;
mod store;
mod weight;
mod writes;
#[path = "../../it"]
#[expect(dead_code, unused_imports, reason = "the tests use what the bench does not")]
mod peers {
    pub(crate) mod harness;
}

use kernel::Office;
use load::{Measured, User, measure};
use peers::harness::{PostgresServer, Service};
use processor::Whose;
use sizes::Sizes;

/// What a page may take.
const AIM_MS: u32 = 50;

/// The lists people live in.
const PAGES: [(&str, &[&str]); 5] = [
    ("Việc của tôi", &["/"]),
    ("Văn bản đến", &["/den"]),
    (
        "Văn bản đến, lọc",
        &[
            "/den?tinh_trang=directed",
            "/den?qua_han=1",
            "/den?do_khan=urgent",
        ],
    ),
    ("Văn bản đi", &["/van-ban-di"]),
    ("Dự thảo", &["/du-thao"]),
];

fn main() -> anyhow::Result<()> {
    // `cargo bench` hands over flags of the built-in harness; none of them means anything here.
    let sizes = Sizes::read();
    let runtime = tokio::runtime::Runtime::new()?;
    if let Some(database) = reference::is_asked_for() {
        return runtime.block_on(reference::serve(&database));
    }
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let processors = std::thread::available_parallelism()?;
    println!("{processors} processors for the service, its database and the users; load before: {load}");
    if sizes.postgres != "only" {
        let (folder, office) = runtime.block_on(store::on_sqlite(&sizes))?;
        let database = office.settings.database();
        let service = Service::on(folder, None);
        runtime.block_on(run(("SQLite", &database), &service, &office, &sizes))?;
    }
    if sizes.postgres != "0" {
        if !std::path::Path::new("/usr/lib/postgresql").exists() {
            println!("\nPostgreSQL is not installed: not measured");
            return Ok(());
        }
        let server = PostgresServer::start();
        let database = server.address();
        let (folder, office) = runtime.block_on(store::on_postgres(&sizes, &database))?;
        let service = Service::on(folder, Some(database.clone()));
        runtime.block_on(run(("PostgreSQL", &database), &service, &office, &sizes))?;
    }
    Ok(())
}

async fn run(
    (engine, database): (&str, &str),
    service: &Service,
    office: &Office,
    sizes: &Sizes,
) -> anyhow::Result<()> {
    let (people, units) = people::counted(office).await?;
    println!(
        "\n{engine}: {} agencies, {units} units, {people} people, {} arrivals, {} issued; {} users at once",
        sizes.agencies, sizes.arrivals, sizes.issued, sizes.users
    );
    println!(
        "{:<34} {:>9} {:>9} {:>11} {:>11} {:>11}",
        "", "p50 ms", "p99 ms", "waited p99", "requests/s", "CPU ms each"
    );
    let (bare, row) = reference::both(database, sizes).await?;
    println!("{}", bare.line("bare handler"));
    println!("{}", row.line("one row by its key"));
    let users = users(service, sizes);
    for (name, paths) in PAGES {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        let asked: Vec<_> = users
            .iter()
            .map(|(user, _)| (user.clone(), paths.clone()))
            .collect();
        show(
            name,
            &measure(&asked, sizes.time, Whose::Product).await?,
            &bare,
            &row,
        );
    }
    let one = measure(&users, sizes.time, Whose::Product).await?;
    show("Một văn bản đến", &one, &bare, &row);
    println!("aim: p99 below {AIM_MS} ms of server time");
    writes::measure(service, office, sizes).await?;
    let (own, most) = service.memory();
    println!(
        "memory of the service: at most {most} MB (aim: below 500), files it sees mapped included; {own} MB of its own at the end"
    );
    weight::print(service);
    Ok(())
}

/// One line, with how many times the processor time of both references it takes.
fn show(name: &str, measured: &Measured, bare: &Measured, row: &Measured) {
    println!(
        "{}   {:.1} × one row, {:.1} × bare",
        measured.line(name),
        measured.taken() / row.taken(),
        measured.taken() / bare.taken()
    );
}

/// Clerks, leaders, heads and officers of the largest agency, each with the addresses of arrivals they may read.
fn users(service: &Service, sizes: &Sizes) -> Vec<(User, Vec<String>)> {
    let posts = people::ACTING.min(sizes.accounts / sizes.agencies).max(1);
    (0..sizes.users)
        .map(|nth| {
            let mut browser = service.signed_in(&people::login(0, nth % posts));
            let list = browser.get("/den").shown().text();
            let arrivals = list
                .split("href=\"/den/")
                .filter_map(|rest| rest.split_once('"'))
                .filter(|(id, _)| id.len() == 36)
                .map(|(id, _)| format!("/den/{id}"))
                .take(20)
                .collect();
            (User::of(service, &mut browser), arrivals)
        })
        .collect()
}
