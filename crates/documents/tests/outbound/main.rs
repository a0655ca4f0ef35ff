//! Outbound documents against a real database and real keys.

mod certificates;
mod concurrency;
mod deliver;
mod province;
mod refusals;
mod whole_path;
