//! The local agent (`vanthu agent`): lets pages of offices it was paired with sign with tokens on this machine.
//!
//! It listens on 127.0.0.1 alone. A page reaches it only from an origin that the person confirmed here, with a secret that only
//! that origin's pages hold; and every signature is asked of the person in a place the page cannot reach: the terminal, or a page
//! of the agent's own whose address the asking page never learns. Only the signed attributes of a PDF signature are signed,
//! rebuilt here from the document's hash.

mod answer;
mod ask;
mod browser;
mod certificates;
mod confirm;
mod folder;
mod guard;
mod home;
mod origin;
mod pairing;
mod sign;
mod terminal;
mod tokens;

use std::{net::Ipv4Addr, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};
use kernel::{Clock, SystemClock};
use tokio::{net::TcpListener, sync::Semaphore};
use tower_http::limit::RequestBodyLimitLayer;

pub(crate) use folder::{Folder, Paired};

/// Where pages look for the agent.
pub(crate) const PORT: u16 = 18_730;

/// Most bytes of a request: a batch of 200 documents.
const LARGEST_BODY: usize = 1024 * 1024;

/// How the agent is started.
#[derive(Debug)]
pub(crate) struct Configuration {
    /// The port on 127.0.0.1.
    pub(crate) port: u16,
    /// PKCS#11 libraries of the tokens' makers.
    pub(crate) modules: Vec<PathBuf>,
    /// Where pairings are kept.
    pub(crate) folder: Folder,
    /// Where the person is asked.
    pub(crate) place: Place,
}

/// Where the person is asked before each signature.
#[derive(Debug)]
pub(crate) enum Place {
    /// In the terminal the agent runs in.
    Terminal,
    /// On a page of the agent's own, opened by this program.
    Browser(browser::Program),
}

impl Place {
    /// The terminal when there is one, unless a program for pages is named.
    pub(crate) fn choose(program: Option<String>, in_browser: bool) -> Self {
        match program {
            Some(program) => Self::Browser(browser::Program::named(program)),
            None if in_browser || !terminal::is_there() => Self::Browser(browser::Program::usual()),
            None => Self::Terminal,
        }
    }
}

/// What every handler can reach.
#[derive(Clone)]
pub(super) struct Agent {
    port: u16,
    folder: Arc<Folder>,
    tokens: Arc<tokens::Tokens>,
    asker: Arc<ask::Asker>,
    pairing: Arc<pairing::Attempts>,
    /// One question at a time: a person cannot answer two.
    turn: Arc<Semaphore>,
    clock: Arc<dyn Clock>,
}

impl Agent {
    /// The agent's own origin.
    fn own(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Serves until the process is told to stop.
pub(crate) async fn serve(configuration: Configuration) -> anyhow::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, configuration.port))
        .await
        .with_context(|| {
            format!(
                "cổng {} đang bận: có thể trình ký đã chạy rồi",
                configuration.port
            )
        })?;
    let port = listener.local_addr()?.port();
    let agent = Agent {
        port,
        tokens: Arc::new(tokens::Tokens::open(&configuration.modules)?),
        asker: Arc::new(ask::Asker::new(configuration.place, port)),
        folder: Arc::new(configuration.folder),
        pairing: Arc::default(),
        turn: Arc::new(Semaphore::new(1)),
        clock: Arc::new(SystemClock),
    };
    eprintln!("Trình ký đang chạy ở {} (chỉ máy này vào được).", agent.own());
    eprintln!("Mở trang ký văn bản trên trình duyệt; lần đầu bấm “Ghép nối” ở đó. Dừng: Ctrl+C.");
    axum::serve(listener, router(agent))
        .with_graceful_shutdown(async {
            let _ = tokio::signal::ctrl_c().await;
        })
        .await?;
    Ok(())
}

fn router(agent: Agent) -> Router {
    let for_pages = Router::new()
        .route("/v1/status", get(home::status))
        .route("/v1/certificates", get(certificates::list))
        .route("/v1/sign", post(sign::sign))
        .layer(from_fn_with_state(agent.clone(), guard::paired_only));
    let for_the_person = Router::new()
        .route("/", get(home::show))
        .route("/bo", post(home::revoke))
        .route("/ghep-noi", get(pairing::ask).post(pairing::pair))
        .route("/xac-nhan/{secret}", get(confirm::show).post(confirm::answer))
        .route("/vanthu.css", get(home::style))
        .layer(from_fn_with_state(agent.clone(), guard::own_pages_only));
    for_pages
        .merge(for_the_person)
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(from_fn_with_state(agent.clone(), guard::right_host))
        .with_state(agent)
}
