//! The process is killed at any moment, again and again, while documents are registered and issued: nothing is lost or half done.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use crate::harness::{Browser, Letter, PIN, PROVINCE, Service, find, search_until, sqlite};

/// How often the process is killed.
const ROUNDS: usize = 6;
/// Answers awaited in a round before the process is killed, so that every round kills in the middle of work.
const ANSWERS: usize = 25;
/// Clerks who register at once.
const CLERKS: usize = 3;

#[test]
fn nothing_is_lost_when_the_process_is_killed() {
    let mut service = Service::start();
    let drafts: Vec<String> = (0..ROUNDS).map(|round| signed_draft(&service, round)).collect();
    let registered = AtomicUsize::new(0);
    for (round, draft) in drafts.iter().enumerate() {
        work_and_kill(&mut service, round, draft, &registered);
        service.restart();
        books_are_gapless(&service);
        files_are_there(&service);
        audit_holds(&service);
    }
    // Whatever was cut off is done again, and ends.
    for draft in &drafts {
        let mut clerk = service.signed_in(PROVINCE.clerk);
        finish(&mut clerk, draft);
        let page = clerk.get(&format!("/du-thao/{draft}")).shown();
        assert!(page.text().contains("Đã phát hành"), "{}", page.text());
    }
    books_are_gapless(&service);
    files_are_there(&service);
    audit_holds(&service);
    let answered = registered.load(Ordering::Relaxed);
    assert!(answered >= ANSWERS, "only {answered} registrations were answered");
    everything_is_found(&service, answered);
}

/// A letter that waits for its number.
fn signed_draft(service: &Service, round: usize) -> String {
    let subject = format!("đôn đốc thu hoạch vụ mùa đợt {round}");
    let id = PROVINCE.write(
        service,
        &Letter {
            subject: &subject,
            addressees: "Sở Nội vụ",
            body: "Ủy ban nhân dân tỉnh đôn đốc thu hoạch vụ mùa.\n",
            begun_at: "/du-thao/moi",
        },
    );
    PROVINCE.approve_and_sign(service, &id);
    id
}

/// Clerks register paper arrivals and one issues, until enough was answered; then the process is killed.
fn work_and_kill(service: &mut Service, round: usize, draft: &str, registered: &AtomicUsize) {
    let answers = AtomicUsize::new(0);
    let mut clerks: Vec<Browser> = (0..CLERKS).map(|_| service.signed_in("vanthu")).collect();
    let mut issuer = service.signed_in("vanthu");
    let token = issuer.token();
    let tokens: Vec<String> = clerks.iter_mut().map(Browser::token).collect();
    thread::scope(|scope| {
        for (nth, (mut clerk, token)) in clerks.drain(..).zip(tokens).enumerate() {
            let answers = &answers;
            scope.spawn(move || {
                for arrival in 0.. {
                    let subject = format!("Vụ mùa bản giấy lượt {round} quầy {nth} tờ {arrival}");
                    let fields = [
                        ("csrf", token.as_str()),
                        ("issuer", "Hợp tác xã Gia Viễn"),
                        ("kind", "letter"),
                        ("subject", &subject),
                    ];
                    match clerk.try_post("/den/ban-giay", &fields) {
                        // A redirect to the arrival: it is registered, and has to stay so.
                        Some(303) => {
                            registered.fetch_add(1, Ordering::Relaxed);
                            answers.fetch_add(1, Ordering::Relaxed);
                        }
                        Some(status) => panic!("registration answered {status}"),
                        None => break,
                    }
                }
            });
        }
        scope.spawn(move || {
            // Stops at the first step that is not answered.
            for step in ["cap-so", "dong-dau", "phat-hanh"] {
                let Some(page) = issuer.try_get(&format!("/du-thao/{draft}/dong-dau")) else {
                    break;
                };
                let key = if step == "dong-dau" {
                    page.field("key")
                } else {
                    String::new()
                };
                let fields = [("csrf", token.as_str()), ("key", key.as_str()), ("pin", PIN)];
                let fields = if step == "dong-dau" {
                    &fields[..]
                } else {
                    &fields[..1]
                };
                if issuer
                    .try_post(&format!("/du-thao/{draft}/{step}"), fields)
                    .is_none()
                {
                    break;
                }
            }
        });
        // Every round another part of the work is cut.
        let awaited = ANSWERS + round * 7;
        for _ in 0..1_200 {
            if answers.load(Ordering::Relaxed) >= awaited {
                break;
            }
            thread::sleep(Duration::from_millis(25));
        }
        service.kill();
    });
}

