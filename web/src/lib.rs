#![doc = include_str!("../README.md")]

mod access;
mod acted;
mod agent;
pub mod api;
mod assets;
mod chrome;
pub mod command;
mod csrf;
mod demonstration;
mod entered;
mod etag;
mod extract;
mod idempotency;
mod observe;
pub mod pages;
mod paging;
mod problem;
mod refused;
pub mod routes;
mod serve;
mod sheet;
mod show;
mod signed;
mod state;

pub use access::Access;
pub use problem::Problem;
pub use routes::app;
pub use state::AppState;
