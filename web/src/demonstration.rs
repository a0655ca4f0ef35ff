//! The demonstration: Ninh Bình province, its people, its keys, and two years of documents.
//!
//! Everything is made by the use-cases that officials use, on a clock that walks through the past, so that nothing in the
//! demonstration could not have happened.

mod keys;
mod matters;
mod province;
mod years;

use std::sync::Arc;

use kernel::{FixedClock, Office};
use time::macros::datetime;

pub(crate) use province::Province;

/// Documents in and out of the full demonstration.
pub(crate) const DOCUMENTS: usize = 300;

/// How much past is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// Documents in and out, together.
    pub(crate) documents: usize,
}

/// Makes the demonstration in an empty installation. `progress` is told what is being made, and how far it is.
pub(crate) async fn make(
    office: &Office,
    extent: Extent,
    progress: impl Fn(&str, usize, usize),
) -> anyhow::Result<()> {
    let province = Province::read()?;
    let clock = Arc::new(FixedClock::at(datetime!(2024-12-30 08:00 +7)));
    let past = Office {
        clock: Arc::clone(&clock) as _,
        ..office.clone()
    };
    progress("Cơ quan, đơn vị, người dùng", 0, 0);
    let acting = province.enter(&past).await?;
    progress("Khóa và chứng thư số", 0, 0);
    keys::make(&past, &province, &acting).await?;
    years::make(
        &past,
        &clock,
        office.now(),
        &acting,
        (&province.pin, extent.documents),
        progress,
    )
    .await
}

/// Shows on the terminal how far the making is.
pub(crate) fn print_progress(what: &str, done: usize, all: usize) {
    use std::io::Write as _;
    if all == 0 {
        eprintln!("  {what}…");
        return;
    }
    eprint!("\r  {what}: {}%", done * 100 / all);
    if done == all {
        eprintln!();
    }
    // A terminal that cannot be written to is no reason to stop.
    let _ = std::io::stderr().flush();
}

/// Prints who can sign in.
pub(crate) fn print_accounts() {
    let Ok(province) = Province::read() else { return };
    println!(
        "\nTài khoản của tỉnh mẫu (mật khẩu {}, mã PIN của khóa ký {}):",
        province.password, province.pin
    );
    for person in &province.people {
        let titles: Vec<_> = person.posts.iter().map(|post| post.title.as_str()).collect();
        println!(
            "  {:<16} {} – {} ({})",
            person.account,
            person.name,
            titles.join(", "),
            person.posts[0].agency
        );
    }
}
