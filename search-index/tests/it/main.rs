//! The engines through their public interface.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]
#![expect(clippy::cast_possible_wrap, reason = "events are counted by hand")]

mod conditions;
mod crash;
mod meilisearch;
mod order;
mod paging;
mod phrase;
mod rebuild;
mod rights;
mod samples;
mod search;
mod secretary;
mod suggest;
mod text;
mod traps;
mod ways;
