//! How much is made and how long it is measured; each by an environment variable.

use std::{path::PathBuf, time::Duration};

/// The sizes of one run.
#[derive(Debug, Clone)]
pub(crate) struct Sizes {
    /// `VANTHU_BENCH_AGENCIES` (172).
    pub(crate) agencies: usize,
    /// `VANTHU_BENCH_ACCOUNTS` (11,127), over all agencies.
    pub(crate) accounts: usize,
    /// `VANTHU_BENCH_ARRIVALS` (100,000), over all agencies; four tenths of them in the largest.
    pub(crate) arrivals: usize,
    /// `VANTHU_BENCH_ISSUED` (20,000), of the largest agency; beside them a tenth as many drafts.
    pub(crate) issued: usize,
    /// `VANTHU_BENCH_USERS` (50): each sends the next request when the last is answered.
    pub(crate) users: usize,
    /// `VANTHU_BENCH_SECONDS` (8): how long each page is asked for.
    pub(crate) time: Duration,
    /// `VANTHU_BENCH_LETTERS` (120): letters signed beforehand, then numbered, sealed and issued.
    pub(crate) letters: usize,
    /// `VANTHU_BENCH_CLERKS` (8): who number, seal and issue at once.
    pub(crate) clerks: usize,
    /// `VANTHU_BENCH_POSTGRES` (1): 0 leaves PostgreSQL out, `only` leaves SQLite out.
    pub(crate) postgres: String,
    /// `VANTHU_BENCH_STORE`: a folder where the filled SQLite store is kept for the next run.
    pub(crate) store: Option<PathBuf>,
}

impl Sizes {
    pub(crate) fn read() -> Self {
        let text = |name: &str| std::env::var(format!("VANTHU_BENCH_{name}")).ok();
        let number =
            |name: &str, usual: usize| text(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
        Self {
            agencies: number("AGENCIES", 172),
            accounts: number("ACCOUNTS", 11_127),
            arrivals: number("ARRIVALS", 100_000),
            issued: number("ISSUED", 20_000),
            users: number("USERS", 50),
            time: Duration::from_secs(u64::try_from(number("SECONDS", 8)).unwrap_or(8)),
            letters: number("LETTERS", 120),
            clerks: number("CLERKS", 8),
            postgres: text("POSTGRES").unwrap_or_else(|| "1".to_owned()),
            store: text("STORE").map(PathBuf::from),
        }
    }

    /// The name under which a filled store is kept: another size is another store.
    pub(crate) fn name(&self) -> String {
        format!(
            "{}-agencies-{}-accounts-{}-arrivals-{}-issued",
            self.agencies, self.accounts, self.arrivals, self.issued
        )
    }
}
