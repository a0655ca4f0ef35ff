//! Whom this installation trusts: roots and revocation lists, kept in the database so that every copy of the service agrees.

use kernel::{
    Actor, Office, Timestamp,
    actor::Role,
    audit::{Entry, Subject},
    files::FileHash,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait as _, QueryOrder as _, sea_query::OnConflict};
use signing::{
    Certificate,
    validate::{Options, TrustStore},
};

use super::entity::trust::{self, TrustKind};
use crate::Error;

/// Adds a root certificate (DER or PEM).
///
/// # Errors
/// When the actor is no administrator or the bytes are no certificate.
pub async fn add_root(office: &Office, actor: &Actor, bytes: &[u8]) -> Result<(), Error> {
    if !actor.has(Role::Administrator) {
        return Err(Error::Forbidden("Chỉ quản trị được thêm chứng thư gốc."));
    }
    let certificates = match Certificate::from_der(bytes) {
        Ok(one) => vec![one],
        Err(_) => Certificate::from_pem(bytes)?,
    };
    let mut change = office.database.begin().await?;
    for certificate in &certificates {
        insert(
            change.connection(),
            TrustKind::Root,
            certificate.der(),
            &certificate.subject(),
            office.now(),
        )
        .await?;
        let subject = Subject::new("trust", certificate.fingerprint_sha256());
        change.record(Entry::by(actor, office.now(), "trusted", subject));
    }
    change.commit().await?;
    Ok(())
}

/// Adds a revocation list (DER) of an authority below a trusted root.
///
/// # Errors
/// When the actor is no administrator or the database refuses.
pub async fn add_revocation_list(
    office: &Office,
    actor: &Actor,
    der: &[u8],
    name: &str,
) -> Result<(), Error> {
    if !actor.has(Role::Administrator) {
        return Err(Error::Forbidden("Chỉ quản trị được thêm danh sách thu hồi."));
    }
    let mut change = office.database.begin().await?;
    insert(
        change.connection(),
        TrustKind::RevocationList,
        der,
        name,
        office.now(),
    )
    .await?;
    let subject = Subject::new("trust", FileHash::of(der));
    change.record(Entry::by(actor, office.now(), "revocation_list_added", subject));
    change.commit().await?;
    Ok(())
}

/// Keeps a root or a revocation list; keeping it twice changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn insert(
    connection: &impl ConnectionTrait,
    kind: TrustKind,
    der: &[u8],
    name: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let row = trust::ActiveModel {
        fingerprint: Set(FileHash::of(der).to_string()),
        kind: Set(kind),
        der: Set(der.to_vec()),
        name: Set(name.to_owned()),
        added_at: Set(now),
    };
    trust::Entity::insert(row)
        .on_conflict(
            OnConflict::column(trust::Column::Fingerprint)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// Everything kept, roots first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<trust::Model>, Error> {
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
