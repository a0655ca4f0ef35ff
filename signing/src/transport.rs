//! The way out to time stamping, revocation and remote signing services.
//!
//! The crate opens no socket. Whoever does implements [`Transport`] and decides which addresses may be asked, redirects
//! included: the URLs stand in certificates, so in what strangers send.

use std::time::Duration;

use crate::Error;

/// One HTTP request.
#[derive(Clone)]
pub struct Request {
    /// GET or POST.
    pub method: Method,
    /// Absolute address.
    pub url: String,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// The body; empty for GET.
    pub body: Vec<u8>,
    /// A longer answer is an error, noticed before it is all in memory.
    pub max_answer: usize,
    /// All of connecting, sending and reading must end within this time.
    pub timeout: Duration,
}

/// HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Fetch.
    Get,
    /// Send a body.
    Post,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// The body, at most as long as allowed.
    pub body: Vec<u8>,
}

/// Sends requests, blocking.
pub trait Transport: Send + Sync {
    /// Sends one request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// [`Error::Transport`] if nothing usable came back, [`Error::AddressRefused`] if the address is not allowed.
    fn send(&self, request: &Request) -> Result<Answer, Error>;

    /// Posts a body and returns the body of a successful answer.
    fn post(&self, url: &str, content_type: &str, body: &[u8]) -> Result<Vec<u8>, Error> {
        let request = Request::post(url, content_type, body.to_vec());
        self.send(&request)?.successful(url)
    }

    /// Fetches the body of a successful answer.
    fn get(&self, url: &str) -> Result<Vec<u8>, Error> {
        self.send(&Request::get(url))?.successful(url)
    }
}

impl Request {
    /// A GET with ten seconds and ten megabytes.
    #[must_use]
    pub fn get(url: &str) -> Self {
        Self {
            method: Method::Get,
            url: url.to_owned(),
            headers: vec![],
            body: vec![],
            max_answer: 10 << 20,
            timeout: Duration::from_secs(10),
        }
    }

    /// A POST with ten seconds and one megabyte of answer.
    #[must_use]
    pub fn post(url: &str, content_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self {
            method: Method::Post,
            headers,
            body,
            max_answer: 1 << 20,
            ..Self::get(url)
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Waits no longer than this.
    #[must_use]
    pub fn within(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Accepts no more bytes than this.
    #[must_use]
    pub fn at_most(mut self, bytes: usize) -> Self {
        self.max_answer = bytes;
        self
    }
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

impl Answer {
    /// The body if the status is 2xx.
    pub fn successful(self, url: &str) -> Result<Vec<u8>, Error> {
        if (200..300).contains(&self.status) {
            Ok(self.body)
        } else {
            Err(Error::Transport {
                url: url.to_owned(),
                reason: format!("status {}", self.status),
            })
        }
    }
}
