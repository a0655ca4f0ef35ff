//! Debian's Chromium, headless, driven through its own chromedriver.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource as _, KeyAction, KeyActions},
    key::Key,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::harness::{PASSWORD, missing};

/// How often and how many times a starting driver, or a page on its way, is asked.
const BEAT: Duration = Duration::from_millis(50);
const BEATS: u32 = 400;

/// More stops of the Tab key than any page has.
const MOST_STOPS: u32 = 150;

/// A browser window, with the driver that belongs to it.
pub(super) struct Chromium {
    driver: Child,
    address: String,
    client: Client,
    base: String,
    shots: u32,
    name: &'static str,
}

impl Chromium {
    /// Opens a window; `None`, with a line that says so, where Chromium is not installed.
    pub(super) async fn open(base: &str, name: &'static str) -> Option<Self> {
        let program = Path::new("/usr/bin/chromedriver");
        if !program.exists() {
            missing("chromedriver (package chromium-driver)");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|socket| socket.local_addr())
            .expect("a free port")
            .port();
        #[expect(clippy::zombie_processes, reason = "dropping the browser kills and awaits it")]
        let driver = Command::new(program)
            .arg(format!("--port={port}"))
            // Names of files are Vietnamese, whatever the machine speaks.
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let options = json!({ "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--window-size=1366,768",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=vi",
        ] });
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities([("goog:chromeOptions".to_owned(), options)].into_iter().collect());
        let address = format!("http://127.0.0.1:{port}");
        for _ in 0..BEATS {
            if let Ok(client) = builder.connect(&address).await {
                return Some(Self {
                    driver,
                    address,
                    client,
                    base: base.to_owned(),
                    shots: 0,
                    name,
                });
            }
            tokio::time::sleep(BEAT).await;
        }
        panic!("chromedriver does not answer on {address}");
    }

    /// Opens a page by its address.
    pub(super) async fn goto(&self, path: &str) {
        self.client
            .goto(&format!("{}{path}", self.base))
            .await
            .expect("the page opens");
    }

    /// The path that is shown now.
    pub(super) async fn path(&self) -> String {
        self.client
            .current_url()
            .await
            .expect("a page is open")
            .path()
            .to_owned()
    }

    /// Runs a script whose last argument is called with what it found.
    pub(super) async fn ask(&self, script: &str) -> Value {
        self.client
            .execute_async(script, Vec::new())
            .await
            .expect("the script runs")
    }

    /// Where the first link that fits leads.
    pub(super) async fn link(&self, selector: &str) -> Option<String> {
        let found = self.client.find(Locator::Css(selector)).await.ok()?;
        found.attr("href").await.expect("a link can be read")
    }

    /// The text of the page.
    pub(super) async fn text(&self) -> String {
        self.client
            .find(Locator::Css("body"))
            .await
            .expect("a body")
            .text()
            .await
            .expect("its text")
    }

    /// Signs in with the keyboard; another account's session ends before.
    pub(super) async fn sign_in(&mut self, login: &str) {
        self.client
            .delete_all_cookies()
            .await
            .expect("cookies can be dropped");
        self.goto("/dang-nhap").await;
        self.tab_to("#login").await;
        self.write(login).await;
        self.tab_to("#password").await;
        self.write(PASSWORD).await;
        self.enter().await;
    }

    /// Presses Tab until the place that fits has the focus, as a person without a mouse would.
    pub(super) async fn tab_to(&self, selector: &str) {
        self.tab_to_text(selector, "").await;
    }

    /// The same for a place with this text.
    pub(super) async fn tab_to_text(&self, selector: &str, text: &str) {
        let fits = format!(
            "const here = document.activeElement; return here.matches({}) && here.textContent.includes({})",
            json!(selector),
            json!(text)
        );
        for _ in 0..MOST_STOPS {
            if self
                .client
                .execute(&fits, Vec::new())
                .await
                .expect("the script runs")
                == json!(true)
            {
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!(
            "Tab does not reach {selector} {text} on {}:\n{}",
            self.path().await,
            self.text().await
        );
    }

    /// Types into what has the focus.
    pub(super) async fn write(&self, text: &str) {
        let focused = self
            .client
            .active_element()
            .await
            .expect("something has the focus");
        focused.send_keys(text).await.expect("keys arrive");
    }

    /// Chooses a file in the field that fits.
    pub(super) async fn choose(&self, selector: &str, file: &Path) {
        let field = self
            .client
            .find(Locator::Css(selector))
            .await
            .expect("a field for files");
        let path = file.to_str().expect("the path is text");
        field.send_keys(path).await.expect("the file is chosen");
    }

    /// Presses Enter and waits for the page it leads to.
    pub(super) async fn enter(&self) {
        self.client
            .execute("window.isLeft = true", Vec::new())
            .await
            .expect("the script runs");
        self.press(Key::Enter).await;
        for _ in 0..BEATS {
            let arrived = self
                .client
                .execute(
                    "return !window.isLeft && document.readyState === 'complete'",
                    Vec::new(),
                )
                .await;
            if arrived.is_ok_and(|arrived| arrived == json!(true)) {
                return;
            }
            tokio::time::sleep(BEAT).await;
        }
        panic!(
            "Enter leads nowhere on {}:\n{}",
            self.path().await,
            self.text().await
        );
    }

    /// Presses one key.
    pub(super) async fn press(&self, key: Key) {
        let value = char::from(key);
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.client
            .perform_actions(keys)
            .await
            .expect("the key is pressed");
    }

    /// Keeps a picture of the window under `target/screenshots`.
    pub(super) async fn picture(&mut self, what: &str) {
        let folder = folder();
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        self.shots += 1;
        let file = folder.join(format!("{}-{:02}-{what}.png", self.name, self.shots));
        std::fs::write(file, self.client.screenshot().await.expect("a picture"))
            .expect("the picture is kept");
    }

    /// Closes the window.
    pub(super) async fn close(self) {
        self.client.clone().close().await.expect("the window closes");
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // A failed test leaves its window open: the driver closes it when it is asked to end. A driver that has ended
        // already cannot be asked, and there is nothing left to close.
        let _ = ureq::get(format!("{}/shutdown", self.address)).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests lie in the workspace")
        .join("target/screenshots")
}
