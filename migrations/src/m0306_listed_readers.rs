use sea_orm_migration::prelude::*;

use crate::columns::{date_or_none, id_or_none, number_or_none, small_or_none, text_or_none};

/// Repeats beside the readers of what arrived the facts its lists go by, so that each reader's part of a list is one walk.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0306_listed_readers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            id_or_none("arrival_id"),
            number_or_none("at"),
            text_or_none("state"),
            date_or_none("due"),
            small_or_none("year"),
            text_or_none("kind"),
            text_or_none("urgency"),
        ];
        for column in columns {
            // SQLite adds one at a time.
            let table = Table::alter()
                .table(Alias::new("document_reader"))
                .add_column(column)
                .to_owned();
            manager.alter_table(table).await?;
        }
        let statements = [
            "UPDATE document_reader SET arrival_id = a.id, at = a.at, state = a.state, due = a.due, year = a.year, \
             kind = d.kind, urgency = d.urgency FROM arrival a JOIN document d ON d.id = a.document_id \
             WHERE a.document_id = document_reader.document_id AND (a.agency_id = document_reader.holder_id \
             OR EXISTS (SELECT 1 FROM unit u WHERE u.id = document_reader.holder_id AND u.agency = a.agency_id) \
             OR EXISTS (SELECT 1 FROM post p WHERE p.id = document_reader.holder_id AND p.agency = a.agency_id))",
            "CREATE INDEX document_reader_listed ON document_reader \
             (holder_id, at, arrival_id, state, kind, urgency, year) WHERE arrival_id IS NOT NULL",
            "CREATE INDEX document_reader_open ON document_reader \
             (holder_id, at, arrival_id, state, due, kind, urgency, year) WHERE state <> 'completed'",
            "CREATE INDEX document_reader_urgent ON document_reader \
             (holder_id, urgency, at, arrival_id, state, due, kind, year) WHERE urgency <> 'normal'",
            "ANALYZE document_reader",
        ];
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
