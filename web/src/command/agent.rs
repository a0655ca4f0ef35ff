use std::{path::PathBuf, process::ExitCode};

use anyhow::bail;
use clap::{Args, Subcommand};

use crate::agent::{self, Configuration, Folder, PORT, Place};

/// Trình ký trên máy của người ký: để trang ký văn bản dùng được thẻ ký số (USB token) cắm ở máy này.
///
/// Chạy trên máy tính của bạn, không phải trên máy chủ. Chỉ máy này vào được (127.0.0.1); chỉ trang đã ghép nối mới yêu cầu
/// ký được; mỗi lần ký bạn xem danh sách văn bản và gõ mã PIN ở đây, trang web không thấy mã PIN.
///
/// Bắt đầu:
///   1. Cắm thẻ, chạy:  vanthu agent --module /usr/lib/thu-vien-pkcs11-cua-the.so
///   2. Mở trang ký văn bản, bấm “Ghép nối”, gõ mã 6 số mà trang hiện ra.
///   3. Chọn chứng thư số, bấm “Ký”, rồi xác nhận ở trình ký.
///
/// Thư viện PKCS#11 do nơi cấp thẻ cài cùng phần mềm của thẻ; --module lặp lại được khi có nhiều loại thẻ.
///
/// Ví dụ:
///   vanthu agent --module /usr/lib/opensc-pkcs11.so
///   vanthu agent --module a.so --module b.so --in-browser
///   vanthu agent list
///   vanthu agent revoke https://vanthu.example.gov.vn
#[expect(clippy::doc_markdown, reason = "people read this in a terminal")]
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, args_conflicts_with_subcommands = true)]
pub(crate) struct Agent {
    /// Thư viện PKCS#11 của thẻ; nhiều thư viện cách nhau bằng dấu phẩy trong biến môi trường
    #[arg(long, value_name = "TỆP", env = "VANTHU_AGENT_MODULES", value_delimiter = ',')]
    module: Vec<PathBuf>,
    /// Cổng trên 127.0.0.1; trang chỉ tìm ở cổng mặc định
    #[arg(long, default_value_t = PORT, value_name = "CỔNG")]
    port: u16,
    /// Thư mục giữ danh sách trang đã ghép nối
    #[arg(long, value_name = "THƯ MỤC", env = "VANTHU_AGENT_FOLDER", global = true)]
    folder: Option<PathBuf>,
    /// Xác nhận trên trang riêng trong trình duyệt, kể cả khi có cửa sổ dòng lệnh
    #[arg(long)]
    in_browser: bool,
    /// Chương trình mở trang xác nhận; không đặt thì dùng trình duyệt mặc định
    #[arg(long, value_name = "CHƯƠNG TRÌNH")]
    browser: Option<String>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Liệt kê các trang đã ghép nối
    List,
    /// Bỏ ghép nối một trang
    Revoke {
        /// Địa chỉ trang, như danh sách ghi
        origin: String,
    },
}

impl Agent {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let folder = Folder::at(self.folder.map_or_else(Folder::usual, Ok)?)?;
        match self.action {
            Some(Action::List) => list(&folder),
            Some(Action::Revoke { origin }) => revoke(&folder, &origin),
            None => {
                if self.module.is_empty() {
                    bail!("chưa biết thẻ dùng thư viện nào: thêm --module TỆP (xem vanthu agent --help)");
                }
                let configuration = Configuration {
                    port: self.port,
                    modules: self.module,
                    folder,
                    place: Place::choose(self.browser, self.in_browser),
                };
                tokio::runtime::Builder::new_multi_thread()
                    .enable_all()
                    .build()?
                    .block_on(agent::serve(configuration))?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn list(folder: &Folder) -> anyhow::Result<ExitCode> {
    let paired = folder.paired()?;
    if paired.is_empty() {
        println!("Chưa ghép nối với trang nào.");
    }
    for one in paired {
        println!("{}\t{}", one.origin, one.at);
    }
    Ok(ExitCode::SUCCESS)
}

fn revoke(folder: &Folder, origin: &str) -> anyhow::Result<ExitCode> {
    let origin = origin.parse()?;
    if !folder.revoke(&origin)? {
        bail!("chưa từng ghép nối với {origin}");
    }
    println!("Đã bỏ ghép nối với {origin}.");
    Ok(ExitCode::SUCCESS)
}
