//! What is written: arrivals registered, documents numbered, sealed and issued, each durable before it is answered.

use std::{
    sync::Arc,
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use anyhow::ensure;
use documents::{
    DocumentId,
    outbound::{Purpose, keys},
};
use kernel::Office;

use crate::{
    load::User,
    outgoing,
    peers::harness::{PIN, Service},
    people,
    sizes::Sizes,
};

/// Prints how many of each are done a second.
pub(crate) async fn measure(service: &Service, office: &Office, sizes: &Sizes) -> anyhow::Result<()> {
    let registered = register(service, sizes).await?;
    println!("arrivals registered a second, durable: {registered:.0} (aim: above 50)");
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
    let begun = Instant::now();
    for (step, fields) in steps {
        let rate = all(&user, (&letters, sizes.clerks), step, &fields).await?;
        println!("  {step}: {rate:.0} a second");
    }
    println!(
        "documents numbered, sealed and issued a second, durable: {:.0} (aim: above 50)",
        letters.len() as f64 / begun.elapsed().as_secs_f64()
    );
    Ok(())
}

/// One step of every letter, by a few clerks at once; steps a second.
async fn all(
    user: &User,
    (letters, clerks): (&[DocumentId], usize),
    step: &str,
    fields: &[(&str, &str)],
) -> anyhow::Result<f64> {
    let begun = Instant::now();
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
    futures::TryStreamExt::try_for_each_concurrent(futures::StreamExt::map(work, Ok), clerks, |one| one)
        .await?;
    Ok(letters.len() as f64 / begun.elapsed().as_secs_f64())
}

/// Arrivals registered a second by the clerks of many agencies.
async fn register(service: &Service, sizes: &Sizes) -> anyhow::Result<f64> {
    let clerks: Vec<User> = (0..sizes.users)
        .map(|nth| {
            let mut browser = service.signed_in(&people::login(nth % sizes.agencies, 0));
            User::of(service, &mut browser)
        })
        .collect();
    let done = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let end = begun + sizes.time;
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
    Ok(done.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64())
}
