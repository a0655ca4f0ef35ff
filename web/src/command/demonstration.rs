use std::{process::ExitCode, sync::Arc};

use anyhow::bail;
use clap::Args;
use kernel::settings::Settings;

use crate::demonstration::{self, Extent};

/// Lập tỉnh mẫu Ninh Bình trong hệ thống còn trống: cơ quan, người, khóa ký, hai năm văn bản.
///
/// `vanthu serve` tự làm việc này khi thư mục dữ liệu còn trống; đặt VANTHU_DEMONSTRATION=false để không lập.
#[expect(clippy::doc_markdown, reason = "people read this in a terminal")]
#[derive(Debug, Args)]
pub(crate) struct Demonstration {
    /// Số văn bản đi và đến
    #[arg(long, default_value_t = demonstration::DOCUMENTS)]
    documents: usize,
}

impl Demonstration {
    pub(crate) async fn run(self, settings: Arc<Settings>) -> anyhow::Result<ExitCode> {
        let office = crate::serve::open(settings).await?;
        if !directory::setup::is_empty(&office).await? {
            bail!("hệ thống đã có cơ quan, không lập tỉnh mẫu được nữa");
        }
        let extent = Extent {
            documents: self.documents,
        };
        demonstration::make(&office, extent, demonstration::print_progress).await?;
        demonstration::print_accounts();
        Ok(ExitCode::SUCCESS)
    }
}
