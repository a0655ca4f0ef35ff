use kernel::{Actor, Office};

use super::{
    Hit, Index,
    ask::readable,
    entry::{arrival_key, document_key},
    index::rights,
};
use crate::{ArrivalId, DocumentId, Error};

/// What others are to be like.
#[derive(Debug, Clone, Copy)]
pub enum About {
    /// An arrival.
    Arrival(ArrivalId),
    /// A document of one's own agency.
    Document(DocumentId),
}

/// Documents like one the actor may read, among those the actor may read.
///
/// # Errors
/// When the index or the database cannot be read.
pub async fn similar(
    office: &Office,
    actor: &Actor,
    index: &Index,
    about: About,
    limit: usize,
) -> Result<Vec<Hit>, Error> {
    let key = match about {
        About::Arrival(id) => arrival_key(id),
        About::Document(id) => document_key(id),
    };
    let access = rights(actor);
    let hits = index
        .call(move |engine| engine.similar(&key, &access, limit))
        .await?;
    readable(office, actor, hits).await
}
