//! The database's schema, one file for each change. A released file is never edited: the next change is a new file.
//!
//! Portable between SQLite and PostgreSQL: ids are UUIDs, moments are microseconds of UTC in a `bigint`, enums are short
//! texts, JSON is text.

mod columns;
mod m0001_kernel;
mod m0101_directory;
mod m0102_day_versions;
mod m0201_documents;
mod m0202_tasks;
mod m0203_inbound;
mod m0301_outbound;
mod m0302_signature_evidence;
mod m0303_trust;
mod m0304_signing_batches;
mod m0305_own_readers;
mod m0306_listed_readers;
mod m0401_process_definitions;
mod m0402_process_instances;
mod m0403_delegations;
mod m0404_urgings;
mod m0405_moved_cases;
mod m0406_process_calls;
mod m0407_open_tasks;
mod m0501_signing_sessions;
mod m0601_searches;
mod m0602_index_events;
mod m0701_notifications;
mod m0702_list_views;
mod m0703_uploads;

use sea_orm_migration::prelude::*;

/// Brings a database to the newest schema.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_kernel::Migration),
            Box::new(m0101_directory::Migration),
            Box::new(m0102_day_versions::Migration),
            Box::new(m0201_documents::Migration),
            Box::new(m0202_tasks::Migration),
            Box::new(m0203_inbound::Migration),
            Box::new(m0301_outbound::Migration),
            Box::new(m0302_signature_evidence::Migration),
            Box::new(m0303_trust::Migration),
            Box::new(m0304_signing_batches::Migration),
            Box::new(m0401_process_definitions::Migration),
            Box::new(m0402_process_instances::Migration),
            Box::new(m0403_delegations::Migration),
            Box::new(m0404_urgings::Migration),
            Box::new(m0501_signing_sessions::Migration),
            Box::new(m0601_searches::Migration),
            Box::new(m0602_index_events::Migration),
            Box::new(m0405_moved_cases::Migration),
            Box::new(m0305_own_readers::Migration),
            Box::new(m0406_process_calls::Migration),
            Box::new(m0701_notifications::Migration),
            Box::new(m0702_list_views::Migration),
            Box::new(m0703_uploads::Migration),
            Box::new(m0306_listed_readers::Migration),
            Box::new(m0407_open_tasks::Migration),
        ]
    }
}

/// Applies every migration that has not been applied yet.
///
/// # Errors
/// When the database refuses one.
pub async fn run(connection: &sea_orm_migration::sea_orm::DatabaseConnection) -> Result<(), DbErr> {
    Migrator::up(connection, None).await
}
