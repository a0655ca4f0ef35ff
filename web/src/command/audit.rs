use std::{process::ExitCode, sync::Arc};

use clap::Subcommand;
use kernel::settings::Settings;

/// Nhật ký: chuỗi băm mà không ai sửa được mà không lộ.
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Kiểm tra toàn bộ nhật ký; thoát với mã 1 khi có chỗ bị sửa, xóa hoặc chèn.
    Verify,
}

impl Audit {
    pub(crate) async fn run(self, settings: Arc<Settings>) -> anyhow::Result<ExitCode> {
        let Self::Verify = self;
        let office = crate::serve::open(settings).await?;
        let found = kernel::audit::verify(office.database.read()).await?;
        println!("{} bản ghi trong {} chuỗi.", found.entries, found.chains);
        for broken in &found.breaks {
            println!(
                "Chuỗi {}: {} ở số {}.",
                broken.chain, broken.reason, broken.number
            );
        }
        if found.breaks.is_empty() {
            println!("Nhật ký nguyên vẹn.");
            Ok(ExitCode::SUCCESS)
        } else {
            Ok(ExitCode::FAILURE)
        }
    }
}
