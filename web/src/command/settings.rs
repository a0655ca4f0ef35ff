use std::process::ExitCode;

use clap::Args;
use kernel::settings::Settings;

/// Cho thấy từng thiết lập: giá trị đang dùng, lấy từ đâu, để làm gì.
#[derive(Debug, Args)]
pub(crate) struct ShowSettings {}

impl ShowSettings {
    #[expect(clippy::unused_self, reason = "every command is run alike")]
    pub(crate) fn run(self, settings: &Settings) -> ExitCode {
        for setting in settings.all() {
            println!("{} = {:?}  ({})", setting.name, setting.shown(), setting.origin);
            println!("    {}", setting.purpose);
            println!("    biến môi trường: VANTHU_{}", setting.name.to_uppercase());
        }
        ExitCode::SUCCESS
    }
}
