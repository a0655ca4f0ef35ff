//! Table of the jobs.

/// A job that has not been done yet. Done jobs leave the table.
pub mod job {
    use sea_orm::{ActiveValue::NotSet, entity::prelude::*};

    use crate::Timestamp;

    /// A row of the queue.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        /// Number, growing.
        #[sea_orm(primary_key)]
        pub number: i64,
        /// Which handler it is for.
        pub kind: String,
        /// What the handler needs, as JSON text.
        pub payload: String,
        /// Not to be run earlier.
        pub not_before: Timestamp,
        /// A worker has it until then.
        pub claimed_until: Timestamp,
        /// How often it was tried.
        pub attempts: i32,
        /// Why the last attempt failed.
        pub last_error: Option<String>,
    }

    /// The queue stands alone.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl ActiveModel {
        /// A row with nothing set.
        pub(crate) fn default_unset() -> Self {
            Self {
                number: NotSet,
                kind: NotSet,
                payload: NotSet,
                not_before: NotSet,
                claimed_until: NotSet,
                attempts: NotSet,
                last_error: NotSet,
            }
        }
    }
}
