//! The engines through their public interface.

mod crash;
mod meilisearch;
mod paging;
mod rebuild;
mod rights;
mod samples;
mod search;
mod suggest;
mod text;
