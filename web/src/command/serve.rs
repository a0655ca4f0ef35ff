use std::{process::ExitCode, sync::Arc};

use clap::Args;
use kernel::settings::Settings;

/// Phục vụ trang và giao diện lập trình cho đến khi được bảo dừng (Ctrl+C).
///
/// Ví dụ:
///   vanthu serve
///   VANTHU_LISTEN=127.0.0.1:9000 VANTHU_DATA=/var/lib/vanthu vanthu serve
#[expect(clippy::doc_markdown, reason = "people read this in a terminal")]
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Serve {}

impl Serve {
    pub(crate) async fn run(self, settings: Arc<Settings>) -> anyhow::Result<ExitCode> {
        crate::serve::serve(settings).await?;
        Ok(ExitCode::SUCCESS)
    }
}
