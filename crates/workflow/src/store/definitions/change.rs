use kernel::{
    Actor, Office, Timestamp, UnitOfWork,
    audit::{Entry, Subject},
    id::AgencyId,
    text::{clean, clean_line},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{
    Checked, DefinitionId, DefinitionState, calls, check, process_definition as table, require_keeper,
};
use crate::store::Error;

/// What the entries of the audit trail are about.
const SUBJECT: &str = "process_definition";

/// Most bytes of a file.
const LARGEST: usize = 1024 * 1024;

/// A process somebody brings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upload {
    /// Key of the process.
    pub key: String,
    /// BPMN 2.0 XML.
    pub xml: String,
    /// What is new in it.
    pub note: String,
}

/// Takes a process in as the draft of its key: the next version, or in place of the draft there is. A draft may be faulty;
/// the answer tells its faults, and publishing refuses them.
///
/// # Errors
/// [`Error::Invalid`] when the key is no key or the file no XML at all, [`Error::Forbidden`].
pub async fn upload(
    office: &Office,
    actor: &Actor,
    upload: Upload,
) -> Result<(table::Model, Checked), Error> {
    require_keeper(actor)?;
    let key = key(&upload.key)?;
    if upload.xml.trim().is_empty() {
        return Err(Error::field("xml", "Chọn tệp BPMN hoặc dán nội dung tệp."));
    }
    if upload.xml.len() > LARGEST {
        return Err(Error::field("xml", "Tệp quy trình lớn quá 1 MB."));
    }
    let checked = check(&upload.xml).await?;
    if checked.definition.is_none() {
        let reasons = checked.faults.iter().map(|fault| fault.reason.as_str());
        let reasons = reasons.collect::<Vec<_>>().join("; ");
        return Err(Error::field(
            "xml",
            format!("Không phải tệp BPMN 2.0: {reasons}."),
        ));
    }
    let note = clean(&upload.note);
    let mut change = office.database.begin().await?;
    let newest = newest(change.connection(), Some(actor.agency), &key).await?;
    let draft = newest.as_ref().filter(|row| row.state == DefinitionState::Draft);
    let row = table::Model {
        id: draft.map_or_else(|| office.new_id(), |row| row.id),
        agency_id: Some(actor.agency),
        version: match (&draft, &newest) {
            (Some(draft), _) => draft.version,
            (None, Some(newest)) => newest.version + 1,
            (None, None) => 1,
        },
        key,
        name: checked.name.clone(),
        sha256: sha256(&upload.xml),
        xml: upload.xml,
        state: DefinitionState::Draft,
        uploaded_by: actor.name.clone(),
        uploaded_at: office.now(),
        published_at: None,
        note: Some(note).filter(|note| !note.is_empty()),
        revision: draft.map_or(1, |row| row.revision + 1),
        calls: None,
    };
    let stored = row.clone().into_active_model();
    if draft.is_some() {
        table::Entity::update(stored.reset_all())
            .exec(change.connection())
            .await?;
    } else {
        table::Entity::insert(stored)
            .exec_without_returning(change.connection())
            .await?;
    }
    change.record(entry(actor, office.now(), "process_uploaded", &row));
    change.commit().await?;
    Ok((row, checked))
}

/// Puts a draft in force: new cases run by it from now on, and the version before it retires.
///
/// # Errors
/// [`Error::Faulty`] with every reason, [`Error::Conflict`] when it is no draft, [`Error::Stale`] when it was replaced since
/// `revision`, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn publish(
    office: &Office,
    actor: &Actor,
    id: DefinitionId,
    revision: i64,
) -> Result<table::Model, Error> {
    require_keeper(actor)?;
    let seen = own(office.database.read(), actor, id).await?;
    let checked = check(&seen.xml).await?;
    if !checked.is_sound() {
        return Err(Error::Faulty(checked.faults));
    }
    let mut change = office.database.begin().await?;
    let mut row = own(change.connection(), actor, id).await?;
    if row.state != DefinitionState::Draft {
        return Err(Error::Conflict(
            "Chỉ bản nháp mới ban hành được; bản này đã ban hành.",
        ));
    }
    if row.revision != revision || row.sha256 != seen.sha256 {
        return Err(Error::Stale);
    }
    retire_published(&change, Some(actor.agency), &row.key).await?;
    row.calls = calls::fix(change.connection(), Some(actor.agency), &checked).await?;
    row.state = DefinitionState::Published;
    row.published_at = Some(office.now());
    save(&change, &mut row).await?;
    change.record(entry(actor, office.now(), "process_published", &row));
    change.commit().await?;
    Ok(row)
}

/// Takes the agency's own version out of force: new cases run by the process that came with the product again.
///
/// # Errors
/// [`Error::Conflict`] when it is not in force or nothing would be left to work by, [`Error::Stale`], [`Error::NotFound`],
/// [`Error::Forbidden`].
pub async fn retire(
    office: &Office,
    actor: &Actor,
    id: DefinitionId,
    revision: i64,
) -> Result<table::Model, Error> {
    require_keeper(actor)?;
    let mut change = office.database.begin().await?;
    let mut row = own(change.connection(), actor, id).await?;
    if row.state != DefinitionState::Published {
        return Err(Error::Conflict("Bản này hiện không áp dụng."));
    }
    if row.revision != revision {
        return Err(Error::Stale);
    }
    row.state = DefinitionState::Retired;
    save(&change, &mut row).await?;
    change.record(entry(actor, office.now(), "process_retired", &row));
    change.commit().await?;
    Ok(row)
}

