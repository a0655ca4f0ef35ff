use axum::{
    extract::{FromRequest as _, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
};
use documents::{UploadId, inbound::Upload, upload};

use crate::{AppState, problem::Problem, signed::Signed};

/// The field that names a file brought in parts before.
pub(crate) const BROUGHT: &str = "upload";

/// A body that is too long or ended too early.
pub(crate) fn broken(error: MultipartError) -> Problem {
    let code = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        "too_large"
    } else {
        "incomplete_request"
    };
    Problem::new(code)
        .detail("Chưa có tệp nào của lần gửi này bị giữ lại dở dang.")
        .caused_by(error)
}

/// A file as a form gave it, and the upload it came by.
pub(crate) struct GivenFile {
    pub(crate) upload: Upload,
    by: Option<UploadId>,
}

impl GivenFile {
    /// A file that stood in the form itself.
    pub(crate) fn of(name: String, bytes: Vec<u8>) -> Self {
        Self {
            upload: Upload { name, bytes },
            by: None,
        }
    }

    /// A file that was brought in parts before.
    ///
    /// # Errors
    /// As [`upload::whole`].
    pub(crate) async fn brought(state: &AppState, signed: &Signed, id: &str) -> Result<Self, Problem> {
        let id: UploadId = id.trim().parse().map_err(|_| Problem::new("not_found"))?;
        Ok(Self {
            upload: upload::whole(&state.office, signed.actor(), id).await?,
            by: Some(id),
        })
    }

    /// Takes the file out, and leaves what to do once it was used.
    pub(crate) fn open(self) -> (Upload, Used) {
        (self.upload, Used(self.by))
    }
}

/// What is left to do once a file was used, or found to be of no use.
#[must_use]
pub(crate) struct Used(Option<UploadId>);

impl Used {
    /// Removes its parts. What cannot be removed now is swept later: the file itself was used.
    pub(crate) async fn done(self, state: &AppState, signed: &Signed) {
        let Some(id) = self.0 else { return };
        if let Err(error) = upload::discard(&state.office, signed.actor(), id).await {
            tracing::warn!(upload = %id, %error, "the parts of a file that was used are left to be swept");
        }
    }
}

/// The file of a form: in the field `file`, or named by `upload` where it was brought in parts before.
pub(crate) async fn file_of(
    state: &AppState,
    signed: &Signed,
    request: Request,
) -> Result<GivenFile, Problem> {
    let mut form = Multipart::from_request(request, state)
        .await
        .map_err(|rejection| Problem::new("malformed").caused_by(rejection))?;
    while let Some(part) = form.next_field().await.map_err(broken)? {
        match part.name() {
            Some("file") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                return Ok(GivenFile::of(name, part.bytes().await.map_err(broken)?.to_vec()));
            }
            Some(BROUGHT) => {
                let id = part.text().await.map_err(broken)?;
                return GivenFile::brought(state, signed, &id).await;
            }
            _ => {}
        }
    }
    Err(documents::Error::field("file", "Gửi kèm tệp trong trường file.").into())
}
