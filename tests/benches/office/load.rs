//! Many users at once, each in a session of their own, each asking again as soon as the last answer is whole.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

use crate::{
    peers::harness::{Browser, Service},
    processor::{self, Whose},
};

/// A signed-in user with connections of their own.
#[derive(Debug, Clone)]
pub(crate) struct User {
    client: Client<HttpConnector, Body>,
    base: String,
    cookie: String,
    csrf: String,
}

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// What the service says it took.
    pub(crate) inside: Duration,
    pub(crate) location: String,
}

impl User {
    /// The user of a browser that has signed in.
    pub(crate) fn of(service: &Service, browser: &mut Browser) -> Self {
        Self {
            csrf: browser.token(),
            cookie: browser.cookie(),
            ..Self::stranger(service.address())
        }
    }

    /// Somebody who has not signed in.
    pub(crate) fn stranger(base: String) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            base,
            cookie: String::new(),
            csrf: String::new(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.send(Method::GET, path, Body::empty()).await
    }

    /// Sends a form with the token that guards it.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &self.csrf)
            .extend_pairs(fields)
            .finish();
        self.send(Method::POST, path, Body::from(body)).await
    }

    async fn send(&self, method: Method, path: &str, body: Body) -> anyhow::Result<Answer> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(header::COOKIE, &self.cookie)
            .header(header::ACCEPT_ENCODING, "gzip")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)?;
        let response = self.client.request(request).await?;
        let text = |name: &str| {
            let value = response.headers().get(name)?;
            Some(value.to_str().ok()?.to_owned())
        };
        let taken = text("server-timing")
            .and_then(|timing| timing.split_once("dur=")?.1.parse().ok())
            .unwrap_or(0.0);
        let answer = Answer {
            status: response.status(),
            inside: Duration::from_secs_f64(taken / 1_000.0),
            location: text("location").unwrap_or_default(),
        };
        to_bytes(Body::new(response.into_body()), usize::MAX).await?;
        Ok(answer)
    }
}

/// What came of asking for one page.
#[derive(Debug)]
pub(crate) struct Measured {
    /// Sorted.
    inside: Vec<Duration>,
    /// Sorted, as the user waits.
    waited: Vec<Duration>,
    time: Duration,
    /// Processor time of the server and its database for one request.
    taken: Duration,
}

impl Measured {
    pub(crate) fn per_second(&self) -> f64 {
        self.waited.len() as f64 / self.time.as_secs_f64()
    }

    /// Processor time of the server and its database for one request, in milliseconds.
    pub(crate) fn taken(&self) -> f64 {
        milliseconds(self.taken)
    }

    /// Server time at p50 and p99, what users waited at p99, requests per second, and processor time for one.
    pub(crate) fn line(&self, name: &str) -> String {
        format!(
            "{name:<34} {:>9.1} {:>9.1} {:>11.1} {:>11.0} {:>11.2}",
            at(&self.inside, 50),
            at(&self.inside, 99),
            at(&self.waited, 99),
            self.per_second(),
            self.taken()
        )
    }
}

/// The percentile in milliseconds.
fn at(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).map_or(f64::NAN, |time| milliseconds(*time))
}

/// A time in milliseconds.
pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Lets every user ask for their page over and over; the first tenth warms up and is not counted, but in the processor time.
pub(crate) async fn measure(
    users: &[(User, Vec<String>)],
    time: Duration,
    whose: Whose,
) -> anyhow::Result<Measured> {
    let spent = processor::spent(whose);
    let begun = Instant::now();
    let counted_from = begun + time / 10;
    let end = begun + time;
    let tasks: Vec<_> = users
        .iter()
        .cloned()
        .map(|(user, paths)| {
            tokio::spawn(async move {
                let (mut seen, mut asked_for) = (Vec::new(), 0_u32);
                for path in paths.iter().cycle() {
                    let asked = Instant::now();
                    if asked > end {
                        break;
                    }
                    let answer = user.get(path).await?;
                    ensure!(
                        answer.status == StatusCode::OK,
                        "{path} answered {}",
                        answer.status
                    );
                    asked_for += 1;
                    if asked > counted_from {
                        seen.push((answer.inside, asked.elapsed()));
                    }
                }
                anyhow::Ok((seen, asked_for))
            })
        })
        .collect();
    let (mut inside, mut waited, mut requests) = (Vec::new(), Vec::new(), 0);
    for task in tasks {
        let (seen, asked_for) = task.await.context("a user came to an end")??;
        requests += asked_for;
        for (within, whole) in seen {
            inside.push(within);
            waited.push(whole);
        }
    }
    inside.sort_unstable();
    waited.sort_unstable();
    Ok(Measured {
        inside,
        waited,
        time: time * 9 / 10,
        taken: processor::since(whose, spent) / requests.max(1),
    })
}
