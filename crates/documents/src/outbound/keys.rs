//! Keys of persons and agencies: PKCS#12 files, closed under PINs that are never stored.
//!
//! For organisations that accept keys on the server, and for the demonstration (`design.md` §3.9).

use kernel::{
    Actor, Office,
    actor::Role,
    audit::{Entry, Subject},
    id::{AgencyId, PersonId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _,
};
use signing::{
    SchemePreference,
    key::{Pkcs12, Signer as _},
};

use super::{CertificateFacts, KeyStoreId, Purpose, Refusal, entity::key_store, image};
use crate::Error;

/// A key store to be kept.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// For the actor's agency rather than for the actor.
    pub is_agency: bool,
    /// The PKCS#12 file.
    pub pkcs12: Vec<u8>,
    /// Its PIN, used once to see whether it opens.
    pub pin: String,
    /// Image of the signature or seal, PNG; drawn from the name when absent.
    pub image: Option<Vec<u8>>,
}

/// Keeps a key store of the actor, or, by its clerk, of the agency. The certificate must bear the owner's name.
///
/// # Errors
/// [`Error::Invalid`] when file, PIN, name or image do not serve; [`Error::Forbidden`] for an agency's key without being its
/// clerk.
pub async fn add(office: &Office, actor: &Actor, new: NewKey) -> Result<KeyStoreId, Error> {
    if new.is_agency && !actor.has(Role::Clerk) {
        return Err(Error::Forbidden("Chỉ văn thư cơ quan giữ khóa của cơ quan."));
    }
    let purpose = if new.is_agency {
        Purpose::Seal
    } else {
        Purpose::Person
    };
    let owner_name = owner_name(office.database.read(), actor, purpose).await?;
    let owner = Owner {
        agency: actor.agency,
        person: (!new.is_agency).then_some(actor.person),
        name: owner_name,
    };
    let row = tokio::task::spawn_blocking(move || read(new, owner))
        .await
        .map_err(crate::Error::interrupted)??;
    let id = office.new_id();
    let row = key_store::ActiveModel {
        id: Set(id),
        added_at: Set(office.now()),
        ..row
    };
    let fingerprint = row.fingerprint.clone().take().unwrap_or_default();
    let mut change = office.database.begin().await?;
    key_store::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    let entry = Entry::by(actor, office.now(), "key_added", Subject::new("key_store", id));
    change.record(entry.with(serde_json::json!({ "fingerprint": fingerprint })));
    change.commit().await?;
    Ok(id)
}

/// Whose key it is.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The agency, or the person's agency.
    pub agency: AgencyId,
    /// The person.
    pub person: Option<PersonId>,
    /// The name the certificate must bear.
    pub name: String,
}

/// Opens the file once and makes the row. Slow: the key derivation is meant to be.
///
/// # Errors
/// [`Error::Invalid`] as [`add`].
pub fn read(new: NewKey, owner: Owner) -> Result<key_store::ActiveModel, Error> {
    let opened =
        Pkcs12::open(&new.pkcs12, &new.pin, SchemePreference::Pkcs1).map_err(|error| match error {
            signing::Error::WrongPin => Error::field("pin", "Mã PIN không mở được tệp khóa."),
            _ => Error::field(
                "pkcs12",
                "Tệp không phải kho khóa PKCS#12 (.p12, .pfx) có khóa bí mật và chứng thư.",
            ),
        })?;
    let certificate = opened.certificate();
    if !is_same_name(&certificate.subject_common_name(), &owner.name) {
        let message = format!(
            "Chứng thư số đứng tên “{}”, không phải “{}”.",
            certificate.subject_common_name(),
            owner.name
        );
        return Err(Error::field("pkcs12", message));
    }
    let image = match new.image {
        Some(png) => {
            image::check(&png)
                .map_err(|_| Error::field("image", "Ảnh phải là PNG, mỗi chiều không quá 2000 điểm ảnh."))?;
            png
        }
        None if owner.person.is_none() => drawn(Purpose::Seal, &owner.name)?,
        None => drawn(Purpose::Person, &owner.name)?,
    };
    Ok(key_store::ActiveModel {
        agency_id: Set(owner.agency),
        person_id: Set(owner.person),
        owner_name: Set(owner.name),
        subject: Set(certificate.subject_common_name()),
        issuer: Set(certificate.issuer()),
        serial: Set(certificate.serial_hex()),
        not_before: Set(certificate.not_before().into()),
        not_after: Set(certificate.not_after().into()),
        fingerprint: Set(certificate.fingerprint_sha256()),
        pkcs12: Set(new.pkcs12),
        image: Set(image),
        failed_pins: Set(0),
        locked_until: Set(None),
        removed_at: Set(None),
        ..Default::default()
    })
}

/// The image that stands for a signature or seal when its owner brought none.
fn drawn(purpose: Purpose, name: &str) -> Result<Vec<u8>, Error> {
    if purpose == Purpose::Person {
        return Ok(image::signature(name)?);
    }
    let divided = [" tỉnh ", " thành phố ", " xã ", " phường ", " huyện "]
        .iter()
        .find_map(|place| name.find(place))
        .map(|at| (&name[..at], name[at..].trim()));
    let (rim, middle) = divided.unwrap_or((name, ""));
    Ok(image::seal(rim, middle)?)
}

