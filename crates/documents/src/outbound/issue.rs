//! Phát hành: the document is frozen, delivered to agencies of this installation, listed as to be sent for others.

use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    files::FileHash,
    id::Id as _,
};
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use serde_json::json;
use workflow::task::Holder;

use super::{
    Recipient, Stage,
    entity::{dispatch, draft_signature},
    loaded::{Loaded, content_of},
    pages::SEAL,
    tasks,
    write::{SUBJECT, counter},
};
use crate::{
    DocumentId, Error, counters,
    entity::{
        arrival,
        document_file::{self, FileRole},
        document_relation::{self, RelationKind},
    },
    inbound::{self, Delivery},
    notification::{self, Kind},
};

/// Issues a sealed document.
///
/// # Errors
/// When the rules refuse.
pub async fn issue(
    office: &Office,
    actor: &Actor,
    id: DocumentId,
    seen: Option<i64>,
) -> Result<Loaded, Error> {
    let before = Loaded::readable(office.database.read(), actor, id).await?;
    before.progress().issue(actor)?;
    let hash = before.draft.file.clone().ok_or(Error::NotFound)?;
    let bytes = office.files.get(&hash).await?;
    let size = bytes.len();
    let text = crate::reading::keep_text(office, bytes).await?;
    let content = content_of(&before.version(office.database.read()).await?)?;

    let mut change = office.database.begin().await?;
    let mut loaded = Loaded::for_change(&change, actor, id, seen.or(Some(before.document.version))).await?;
    let next = loaded.progress().issue(actor)?;
    loaded.advance(&next);
    loaded.draft.issued_at = Some(office.now());
    loaded.save(&change, office.now()).await?;
    insert_file(office, &change, &loaded, size, text).await?;
    for (recipient, position) in content.deliveries().into_iter().zip(1_i32..) {
        deliver(office, &mut change, actor, &loaded, recipient, position).await?;
    }
    answer(office, &mut change, actor, &loaded).await?;
    counters::shift(
        &change,
        loaded.draft.agency_id,
        &counter(Stage::Sealed),
        &counter(next.stage),
    )
    .await?;
    let flow = tasks::flow(office, &change, actor, id, "đã phát hành");
    tasks::complete(flow, tasks::action::ISSUE).await?;
    let mut news = loaded.news(format!("issued/{id}"), Kind::Issued, office.now());
    news.to.extend(
        loaded
            .draft
            .signer_post
            .map(|post| Holder::Post(post).to_string()),
    );
    notification::tell(&change, news.by(actor));
    change.record(Entry::by(
        actor,
        office.now(),
        "issued",
        Subject::new(SUBJECT, id),
    ));
    super::announce(office, &mut change, id);
    change.enqueue(super::preserve::job(id, hash, office.now()));
    change.commit().await?;
    Ok(loaded)
}

async fn insert_file(
    office: &Office,
    change: &UnitOfWork,
    loaded: &Loaded,
    size: usize,
    text: FileHash,
) -> Result<(), Error> {
    let signature = draft_signature::Entity::find_by_id((loaded.document.id, SEAL.to_owned()))
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound)?;
    let name = loaded.document.number_symbol_text().replace(['/', '\\'], "-");
    let row = document_file::ActiveModel {
        id: Set(office.new_id()),
        document_id: Set(loaded.document.id),
        role: Set(FileRole::Main),
        position: Set(1),
        name: Set(format!("{name}.pdf")),
        hash: Set(signature.file),
        size: Set(i64::try_from(size).unwrap_or(i64::MAX)),
        media_type: Set("application/pdf".to_owned()),
        pages: Set(Some(loaded.document.pages)),
        text_hash: Set(Some(text)),
        report_hash: Set(Some(signature.report)),
        verdict: Set(Some("passed".to_owned())),
        created_at: Set(office.now()),
    };
    document_file::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

async fn deliver(
    office: &Office,
    change: &mut UnitOfWork,
    actor: &Actor,
    loaded: &Loaded,
    recipient: &Recipient,
    position: i32,
) -> Result<(), Error> {
    let id = office.new_id();
    let arrival = match recipient.agency {
        Some(agency) if agency != loaded.draft.agency_id => {
            let delivery = Delivery {
                to: agency,
                dispatch: super::DispatchId::uuid(id),
            };
            Some(inbound::deliver(office, change, actor, &loaded.document, delivery).await?)
        }
        _ => None,
    };
    let row = dispatch::ActiveModel {
        id: Set(id),
        document_id: Set(loaded.document.id),
        position: Set(position),
        agency_id: Set(recipient.agency),
        name: Set(recipient.name.clone()),
        arrival_id: Set(arrival),
        sent_at: Set(arrival.map(|_| office.now())),
        sent_by: Set(arrival.map(|_| actor.name.clone()).unwrap_or_default()),
        means: Set(arrival.map(|_| "Liên thông".to_owned()).unwrap_or_default()),
        reported: Set(String::new()),
    };
    dispatch::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    if arrival.is_some() {
        let entry = Entry::by(
            actor,
            office.now(),
            "delivered",
            Subject::new(SUBJECT, loaded.document.id),
        );
        change.record(entry.with(json!({ "what": recipient.name })));
    }
    Ok(())
}

/// Ties the issued document to the arrival it answers.
async fn answer(
    office: &Office,
    change: &mut UnitOfWork,
    actor: &Actor,
    loaded: &Loaded,
) -> Result<(), Error> {
    let Some(arrival_id) = loaded.draft.arrival_id else {
        return Ok(());
    };
    let Some(arrival) = arrival::Entity::find_by_id(arrival_id)
        .one(change.connection())
        .await?
    else {
        return Ok(());
    };
    let row = document_relation::ActiveModel {
        from_id: Set(loaded.document.id),
        to_id: Set(arrival.document_id),
        kind: Set(RelationKind::RepliesTo),
        created_at: Set(office.now()),
    };
    document_relation::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    if loaded.draft.settles && arrival.state.is_open() {
        super::settle::settle(office, change, actor, loaded, arrival).await?;
    }
    Ok(())
}
