/// Table of processes.
pub mod process_definition {
    use kernel::{Timestamp, id::AgencyId};
    use sea_orm::entity::prelude::*;

    use crate::store::definitions::{DefinitionId, DefinitionState};

    /// One version of a process.
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "process_definition")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DefinitionId,
        /// Whose it is; none: it came with the product.
        pub agency_id: Option<AgencyId>,
        /// What the product calls the process, such as `inbound`.
        pub key: String,
        /// Counts the versions of this key.
        pub version: i32,
        /// The name officials read, from the file.
        pub name: String,
        /// BPMN 2.0 XML, as it was uploaded.
        pub xml: String,
        /// SHA-256 of the XML, in hexadecimal.
        pub sha256: String,
        /// Where it is in its life.
        pub state: DefinitionState,
        /// Who brought it, in words.
        pub uploaded_by: String,
        /// When.
        pub uploaded_at: Timestamp,
        /// Since when it is in force.
        pub published_at: Option<Timestamp>,
        /// What is new in it, in the uploader's words.
        pub note: Option<String>,
        /// Grows with every change.
        pub revision: i64,
        /// The published versions it calls, by what it calls them, as JSON text; fixed when it is published.
        pub calls: Option<String>,
    }

    /// Instances point at their definition by id.
    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
