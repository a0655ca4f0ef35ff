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
        /// The case it is a step of, where it is one.
        pub instance_id: Option<Uuid>,
        /// Which open task of the case.
        pub step: Option<i64>,
        /// The step's name in the process.
        pub step_name: Option<String>,
        /// The helper or colleague whose part it is; none: the task itself.
        pub helper: Option<String>,
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

/// Table of the reminders that are to come.
pub mod task_reminder {
    use kernel::Timestamp;
    use sea_orm::entity::prelude::*;

    use crate::task::TaskId;

    /// When a task with a due date is looked at next.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "task_reminder")]
    pub struct Model {
        /// The task.
        #[sea_orm(primary_key, auto_increment = false)]
        pub task_id: TaskId,
        /// When.
        pub at: Timestamp,
        /// What was told so far: nothing, that it falls due, that it is late, that it is very late.
        pub told: i32,
    }

    /// Reminders belong to their task.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Table of what was urged.
pub mod task_urging {
    use kernel::Timestamp;
    use sea_orm::entity::prelude::*;

    use crate::task::{TaskId, urging::UrgingId};

    /// Somebody urged whoever has a task.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "task_urging")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UrgingId,
        /// The task.
        pub task_id: TaskId,
        /// Who urged, in words.
        pub by_name: String,
        /// In what words.
        pub text: String,
        /// When.
        pub at: Timestamp,
    }

    /// Urgings belong to their task.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
