use sea_orm_migration::prelude::*;

use crate::columns::{flag, id, id_or_none, index, number, number_or_none, small, table, text, text_or_none};

/// The cases that run by a process: their state, their history, their timers and who helps; and which step of which case a
/// task of the work list is.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0402_process_instances"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        instances(manager).await?;
        history(manager).await?;
        timers(manager).await?;
        helpers(manager).await?;
        tasks(manager).await
    }
}

async fn instances(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id("id"),
        id("definition_id"),
        id("agency_id"),
        text("subject_kind"),
        id("subject_id"),
        text("title"),
        text("detail"),
        text("urgency"),
        text("status"),
        number("revision"),
        text("state"),
        number("started_at"),
        number_or_none("ended_at"),
    ];
    table(manager, "process_instance", &["id"], columns).await?;
    index(
        manager,
        "process_instance",
        "process_instance_by_subject",
        &["subject_id", "started_at"],
        false,
    )
    .await?;
    index(
        manager,
        "process_instance",
        "process_instance_by_agency",
        &["agency_id", "status"],
        false,
    )
    .await?;
    // One case at a time for each subject.
    manager
        .get_connection()
        .execute_unprepared(
            "CREATE UNIQUE INDEX process_instance_running ON process_instance (subject_kind, subject_id) \
             WHERE status IN ('running', 'suspended')",
        )
        .await?;
    Ok(())
}

async fn history(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id("instance_id"),
        number("seq"),
        id_or_none("command_id"),
        text_or_none("element"),
        text("commands"),
        text("effects"),
        id_or_none("person_id"),
        id_or_none("post_id"),
        text("actor_name"),
        id_or_none("on_behalf_of"),
        text("outcome"),
        number("at"),
    ];
    table(manager, "process_step", &["instance_id", "seq"], columns).await?;
    // A command that is sent again is found by its id; absent ids do not collide.
    index(
        manager,
        "process_step",
        "process_step_by_command",
        &["command_id"],
        true,
    )
    .await
}

async fn timers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    table(
        manager,
        "process_timer",
        &["instance_id"],
        vec![id("instance_id"), number("due")],
    )
    .await?;
    index(manager, "process_timer", "process_timer_by_due", &["due"], false).await?;
    table(
        manager,
        "task_reminder",
        &["task_id"],
        vec![id("task_id"), number("at"), small("told")],
    )
    .await?;
    index(manager, "task_reminder", "task_reminder_by_at", &["at"], false).await
}

async fn helpers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = vec![
        id("instance_id"),
        number("step"),
        text("person"),
        text("part"),
        text("under"),
        flag("done"),
    ];
    table(
        manager,
        "process_helper",
        &["instance_id", "step", "person"],
        columns,
    )
    .await?;
    // Exactly one leads under a task, and under each helper.
    manager
        .get_connection()
        .execute_unprepared(
            "CREATE UNIQUE INDEX process_helper_lead ON process_helper (instance_id, step, under) \
             WHERE part = 'lead'",
        )
        .await?;
    Ok(())
}

async fn tasks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        id_or_none("instance_id"),
        number_or_none("step"),
        text_or_none("step_name"),
        text_or_none("helper"),
    ] {
        let mut alter = Table::alter();
        alter.table(Alias::new("task")).add_column(column);
        manager.alter_table(alter).await?;
    }
    index(manager, "task", "task_by_step", &["instance_id", "state"], false).await
}
