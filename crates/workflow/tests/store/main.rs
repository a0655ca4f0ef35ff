//! What of the processes stands in the database, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod clockwork;
mod definitions;
mod desk;
mod instances;
mod moving;
mod office;
#[path = "../../../../tests/it/harness/postgres_server.rs"]
mod postgres_server;

use office::Fixture;
use postgres_server::PostgresServer;

/// Runs each case on a SQLite database of its own, and all of them, each on a database of its own, on one PostgreSQL server.
macro_rules! on_both_engines {
    ($($module:ident::$case:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $case() {
                super::$module::$case(super::Fixture::on_sqlite().await).await;
            })+
        }

        #[tokio::test]
        async fn on_postgresql() {
            let server = PostgresServer::start();
            $(
                let name = concat!(stringify!($module), "_", stringify!($case));
                $module::$case(Fixture::on_postgresql(&server.address(), name).await).await;
            )+
        }
    };
}

on_both_engines! {
    definitions::a_draft_is_replaced_until_it_is_published,
    definitions::a_published_version_never_changes,
    definitions::what_cannot_run_is_refused_with_its_place,
    definitions::an_agency_works_by_its_own_version_before_the_shipped_one,
    definitions::shipping_the_same_file_again_changes_nothing,
    definitions::other_agencies_and_other_roles_are_kept_out,
    definitions::two_versions_are_compared,
    definitions::every_change_is_in_the_audit_trail,
    definitions::of_two_who_publish_one_is_told_to_look_again,
    instances::a_case_puts_on_the_list_what_it_waits_for,
    instances::the_history_replays_to_the_stored_state,
    instances::a_retried_command_gets_the_same_answer_and_changes_nothing,
    instances::of_two_on_one_task_the_second_learns_who_was_first,
    instances::who_saw_an_older_revision_learns_what_happened_since,
    instances::a_change_that_is_not_committed_leaves_nothing,
    instances::a_subject_has_one_running_case,
    instances::exactly_one_leads_under_a_task,
    instances::a_helper_and_a_colleague_are_asked_on_their_own_lists,
    instances::everything_of_who_leaves_goes_to_another,
    instances::variables_stand_on_the_case,
    moving::a_case_tells_where_it_is_and_who_has_it,
    moving::the_history_tells_how_long_steps_take,
    moving::a_moved_case_goes_on_and_its_history_still_replays,
    moving::a_move_is_looked_at_before_it_is_made,
    moving::a_process_runs_another_published_one,
    clockwork::a_timer_counts_working_days_and_fires_once,
    clockwork::a_timer_of_a_step_that_was_done_never_fires,
    clockwork::a_week_of_silence_brings_one_reminder_each,
}
