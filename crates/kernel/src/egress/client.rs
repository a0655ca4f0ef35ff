use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use ureq::{
    Agent,
    config::Config,
    http::{self, Response},
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
    unversioned::transport::DefaultConnector,
};

use crate::{Error, settings::Settings};

use super::{Answer, Failure, Method, Names, Policy, Request, SystemNames, names::CheckedNames};

/// More redirects lead nowhere good.
const MAX_REDIRECTS: u32 = 3;
/// More bytes of headers are no answer to any question asked here.
const MAX_HEADERS: usize = 32 * 1024;
/// More bytes than any file that is kept.
const LONGEST_FILE: u64 = 4 * 1024 * 1024 * 1024;
/// Connections that rest longer are closed.
const MAX_REST: Duration = Duration::from_secs(15);

/// Asks other systems, within a policy. No proxy is taken from the environment, no cookie is kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
}

impl Client {
    /// A client that trusts Mozilla's roots for https.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self::with_names(policy, Arc::new(SystemNames), RootCerts::WebPki)
    }

    /// A client that trusts these roots (PEM) for https, and no others.
    ///
    /// # Errors
    /// [`Failure::Roots`] when there is no certificate among the bytes.
    pub fn trusting(policy: Policy, roots: &[u8], names: Arc<dyn Names>) -> Result<Self, Failure> {
        let certificates: Vec<_> = parse_pem(roots)
            .filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(Ok(certificate)),
                Ok(_) => None,
                Err(error) => Some(Err(Failure::Roots(error.to_string()))),
            })
            .collect::<Result<_, _>>()?;
        if certificates.is_empty() {
            return Err(Failure::Roots("no certificate".into()));
        }
        Ok(Self::with_names(policy, names, RootCerts::from(certificates)))
    }

    /// A client that resolves names its own way.
    #[must_use]
    pub fn resolving(policy: Policy, names: Arc<dyn Names>) -> Self {
        Self::with_names(policy, names, RootCerts::WebPki)
    }

    /// A client as the settings describe it.
    ///
    /// # Errors
    /// When the file of root certificates cannot be read.
    pub fn from_settings(settings: &Settings) -> Result<Self, Error> {
        Self::within(settings.egress(), settings)
    }

    /// The same within another policy.
    pub(crate) fn within(policy: Policy, settings: &Settings) -> Result<Self, Error> {
        let Some(path) = settings.egress_roots() else {
            return Ok(Self::new(policy));
        };
        let shown = path.display().to_string();
        let roots = std::fs::read(&path).map_err(|source| Error::Path {
            path: shown.clone(),
            source,
        })?;
        Self::trusting(policy, &roots, Arc::new(SystemNames)).map_err(|failure| Error::Setting {
            name: "egress_roots".to_owned(),
            origin: shown,
            reason: failure.to_string(),
        })
    }

    fn with_names(policy: Policy, names: Arc<dyn Names>, roots: RootCerts) -> Self {
        let config = Config::builder()
            .http_status_as_error(false)
            .proxy(None)
            // Followed here instead, each like a question of its own.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(MAX_HEADERS)
            .max_idle_age(MAX_REST)
            .user_agent("vanthu")
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let resolver = CheckedNames {
            names,
            policy: Arc::new(policy),
        };
        Self {
            agent: Agent::with_parts(config, DefaultConnector::new(), resolver),
        }
    }

    /// Sends one request and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// [`Failure`] when the address may not be asked or no usable answer came in time.
    pub fn send(&self, request: &Request) -> Result<Answer, Failure> {
        let mut url = parsed(&request.url)?;
        let mut headers = request.headers.clone();
        let start = std::time::Instant::now();
        for _ in 0..=MAX_REDIRECTS {
            let left = request.timeout.saturating_sub(start.elapsed());
            if left.is_zero() {
                return Err(Failure::TimedOut);
            }
            let response = self.once(request, &url, &headers, left)?;
            let Some(next) = redirect(request.method, &response, &url)? else {
                return read(response, request.max_answer);
            };
            if next.origin() != url.origin() {
                // Whatever was said in them was meant for the first.
                headers.clear();
            }
            url = next;
        }
        Err(Failure::Redirect)
    }

    /// Sends one request as it stands and reads the whole answer, for protocols that look after redirects and repeats
    /// themselves.
    pub(crate) fn exchange(
        &self,
        request: http::Request<Bytes>,
        limit: Duration,
    ) -> Result<Response<Vec<u8>>, Failure> {
        parsed(&request.uri().to_string())?;
        let carries = matches!(*request.method(), http::Method::PUT | http::Method::POST);
        let (parts, body) = request.into_parts();
        let answer = if carries {
            self.run(http::Request::from_parts(parts, body.as_ref()), limit)
        } else {
            self.run(http::Request::from_parts(parts, ()), limit)
        };
        let (parts, body) = answer.map_err(failure)?.into_parts();
        let body = body.into_with_config().limit(LONGEST_FILE).read_to_vec();
        Ok(Response::from_parts(parts, body.map_err(failure)?))
    }

    fn once(
        &self,
        request: &Request,
        url: &url::Url,
        headers: &[(String, String)],
        limit: Duration,
    ) -> Result<Response<ureq::Body>, Failure> {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
        };
        let mut builder = http::Request::builder().method(method).uri(url.as_str());
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        let unusable = |error: http::Error| Failure::Http(error.to_string());
        let answer = match request.method {
            Method::Get => self.run(builder.body(()).map_err(unusable)?, limit),
            Method::Post => self.run(builder.body(request.body.as_slice()).map_err(unusable)?, limit),
        };
        answer.map_err(failure)
    }

    fn run<B: ureq::AsSendBody>(
        &self,
        request: http::Request<B>,
        limit: Duration,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let configured = self.agent.configure_request(request).timeout_global(Some(limit));
        self.agent.run(configured.build())
    }
}

