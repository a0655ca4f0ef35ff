//! PKCS#12 key stores of persons and agencies, closed: their PINs are never stored.

use kernel::{
    Timestamp,
    id::{AgencyId, PersonId},
};
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use crate::outbound::KeyStoreId;

/// A key store of a person, or of an agency when no person is named.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "key_store")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: KeyStoreId,
    /// The agency, or the agency of the person.
    pub agency_id: AgencyId,
    /// The person.
    pub person_id: Option<PersonId>,
    /// The owner's name.
    pub owner_name: String,
    /// The name in the certificate.
    pub subject: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// Serial number in hexadecimal.
    pub serial: String,
    /// First moment of validity.
    pub not_before: Timestamp,
    /// Last moment of validity.
    pub not_after: Timestamp,
    /// SHA-256 of the certificate in hexadecimal.
    pub fingerprint: String,
    /// The PKCS#12 file, encrypted under the owner's PIN (PBES2, RFC 8018).
    pub pkcs12: Vec<u8>,
    /// Image of the handwritten signature or of the seal, PNG.
    pub image: Vec<u8>,
    /// When it was added.
    pub added_at: Timestamp,
    /// Wrong PINs in a row.
    pub failed_pins: i32,
    /// No PIN is tried before then.
    pub locked_until: Option<Timestamp>,
    /// When it was taken out of use.
    pub removed_at: Option<Timestamp>,
}

impl Model {
    /// Whether its certificate is in its time at `now`.
    #[must_use]
    pub fn is_current(&self, now: OffsetDateTime) -> bool {
        self.not_before.utc() <= now && now <= self.not_after.utc()
    }
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
