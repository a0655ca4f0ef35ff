//! Tables of the cases.

/// Cases.
pub mod process_instance {
    use kernel::{Timestamp, id::AgencyId};
    use sea_orm::entity::prelude::*;
    use uuid::Uuid;

    use crate::store::{definitions::DefinitionId, instances::InstanceId};

    /// A case.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "process_instance")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: InstanceId,
        /// The version of the process it runs by.
        pub definition_id: DefinitionId,
        /// The agency in which it runs.
        pub agency_id: AgencyId,
        /// What kind of thing it is about.
        pub subject_kind: String,
        /// Which one.
        pub subject_id: Uuid,
        /// The thing in words.
        pub title: String,
        /// A second line.
        pub detail: String,
        /// How urgent the thing is.
        pub urgency: String,
        /// How it stands: `running`, `suspended`, `completed`, `failed`, `cancelled`.
        pub status: String,
        /// Grows with every command; also the number of the newest step of its history.
        pub revision: i64,
        /// The engine's instance, as JSON text.
        pub state: String,
        /// When it started.
        pub started_at: Timestamp,
        /// When it ended.
        pub ended_at: Option<Timestamp>,
    }

    /// Cases point at their subjects by kind and id.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What happened in a case, never changed.
pub mod process_step {
    use kernel::{
        Timestamp,
        id::{PersonId, PostId},
    };
    use sea_orm::entity::prelude::*;
    use uuid::Uuid;

    use crate::store::instances::InstanceId;

    /// One step of a history: what was ordered, by whom, and what came of it.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "process_step")]
    pub struct Model {
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub instance_id: InstanceId,
        /// Its place in the history, from 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// The command's own id, if it had one.
        pub command_id: Option<Uuid>,
        /// The element whose task it was about.
        pub element: Option<String>,
        /// The command and what the system did at once after it, as JSON text.
        pub commands: String,
        /// What followed, as JSON text.
        pub effects: String,
        /// Who; none: the system.
        pub person_id: Option<PersonId>,
        /// In which post.
        pub post_id: Option<PostId>,
        /// The name as known then.
        pub actor_name: String,
        /// For which post, where it was another's.
        pub on_behalf_of: Option<PostId>,
        /// What was done, in words.
        pub outcome: String,
        /// When.
        pub at: Timestamp,
        /// How the case was put under another version, where this step did that, as JSON text.
        pub moved: Option<String>,
    }

    /// Steps belong to their case.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// When the next timer of a case is due.
pub mod process_timer {
    use kernel::Timestamp;
    use sea_orm::entity::prelude::*;

    use crate::store::instances::InstanceId;

    /// The earliest timer of a case.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "process_timer")]
    pub struct Model {
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub instance_id: InstanceId,
        /// When.
        pub due: Timestamp,
    }

    /// Timers belong to their case.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Who works under an open task.
pub mod process_helper {
    use sea_orm::entity::prelude::*;

    use crate::store::instances::InstanceId;

    /// A helper. The table's index lets only one lead.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "process_helper")]
    pub struct Model {
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub instance_id: InstanceId,
        /// The task in it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub step: i64,
        /// Who.
        #[sea_orm(primary_key, auto_increment = false)]
        pub person: String,
        /// In what part.
        pub part: String,
        /// Under which helper; empty: directly under the task.
        pub under: String,
        /// Whether their part is done.
        pub done: bool,
    }

    /// Helpers belong to their case.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
