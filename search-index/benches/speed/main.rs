//! Speed over documents of real-like length: p50 and p99 of each kind of question with rights and facets, documents
//! indexed per second, index bytes per byte of text, time until a change is visible, memory; beside a bare Tantivy
//! index and PostgreSQL's full-text search over the same documents.
//!
//! `cargo bench -p search-index --bench speed`, with, in the environment:
//! `VANTHU_BENCH_DOCUMENTS` (10,000), how many documents have text of 100 to 900 words;
//! `VANTHU_BENCH_ROWS` (50,000), how many are register rows with a subject only;
//! `VANTHU_BENCH_QUESTIONS` (100), how many of each kind are asked;
//! `VANTHU_BENCH_POSTGRES` (1), 0 leaves PostgreSQL out, `VANTHU_BENCH_BARE` (1), 0 the bare index;
//! `VANTHU_BENCH_CLOCK=cpu` counts the time the asking thread ran rather than the time that passed, for busy machines;
//! `VANTHU_BENCH_FOLDER`, a folder where the indexes are kept and found again; otherwise they go with the run;
//! `VANTHU_BENCH_SEARCH`, the folder of `articles.json`, of whose runs of words the texts are made.

#![expect(clippy::cast_precision_loss, reason = "figures for people")]

mod bare;
mod corpus;
mod kept;
mod postgres;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use corpus::{Corpus, Kind, Person, Question};
use search_index::{Access, Change, Engine, Query, Settings, Tantivy};

/// How often each is asked.
const ROUNDS: usize = 3;

fn main() {
    let number = |name: &str, otherwise: usize| {
        std::env::var(name)
            .ok()
            .and_then(|value| value.parse().ok())
            .unwrap_or(otherwise)
    };
    let documents = number("VANTHU_BENCH_DOCUMENTS", 10_000);
    let rows = number("VANTHU_BENCH_ROWS", 50_000);
    let asked = number("VANTHU_BENCH_QUESTIONS", 100);
    let Some(corpus) = Corpus::open(documents, rows) else {
        println!("no articles.json to make documents of: nothing to measure");
        return;
    };
    let passing = tempfile::tempdir().expect("a temporary folder");
    let kept = std::env::var_os("VANTHU_BENCH_FOLDER").map(PathBuf::from);
    let folder = kept.as_deref().unwrap_or(passing.path());
    println!("{}", corpus.label());

    let index = load(&corpus, &folder.join("ours"));
    let questions: Vec<Question> = Kind::ALL
        .into_iter()
        .flat_map(|kind| corpus.questions(kind, asked))
        .collect();
    let bare = (number("VANTHU_BENCH_BARE", 1) == 1).then(|| bare::Bare::load(&corpus, &folder.join("bare")));
    compare(&index, bare.as_ref(), &questions);
    visible(&index, &corpus);
    let (own, mapped) = resident();
    println!(
        "memory: {} MB of its own, {} MB of the index mapped",
        own / 1_000_000,
        mapped / 1_000_000
    );
    if number("VANTHU_BENCH_POSTGRES", 1) == 1 {
        match postgres::measure(&corpus, &questions, &Person::Officer.access(), folder) {
            Ok(lines) => lines.into_iter().for_each(|line| println!("{line}")),
            Err(reason) => println!("PostgreSQL was not measured: {reason}"),
        }
    }
}

