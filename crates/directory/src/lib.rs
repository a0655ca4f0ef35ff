#![doc = include_str!("../README.md")]

pub mod account;
pub mod api_token;
pub mod entity;
mod error;
pub mod identity;
pub mod password;
pub mod permission;
pub mod post;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod stored_answer;

pub use error::Error;
pub use identity::Identity;
pub use permission::{Permission, Require};
pub use secret::Secret;
