//! The product under the load of a province: how long the pages take with many users at once, how many arrivals are
//! registered and documents issued a second, how much memory the service takes, and what the pages weigh.
//!
//! `make bench`, or `cargo build --release --bin vanthu && cargo bench -p tests --bench office`. The service is the binary
//! itself, in a process of its own, on loopback; the users are in this one, and take their share of the processors.
//! Sizes: `sizes.rs`.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]

mod arrivals;
mod load;
mod originals;
mod outgoing;
mod people;
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
    if sizes.postgres != "only" {
        let (folder, office) = runtime.block_on(store::on_sqlite(&sizes))?;
        let service = Service::on(folder, None);
        runtime.block_on(run("SQLite", &service, &office, &sizes))?;
    }
    if sizes.postgres != "0" {
        if !std::path::Path::new("/usr/lib/postgresql").exists() {
            println!("\nPostgreSQL is not installed: not measured");
            return Ok(());
        }
        let server = PostgresServer::start();
        let (folder, office) = runtime.block_on(store::on_postgres(&sizes, &server.address()))?;
        let service = Service::on(folder, Some(server.address()));
        runtime.block_on(run("PostgreSQL", &service, &office, &sizes))?;
    }
    Ok(())
}

async fn run(engine: &str, service: &Service, office: &Office, sizes: &Sizes) -> anyhow::Result<()> {
    let (people, units) = people::counted(office).await?;
    println!(
        "\n{engine}: {} agencies, {units} units, {people} people, {} arrivals, {} issued; {} users at once",
        sizes.agencies, sizes.arrivals, sizes.issued, sizes.users
    );
    println!(
        "{:<34} {:>9} {:>9} {:>11} {:>11}",
        "", "p50 ms", "p99 ms", "waited p99", "requests/s"
    );
    let (bare, row) = reference::both(&office.database, sizes).await?;
    println!("{}", bare.line("bare handler"));
    println!("{}", row.line("one row by its key"));
    let users = users(service, sizes);
    for (name, paths) in PAGES {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        let asked: Vec<_> = users
            .iter()
            .map(|(user, _)| (user.clone(), paths.clone()))
            .collect();
        show(name, &measure(&asked, sizes.time).await?, &row);
    }
    show("Một văn bản đến", &measure(&users, sizes.time).await?, &row);
    println!("aim: p99 below {AIM_MS} ms of server time");
    writes::measure(service, office, sizes).await?;
    let (now, most) = service.memory();
    println!("memory of the service: {now} MB, at most {most} MB (aim: below 500)");
    weight::print(service);
    Ok(())
}

fn show(name: &str, measured: &Measured, row: &Measured) {
    println!(
        "{}   {:.1} times one row",
        measured.line(name),
        row.per_second() / measured.per_second()
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
