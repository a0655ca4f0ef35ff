//! Speed over documents of real-like length: p50 and p99 of each kind of question with rights and facets, documents
//! indexed per second, index bytes per byte of text, time until a change is visible, memory; beside a bare Tantivy
//! index and PostgreSQL's full-text search over the same documents.
//!
//! `cargo bench -p search-index --bench speed`. `VANTHU_BENCH_DOCUMENTS` (100,000) is how many documents have text,
//! `VANTHU_BENCH_ROWS` (as many) how many are register rows with a subject only; `VANTHU_BENCH_POSTGRES=0` leaves
//! PostgreSQL out. Texts are made of runs of words of the law articles in `VANTHU_BENCH_SEARCH`.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]

mod bare;
mod corpus;
mod postgres;

use std::path::Path;
use std::time::{Duration, Instant};

use corpus::{Corpus, Kind, Question};
use search_index::{Access, Change, Engine, Query, Settings, Tantivy};

/// Questions of each kind.
const QUESTIONS: usize = 100;

fn main() {
    let number = |name: &str, otherwise: usize| {
        std::env::var(name)
            .ok()
            .and_then(|value| value.parse().ok())
            .unwrap_or(otherwise)
    };
    let documents = number("VANTHU_BENCH_DOCUMENTS", 100_000);
    let rows = number("VANTHU_BENCH_ROWS", documents);
    let Some(corpus) = Corpus::open(documents, rows) else {
        println!("no articles.json to make documents of: nothing to measure");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    println!("{documents} documents with text, {rows} register rows");

    let index = load(&corpus, &folder.path().join("ours"));
    let questions: Vec<Question> = Kind::ALL
        .into_iter()
        .flat_map(|kind| corpus.questions(kind, QUESTIONS))
        .collect();
    let access = corpus.access();
    let bare = bare::Bare::load(&corpus, &folder.path().join("bare"));
    // One round to warm every side alike.
    for question in &questions {
        ours(&index, question, &access, false);
        bare.ask(question, &access);
    }
    println!(
        "\n{:<14} {:>18} {:>18} {:>18} {:>18}",
        "p50 / p99, ms", "with facets", "without", "bare Tantivy", "ratio of p50"
    );
    for kind in Kind::ALL {
        let of_kind: Vec<&Question> = questions
            .iter()
            .filter(|question| question.kind == kind)
            .collect();
        let full = times(&of_kind, |question| ours(&index, question, &access, true));
        let plain = times(&of_kind, |question| ours(&index, question, &access, false));
        let bare = times(&of_kind, |question| bare.ask(question, &access));
        let ratio = plain.0.as_secs_f64() / bare.0.as_secs_f64();
        println!(
            "{:<14} {:>18} {:>18} {:>18} {ratio:>18.2}",
            kind.name(),
            shown(full),
            shown(plain),
            shown(bare)
        );
    }
    visible(&index, &corpus);
    println!("memory: {} MB resident", resident() / 1_000_000);
    if number("VANTHU_BENCH_POSTGRES", 1) == 1 {
        match postgres::measure(&corpus, &questions, &access, folder.path()) {
            Ok(lines) => lines.into_iter().for_each(|line| println!("{line}")),
            Err(reason) => println!("PostgreSQL was not measured: {reason}"),
        }
    }
}

fn load(corpus: &Corpus, folder: &Path) -> Tantivy {
    let index = Tantivy::open(folder, Settings::default()).expect("an index");
    let started = Instant::now();
    let (mut count, mut bytes) = (0_u64, 0);
    let mut batch = Vec::with_capacity(1_000);
    for entry in corpus.entries() {
        count += 1;
        bytes += entry.title.len() + entry.pages.iter().map(String::len).sum::<usize>();
        batch.push(Change::Upsert(Box::new(entry)));
        if batch.len() == 1_000 {
            index.apply(&batch, 1).expect("entries are taken");
            batch.clear();
        }
    }
    index.apply(&batch, 1).expect("entries are taken");
    index.commit().expect("a commit");
    let took = started.elapsed().as_secs_f64();
    let size = size_of(folder);
    println!(
        "indexed {count} in {took:.1} s: {:.0} documents/s, {:.1} MB of text/s; index {} MB, {:.2} bytes per byte of text",
        count as f64 / took,
        bytes as f64 / took / 1e6,
        size / 1_000_000,
        size as f64 / bytes as f64
    );
    index
}

fn ours(index: &Tantivy, question: &Question, access: &Access, facets: bool) {
    if question.kind == Kind::Prefix {
        index.suggest(&question.text, access, 10).expect("suggestions");
        return;
    }
    let mut query = Query::new(question.text.clone(), time::macros::date!(2026 - 11 - 21));
    query.facets = facets;
    index.search(&query, access).expect("an answer");
}

/// Median and 99th percentile of three rounds.
fn times(questions: &[&Question], mut ask: impl FnMut(&Question)) -> (Duration, Duration) {
    let mut times = Vec::new();
    for _ in 0..3 {
        for question in questions {
            let started = Instant::now();
            ask(question);
            times.push(started.elapsed());
        }
    }
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

fn shown((median, worst): (Duration, Duration)) -> String {
    format!(
        "{:.2} / {:.2}",
        median.as_secs_f64() * 1e3,
        worst.as_secs_f64() * 1e3
    )
}

/// How long a change takes to be found, left to the engine's own commits.
fn visible(index: &Tantivy, corpus: &Corpus) {
    let mut times = Vec::new();
    for round in 0..10_u32 {
        let mut entry = corpus.entries().next().expect("there are entries");
        entry.id = format!("new-{round}");
        entry.title = format!("Xyzabc{round}");
        entry.sequence = 2;
        let (access, query) = (
            corpus.access_to(&entry),
            Query::new(entry.title.clone(), time::macros::date!(2026 - 11 - 21)),
        );
        let started = Instant::now();
        index
            .apply(&[Change::Upsert(Box::new(entry))], i64::from(round) + 2)
            .expect("a change is taken");
        while index.search(&query, &access).expect("an answer").hits.is_empty() {
            std::thread::sleep(Duration::from_millis(2));
        }
        times.push(started.elapsed());
    }
    times.sort_unstable();
    println!(
        "\na change is visible after {:?} (median), {:?} (longest of ten)",
        times[5], times[9]
    );
}

fn size_of(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                size_of(&path)
            } else {
                entry.metadata().map_or(0, |data| data.len())
            }
        })
        .sum()
}

/// Bytes of this process in memory, as Linux counts them.
fn resident() -> u64 {
    let statistics = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statistics
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<u64>().ok())
        .unwrap_or(0)
        * 4_096
}
