use std::process::ExitCode;

use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};

use super::Arguments;

/// In tệp gợi ý lệnh cho shell.
///
/// Ví dụ: vanthu completion bash > /etc/bash_completion.d/vanthu
#[expect(clippy::doc_markdown, reason = "people read this in a terminal")]
#[derive(Debug, Args)]
pub(crate) struct Completion {
    /// Shell cần gợi ý
    shell: Shell,
}

impl Completion {
    pub(crate) fn run(self) -> ExitCode {
        generate(
            self.shell,
            &mut Arguments::command(),
            "vanthu",
            &mut std::io::stdout(),
        );
        ExitCode::SUCCESS
    }
}
