//! Tables of outbound documents.

pub mod dispatch;
pub mod draft;
pub mod draft_check;
pub mod draft_comment;
pub mod draft_signature;
pub mod draft_version;
pub mod key_store;
pub mod signing_batch;
pub mod signing_batch_item;
pub mod signing_session;
pub mod trust;
