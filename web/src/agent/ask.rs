//! Asking the person, in a place the asking page cannot reach.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::http::StatusCode;
use directory::Secret;
use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

use super::{Place, answer::Trouble, terminal};

/// How long a question stays.
const PATIENCE: Duration = Duration::from_mins(5);

const MINUTE: Duration = Duration::from_mins(1);

/// Questions in a minute, at most.
const MOST_A_MINUTE: usize = 12;

/// What the person is shown.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// Where the page that asks comes from.
    pub(super) origin: String,
    /// The name in the certificate.
    pub(super) subject: String,
    /// Who issued it.
    pub(super) issuer: String,
    /// The token.
    pub(super) token: String,
    /// The PIN is typed on the token itself.
    pub(super) has_keypad: bool,
    /// Every document that will be signed.
    pub(super) documents: Vec<Listed>,
    /// What went wrong before, or is about to.
    pub(super) warning: Option<String>,
}

/// One document as it is shown.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) title: String,
    pub(super) number: String,
    /// The hash that is signed.
    pub(super) hash: String,
}

/// Yes, with the PIN; and the way back to tell what came of it.
pub(super) struct Given {
    pub(super) pin: Zeroizing<String>,
    page: Option<Page>,
}

/// The page the answer came from, which waits to be told.
struct Page {
    secret: String,
    told: oneshot::Sender<Shown>,
}

/// What is shown after an answer.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    /// It ended so.
    End(String),
    /// The question is asked again.
    Again,
}

impl Given {
    pub(super) fn at_terminal(pin: Zeroizing<String>) -> Self {
        Self { pin, page: None }
    }

    /// Tells the person how it ended.
    pub(super) fn tell(self, words: &str) {
        match self.page {
            Some(page) => drop(page.told.send(Shown::End(words.to_owned()))),
            None => eprintln!("{words}"),
        }
    }
}

/// What a page of the agent sends: the PIN, or nothing for no.
pub(super) struct Reply {
    pub(super) pin: Option<Zeroizing<String>>,
    pub(super) told: oneshot::Sender<Shown>,
}

/// A question that waits on a page.
#[derive(Clone)]
pub(super) struct Waiting {
    pub(super) question: Question,
    pub(super) reply: mpsc::Sender<Reply>,
}

/// Asks.
pub(super) struct Asker {
    place: Place,
    port: u16,
    waiting: Arc<Mutex<HashMap<String, Waiting>>>,
    recent: Mutex<VecDeque<Instant>>,
}

impl Asker {
    pub(super) fn new(place: Place, port: u16) -> Self {
        Self {
            place,
            port,
            waiting: Arc::default(),
            recent: Mutex::default(),
        }
    }

    /// The question at this address.
    pub(super) fn waiting(&self, secret: &str) -> Option<Waiting> {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(secret)
            .cloned()
    }

    /// Waits for the person's answer; `before` is the answer that did not serve, whose page shows the question again. A page that
    /// goes away takes its question with it.
    ///
    /// # Errors
    /// When the person says no, or nothing.
    pub(super) async fn ask(&self, question: &Question, before: Option<Given>) -> Result<Given, Trouble> {
        let Place::Browser(program) = &self.place else {
            return terminal::ask(question.clone()).await;
        };
        let page = before.and_then(|before| before.page);
        let secret = page
            .as_ref()
            .map_or_else(|| Secret::visitor().text(), |page| page.secret.clone());
        let posted = self.post(question, secret);
        if let Some(page) = page {
            drop(page.told.send(Shown::Again));
        } else {
            self.count()?;
            let address = format!("http://127.0.0.1:{}/xac-nhan/{}", self.port, posted.secret);
            program.open(&address).map_err(|error| {
                let message = format!("Trình ký không mở được trang xác nhận: {error}.");
                Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "no_browser", message)
            })?;
        }
        self.wait(posted).await
    }

    /// A page that asks without end would wear the person out.
    fn count(&self) -> Result<(), Trouble> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        while recent.front().is_some_and(|at| now.duration_since(*at) > MINUTE) {
            recent.pop_front();
        }
        if recent.len() >= MOST_A_MINUTE {
            let message = "Quá nhiều yêu cầu ký trong một phút. Chờ một phút rồi ký lại.";
            return Err(Trouble::new(StatusCode::TOO_MANY_REQUESTS, "too_many", message));
        }
        recent.push_back(now);
        Ok(())
    }

    fn post(&self, question: &Question, secret: String) -> Posted {
        let (reply, replies) = mpsc::channel(1);
        let waiting = Waiting {
            question: question.clone(),
            reply,
        };
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(secret.clone(), waiting);
        Posted {
            secret,
            replies,
            all: Arc::clone(&self.waiting),
        }
    }

    async fn wait(&self, mut posted: Posted) -> Result<Given, Trouble> {
        let reply = tokio::time::timeout(PATIENCE, posted.replies.recv())
            .await
            .ok()
            .flatten();
        let Some(reply) = reply else {
            let message = "Trình ký đã chờ 5 phút mà chưa được xác nhận.";
            return Err(Trouble::new(StatusCode::REQUEST_TIMEOUT, "timeout", message));
        };
        let Some(pin) = reply.pin else {
            let words = "Bạn đã từ chối. Không có gì được ký.".to_owned();
            drop(reply.told.send(Shown::End(words)));
            return Err(Trouble::refused());
        };
        let page = Page {
            secret: posted.secret.clone(),
            told: reply.told,
        };
        Ok(Given {
            pin,
            page: Some(page),
        })
    }
}

/// A question on a page, taken away when nobody waits for its answer any more.
struct Posted {
    secret: String,
    replies: mpsc::Receiver<Reply>,
    all: Arc<Mutex<HashMap<String, Waiting>>>,
}

impl Drop for Posted {
    fn drop(&mut self) {
        self.all
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.secret);
    }
}
