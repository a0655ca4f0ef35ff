//! Two at one document: whoever comes second is told what the first did.

use kernel::{Timestamp, audit::Subject};
use sea_orm::ConnectionTrait;

use super::write::SUBJECT;
use crate::{DocumentId, Error, timeline};

/// The conflict that tells what somebody else did last. `doing` is what the person was at: "Trong lúc ký".
///
/// Inside a change it is asked through that change: what it ran into may not have reached the disk yet, and others do
/// not see it before.
///
/// # Errors
/// When the trail cannot be read.
pub(super) async fn conflict(
    connection: &impl ConnectionTrait,
    document: DocumentId,
    doing: &str,
) -> Result<Error, Error> {
    let subject = Subject::new(SUBJECT, document);
    let events = timeline::of(connection, &[subject]).await?;
    let happened = events.last().map_or_else(
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
