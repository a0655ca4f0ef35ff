use kernel::{Office, id::Id as _};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use search_index::{Entry, EntryKind};

use crate::{
    ArrivalId, DocumentId, Error, Number, access,
    entity::{
        arrival, document,
        document::DocumentState,
        document_file::{self, FileRole},
    },
    inbound::pages_of,
};

/// An arrival's id in the index.
pub(super) fn arrival_key(id: ArrivalId) -> String {
    format!("arrival:{id}")
}

/// The id in the index of a document of one's own agency.
pub(super) fn document_key(id: DocumentId) -> String {
    format!("document:{id}")
}

/// What the index is told of an arrival; nothing when there is none.
pub(super) async fn of_arrival(office: &Office, id: ArrivalId) -> Result<Option<Entry>, Error> {
    let found = arrival::Entity::find_by_id(id)
        .find_also_related(document::Entity)
        .one(office.database.read())
        .await?;
    let Some((arrival, Some(document))) = found else {
        return Ok(None);
    };
    let key = arrival_key(id);
    let mut entry = of(
        office,
        key,
        EntryKind::Arrival,
        arrival.agency_id.to_string(),
        &document,
    )
    .await?;
    entry.arrival_number = arrival.arrival_number().map(Number::value);
    entry.state = Some(arrival.state.label().to_owned());
    entry.year = Some(arrival.year);
    entry.unit = Some(arrival.unit_name).filter(|unit| !unit.is_empty());
    Ok(Some(entry))
}

/// What the index is told of a document that an agency here drafts or issued; nothing when it came from elsewhere.
pub(super) async fn of_document(office: &Office, id: DocumentId) -> Result<Option<Entry>, Error> {
    let Some(document) = document::Entity::find_by_id(id)
        .one(office.database.read())
        .await?
    else {
        return Ok(None);
    };
    let Some(issuer) = document.issuer_id else {
        return Ok(None);
    };
    let is_draft = matches!(
        document.state,
        DocumentState::Draft | DocumentState::Numbered | DocumentState::Discarded
    );
    let kind = if is_draft {
        EntryKind::Draft
    } else {
        EntryKind::Issued
    };
    let mut entry = of(
        office,
        document_key(id),
        kind,
        issuer.uuid().to_string(),
        &document,
    )
    .await?;
    entry.state = Some(document.state.label().to_owned());
    entry.year = document.date.map(time::Date::year);
    Ok(Some(entry))
}

async fn of(
    office: &Office,
    key: String,
    kind: EntryKind,
    agency: String,
    document: &document::Model,
) -> Result<Entry, Error> {
    let mut entry = Entry::new(key, kind, agency, &document.subject);
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    entry.readers = access::terms_of(office.database.read(), document.id).await?;
    entry.secrecy = document.secrecy.rank();
    entry.number = document.number.and_then(Number::from_stored).map(Number::value);
    entry.symbol = text(&document.symbol);
    entry.number_symbol = text(&document.number_symbol_text());
    entry.issuer = text(&document.issuer_name);
    entry.signer = text(&document.signer_name);
    entry.document_kind = text(document.kind.label());
    entry.urgency = Some(document.urgency.label().to_owned());
    entry.date = document.date;
    entry.pages = words(office, document.id).await?;
    Ok(entry)
}

/// The text of the document's files, page by page, the document itself first.
async fn words(office: &Office, document: DocumentId) -> Result<Vec<String>, Error> {
    let mut files = document_file::Entity::find()
        .filter(document_file::Column::DocumentId.eq(document))
        .filter(document_file::Column::Role.ne(FileRole::Superseded))
        .order_by_asc(document_file::Column::Position)
        .all(office.database.read())
        .await?;
    files.sort_by_key(|file| file.role);
    let mut pages = Vec::new();
    for text in files.iter().filter_map(|file| file.text_hash.as_ref()) {
        for page in pages_of(office, text).await? {
            pages.push(
                page.lines
                    .iter()
                    .map(|line| line.text.as_str())
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        }
    }
    Ok(pages)
}
