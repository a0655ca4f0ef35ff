//! Tables of the audit trail.

/// One entry of the trail.
pub mod audit_entry {
    use sea_orm::entity::prelude::*;

    use crate::Timestamp;

    /// A row of the trail.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entry")]
    pub struct Model {
        /// The chain: an agency's id, or `system`.
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: String,
        /// Number in the chain, from 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// When it happened.
        pub at: Timestamp,
        /// Who acted: the post's id, or `system`.
        pub actor: String,
        /// Who acted, in words, as known at the time.
        pub actor_name: String,
        /// What was done: a verb of the office.
        pub action: String,
        /// What kind of thing it was done to.
        pub subject_kind: String,
        /// Which one.
        pub subject_id: String,
        /// Particulars, as JSON text.
        pub details: String,
        /// SHA-256, in hexadecimal, over the previous hash and this entry.
        pub hash: String,
    }

    /// The trail stands alone.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The end of a chain.
pub mod audit_head {
    use sea_orm::entity::prelude::*;

    /// A row: where a chain ends.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        /// The chain.
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: String,
        /// Number of the last entry.
        pub number: i64,
        /// Hash of the last entry.
        pub hash: String,
    }

    /// The trail stands alone.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
