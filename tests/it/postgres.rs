//! The same day on PostgreSQL.

use crate::{
    day::live,
    harness::{PostgresServer, Service, judge},
};

#[test]
fn the_day_is_the_same_on_postgresql() {
    let server = PostgresServer::start();
    let service = Service::start_on(&server.address());
    let issued = live(&service);
    judge(&service, &issued);
    let verified = service
        .command()
        .args(["audit", "verify"])
        .output()
        .expect("the binary runs");
    assert_eq!(
        verified.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&verified.stdout)
    );
}
