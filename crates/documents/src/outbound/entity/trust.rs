//! Certificates this installation trusts, and revocation lists it was given.

use kernel::Timestamp;
use sea_orm::entity::prelude::*;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What is kept.
    TrustKind {
        /// A root certificate.
        Root = "root", "Chứng thư gốc";
        /// A revocation list.
        RevocationList = "crl", "Danh sách thu hồi";
    }
}

/// A trusted root or a revocation list.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trust")]
pub struct Model {
    /// SHA-256 of the DER in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub fingerprint: String,
    /// What it is.
    pub kind: TrustKind,
    /// The certificate or list, DER.
    pub der: Vec<u8>,
    /// Its subject or issuer.
    pub name: String,
    /// When it was added.
    pub added_at: Timestamp,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
