/// Table of the work list.
pub mod task {
    use kernel::{Timestamp, id::AgencyId};
    use sea_orm::entity::prelude::*;
    use uuid::Uuid;

    use crate::task::{TaskId, TaskState};

    /// Something that waits, or waited, for somebody.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "task")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TaskId,
        /// The agency in which it waits.
        pub agency_id: AgencyId,
        /// Who holds it, as written by [`Holder`](crate::task::Holder).
        pub holder: String,
        /// What is asked: a verb of the office, such as `direct`.
        pub action: String,
        /// What kind of thing it is about, such as `arrival`.
        pub subject_kind: String,
        /// Which one.
        pub subject_id: Uuid,
        /// The part of the subject it is about, such as one assignment.
        pub part_id: Option<Uuid>,
        /// The subject in words.
        pub title: String,
        /// A second line, such as number, symbol and issuer.
        pub detail: String,
        /// How urgent the subject is.
        pub urgency: String,
        /// The due date as a Julian day, or [`NEVER`](crate::task::NEVER).
        pub due_key: i32,
        /// Whether it waits.
        pub state: TaskState,
        /// Since when.
        pub created_at: Timestamp,
        /// When it ended.
        pub ended_at: Option<Timestamp>,
        /// Who ended it, in words.
        pub ended_by: Option<String>,
        /// How it ended, in words.
        pub outcome: Option<String>,
        /// Grows with every change.
        pub version: i64,
    }

    impl Model {
        /// The due date.
        #[must_use]
        pub fn due(&self) -> Option<time::Date> {
            time::Date::from_julian_day(self.due_key).ok()
        }
    }

    /// Tasks point at their subjects by kind and id.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