/// The image the actor's signatures or the agency's seals bear, whichever key makes them.
///
/// # Errors
/// When the database cannot be read.
pub(super) async fn image_for(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    purpose: Purpose,
) -> Result<Vec<u8>, Error> {
    match usable(connection, actor, purpose).await?.into_iter().next() {
        Some(row) => Ok(row.image),
        None => drawn(purpose, &owner_name(connection, actor, purpose).await?),
    }
}

/// Whether two names are the same, letter case and spaces aside.
pub(super) fn is_same_name(left: &str, right: &str) -> bool {
    let folded = |text: &str| kernel::text::clean_line(text).to_lowercase();
    folded(left) == folded(right)
}

/// The name a certificate for this purpose must bear.
pub(super) async fn owner_name(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    purpose: Purpose,
) -> Result<String, Error> {
    if purpose == Purpose::Person {
        // In another's place the actor's name tells both; a certificate bears its own holder's.
        let row = directory::entity::person::Entity::find_by_id(actor.person)
            .one(connection)
            .await?;
        return row.map(|row| row.name).ok_or(Error::NotFound);
    }
    let row = directory::entity::agency::Entity::find_by_id(actor.agency)
        .one(connection)
        .await?;
    row.map(|row| row.name).ok_or(Error::NotFound)
}

/// Takes a key store out of use; signatures made with it stay what they are.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's, nor of the agency whose clerk the actor is.
pub async fn remove(office: &Office, actor: &Actor, id: KeyStoreId) -> Result<(), Error> {
    let mut change = office.database.begin().await?;
    let row = own(actor, change.connection(), id).await?;
    let mut row = row.into_active_model();
    row.removed_at = Set(Some(office.now()));
    key_store::Entity::update(row).exec(change.connection()).await?;
    change.record(Entry::by(
        actor,
        office.now(),
        "key_removed",
        Subject::new("key_store", id),
    ));
    change.commit().await?;
    Ok(())
}

fn mine(actor: &Actor) -> Condition {
    let mut condition = Condition::any().add(key_store::Column::PersonId.eq(actor.person));
    if actor.has(Role::Clerk) {
        let agency = Condition::all()
            .add(key_store::Column::PersonId.is_null())
            .add(key_store::Column::AgencyId.eq(actor.agency));
        condition = condition.add(agency);
    }
    condition
}

/// A key store the actor may use.
pub(super) async fn own(
    actor: &Actor,
    connection: &impl ConnectionTrait,
    id: KeyStoreId,
) -> Result<key_store::Model, Error> {
    key_store::Entity::find_by_id(id)
        .filter(mine(actor))
        .filter(key_store::Column::RemovedAt.is_null())
        .one(connection)
        .await?
        .ok_or(Error::Refused(Refusal::ForeignCertificate))
}

/// Key stores the actor can choose from, the longest valid first.
///
/// # Errors
/// When the database cannot be read.
pub async fn usable(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    purpose: Purpose,
) -> Result<Vec<key_store::Model>, Error> {
    let query = match purpose {
        Purpose::Person => key_store::Entity::find().filter(key_store::Column::PersonId.eq(actor.person)),
        Purpose::Seal => key_store::Entity::find()
            .filter(key_store::Column::PersonId.is_null())
            .filter(key_store::Column::AgencyId.eq(actor.agency)),
    };
    Ok(query
        .filter(key_store::Column::RemovedAt.is_null())
        .order_by_desc(key_store::Column::NotAfter)
        .all(connection)
        .await?)
}

/// The inventory: the actor's own key stores; for clerks and administrators, all of the agency. Soonest to expire first.
///
/// # Errors
/// When the database cannot be read.
pub async fn inventory(
    connection: &impl ConnectionTrait,
    actor: &Actor,
) -> Result<Vec<key_store::Model>, Error> {
    let whole = actor.has(Role::Clerk) || actor.has(Role::Administrator);
    let visible = if whole {
        Condition::any()
            .add(key_store::Column::AgencyId.eq(actor.agency))
            .add(key_store::Column::PersonId.eq(actor.person))
    } else {
        mine(actor)
    };
    Ok(key_store::Entity::find()
        .filter(visible)
        .filter(key_store::Column::RemovedAt.is_null())
        .order_by_asc(key_store::Column::NotAfter)
        .all(connection)
        .await?)
}

/// What the rules must know of a key store for this purpose.
#[must_use]
pub fn facts(row: &key_store::Model, actor: &Actor, purpose: Purpose) -> CertificateFacts {
    let is_own = match purpose {
        Purpose::Person => row.person_id == Some(actor.person),
        Purpose::Seal => row.person_id.is_none() && row.agency_id == actor.agency,
    };
    CertificateFacts {
        is_own,
        not_before: row.not_before.utc(),
        not_after: row.not_after.utc(),
    }
}
