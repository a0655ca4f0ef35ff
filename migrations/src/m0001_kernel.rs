use sea_orm_migration::prelude::*;

use crate::columns::{index, number, small, table, text, text_or_none};

/// The audit trail and the jobs.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0001_kernel"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            text("chain"),
            number("number"),
            number("at"),
            text("actor"),
            text("actor_name"),
            text("action"),
            text("subject_kind"),
            text("subject_id"),
            text("details"),
            text("hash"),
        ];
        table(manager, "audit_entry", &["chain", "number"], columns).await?;
        index(
            manager,
            "audit_entry",
            "audit_entry_by_subject",
            &["subject_id", "subject_kind", "at"],
            false,
        )
        .await?;
        index(
            manager,
            "audit_entry",
            "audit_entry_by_time",
            &["chain", "at"],
            false,
        )
        .await?;
        table(
            manager,
            "audit_head",
            &["chain"],
            vec![text("chain"), number("number"), text("hash")],
        )
        .await?;

        let job = Table::create()
            .table(Alias::new("job"))
            .col(
                ColumnDef::new(Alias::new("number"))
                    .big_integer()
                    .not_null()
                    .auto_increment()
                    .primary_key(),
            )
            .col(text("kind"))
            .col(text("payload"))
            .col(number("not_before"))
            .col(number("claimed_until"))
            .col(small("attempts"))
            .col(text_or_none("last_error"))
            .to_owned();
        manager.create_table(job).await?;
        index(manager, "job", "job_by_kind", &["kind", "number"], false).await
    }
}