/// Prints the table of questions by kind.
fn compare(index: &Tantivy, bare: Option<&bare::Bare>, questions: &[Question]) {
    let (officer, clerk) = (Person::Officer.access(), Person::Clerk.access());
    // One round to warm every side alike.
    for question in questions {
        ours(index, question, &officer, true);
        ours(index, question, &clerk, true);
        if let Some(bare) = bare {
            bare.ask(question, &officer);
        }
    }
    let middle = if *COUNTS_WORK { "mean" } else { "p50" };
    println!("\n{middle} / p99 in ms; an officer sees a sixteenth of the documents, the clerk half of them");
    println!(
        "{:<14} {:>18} {:>18} {:>18} {:>18} {:>14}",
        "", "officer, facets", "clerk, facets", "officer", "bare Tantivy", "ratio"
    );
    for kind in Kind::ALL {
        let of_kind: Vec<&Question> = questions.iter().filter(|q| q.kind == kind).collect();
        let facets = times(&of_kind, |question| ours(index, question, &officer, true));
        let wide = times(&of_kind, |question| ours(index, question, &clerk, true));
        // In turns, so that whatever else the machine does slows both.
        let (mut plain, mut beside) = (Vec::new(), Vec::new());
        for question in (0..ROUNDS).flat_map(|_| &of_kind) {
            plain.push(timed(|| ours(index, question, &officer, false)));
            if let Some(bare) = bare {
                beside.push(timed(|| bare.ask(question, &officer)));
            }
        }
        let (plain, beside) = (summary(plain), summary(beside));
        let ratio = plain.0.as_secs_f64() / beside.0.as_secs_f64();
        println!(
            "{:<14} {:>18} {:>18} {:>18} {:>18} {ratio:>14.2}",
            kind.name(),
            shown(facets),
            shown(wide),
            shown(plain),
            shown(beside)
        );
    }
}

fn load(corpus: &Corpus, folder: &Path) -> Tantivy {
    let is_made = kept::is_kept(corpus, folder);
    if !is_made {
        // What an interrupted run left is of no use.
        let _ = std::fs::remove_dir_all(folder);
    }
    let usual = Settings::default();
    let settings = Settings {
        // The work of other threads would not be counted.
        search_threads: if *COUNTS_WORK { 1 } else { usual.search_threads },
        ..usual
    };
    let index = Tantivy::open(folder, settings).expect("an index");
    if is_made {
        return index;
    }
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
    kept::keep(corpus, folder);
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

/// Median and 99th percentile of some rounds.
fn times(questions: &[&Question], ask: impl Fn(&Question)) -> (Duration, Duration) {
    let rounds = (0..ROUNDS).flat_map(|_| questions);
    summary(rounds.map(|question| timed(|| ask(question))).collect())
}

fn timed(act: impl FnOnce()) -> Duration {
    let started = now();
    act();
    now().saturating_sub(started)
}

/// Whether the time a thread runs is counted.
static COUNTS_WORK: LazyLock<bool> =
    LazyLock::new(|| std::env::var("VANTHU_BENCH_CLOCK").is_ok_and(|clock| clock == "cpu"));

/// The time by the chosen clock: of the day, or that this thread has run, which other work on the machine leaves alone.
fn now() -> Duration {
    static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
    if *COUNTS_WORK {
        let line = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
        let nanoseconds = line.split(' ').next().and_then(|number| number.parse().ok());
        Duration::from_nanos(nanoseconds.unwrap_or(0))
    } else {
        BEGINNING.elapsed()
    }
}

/// Median and 99th percentile. The kernel counts work in ticks, longer than most answers take: there the mean is told.
fn summary(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |percent: usize| {
        times
            .get(times.len() * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    if *COUNTS_WORK {
        let count = u32::try_from(times.len()).unwrap_or(u32::MAX).max(1);
        return (times.iter().sum::<Duration>() / count, at(99));
    }
    (at(50), at(99))
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
    // A kept index holds what earlier runs added.
    let first = index.last_applied().expect("a mark") + 1;
    for event in first..first + 10 {
        let mut entry = corpus.entries().next().expect("there are entries");
        entry.id = format!("new-{event}");
        entry.title = format!("Xyzabc{event}");
        entry.sequence = event;
        let (access, query) = (
            corpus.access_to(&entry),
            Query::new(entry.title.clone(), time::macros::date!(2026 - 11 - 21)),
        );
        let started = Instant::now();
        index
            .apply(&[Change::Upsert(Box::new(entry))], event)
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

/// Bytes of this process in memory: what it asked for itself, and pages of mapped files.
fn resident() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let bytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
            .unwrap_or(0)
            * 1_024
    };
    (bytes("RssAnon:"), bytes("RssFile:"))
}
