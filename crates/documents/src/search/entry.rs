use kernel::{Office, id::Id as _};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use search_index::{Entry, EntryKind};

use super::laid_out;
use crate::{
    ArrivalId, DocumentId, Error, Number, access,
    entity::{
        arrival::{self, ArrivalState},
        assignment, directive, document,
        document_file::{self, FileRole},
    },
    outbound::{Searchable, searchable},
    reading::pages_of,
};

/// What the id of an arrival in the index begins with.
pub(super) const ARRIVAL: &str = "arrival:";

/// What the id in the index of a document of one's own agency begins with.
pub(super) const DOCUMENT: &str = "document:";

/// An arrival's id in the index.
pub(super) fn arrival_key(id: ArrivalId) -> String {
    format!("{ARRIVAL}{id}")
}

/// The id in the index of a document of one's own agency.
pub(super) fn document_key(id: DocumentId) -> String {
    format!("{DOCUMENT}{id}")
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
    let agency = arrival.agency_id.to_string();
    let mut entry = of(office, key, EntryKind::Arrival, agency, &document).await?;
    entry.pages = words(office, &document).await?;
    entry.arrival_number = arrival.arrival_number().map(Number::value);
    entry.state = Some(arrival.state.label().to_owned());
    entry.year = Some(arrival.year);
    entry.unit = text(&arrival.unit_name);
    entry.arrived_on = Some(arrival.arrived_on);
    entry.due = arrival.due;
    entry.further.extend([
        arrival.note.clone(),
        arrival.registered_by.clone(),
        arrival.reason.clone(),
        arrival.channel.label().to_owned(),
    ]);
    entry.further.extend(handling(office, &arrival).await?);
    entry.further.retain(|words| !words.is_empty());
    Ok(Some(entry))
}

/// What leaders directed and who handles it; before that there is nothing to ask for.
async fn handling(office: &Office, arrival: &arrival::Model) -> Result<Vec<String>, Error> {
    if matches!(arrival.state, ArrivalState::Waiting | ArrivalState::Registered) {
        return Ok(Vec::new());
    }
    let connection = office.database.read();
    let mut words: Vec<String> = directive::Entity::find()
        .select_only()
        .column(directive::Column::Text)
        .filter(directive::Column::ArrivalId.eq(arrival.id))
        .into_tuple()
        .all(connection)
        .await?;
    let holders: Vec<String> = assignment::Entity::find()
        .select_only()
        .column(assignment::Column::HolderName)
        .filter(assignment::Column::ArrivalId.eq(arrival.id))
        .into_tuple()
        .all(connection)
        .await?;
    words.extend(holders);
    Ok(words)
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
    let is_draft = document.state.is_draft();
    let kind = if is_draft {
        EntryKind::Draft
    } else {
        EntryKind::Issued
    };
    let key = document_key(id);
    let mut entry = of(office, key, kind, issuer.uuid().to_string(), &document).await?;
    entry.state = Some(document.state.label().to_owned());
    entry.year = document.date.map(time::Date::year);
    if let Some(draft) = searchable(office.database.read(), id).await? {
        entry.unit = text(&draft.unit);
        entry.pages = if is_draft {
            draft_words(office, &draft).await?
        } else {
            words(office, &document).await?
        };
        entry.further.extend(draft.words);
    }
    entry.further.retain(|words| !words.is_empty());
    Ok(Some(entry))
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

async fn of(
    office: &Office,
    key: String,
    kind: EntryKind,
    agency: String,
    document: &document::Model,
) -> Result<Entry, Error> {
    let mut entry = Entry::new(key, kind, agency, &document.subject);
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
    entry.further = vec![document.signer_title.clone()];
    Ok(entry)
}

/// The text of the document's files, page by page: the document itself first, then the sections of what came with it. A page
/// behind the document's own is one of an attachment.
async fn words(office: &Office, document: &document::Model) -> Result<Vec<String>, Error> {
    let mut files = document_file::Entity::find()
        .filter(document_file::Column::DocumentId.eq(document.id))
        .filter(document_file::Column::Role.ne(FileRole::Superseded))
        .order_by_asc(document_file::Column::Position)
        .all(office.database.read())
        .await?;
    files.sort_by_key(|file| file.role);
    let own = usize::try_from(document.pages).unwrap_or(0);
    let mut pages = Vec::new();
    for file in &files {
        let Some(text) = &file.text_hash else { continue };
        if file.role == FileRole::Attachment && pages.len() < own {
            pages.resize(own, String::new());
        }
        pages.extend(pages_of(office, text).await?.iter().map(page_words));
    }
    Ok(pages)
}

/// The pages of a draft as they were laid out last, or what was typed so far.
async fn draft_words(office: &Office, draft: &Searchable) -> Result<Vec<String>, Error> {
    let Some(file) = &draft.file else {
        return Ok(vec![draft.body.clone()]);
    };
    let words = laid_out::words(office, file).await?;
    Ok(words.unwrap_or_else(|| vec![draft.body.clone()]))
}

pub(super) fn page_words(page: &pdf::PageText) -> String {
    let lines: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    lines.join("\n")
}
