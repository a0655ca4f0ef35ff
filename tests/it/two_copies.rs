//! Two copies of the product on one PostgreSQL database and one file store: what happens at one is there at the other.

use std::collections::BTreeSet;

use crate::harness::{Browser, PostgresServer, S3Server, Service, find};

/// Documents registered at each copy.
const EACH: usize = 12;

fn register(clerk: &mut Browser, subject: &str) -> String {
    let fields = [
        ("issuer", "Hợp tác xã Gia Viễn"),
        ("kind", "letter"),
        ("subject", subject),
    ];
    clerk.post("/den/ban-giay", &fields).shown().id_after("/den/")
}

/// Every claim a copy was given, as its log tells: the job's number, and the how manieth attempt at it. A claim that ran out, on
/// a machine too busy to renew it, is the next attempt; the same attempt twice would be two copies at one job.
fn claimed(service: &Service) -> Vec<String> {
    let log = service.log();
    let claims = log.lines().filter(|line| line.contains("job claimed"));
    claims
        .filter_map(|line| {
            let (_, number) = line.split_once("job.number=")?;
            let (number, attempt) = number.split_once(" job.attempt=")?;
            let attempt = attempt.split_whitespace().next().unwrap_or_default();
            Some(format!("{number}/{attempt}"))
        })
        .collect()
}

#[test]
fn each_copy_finds_what_the_other_registered_and_no_claim_is_given_twice() {
    let (database, store) = (PostgresServer::start(), S3Server::start());
    let mut settings = store.settings();
    settings.push(("VANTHU_DATABASE", database.address()));
    let log = "warn,kernel::jobs=debug,documents::search=info";
    settings.push(("VANTHU_LOG", log.to_owned()));
    settings.push(("NO_COLOR", "1".to_owned()));
    let first = Service::start_with(settings);
    let mut second = first.another();
    let (mut here, mut there) = (first.signed_in("vanthu"), second.signed_in("vanthu"));

    // Both at once, so that each copy claims jobs of the other.
    std::thread::scope(|scope| {
        for (clerk, copy) in [(&mut here, "mot"), (&mut there, "hai")] {
            scope.spawn(move || {
                for nth in 0..EACH {
                    register(clerk, &format!("nạo vét kênh mương bản {copy}{nth}"));
                }
            });
        }
    });
    for nth in 0..EACH {
        for copy in ["mot", "hai"] {
            let (question, words) = (format!("{copy}{nth}"), format!("{copy}{nth}"));
            find(&mut here, &question, &words);
            find(&mut there, &question, &words);
        }
    }

    // A session belongs to the database, not to a copy: it goes on at the other, and its end holds everywhere.
    let mut moved = here.at(&second.address());
    moved.get("/den").shown();
    here.post("/dang-xuat", &[]).shown();
    let asked = moved.get("/den");
    assert!(asked.text().contains("name=\"password\""), "{}", asked.text());

    // A copy that was away takes up where its index stood.
    second.kill();
    let mut here = first.signed_in("vanthu");
    register(&mut here, "nạo vét lúc vắng mặt");
    find(&mut here, "\"lúc vắng mặt\"", "lúc vắng mặt");
    let of_second = claimed(&second);
    second.restart();
    let mut there = second.signed_in("vanthu");
    find(&mut there, "\"lúc vắng mặt\"", "lúc vắng mặt");
    assert!(!second.log().contains("built anew"), "{}", second.log());

    let all: Vec<String> = [claimed(&first), of_second, claimed(&second)].concat();
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert!(all.len() > 2 * EACH, "{all:?}");
    assert_eq!(distinct.len(), all.len(), "a claim was given twice: {all:?}");
}
