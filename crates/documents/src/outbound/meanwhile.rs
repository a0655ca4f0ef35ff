//! Two at one document: whoever comes second is told what the first did.

use kernel::{Office, Timestamp, audit::Subject};

use super::write::SUBJECT;
use crate::{DocumentId, Error, timeline};

/// The conflict that tells what somebody else did since then. `doing` is what the person was at: "Trong lúc ký".
///
/// # Errors
/// When the trail cannot be read.
pub(super) async fn conflict(
    office: &Office,
    document: DocumentId,
    since: Timestamp,
    doing: &str,
) -> Result<Error, Error> {
    let subject = Subject::new(SUBJECT, document);
    let events = timeline::of(office.database.read(), &[subject]).await?;
    let newest = events.iter().rfind(|event| event.at >= since);
    let happened = newest.map_or_else(
        || "văn bản đã được người khác thay đổi".to_owned(),
        |event| format!("{} đã {} lúc {}", event.who, event.what, clock(event.at)),
    );
    Ok(Error::Conflict(format!(
        "{doing}, {happened}. Chữ ký này không được dùng; hãy mở lại văn bản để xem."
    )))
}

fn clock(at: Timestamp) -> String {
    let at = at.vietnam();
    format!("{:02}:{:02}", at.hour(), at.minute())
}
