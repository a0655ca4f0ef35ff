//! Ký số cá nhân và ký số cơ quan: one frame for every kind of key. The rules and the order come first, then the key answers,
//! then `advance` stores what passed validation and moves the document on.

mod advance;
mod attempts;
mod opening;
mod report;
mod unlock;

pub(super) use advance::{Signature, advance, store};
pub use report::seal_report;
pub use unlock::{Unlock, seal, sign};

use std::sync::OnceLock;

use kernel::{Actor, Office};

use super::{
    Purpose, Refusal, Stage, authorisation, heading::Heading, loaded::Loaded, signature::Order, trust,
};
use crate::{DocumentId, Error, evidence::EvidenceServices};

/// Which signature of which document is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The document.
    pub document: DocumentId,
    /// Which of the two signatures.
    pub purpose: Purpose,
    /// The version of the draft whose pages were seen; asked of the person who signs.
    pub version: i32,
}

impl Ask {
    /// Whether the actor may sign now, whatever the key.
    ///
    /// # Errors
    /// Why not.
    pub async fn may(self, office: &Office, actor: &Actor, loaded: &Loaded) -> Result<(), Error> {
        self.purpose.may(&loaded.progress(), actor, self.version)?;
        let connection = office.database.read();
        authorisation::of(connection, actor, self.purpose, loaded, office.today()).await?;
        Ok(())
    }
}

/// The file to be signed and what its signature will say.
pub(super) async fn order(
    office: &Office,
    evidence: &EvidenceServices,
    actor: &Actor,
    loaded: &Loaded,
    purpose: Purpose,
) -> Result<Order, Error> {
    let hash = loaded.draft.file.as_ref().ok_or(Refusal::WrongOrder {
        at: loaded.draft.stage,
        needs: Stage::Approved,
    })?;
    let heading = Heading::load(
        office.database.read(),
        loaded.draft.agency_id,
        loaded.draft.unit_id,
    )
    .await?;
    Ok(Order {
        pdf: office.files.get(hash).await?.to_vec(),
        field: purpose.field(),
        reason: match (purpose, &actor.on_behalf) {
            (Purpose::Seal, _) => format!("Ký số của {}", heading.agency),
            (Purpose::Person, Some(one)) => format!("Ký thay {} theo ủy quyền", one.name),
            (Purpose::Person, None) => "Ký ban hành văn bản".to_owned(),
        },
        place: heading.place,
        now: office.now(),
        options: trust::options(office).await?,
        collector: evidence.collector(office).await?,
        level: evidence.level(),
        padding: office.settings.rsa_padding(),
        carried: OnceLock::new(),
    })
}