/// Does what is left of numbering, sealing and issuing.
fn finish(clerk: &mut Browser, draft: &str) {
    for _ in 0..4 {
        let page = clerk.get(&format!("/du-thao/{draft}")).shown();
        let text = page.text();
        if text.contains("/cap-so\"") {
            clerk
                .post(
                    &format!("/du-thao/{draft}/cap-so"),
                    &[("seen", &page.field("seen"))],
                )
                .shown();
        } else if text.contains("/dong-dau\"") {
            let asked = clerk.get(&format!("/du-thao/{draft}/dong-dau")).shown();
            let fields = [
                ("key", &*asked.field("key")),
                ("version", &asked.field("version")),
                ("pin", PIN),
            ];
            clerk.post(&format!("/du-thao/{draft}/dong-dau"), &fields).shown();
        } else if text.contains("/phat-hanh\"") {
            clerk
                .post(
                    &format!("/du-thao/{draft}/phat-hanh"),
                    &[("seen", &page.field("seen"))],
                )
                .shown();
        } else {
            break;
        }
    }
}

/// In every book the numbers run from 1 to the last, none twice, none left out.
#[track_caller]
fn books_are_gapless(service: &Service) {
    let database = service.data().join("vanthu.sqlite");
    for table in ["arrival", "document"] {
        let wrong = sqlite(
            &database,
            &format!(
                "SELECT b.year || ': ' || count(t.number) || ' of ' || b.last_number FROM register_book b \
                 LEFT JOIN {table} t ON t.book_id = b.id \
                 WHERE b.direction = CASE '{table}' WHEN 'arrival' THEN 'arrival' ELSE 'issue' END GROUP BY b.id \
                 HAVING count(t.number) <> b.last_number OR count(DISTINCT t.number) <> b.last_number \
                 OR (b.last_number > 0 AND (min(t.number) <> 1 OR max(t.number) <> b.last_number))"
            ),
        );
        assert!(wrong.is_empty(), "books of {table}: {wrong:?}");
    }
}

/// Every file the database names lies in the store, whole.
#[track_caller]
fn files_are_there(service: &Service) {
    let named = sqlite(
        &service.data().join("vanthu.sqlite"),
        "SELECT hash FROM document_file UNION SELECT text_hash FROM document_file WHERE text_hash IS NOT NULL \
         UNION SELECT file FROM draft_signature UNION SELECT report FROM draft_signature \
         UNION SELECT file FROM draft WHERE file IS NOT NULL UNION SELECT hash FROM intake",
    );
    assert!(!named.is_empty());
    for hash in named {
        let path = service
            .data()
            .join("files")
            .join(&hash[..2])
            .join(&hash[2..4])
            .join(&hash);
        assert!(
            std::fs::metadata(&path).is_ok_and(|file| file.len() > 0),
            "{} is not there",
            path.display()
        );
    }
}

#[track_caller]
fn audit_holds(service: &Service) {
    let verified = service
        .command()
        .args(["audit", "verify"])
        .output()
        .expect("the binary runs");
    assert_eq!(
        verified.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&verified.stdout)
    );
}

/// Search knows every registration that was answered, and every letter.
#[track_caller]
fn everything_is_found(service: &Service, answered: usize) {
    let database = service.data().join("vanthu.sqlite");
    let kept = sqlite(
        &database,
        "SELECT d.subject FROM arrival a JOIN document d ON d.id = a.document_id WHERE d.subject LIKE 'Vụ mùa bản giấy lượt %'",
    );
    assert!(
        kept.len() >= answered,
        "{answered} were answered, {} are kept",
        kept.len()
    );
    let mut clerk = service.signed_in("vanthu");
    for subject in kept.iter().step_by(9).chain(kept.last()) {
        find(&mut clerk, &format!("\"{subject}\""), subject);
    }
    for round in 0..ROUNDS {
        let subject = format!("đôn đốc thu hoạch vụ mùa đợt {round}");
        find(&mut clerk, &format!("\"{subject}\""), &subject);
    }
    let all = kept.len().to_string();
    search_until(&mut clerk, "\"Vụ mùa bản giấy\"", |page| {
        let said = page.between("role=\"status\">", " văn bản").unwrap_or_default();
        said.chars().filter(char::is_ascii_digit).collect::<String>() == all
    });
}
