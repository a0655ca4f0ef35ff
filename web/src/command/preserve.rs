use std::{process::ExitCode, sync::Arc};

use anyhow::bail;
use clap::Args;
use kernel::settings::Settings;

/// Xếp việc bổ sung bằng chứng lâu dài (dấu thời gian, trạng thái thu hồi) cho mọi văn bản đã phát hành còn thiếu.
///
/// Chạy một lần sau khi đặt `timestamp_urls`; dịch vụ đang chạy làm dần. Văn bản phát hành sau đó được làm tự động.
#[derive(Debug, Args)]
pub(crate) struct Preserve {}

impl Preserve {
    pub(crate) async fn run(self, settings: Arc<Settings>) -> anyhow::Result<ExitCode> {
        if settings.timestamp_urls().is_empty() {
            bail!("chưa đặt timestamp_urls: chưa có máy chủ dấu thời gian nào");
        }
        let office = crate::serve::open(settings).await?;
        let count = documents::outbound::preserve_all(&office).await?;
        println!("Đã xếp việc cho {count} văn bản.");
        Ok(ExitCode::SUCCESS)
    }
}
