//! Opening a page for the person.

use std::process::{Command, Stdio};

/// The program that opens an address.
#[derive(Debug)]
pub(crate) struct Program {
    program: String,
    arguments: Vec<String>,
}

impl Program {
    /// What this system opens addresses with.
    pub(super) fn usual() -> Self {
        let words: &[&str] = if cfg!(windows) {
            &["rundll32", "url.dll,FileProtocolHandler"]
        } else if cfg!(target_os = "macos") {
            &["open"]
        } else {
            &["xdg-open"]
        };
        Self {
            program: words[0].to_owned(),
            arguments: words[1..].iter().map(|&word| word.to_owned()).collect(),
        }
    }

    /// A named one.
    pub(super) fn named(program: String) -> Self {
        Self {
            program,
            arguments: Vec::new(),
        }
    }

    /// Opens an address and does not wait.
    pub(super) fn open(&self, address: &str) -> std::io::Result<()> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .arg(address)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        // Somebody must hear that it ended.
        std::thread::spawn(move || child.wait());
        Ok(())
    }
}