/// Throws a draft away.
///
/// # Errors
/// [`Error::Conflict`] when it is no draft, [`Error::NotFound`], [`Error::Forbidden`].
pub async fn discard(office: &Office, actor: &Actor, id: DefinitionId) -> Result<(), Error> {
    require_keeper(actor)?;
    let mut change = office.database.begin().await?;
    let row = own(change.connection(), actor, id).await?;
    if row.state != DefinitionState::Draft {
        return Err(Error::Conflict("Bản đã ban hành thì không xóa được."));
    }
    table::Entity::delete_by_id(id).exec(change.connection()).await?;
    change.record(entry(actor, office.now(), "process_discarded", &row));
    change.commit().await?;
    Ok(())
}

/// Puts a process that comes with the product in force for every agency without its own. Shipping the same file again
/// changes nothing.
///
/// # Errors
/// [`Error::Faulty`] when the file cannot be published.
pub async fn ship(office: &Office, key_text: &str, xml: &str) -> Result<table::Model, Error> {
    let key = key(key_text)?;
    let sha256 = sha256(xml);
    let present = newest(office.database.read(), None, &key).await?;
    if let Some(row) = present.filter(|row| row.sha256 == sha256) {
        return Ok(row);
    }
    let checked = check(xml).await?;
    if !checked.is_sound() {
        return Err(Error::Faulty(checked.faults));
    }
    let mut change = office.database.begin().await?;
    let newest = newest(change.connection(), None, &key).await?;
    // Another copy of the service may have been faster.
    if let Some(row) = newest.clone().filter(|row| row.sha256 == sha256) {
        return Ok(row);
    }
    let calls = calls::fix(change.connection(), None, &checked).await?;
    retire_published(&change, None, &key).await?;
    let row = table::Model {
        id: office.new_id(),
        agency_id: None,
        key,
        version: newest.map_or(1, |row| row.version + 1),
        name: checked.name,
        xml: xml.to_owned(),
        sha256,
        state: DefinitionState::Published,
        uploaded_by: "Hệ thống".to_owned(),
        uploaded_at: office.now(),
        published_at: Some(office.now()),
        note: None,
        revision: 1,
        calls,
    };
    table::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    let entry = Entry::by_system(
        None,
        office.now(),
        "process_shipped",
        Subject::new(SUBJECT, row.id),
    );
    change.record(entry.with(json!({ "key": row.key, "version": row.version, "sha256": row.sha256 })));
    change.commit().await?;
    Ok(row)
}

/// A key: the product's name of a process, which addresses and settings carry.
fn key(text: &str) -> Result<String, Error> {
    let key = clean_line(text);
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=40).contains(&key.len()) && key.chars().all(fits) {
        Ok(key)
    } else {
        Err(Error::field(
            "key",
            "Mã quy trình gồm chữ thường không dấu, chữ số và dấu gạch nối, nhiều nhất 40 ký tự.",
        ))
    }
}

fn sha256(xml: &str) -> String {
    hex::encode(Sha256::digest(xml.as_bytes()))
}

async fn newest(
    connection: &impl ConnectionTrait,
    agency: Option<AgencyId>,
    key: &str,
) -> Result<Option<table::Model>, Error> {
    Ok(table::Entity::find()
        .filter(belongs(agency))
        .filter(table::Column::Key.eq(key))
        .order_by_desc(table::Column::Version)
        .limit(1)
        .one(connection)
        .await?)
}

fn belongs(agency: Option<AgencyId>) -> sea_orm::sea_query::SimpleExpr {
    match agency {
        Some(agency) => table::Column::AgencyId.eq(agency),
        None => table::Column::AgencyId.is_null(),
    }
}

/// A version of the actor's own agency; what came with the product is nobody's to change.
async fn own(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: DefinitionId,
) -> Result<table::Model, Error> {
    table::Entity::find_by_id(id)
        .filter(table::Column::AgencyId.eq(actor.agency))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)
}

async fn retire_published(change: &UnitOfWork, agency: Option<AgencyId>, key: &str) -> Result<(), Error> {
    table::Entity::update_many()
        .col_expr(table::Column::State, Expr::value(DefinitionState::Retired))
        .col_expr(table::Column::Revision, Expr::col(table::Column::Revision).add(1))
        .filter(belongs(agency))
        .filter(table::Column::Key.eq(key))
        .filter(table::Column::State.eq(DefinitionState::Published))
        .exec(change.connection())
        .await?;
    Ok(())
}

/// Stores a row somebody saw in its present revision; the second of two hands loses, whatever the isolation level.
async fn save(change: &UnitOfWork, row: &mut table::Model) -> Result<(), Error> {
    let seen = row.revision;
    row.revision += 1;
    let updated = table::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(table::Column::Id.eq(row.id))
        .filter(table::Column::Revision.eq(seen))
        .exec(change.connection())
        .await?;
    if updated.rows_affected == 0 {
        return Err(Error::Stale);
    }
    Ok(())
}

fn entry(actor: &Actor, at: Timestamp, action: &'static str, row: &table::Model) -> Entry {
    let what = format!("{} (bản {})", row.name, row.version);
    Entry::by(actor, at, action, Subject::new(SUBJECT, row.id)).with(json!({
        "key": row.key, "version": row.version, "sha256": row.sha256, "what": what,
    }))
}
