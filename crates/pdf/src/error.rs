//! Why a file could not be read.

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No `%PDF-` near the start.
    #[error("the file is not a PDF")]
    NotPdf,
    /// None of the office formats.
    #[error("the file is not an office document")]
    NotOffice,
    /// The end of the file is missing.
    #[error("the PDF ends before its cross-reference table")]
    Truncated,
    /// A password is needed.
    #[error("the PDF is encrypted with a password")]
    Encrypted,
    /// More bytes than allowed, packed or unpacked.
    #[error("the file is larger than allowed: {0}")]
    TooLarge(&'static str),
    /// The page asked for does not exist.
    #[error("there is no page {0}")]
    NoSuchPage(u32),
    /// Neither reader could make sense of the file.
    #[error("the PDF is damaged: {0}")]
    Damaged(String),
    /// The program that recognises letters is gone.
    #[error("the recogniser could not be started: {0}")]
    NoRecogniser(String),
    /// The deadline passed.
    #[error("reading took too long")]
    TimedOut,
    /// Too many earlier files are still stuck in their readers.
    #[error("too many readers are still busy with other files")]
    Busy,
}

impl Error {
    /// What to tell the person who brought the file.
    #[must_use]
    pub fn message(&self) -> &'static str {
        match self {
            Self::NotPdf => "Tệp không phải là PDF.",
            Self::NotOffice => "Tệp không phải là văn bản Word, bảng tính, bản trình chiếu hay OpenDocument.",
            Self::Truncated => "Tệp PDF bị cắt cụt, có thể do tải lên chưa xong.",
            Self::Encrypted => "Tệp PDF có mật khẩu; hãy gỡ mật khẩu rồi tải lại.",
            Self::TooLarge(_) => "Tệp PDF quá lớn hoặc bung ra quá lớn.",
            Self::NoSuchPage(_) => "Không có trang này.",
            Self::Damaged(_) => "Tệp PDF bị hỏng, không đọc được.",
            Self::NoRecogniser(_) => "Không chạy được chương trình nhận dạng chữ.",
            Self::TimedOut => "Đọc tệp PDF quá lâu nên đã dừng.",
            Self::Busy => "Hệ thống đang bận đọc các tệp khác, hãy thử lại.",
        }
    }
}
