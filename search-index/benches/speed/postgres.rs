//! PostgreSQL's full-text search over the same documents: a GIN index over words without accents, in a cluster of its
//! own under the folder of the indexes, on a port of its own, ended with the run.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use search_index::Access;
use search_index::text::fold;

use crate::corpus::{Corpus, Kind, Question};
use crate::kept::{is_kept, keep};
use crate::size_of;

const PORT: &str = "54391";

/// A question is broken off after so many seconds.
const PATIENCE: u32 = 20;

/// No further question of a kind is asked after so long: with millions of documents each can take as long as it may.
const BUDGET: Duration = Duration::from_mins(1);

/// A cluster that ends with the value.
struct Cluster {
    programs: PathBuf,
    data: PathBuf,
}

pub(crate) fn measure(
    corpus: &Corpus,
    questions: &[Question],
    access: &Access,
    folder: &Path,
) -> Result<Vec<String>, String> {
    let data = folder.join("postgres");
    let is_made = is_kept(corpus, &data);
    if !is_made {
        // What an interrupted run left is of no use.
        let _ = std::fs::remove_dir_all(&data);
    }
    let cluster = Cluster::start(data)?;
    let mut lines = vec![String::from(
        "\nPostgreSQL: p50 / p99 in ms, an officer, without facets",
    )];
    if !is_made {
        let started = Instant::now();
        cluster.load(corpus)?;
        keep(corpus, &cluster.data);
        lines.push(format!(
            "loaded and indexed in {:.1} s",
            started.elapsed().as_secs_f64()
        ));
    }
    lines.push(format!("{} MB on disk", size_of(&cluster.data) / 1_000_000));
    let readers: Vec<String> = access
        .readers
        .iter()
        .map(|reader| format!("'{reader}'"))
        .collect();
    let rights = format!(
        "agency = '{}' AND readers && ARRAY[{}] AND secrecy <= {}",
        access.agency,
        readers.join(","),
        access.max_secrecy
    );
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Flood) {
        let (started, mut times) = (Instant::now(), Vec::new());
        for question in questions.iter().filter(|question| question.kind == kind) {
            if started.elapsed() > BUDGET {
                break;
            }
            times.push(cluster.time_of(&select(question, &rights))?);
        }
        times.sort_by(f64::total_cmp);
        let broken_off = times
            .iter()
            .filter(|time| **time >= f64::from(PATIENCE) * 1e3)
            .count();
        if let (Some(median), Some(worst)) = (times.get(times.len() / 2), times.get(times.len() * 99 / 100)) {
            lines.push(format!(
                "{:<14} {median:.2} / {worst:.2}; {} asked, {broken_off} broken off after {PATIENCE} s",
                kind.name(),
                times.len()
            ));
        }
    }
    Ok(lines)
}

/// The first page and the number of matches, as an application would ask for them.
fn select(question: &Question, rights: &str) -> String {
    let words = fold(&question.words.join(" "));
    let (condition, order) = match question.kind {
        Kind::Symbol => (format!("symbol = '{}'", question.text), "day DESC".to_owned()),
        Kind::Prefix => {
            let prefix = format!("to_tsquery('simple', '{}:*')", fold(&question.text));
            (format!("words @@ {prefix}"), "day DESC".to_owned())
        }
        Kind::Phrase => {
            let phrase = format!("phraseto_tsquery('simple', '{words}')");
            (
                format!("words @@ {phrase}"),
                format!("ts_rank(words, {phrase}) DESC"),
            )
        }
        Kind::Term | Kind::TwoTerms | Kind::Flood => {
            let all = format!("plainto_tsquery('simple', '{words}')");
            (format!("words @@ {all}"), format!("ts_rank(words, {all}) DESC"))
        }
    };
    format!(
        "SELECT id, count(*) OVER () FROM documents WHERE {condition} AND {rights} ORDER BY {order} LIMIT 20;"
    )
}

