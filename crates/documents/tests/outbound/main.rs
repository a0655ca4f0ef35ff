//! Outbound documents against a real database and real keys.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod certificates;
mod concurrency;
mod deliver;
mod lasting;
mod process;
mod province;
mod refusals;
mod services;
mod whole_path;
