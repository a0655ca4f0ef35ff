//! Answers to pages: JSON, and a stable code with a Vietnamese message where something went wrong.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// Why a page is not served, or a document not signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Trouble {
    #[serde(skip)]
    pub(super) status: StatusCode,
    /// For programs.
    pub(super) code: &'static str,
    /// For people.
    pub(super) message: String,
}

impl Trouble {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    /// The person said no.
    pub(super) fn refused() -> Self {
        Self::new(StatusCode::FORBIDDEN, "refused", "Bạn đã từ chối ký ở trình ký.")
    }

    /// What a token's failure means to the person who signs.
    pub(super) fn of_key(error: &signing::Error) -> Self {
        let (code, message) = match error {
            signing::Error::WrongPin => ("wrong_pin", "Mã PIN không đúng.".to_owned()),
            signing::Error::PinLocked => (
                "pin_locked",
                "Thẻ đã bị khóa do nhập sai mã PIN nhiều lần. Liên hệ nơi cấp để mở khóa.".to_owned(),
            ),
            signing::Error::TokenRemoved(label) => (
                "token_removed",
                format!("Không thấy thẻ “{label}”. Cắm lại thẻ rồi ký lại."),
            ),
            signing::Error::UnsupportedAlgorithm(what) => (
                "unsupported",
                format!("Thẻ không ký được theo cách được yêu cầu ({what})."),
            ),
            other => ("key_failed", format!("Thẻ không ký được: {other}.")),
        };
        Self::new(StatusCode::CONFLICT, code, message)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}
