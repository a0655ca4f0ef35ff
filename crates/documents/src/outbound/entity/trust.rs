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

vocabulary! {
    /// Whose root it is (circular 15/2025/TT-BKHCN, article 6; decree 68/2024/ND-CP).
    TrustOrigin {
        /// The national root.
        National = "neac", "Chứng thư gốc quốc gia (NEAC)";
        /// The root for certificates of public duty.
        Duty = "ban-co-yeu", "Chuyên dùng công vụ (Ban Cơ yếu Chính phủ)";
        /// A foreign certificate that is recognised in Vietnam.
        Foreign = "nuoc-ngoai", "Nước ngoài được công nhận";
        /// A root of this agency's own.
        Own = "rieng", "Chứng thư gốc riêng của cơ quan";
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
    /// Whose root it is; none for lists and for what was added before this was asked.
    pub origin: Option<TrustOrigin>,
    /// Since when it is trusted no more.
    pub removed_at: Option<Timestamp>,
    /// Why.
    pub removal_reason: Option<String>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
