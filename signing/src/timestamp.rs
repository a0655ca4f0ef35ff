//! Time stamps from RFC 3161 authorities: asking, checking, and a pool of several.

mod pool;
mod request;
mod token;

pub(crate) use pool::Clock;
pub use pool::{Pool, PoolSettings};
pub use request::TimestampRequest;
pub use token::TimestampToken;

/// The media type of a request (RFC 3161 3.4).
pub const QUERY_TYPE: &str = "application/timestamp-query";
