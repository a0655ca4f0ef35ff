//! The second renderer: poppler's `pdftoppm`, a process of its own that can be killed.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::PageImage;
use crate::Limits;

/// Renders with `pdftoppm`; `None` when it is not installed, fails, or is too slow.
pub(super) fn render(bytes: &[u8], page: u32, width: u32, limits: &Limits) -> Option<PageImage> {
    let mut file = tempfile::NamedTempFile::new().ok()?;
    file.write_all(bytes).ok()?;
    let page = page.to_string();
    let mut child = Command::new("pdftoppm")
        .args([
            "-png",
            "-f",
            &page,
            "-l",
            &page,
            "-scale-to-x",
            &width.to_string(),
            "-scale-to-y",
            "-1",
        ])
        .arg(file.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let most = limits.max_pixels.saturating_mul(4);
    let mut output = child.stdout.take()?;
    let reader = thread::spawn(move || {
        let mut png = Vec::new();
        output.by_ref().take(most).read_to_end(&mut png).map(|_| png)
    });
    let is_done = wait(&mut child, limits.time);
    let png = reader.join().ok()?.ok()?;
    if !is_done {
        return None;
    }
    let (width, height) = size(&png, limits)?;
    Some(PageImage { png, width, height })
}

/// Waits for the process and kills it when time is up.
fn wait(child: &mut Child, time: Duration) -> bool {
    let started = Instant::now();
    while started.elapsed() < time {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(Duration::from_millis(5)),
            Err(_) => break,
        }
    }
    // Both fail only when the process is already gone.
    let _ = child.kill();
    let _ = child.wait();
    false
}

fn size(png: &[u8], limits: &Limits) -> Option<(u32, u32)> {
    let reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().ok()?;
    let (width, height) = reader.info().size();
    (u64::from(width) * u64::from(height) <= limits.max_pixels).then_some((width, height))
}