/// The address as it will be asked. An address with a user name is refused before a header could be made of it.
fn parsed(text: &str) -> Result<url::Url, Failure> {
    let refused = |refusal| Failure::Refused {
        url: text.to_owned(),
        refusal,
    };
    let url = url::Url::parse(text).map_err(|_| refused(super::Refusal::NotAUrl))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(super::Refusal::Scheme(url.scheme().to_owned())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(super::Refusal::UserInfo));
    }
    Ok(url)
}

/// Where a GET is sent on to.
fn redirect(
    method: Method,
    response: &Response<ureq::Body>,
    from: &url::Url,
) -> Result<Option<url::Url>, Failure> {
    if method != Method::Get || !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(http::header::LOCATION);
    let location = location
        .and_then(|value| value.to_str().ok())
        .ok_or(Failure::Redirect)?;
    let next = from.join(location).map_err(|_| Failure::Redirect)?;
    if from.scheme() == "https" && next.scheme() != "https" {
        return Err(Failure::Redirect);
    }
    parsed(next.as_str()).map(Some)
}

fn read(response: Response<ureq::Body>, max_answer: usize) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    // The limit counts as passed when it is reached.
    let limit = (max_answer as u64).saturating_add(1);
    let body = response.into_body().into_with_config().limit(limit);
    let body = body.read_to_vec().map_err(failure)?;
    Ok(Answer { status, body })
}

fn failure(error: ureq::Error) -> Failure {
    match error {
        ureq::Error::Timeout(_) => Failure::TimedOut,
        ureq::Error::BodyExceedsLimit(_) => Failure::TooLong,
        ureq::Error::Io(io) if io.kind() == io::ErrorKind::TimedOut => Failure::TimedOut,
        ureq::Error::Other(other) => match other.downcast::<Failure>() {
            Ok(failure) => *failure,
            Err(other) => Failure::Http(other.to_string()),
        },
        other => Failure::Http(other.to_string()),
    }
}
