//! Files in an S3-compatible store: `object_store` speaks the protocol, the kernel's own way out carries it.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use object_store::{
    ClientOptions, ObjectStore, RetryConfig,
    aws::AmazonS3Builder,
    client::{HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService},
    prefix::PrefixStore,
};
use ureq::http;

use crate::{
    Error,
    egress::{Client, Failure},
    settings::S3Store,
};

/// How long one exchange with the store may take: a file of the largest size over a slow line.
const PATIENCE: Duration = Duration::from_mins(2);

/// How often, and how long, an exchange that failed on the way is tried again.
const RETRIES: usize = 3;
const RETRY_TIME: Duration = Duration::from_secs(20);

/// The store these settings describe, asked through this client.
pub(super) fn store(place: &S3Store, client: Client) -> Result<Arc<dyn ObjectStore>, Error> {
    let retry = RetryConfig {
        max_retries: RETRIES,
        retry_timeout: RETRY_TIME,
        ..RetryConfig::default()
    };
    let store = AmazonS3Builder::new()
        .with_endpoint(&place.endpoint)
        .with_region(&place.region)
        .with_bucket_name(&place.bucket)
        .with_access_key_id(&place.access_key)
        .with_secret_access_key(&place.secret_key)
        .with_allow_http(place.endpoint.starts_with("http://"))
        .with_retry(retry)
        .with_http_connector(Connector(client))
        .build()?;
    Ok(match place.folder.as_str() {
        "" => Arc::new(store),
        folder => Arc::new(PrefixStore::new(store, folder)),
    })
}

/// Hands out the guarded client.
#[derive(Debug)]
struct Connector(Client);

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Carrier(self.0.clone())))
    }
}

/// Carries requests over the guarded client, whose calls block.
#[derive(Debug)]
struct Carrier(Client);

#[async_trait]
impl HttpService for Carrier {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let client = self.0.clone();
        let asked = http::Request::from_parts(parts, body);
        let answer = tokio::task::spawn_blocking(move || client.exchange(asked, PATIENCE))
            .await
            .map_err(|error| HttpError::new(HttpErrorKind::Interrupted, error))?;
        let (parts, body) = answer.map_err(on_the_way)?.into_parts();
        Ok(HttpResponse::from_parts(parts, Bytes::from(body).into()))
    }
}

fn on_the_way(failure: Failure) -> HttpError {
    let kind = match &failure {
        Failure::TimedOut => HttpErrorKind::Timeout,
        Failure::Http(_) => HttpErrorKind::Request,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, failure)
}
