//! Tables of the directory.

pub mod account;
pub mod agency;
pub mod api_token;
pub mod delegation;
pub mod holiday;
pub mod list_view;
pub mod person;
pub mod post;
pub mod session;
pub mod stored_answer;
pub mod symbol_rule;
pub mod unit;
