//! A key that a person or an agency has at a remote signing service.

use kernel::{
    Timestamp,
    id::{AgencyId, PersonId},
};
use sea_orm::entity::prelude::*;

use crate::outbound::RemoteKeyId;

/// A remote key; only its certificates are here.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "remote_key")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RemoteKeyId,
    /// The agency, or the agency of the person.
    pub agency_id: AgencyId,
    /// The person.
    pub person_id: Option<PersonId>,
    /// The owner's name.
    pub owner_name: String,
    /// The service's identifier of the credential.
    pub credential: String,
    /// The certificates, the key's own first, DER in base64, as a JSON list.
    pub certificates: String,
    /// The name in the certificate.
    pub subject: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// First moment of validity.
    pub not_before: Timestamp,
    /// Last moment of validity.
    pub not_after: Timestamp,
    /// SHA-256 of the certificate in hexadecimal.
    pub fingerprint: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was taken out of use.
    pub removed_at: Option<Timestamp>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
