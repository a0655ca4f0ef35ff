use std::{io::IsTerminal as _, process::ExitCode, sync::Arc};

use anyhow::{Context as _, bail};
use clap::Args;
use directory::{
    agency::AgencyFields,
    import::first_password,
    person::PersonFields,
    setup::{First, begin},
    unit::UnitFields,
};
use kernel::settings::Settings;

/// Lập cơ quan đầu tiên và quản trị của cơ quan đó trong hệ thống còn trống.
///
/// Mật khẩu đọc từ biến môi trường VANTHU_PASSWORD; không đặt thì tự sinh, in ra một lần và phải đổi khi đăng nhập.
///
/// Ví dụ:
///   vanthu setup --code H42 --name "Ủy ban nhân dân tỉnh Ninh Bình" --abbreviation UBND \
///     --place "Ninh Bình" --administrator "Đinh Thị Hạnh" --login quan.tri
#[expect(clippy::doc_markdown, reason = "people read this in a terminal")]
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Setup {
    /// Mã định danh cơ quan (QCVN 102:2016), ví dụ H42
    #[arg(long)]
    code: String,
    /// Tên cơ quan như in trên văn bản
    #[arg(long)]
    name: String,
    /// Chữ viết tắt trong ký hiệu văn bản, ví dụ UBND
    #[arg(long)]
    abbreviation: String,
    /// Địa danh trước ngày tháng, ví dụ "Ninh Bình"
    #[arg(long)]
    place: String,
    /// Họ và tên quản trị
    #[arg(long)]
    administrator: String,
    /// Tên đăng nhập của quản trị
    #[arg(long, default_value = "quan.tri")]
    login: String,
    /// Đơn vị của quản trị
    #[arg(long, default_value = "Văn phòng")]
    unit: String,
    /// Chữ viết tắt của đơn vị
    #[arg(long, default_value = "VP")]
    unit_abbreviation: String,
}

impl Setup {
    pub(crate) async fn run(self, settings: Arc<Settings>) -> anyhow::Result<ExitCode> {
        let office = crate::serve::open(settings).await?;
        let given = std::env::var("VANTHU_PASSWORD")
            .ok()
            .filter(|password| !password.is_empty());
        let is_generated = given.is_none();
        let password = given.unwrap_or_else(first_password);
        let first = First {
            agency: AgencyFields {
                code: self.code,
                parent: None,
                name: self.name,
                abbreviation: self.abbreviation,
                place: self.place,
                valid_from: office.today(),
                valid_to: None,
            },
            unit: UnitFields {
                parent: None,
                name: self.unit,
                abbreviation: self.unit_abbreviation,
                ordinal: 1,
                closed: None,
            },
            administrator: PersonFields {
                name: self.administrator,
                ..PersonFields::default()
            },
            title: "Quản trị hệ thống".to_owned(),
            login: self.login.clone(),
            password: password.clone(),
            must_change_password: is_generated,
        };
        match begin(&office, first).await {
            Ok(_) => {}
            Err(directory::Error::Invalid(fields)) => {
                let mistakes: Vec<String> = fields
                    .iter()
                    .map(|field| format!("{}: {}", field.field, field.message))
                    .collect();
                bail!("{}", mistakes.join("\n        "));
            }
            Err(error) => return Err(error).context("chưa lập được cơ quan"),
        }
        println!(
            "Đã lập cơ quan. Đăng nhập tại {} với tên {}.",
            office.settings.public_url(),
            self.login
        );
        if is_generated {
            println!("Mật khẩu lần đầu: {password}");
            if !std::io::stdout().is_terminal() {
                eprintln!("Mật khẩu vừa được in ra đầu ra chuẩn; giữ kín tệp chứa nó.");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
