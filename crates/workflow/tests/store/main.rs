//! What of the processes stands in the database, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod definitions;
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
}