impl Cluster {
    /// Starts the cluster in a folder, made where there is none yet.
    fn start(data: PathBuf) -> Result<Self, String> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").map_err(|error| error.to_string())?;
        let programs = versions
            .flatten()
            .map(|entry| entry.path().join("bin"))
            .max()
            .ok_or("it is not installed")?;
        let whole = data.to_string_lossy().into_owned();
        let cluster = Self { programs, data };
        if !cluster.data.join("cluster").exists() {
            std::fs::create_dir_all(&cluster.data).map_err(|error| error.to_string())?;
            // The server refuses to run as root; its folder must belong to it and be reachable.
            run(Command::new("chmod").arg("755").args(cluster.data.parent()))?;
            run(Command::new("chown").arg("-R").arg("postgres").arg(&cluster.data))?;
            run(cluster
                .program("initdb")
                .args(["-A", "trust", "-D", &format!("{whole}/cluster")]))?;
        }
        let options = format!(
            "-p {PORT} -k {whole} -c listen_addresses= -c shared_buffers=512MB -c maintenance_work_mem=512MB -c fsync=off"
        );
        run(cluster.program("pg_ctl").args([
            "-w",
            "-D",
            &format!("{whole}/cluster"),
            "-l",
            &format!("{whole}/log"),
            "-o",
            &options,
            "start",
        ]))?;
        Ok(cluster)
    }

    /// A program of the server, run as its user.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new("runuser");
        command
            .args(["-u", "postgres", "--"])
            .arg(self.programs.join(name))
            .stdout(Stdio::null());
        command
    }

    fn psql(&self, script: &str) -> Result<String, String> {
        let script = script.to_owned();
        self.feed(move |mut psql| psql.write_all(script.as_bytes()))
    }

    /// Milliseconds that one statement takes, broken off when it takes too long.
    fn time_of(&self, statement: &str) -> Result<f64, String> {
        let output = self.psql(&format!(
            "\\unset ON_ERROR_STOP\nSET statement_timeout = '{PATIENCE}s';\n\\timing on\n{statement}\n"
        ))?;
        let time = output.lines().find_map(|line| line.strip_prefix("Time: "));
        time.and_then(|time| time.split(' ').next()?.parse().ok())
            .ok_or_else(|| "psql told no time".to_owned())
    }

    /// What psql answers to a script that is written while it runs.
    fn feed(&self, write: impl FnOnce(ChildStdin) -> std::io::Result<()> + Send) -> Result<String, String> {
        let mut child = self
            .program("psql")
            .args(["-X", "-q", "-h"])
            .arg(&self.data)
            .args(["-p", PORT, "-d", "postgres", "-v", "ON_ERROR_STOP=1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let input = child.stdin.take().ok_or("psql has no input")?;
        let output = std::thread::scope(|scope| {
            // A script cut off is told by psql itself.
            scope.spawn(|| write(input));
            child.wait_with_output().map_err(|error| error.to_string())
        })?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err("psql failed".to_owned())
        }
    }

    fn load(&self, corpus: &Corpus) -> Result<(), String> {
        self.feed(|psql| write_documents(corpus, BufWriter::new(psql)))
            .map(|_| ())
    }
}

fn write_documents(corpus: &Corpus, mut psql: impl Write) -> std::io::Result<()> {
    writeln!(
        psql,
        "CREATE UNLOGGED TABLE documents (id text, agency text, readers text[], secrecy int, symbol text, day date, body text, words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED);"
    )?;
    writeln!(
        psql,
        "COPY documents (id, agency, readers, secrecy, symbol, day, body) FROM stdin;"
    )?;
    for entry in corpus.entries() {
        let body = fold(&format!("{} {}", entry.title, entry.pages.join(" ")))
            .replace(['\\', '\t', '\n', '\r'], " ");
        let day = entry.date.map_or_else(|| "\\N".to_owned(), |day| day.to_string());
        writeln!(
            psql,
            "{}\t{}\t{{{}}}\t{}\t{}\t{day}\t{body}",
            entry.id,
            entry.agency,
            entry.readers.join(","),
            entry.secrecy,
            entry.number_symbol.unwrap_or_default()
        )?;
    }
    writeln!(psql, "\\.")?;
    writeln!(psql, "CREATE INDEX ON documents USING gin (words);")?;
    writeln!(psql, "CREATE INDEX ON documents (symbol);")?;
    writeln!(psql, "VACUUM ANALYZE documents;")?;
    psql.flush()
}

impl Drop for Cluster {
    // Unlogged tables outlive the server only if it ends in order.
    fn drop(&mut self) {
        let cluster = self.data.join("cluster");
        let _ = run(self
            .program("pg_ctl")
            .args(["-m", "fast", "-w", "stop", "-D"])
            .arg(cluster));
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command
        .stdout(Stdio::null())
        .status()
        .map_err(|error| error.to_string())?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} failed", command.get_program().display()))
    }
}
