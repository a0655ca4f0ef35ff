//! What offices need and BPMN leaves out.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "helpers of tests: short to call, and a panic is the failure"
)]

mod case;
mod handing;
mod helping;
mod sending_back;
mod superseded;
