use std::{process::ExitCode, sync::Arc};

use clap::Args;
use kernel::settings::Settings;

use crate::AppState;

/// Dựng lại chỉ mục tìm kiếm từ cơ sở dữ liệu rồi thoát. Dừng `vanthu serve` trước khi chạy.
#[derive(Debug, Args)]
pub(crate) struct Reindex {}

impl Reindex {
    pub(crate) async fn run(self, settings: Arc<Settings>) -> anyhow::Result<ExitCode> {
        let state = AppState::open(crate::serve::open(settings).await?)?;
        let entries = documents::search::rebuild(&state.office, &state.index).await?;
        println!("Đã dựng lại chỉ mục: {entries} văn bản.");
        Ok(ExitCode::SUCCESS)
    }
}
