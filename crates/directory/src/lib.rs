#![doc = include_str!("../README.md")]

pub mod account;
pub mod agency;
pub mod api_token;
pub mod delegation;
pub mod entity;
mod error;
mod fields;
pub mod holiday;
pub mod identity;
pub mod import;
pub mod list_view;
pub mod password;
pub mod permission;
pub mod person;
pub mod post;
pub mod secret;
pub mod session;
pub mod setup;
pub mod sign_in;
mod sort_name;
pub mod stored_answer;
pub mod symbol;
pub mod unit;

pub use error::Error;
pub use identity::Identity;
pub use permission::{Permission, Require};
pub use secret::Secret;
