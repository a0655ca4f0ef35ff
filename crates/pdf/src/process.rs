//! Outside programs: given their input, listened to up to a bound, killed when time is up.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Why a program gave nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It could not be started.
    Absent(io::Error),
    /// It ended with an error, or its pipes broke.
    Failed,
    /// It was killed at the deadline.
    TimedOut,
}

/// Runs the program on `input` and answers what it wrote, at most `most` bytes.
pub(crate) fn run(
    mut command: Command,
    input: Vec<u8>,
    most: u64,
    time: Duration,
) -> Result<Vec<u8>, Failure> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(Failure::Absent)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // Both pipes are served at once: a program that writes before it has read all would wait for ever.
    let writer = thread::spawn(move || {
        // A program that needs no more closes its end.
        let _ = stdin.map(|mut stdin| stdin.write_all(&input));
    });
    let reader = thread::spawn(move || {
        let mut output = Vec::new();
        let read = stdout.map(|stdout| stdout.take(most).read_to_end(&mut output));
        read.and_then(Result::ok).map(|_| output)
    });
    let ended = wait(&mut child, time);
    // With the program gone its pipes end, and so do both threads.
    let _ = writer.join();
    let output = reader.join().ok().flatten();
    match ended {
        Some(true) => output.ok_or(Failure::Failed),
        Some(false) => Err(Failure::Failed),
        None => Err(Failure::TimedOut),
    }
}

/// Waits for the program and kills it when time is up; whether it succeeded.
fn wait(child: &mut Child, time: Duration) -> Option<bool> {
    let started = Instant::now();
    while started.elapsed() < time {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) => thread::sleep(Duration::from_millis(5)),
            Err(_) => break,
        }
    }
    // Both fail only when the process is already gone.
    let _ = child.kill();
    let _ = child.wait();
    None
}
