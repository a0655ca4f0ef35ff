//! Outbound documents against a real database and real keys.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod batches;
mod certificates;
mod concurrency;
mod deliver;
mod device;
mod lasting;
mod looks;
mod pins;
mod process;
mod province;
mod refusals;
mod reports;
mod services;
mod two_steps;
mod whole_path;
