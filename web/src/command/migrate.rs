use std::{process::ExitCode, sync::Arc};

use clap::Args;
use kernel::settings::Settings;

/// Nâng cấp cơ sở dữ liệu lên cấu trúc mới nhất rồi thoát.
///
/// `vanthu serve` cũng tự làm việc này khi khởi động; chạy riêng khi muốn nâng cấp trước giờ làm việc.
#[derive(Debug, Args)]
pub(crate) struct Migrate {}

impl Migrate {
    pub(crate) async fn run(self, settings: Arc<Settings>) -> anyhow::Result<ExitCode> {
        crate::serve::open(settings).await?;
        println!("Cơ sở dữ liệu đã ở cấu trúc mới nhất.");
        Ok(ExitCode::SUCCESS)
    }
}
