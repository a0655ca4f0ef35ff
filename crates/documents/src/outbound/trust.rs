//! Whom this installation trusts: roots and revocation lists, kept in the database so that every copy of the service agrees.

use kernel::{
    Actor, Office, Timestamp,
    actor::Role,
    audit::{Entry, Subject},
    files::FileHash,
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait, EntityTrait as _, QueryOrder as _,
    sea_query::OnConflict,
};
use signing::{
    Certificate,
    validate::{Options, TrustStore},
};

use super::entity::trust::{self, TrustKind, TrustOrigin};
use crate::Error;

/// Adds a root certificate (DER or PEM).
///
/// # Errors
/// When the actor is no administrator or the bytes are no certificate.
pub async fn add_root(
    office: &Office,
    actor: &Actor,
    bytes: &[u8],
    origin: Option<TrustOrigin>,
) -> Result<(), Error> {
    administers(actor)?;
    let certificates = match Certificate::from_der(bytes) {
        Ok(one) => vec![one],
        Err(_) => Certificate::from_pem(bytes)?,
    };
    let mut change = office.database.begin().await?;
    for certificate in &certificates {
        let new = New {
            kind: TrustKind::Root,
            der: certificate.der(),
            name: &certificate.subject(),
            origin,
        };
        insert(change.connection(), new, office.now()).await?;
        let subject = Subject::new("trust", certificate.fingerprint_sha256());
        change.record(Entry::by(actor, office.now(), "trusted", subject));
    }
    change.commit().await?;
    Ok(())
}

/// Adds a revocation list (DER) of an authority below a trusted root.
///
/// # Errors
/// When the actor is no administrator, the bytes are no list or the database refuses.
pub async fn add_revocation_list(office: &Office, actor: &Actor, der: &[u8]) -> Result<(), Error> {
    administers(actor)?;
    let facts = signing::revocation::list_facts(der)?;
    let mut change = office.database.begin().await?;
    let new = New {
        kind: TrustKind::RevocationList,
        der,
        name: &facts.issuer,
        origin: None,
    };
    insert(change.connection(), new, office.now()).await?;
    let subject = Subject::new("trust", FileHash::of(der));
    change.record(Entry::by(actor, office.now(), "revocation_list_added", subject));
    change.commit().await?;
    Ok(())
}

/// Trusts something no more; it is kept with the reason, so that earlier verdicts stay explained.
///
/// # Errors
/// When the actor is no administrator, gives no reason, or nothing of that fingerprint is trusted.
pub async fn remove(office: &Office, actor: &Actor, fingerprint: &str, reason: &str) -> Result<(), Error> {
    administers(actor)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::field("reason", "Ghi lý do thôi tin cậy."));
    }
    let mut change = office.database.begin().await?;
    let row = trust::Entity::find_by_id(fingerprint)
        .one(change.connection())
        .await?;
    let row = row
        .filter(|row| row.removed_at.is_none())
        .ok_or(Error::NotFound)?;
    let mut removed: trust::ActiveModel = row.into();
    removed.removed_at = Set(Some(office.now()));
    removed.removal_reason = Set(Some(reason.to_owned()));
    removed.update(change.connection()).await?;
    let subject = Subject::new("trust", fingerprint);
    change.record(Entry::by(actor, office.now(), "trust_removed", subject));
    change.commit().await?;
    Ok(())
}

fn administers(actor: &Actor) -> Result<(), Error> {
    if actor.has(Role::Administrator) {
        Ok(())
    } else {
        Err(Error::Forbidden("Chỉ quản trị được thay đổi danh sách tin cậy."))
    }
}

/// A root or a revocation list to be kept.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// What it is.
    pub kind: TrustKind,
    /// Its DER.
    pub der: &'a [u8],
    /// Its subject or issuer.
    pub name: &'a str,
    /// Whose root it is.
    pub origin: Option<TrustOrigin>,
}

/// Keeps a root or a revocation list; keeping it twice changes nothing, except that what was removed is trusted again.
///
/// # Errors
/// When the database refuses.
pub async fn insert(connection: &impl ConnectionTrait, new: New<'_>, now: Timestamp) -> Result<(), Error> {
    let row = trust::ActiveModel {
        fingerprint: Set(FileHash::of(new.der).to_string()),
        kind: Set(new.kind),
        der: Set(new.der.to_vec()),
        name: Set(new.name.to_owned()),
        added_at: Set(now),
        origin: Set(new.origin),
        removed_at: Set(None),
        removal_reason: Set(None),
    };
    trust::Entity::insert(row)
        .on_conflict(
            OnConflict::column(trust::Column::Fingerprint)
                .update_columns([
                    trust::Column::Origin,
                    trust::Column::RemovedAt,
                    trust::Column::RemovalReason,
                ])
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// What is trusted now, roots first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<trust::Model>, Error> {
    let mut rows = history(connection).await?;
    rows.retain(|row| row.removed_at.is_none());
    Ok(rows)
}

/// What is trusted and what once was, roots first.
///
/// # Errors
/// When the database cannot be read.
pub async fn history(connection: &impl ConnectionTrait) -> Result<Vec<trust::Model>, Error> {
    let mut rows = trust::Entity::find()
        .order_by_asc(trust::Column::Name)
        .all(connection)
        .await?;
    rows.sort_by_key(|row| row.kind != TrustKind::Root);
    Ok(rows)
}

/// The trusted roots.
///
/// # Errors
/// When the database cannot be read.
pub async fn roots(office: &Office) -> Result<Vec<Certificate>, Error> {
    let rows = all(office.database.read()).await?;
    let roots = rows.iter().filter(|row| row.kind == TrustKind::Root);
    Ok(roots
        .map(|row| Certificate::from_der(&row.der))
        .collect::<Result<_, _>>()?)
}

/// What a validation at this moment is given.
///
/// # Errors
/// When the database cannot be read.
pub async fn options(office: &Office) -> Result<Options, Error> {
    let (mut store, mut crls) = (TrustStore::empty(), Vec::new());
    for row in all(office.database.read()).await? {
        match row.kind {
            TrustKind::Root => store.add_der(&row.der)?,
            TrustKind::RevocationList => crls.push(row.der),
        }
    }
    let mut options = Options::at(office.now().utc()).trusting(store);
    options.crls = crls;
    Ok(options)
}
