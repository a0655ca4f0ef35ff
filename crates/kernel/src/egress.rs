//! The one way out: HTTP to time stamping authorities, revocation services, remote keys and other systems.
//!
//! Every address is checked against a [`Policy`] after its name was resolved, and the connection goes to the very addresses
//! that were checked, so a name that changes its mind in between leads nowhere else. Calls block: make them on a thread that
//! may wait (`tokio::task::spawn_blocking`).

mod client;
mod names;
mod policy;

pub use client::Client;
pub use names::{Names, SystemNames};
pub use policy::{Policy, Refusal};

use std::time::Duration;

/// One HTTP request.
#[derive(Clone)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// Absolute address.
    pub url: String,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// The body of a POST.
    pub body: Vec<u8>,
    /// A longer answer is a failure, noticed before it is all in memory.
    pub max_answer: usize,
    /// All of resolving, connecting, sending and reading, redirects included, must end within this time.
    pub timeout: Duration,
}

// Headers carry access tokens and bodies carry PINs: neither is printed.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Fetch; redirects are followed.
    Get,
    /// Send a body; a redirect is the answer.
    Post,
}

/// What came back, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// The body, at most as long as allowed.
    pub body: Vec<u8>,
}

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The address may not be asked.
    #[error("{url} may not be asked")]
    Refused {
        /// The address, that of a redirect where one led there.
        url: String,
        /// The rule that forbids it.
        #[source]
        refusal: Refusal,
    },
    /// Time was up.
    #[error("no answer in time")]
    TimedOut,
    /// The answer is longer than allowed.
    #[error("the answer is too long")]
    TooLong,
    /// A chain of redirects without end, or one from https to http.
    #[error("a redirect that is not followed")]
    Redirect,
    /// The certificates to trust cannot be read.
    #[error("the root certificates cannot be read: {0}")]
    Roots(String),
    /// Names, connections, TLS or HTTP itself.
    #[error("{0}")]
    Http(String),
}
