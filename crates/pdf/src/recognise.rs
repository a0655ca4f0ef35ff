//! Recognition of letters in page images by the program `tesseract`, outside this process and only where it is installed.

mod table;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::process::{self, Failure};
use crate::{Error, FileType, Limits, Origin, PageText, file_type, render};

/// The language, as the program names it.
const VIETNAMESE: &str = "vie";

/// Dots to the inch of the image that is recognised: more costs time and finds no more.
const RESOLUTION: f32 = 200.0;

/// The widest image: a large drawing is recognised coarsely or not at all.
const WIDEST: f32 = 5_000.0;

/// Most bytes the program may tell about one page.
const MOST_TOLD: u64 = 8 * 1024 * 1024;

/// Most memory the program may take, in KiB: a page of text takes a fifth of it.
const MEMORY: u32 = 2 * 1024 * 1024;

/// Longest wait for the program's list of languages.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no recognition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The program is not there.
    Program,
    /// The program is there, its Vietnamese is not.
    Vietnamese,
}

/// A program that recognises Vietnamese.
#[derive(Debug, Clone)]
pub struct Recogniser {
    program: PathBuf,
}

impl Recogniser {
    /// Looks for the program, by its path or by its name, and for its Vietnamese.
    ///
    /// # Errors
    /// What is missing.
    pub fn find(program: &Path) -> Result<Self, Missing> {
        let mut command = Command::new(program);
        command.arg("--list-langs");
        let told = process::run(command, Vec::new(), MOST_TOLD, PATIENCE).map_err(|_| Missing::Program)?;
        let languages = String::from_utf8_lossy(&told);
        if languages.lines().any(|language| language.trim() == VIETNAMESE) {
            Ok(Self {
                program: program.to_owned(),
            })
        } else {
            Err(Missing::Vietnamese)
        }
    }

    /// Recognises a page of a PDF, or an image, which is a page by itself. What stands in the file on that page stays behind what was recognised: it may be the
    /// appearance of a signature. It blocks for seconds.
    ///
    /// # Errors
    /// When the page cannot be drawn. A page on which the program finds nothing, fails or takes too long is
    /// [`Origin::Unreadable`].
    pub fn recognise(&self, bytes: &[u8], page: PageText, limits: &Limits) -> Result<PageText, Error> {
        if matches!(file_type(bytes), FileType::Png | FileType::Jpeg | FileType::Tiff) {
            return self.read(bytes.to_vec(), 1.0, page, limits);
        }
        let width = (page.width / 72.0 * RESOLUTION).clamp(1.0, WIDEST);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a few thousand"
        )]
        let image = render(bytes, page.number, width as u32, limits)?;
        self.read(image.png, page.width / width, page, limits)
    }

    /// The program's own bounds of memory and time hold for images as they came, too.
    fn read(&self, image: Vec<u8>, scale: f32, page: PageText, limits: &Limits) -> Result<PageText, Error> {
        let mut lines = match process::run(self.command(), image, MOST_TOLD, limits.time) {
            Ok(told) => table::lines(&String::from_utf8_lossy(&told), scale),
            Err(Failure::Failed | Failure::TimedOut) => Vec::new(),
            Err(Failure::Absent(reason)) => return Err(Error::NoRecogniser(reason.to_string())),
        };
        let origin = if lines.is_empty() {
            Origin::Unreadable
        } else {
            Origin::Recognised
        };
        lines.extend(page.lines);
        Ok(PageText {
            lines,
            origin,
            ..page
        })
    }

    /// From an image on its input to a table of words, on one core and within bounds of memory.
    fn command(&self) -> Command {
        let dots = RESOLUTION.to_string();
        let arguments = ["stdin", "stdout", "-l", VIETNAMESE, "--dpi", &dots, "tsv"];
        let mut command = if cfg!(unix) {
            // The shell sets the bound and becomes the program.
            let mut shell = Command::new("sh");
            shell
                .args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")])
                .arg(&self.program);
            shell
        } else {
            Command::new(&self.program)
        };
        command.args(arguments).env("OMP_THREAD_LIMIT", "1");
        command
    }
}
