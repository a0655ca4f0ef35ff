//! What is written: arrivals registered, documents numbered, sealed and issued, each durable before it is answered.

use std::{
    sync::Arc,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use anyhow::ensure;
use documents::{
    DocumentId,
    outbound::{Purpose, keys},
};
use kernel::Office;

use crate::{
    load::{User, milliseconds},
    outgoing,
    peers::harness::{PIN, Service},
    people,
    processor::{self, Whose},
    sizes::Sizes,
};

/// Prints how many of each are done a second.
pub(crate) async fn measure(service: &Service, office: &Office, sizes: &Sizes) -> anyhow::Result<()> {
    let registered = register(service, sizes).await?;
    println!("arrivals registered, durable: {registered} (aim: above 50 a second)");
    let letters = outgoing::letters(office, sizes.letters).await?;
    let clerk = people::acting(office, "vanthu").await?;
    let seal = keys::usable(office.database.read(), &clerk, Purpose::Seal).await?;
    let seal = seal.first().map(|key| key.id.to_string()).unwrap_or_default();
    let mut browser = service.signed_in("vanthu");
    let user = User::of(service, &mut browser);
    let steps: [(&str, Vec<(&str, &str)>); 3] = [
        ("cap-so", Vec::new()),
        ("dong-dau", vec![("key", &seal), ("pin", PIN)]),
        ("phat-hanh", Vec::new()),
    ];
    let whole = Pace::begin();
    for (step, fields) in steps {
        let pace = Pace::begin();
        all(&user, (&letters, sizes.clerks), step, &fields).await?;
        println!("  {step}: {}", pace.of(letters.len()));
    }
    println!(
        "documents numbered, sealed and issued (three requests each), durable: {} (aim: above 50 a second), with the jobs \
         that follow as far as they were done meanwhile",
        whole.of(letters.len())
    );
    Ok(())
}

/// How fast something is done, and what it costs the processors.
struct Pace {
    begun: Instant,
    spent: Duration,
}

impl Pace {
    fn begin() -> Self {
        Self {
            begun: Instant::now(),
            spent: processor::spent(Whose::Product),
        }
    }

    /// In words, now that so many are done.
    fn of(&self, count: usize) -> String {
        let count = count as f64;
        format!(
            "{:.0} a second, {:.1} ms CPU each",
            count / self.begun.elapsed().as_secs_f64(),
            milliseconds(processor::since(Whose::Product, self.spent)) / count
        )
    }
}

/// One step of every letter, by a few clerks at once.
async fn all(
    user: &User,
    (letters, clerks): (&[DocumentId], usize),
    step: &str,
    fields: &[(&str, &str)],
) -> anyhow::Result<()> {
    let work = letters.iter().map(|id| async move {
        let path = format!("/du-thao/{id}/{step}");
        let answer = user.post(&path, fields).await?;
        ensure!(
            answer.status.is_redirection() && answer.location.contains("?da="),
            "{path} answered {}",
            answer.status
        );
        Ok(())
    });
    let work = futures::stream::iter(work);
    futures::TryStreamExt::try_for_each_concurrent(futures::StreamExt::map(work, Ok), clerks, |one| one).await
}

/// Arrivals registered by the clerks of many agencies: how fast.
async fn register(service: &Service, sizes: &Sizes) -> anyhow::Result<String> {
    let clerks: Vec<User> = (0..sizes.users)
        .map(|nth| {
            let mut browser = service.signed_in(&people::login(nth % sizes.agencies, 0));
            User::of(service, &mut browser)
        })
        .collect();
    let done = Arc::new(AtomicUsize::new(0));
    let pace = Pace::begin();
    let end = pace.begun + sizes.time;
    let tasks: Vec<_> = clerks
        .into_iter()
        .map(|clerk| {
            let done = Arc::clone(&done);
            tokio::spawn(async move {
                while Instant::now() < end {
                    let nth = done.fetch_add(1, Ordering::Relaxed);
                    let number = format!("{}/BTC-{}", nth % 99_999 + 1, ["NSNN", "QLN", "VP"][nth % 3]);
                    let subject = format!("về việc quyết toán ngân sách đợt {nth}");
                    let fields = [
                        ("number_symbol", number.as_str()),
                        ("date", "05/01/2026"),
                        ("issuer", "Bộ Tài chính"),
                        ("kind", "letter"),
                        ("subject", &subject),
                        ("urgency", "normal"),
                        ("secrecy", "open"),
                        ("pages", "3"),
                    ];
                    let answer = clerk.post("/den/ban-giay", &fields).await?;
                    ensure!(
                        answer.status.is_redirection(),
                        "registering answered {}",
                        answer.status
                    );
                }
                Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(pace.of(done.load(Ordering::Relaxed)))
}
