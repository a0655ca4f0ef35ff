//! Drafting: begin, change, remark.

use directory::{Permission, Require as _};
use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    files::FileHash,
};
use sea_orm::{ActiveValue::Set, EntityTrait as _, IntoActiveModel as _};

use super::{
    CommentId, Progress, Stage,
    entity::{draft, draft_comment, draft_version},
    fields::{Fields, Filled, Upload, fill},
    loaded::{Loaded, strike_checks},
    tasks,
};
use crate::{
    DocumentId, Error,
    access::{self, Reader},
    counters,
    entity::{document, document::DocumentState},
    notification::{self, Kind},
};

/// Kind of subject in the audit trail.
pub(super) const SUBJECT: &str = "document";

/// Begins a draft.
///
/// # Errors
/// When fields have mistakes or the uploaded file is no PDF that can be signed.
pub async fn begin(office: &Office, actor: &Actor, fields: Fields) -> Result<DocumentId, Error> {
    actor.require(Permission::WriteDraft)?;
    let filled = fill(office, actor, fields).await?;
    if let Some(arrival) = filled.fields.answers {
        answered(office, actor, arrival).await?;
    }
    let uploaded = store_upload(office, &filled.fields.upload, None).await?;
    let id: DocumentId = office.new_id();
    let mut change = office.database.begin().await?;
    let document = new_document(office, actor, id, &filled);
    let draft = new_draft(office, actor, id, &filled);
    document::Entity::insert(document.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    draft::Entity::insert(draft.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    let flow = tasks::flow(office, &change, actor, id, "đã soạn dự thảo");
    tasks::start(flow, &document, &draft).await?;
    insert_version(office, &change, actor, (id, 1), &filled, uploaded).await?;
    let mut readers = vec![
        Reader::Agency(actor.agency),
        Reader::Unit(actor.unit),
        Reader::Post(actor.post),
    ];
    readers.extend(filled.signer.iter().map(|signer| Reader::Post(signer.post)));
    access::allow(&change, id, &readers).await?;
    counters::add(&change, actor.agency, &counter(Stage::Writing), 1).await?;
    change.record(Entry::by(
        actor,
        office.now(),
        "drafted",
        Subject::new(SUBJECT, id),
    ));
    super::announce(office, &mut change, id);
    change.commit().await?;
    Ok(id)
}

/// The arrival must be one the actor may read, in the actor's agency.
async fn answered(office: &Office, actor: &Actor, arrival: crate::ArrivalId) -> Result<(), Error> {
    use crate::entity::arrival;
    let connection = office.database.read();
    let row = arrival::Entity::find_by_id(arrival)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    if row.agency_id != actor.agency {
        return Err(Error::NotFound);
    }
    access::readable(connection, actor, row.document_id)
        .await
        .map(|_| ())
}

/// Name of the counter of a stage.
pub(super) fn counter(stage: Stage) -> String {
    format!("draft:{}", stage.code())
}

fn new_document(office: &Office, actor: &Actor, id: DocumentId, filled: &Filled) -> document::Model {
    document::Model {
        id,
        issuer_id: Some(actor.agency),
        issuer_name: filled.heading.agency.clone(),
        kind: filled.fields.kind,
        book_id: None,
        number: None,
        symbol: filled.symbol.clone(),
        date: None,
        subject: filled.fields.content.subject.clone(),
        urgency: filled.fields.urgency,
        secrecy: filled.fields.secrecy,
        signer_name: filled.signatory.name.clone(),
        signer_title: filled.signatory.title.clone(),
        pages: 0,
        identity: String::new(),
        state: DocumentState::Draft,
        created_at: office.now(),
        version: 1,
    }
}

fn new_draft(office: &Office, actor: &Actor, id: DocumentId, filled: &Filled) -> draft::Model {
    draft::Model {
        document_id: id,
        agency_id: actor.agency,
        unit_id: actor.unit,
        unit_name: filled.heading.unit.clone(),
        drafter_id: actor.person,
        drafter_post: actor.post,
        drafter_name: actor.name.clone(),
        stage: Stage::Writing,
        newest: 1,
        signer_id: filled.signer.as_ref().map(|signer| signer.person),
        signer_post: filled.signer.as_ref().map(|signer| signer.post),
        signatory: serde_json::to_string(&filled.signatory).unwrap_or_default(),
        file: None,
        arrival_id: filled.fields.answers,
        settles: filled.fields.settles && filled.fields.answers.is_some(),
        reason: String::new(),
        changed_at: office.now(),
        issued_at: None,
    }
}

async fn insert_version(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    (id, number): (DocumentId, i32),
    filled: &Filled,
    uploaded: Option<FileHash>,
) -> Result<(), Error> {
    let row = draft_version::ActiveModel {
        document_id: Set(id),
        number: Set(number),
        content: Set(serde_json::to_string(&filled.fields.content).unwrap_or_default()),
        uploaded: Set(uploaded),
        presented: Set(None),
        marks: Set(None),
        by_post: Set(actor.post),
        by_name: Set(actor.name.clone()),
        note: Set(kernel::text::clean(&filled.fields.note)),
        at: Set(office.now()),
    };
    draft_version::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

/// Stores an uploaded PDF after a look inside, or keeps the one of the version before.
async fn store_upload(
    office: &Office,
    upload: &Upload,
    before: Option<FileHash>,
) -> Result<Option<FileHash>, Error> {
    match upload {
        Upload::Keep => Ok(before),
        Upload::Compose => Ok(None),
        Upload::New(bytes) => {
            let limit = office.settings.upload_limit();
            if bytes.len() as u64 > limit {
                return Err(Error::TooLarge { limit });
            }
            let inspected = bytes.clone();
            let looked =
                tokio::task::spawn_blocking(move || pdf::inspect(&inspected, &pdf::Limits::default()));
            let inspection = looked.await.map_err(Error::interrupted)??;
            if let Some(danger) = inspection.dangers.first() {
                return Err(Error::BadFile(format!(
                    "Tệp có nội dung nguy hiểm: {}.",
                    danger.label()
                )));
            }
            Ok(Some(office.files.put(bytes.clone()).await?))
        }
    }
}

/// Changes a draft: a new version. What was checked or approved must be checked and approved again.
///
/// # Errors
/// When it is not the actor's draft, is signed already, changed since `seen`, or fields have mistakes.
pub async fn change(
    office: &Office,
    actor: &Actor,
    id: DocumentId,
    seen: Option<i64>,
    fields: Fields,
) -> Result<Loaded, Error> {
    let before = Loaded::readable(office.database.read(), actor, id).await?;
    before.progress().change(actor)?;
    let filled = fill(office, actor, fields).await?;
    let previous = before.version(office.database.read()).await?;
    let uploaded = store_upload(office, &filled.fields.upload, previous.uploaded).await?;

    let mut change = office.database.begin().await?;
    let mut loaded = Loaded::for_change(&change, actor, id, seen).await?;
    let stage = loaded.draft.stage;
    let next: Progress = loaded.progress().change(actor)?;
    loaded.advance(&next);
    take_over(&mut loaded, &filled);
    loaded.save(&change, office.now()).await?;
    insert_version(office, &change, actor, (id, next.version), &filled, uploaded).await?;
    strike_checks(&change, id).await?;
    if let Some(signer) = &filled.signer {
        access::allow(&change, id, &[Reader::Post(signer.post)]).await?;
    }
    counters::shift(&change, actor.agency, &counter(stage), &counter(Stage::Writing)).await?;
    let flow = tasks::flow(office, &change, actor, id, "đã sửa dự thảo");
    tasks::back_to_drafter(flow, &loaded, "sửa dự thảo").await?;
    let entry = Entry::by(actor, office.now(), "revised", Subject::new(SUBJECT, id));
    change.record(
        entry.with(
            serde_json::json!({ "what": format!("(bản {})", next.version), "note": filled.fields.note }),
        ),
    );
    super::announce(office, &mut change, id);
    change.commit().await?;
    Ok(loaded)
}

fn take_over(loaded: &mut Loaded, filled: &Filled) {
    let (document, draft) = (&mut loaded.document, &mut loaded.draft);
    document.kind = filled.fields.kind;
    document.symbol.clone_from(&filled.symbol);
    document.subject.clone_from(&filled.fields.content.subject);
    document.urgency = filled.fields.urgency;
    document.signer_name.clone_from(&filled.signatory.name);
    document.signer_title.clone_from(&filled.signatory.title);
    draft.signer_id = filled.signer.as_ref().map(|signer| signer.person);
    draft.signer_post = filled.signer.as_ref().map(|signer| signer.post);
    draft.signatory = serde_json::to_string(&filled.signatory).unwrap_or_default();
    draft.file = None;
    draft.reason = String::new();
    draft.settles = filled.fields.settles && draft.arrival_id.is_some();
}

/// Remarks on the newest version.
///
/// # Errors
/// When the draft is not for the actor, or the remark is empty or too long.
pub async fn comment(office: &Office, actor: &Actor, id: DocumentId, text: &str) -> Result<CommentId, Error> {
    let text = kernel::text::clean(text);
    if text.is_empty() {
        return Err(Error::field("text", "Phải ghi nội dung góp ý."));
    }
    if text.chars().count() > 5_000 {
        return Err(Error::field("text", "Góp ý dài hơn 5.000 ký tự."));
    }
    let comment = office.new_id();
    let mut change = office.database.begin().await?;
    let loaded = Loaded::for_change(&change, actor, id, None).await?;
    let row = draft_comment::ActiveModel {
        id: Set(comment),
        document_id: Set(id),
        number: Set(loaded.draft.newest),
        by_post: Set(actor.post),
        by_name: Set(actor.name.clone()),
        by_title: Set(actor.title.clone()),
        text: Set(text.clone()),
        at: Set(office.now()),
    };
    draft_comment::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    let said = format!("{}: {text}", actor.name);
    let news = loaded.news(format!("remark/{comment}"), Kind::Remarked, office.now());
    notification::tell(&change, news.by(actor).saying(said));
    change.record(Entry::by(
        actor,
        office.now(),
        "commented",
        Subject::new(SUBJECT, id),
    ));
    change.commit().await?;
    Ok(comment)
}
