//! The one way out: which addresses may be asked, and what a client does with servers that misbehave.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod client;
mod policy;
mod server;
