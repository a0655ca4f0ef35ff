use std::process::ExitCode;

use clap::Args;

/// In mô tả OpenAPI 3.1 của giao diện lập trình, để sinh mã hoặc kiểm thử.
///
/// Ví dụ: vanthu openapi > vanthu.json
#[derive(Debug, Args)]
pub(crate) struct Openapi {}

impl Openapi {
    #[expect(clippy::unused_self, reason = "every command is run alike")]
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        println!("{}", crate::routes::all().openapi().to_pretty_json()?);
        Ok(ExitCode::SUCCESS)
    }
}
