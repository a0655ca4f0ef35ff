//! What in a PDF can act on its own or carry something in.

use serde::{Deserialize, Serialize};

/// Something an official document has no business to contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Danger {
    /// `/JS`, `/JavaScript`.
    JavaScript,
    /// `/Launch`: starts a program.
    Launch,
    /// `/EmbeddedFile`, file attachments.
    EmbeddedFile,
    /// `/SubmitForm`, `/ImportData`, `/GoToR`, `/GoToE`: reaches out of the file.
    ExternalAction,
    /// `/OpenAction` or `/AA` that does more than show a page.
    AutomaticAction,
    /// `/XFA` forms.
    Xfa,
    /// `/RichMedia`, `/Movie`, `/Sound`, `/Screen`, `/3D`.
    Multimedia,
}

impl Danger {
    /// The danger's name on pages.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::JavaScript => "Chứa mã JavaScript",
            Self::Launch => "Có lệnh mở chương trình khác",
            Self::EmbeddedFile => "Có tệp đính kèm bên trong",
            Self::ExternalAction => "Có lệnh gửi hoặc lấy dữ liệu bên ngoài tệp",
            Self::AutomaticAction => "Có lệnh tự chạy khi mở tệp",
            Self::Xfa => "Chứa biểu mẫu động XFA",
            Self::Multimedia => "Chứa âm thanh, video hoặc mô hình 3D",
        }
    }
}
