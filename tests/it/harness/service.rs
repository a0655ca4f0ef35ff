use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::Duration,
};

use super::Browser;

/// How often a starting service is asked whether it answers; it stops asking after a minute.
const BEAT: Duration = Duration::from_millis(50);
const BEATS: u32 = 1_200;

/// Settings by the environment, each with the name of its variable.
pub(crate) type Environment = Vec<(&'static str, String)>;

fn on_database(address: Option<String>) -> Environment {
    address
        .map(|address| ("VANTHU_DATABASE", address))
        .into_iter()
        .collect()
}

/// A running copy of the product.
pub(crate) struct Service {
    process: Option<Child>,
    folder: tempfile::TempDir,
    environment: Environment,
    address: String,
}

impl Service {
    /// The demonstration with a few documents, on SQLite.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the data");
        copy(template(), folder.path());
        Self::on(folder, None)
    }

    /// The demonstration with a few documents, on the PostgreSQL database at this address.
    pub(crate) fn start_on(database: &str) -> Self {
        Self::start_with(on_database(Some(database.to_owned())))
    }

    /// The demonstration with a few documents, with these settings.
    pub(crate) fn start_with(environment: Environment) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the data");
        prepare(folder.path(), &environment);
        Self::with(folder, environment)
    }

    /// Another copy of the product with the same settings and a data folder of its own.
    pub(crate) fn another(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the data");
        Self::with(folder, self.environment.clone())
    }

    /// Serves what lies in the folder, on SQLite or on the PostgreSQL database at this address.
    pub(crate) fn on(folder: tempfile::TempDir, database: Option<String>) -> Self {
        Self::with(folder, on_database(database))
    }

    fn with(folder: tempfile::TempDir, environment: Environment) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|socket| socket.local_addr())
            .expect("a free port")
            .port();
        let mut service = Self {
            process: None,
            folder,
            environment,
            address: format!("127.0.0.1:{port}"),
        };
        service.run();
        service
    }

    fn run(&mut self) {
        let log = std::fs::File::create(self.folder.path().join("service.log")).expect("a log file");
        let process = command(self.folder.path(), &self.environment)
            .arg("serve")
            .env("VANTHU_LISTEN", &self.address)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the service starts");
        self.process = Some(process);
        for _ in 0..BEATS {
            if ureq::get(format!("http://{}/healthz", self.address))
                .call()
                .is_ok()
            {
                return;
            }
            std::thread::sleep(BEAT);
        }
        panic!("the service does not answer:\n{}", self.log());
    }

    /// Ends the process as a power cut would.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It may have ended by itself already; then there is nothing left to kill.
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    /// Starts the process again on the same data.
    pub(crate) fn restart(&mut self) {
        self.kill();
        self.run();
    }

    /// What the service wrote to its log.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("service.log")).unwrap_or_default()
    }

    /// Megabytes of memory the process takes: now its own alone, without files it sees mapped; and with them, at most so far.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let id = self.process.as_ref().map_or(0, Child::id);
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let megabytes = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
            Some(kilobytes / 1024)
        };
        (
            megabytes("RssAnon").unwrap_or(u64::MAX),
            megabytes("VmHWM").unwrap_or(u64::MAX),
        )
    }

    /// Where the service answers.
    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The data folder.
    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    /// A browser nobody has signed in with.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(format!("http://{}", self.address))
    }

    /// A browser in which this account has signed in.
    pub(crate) fn signed_in(&self, login: &str) -> Browser {
        let mut browser = self.browser();
        browser.sign_in(login, super::PASSWORD);
        browser
    }

    /// Runs another command of the product on the same data.
    pub(crate) fn command(&self) -> Command {
        command(self.folder.path(), &self.environment)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- log of the service ---\n{}", self.log());
        }
        self.kill();
    }
}

/// The binary that was built beside the tests.
pub(crate) fn binary() -> PathBuf {
    let tests = std::env::current_exe().expect("the tests know where they are");
    let folder = tests
        .parent()
        .and_then(Path::parent)
        .expect("the tests lie in target/…/deps");
    folder.join("vanthu")
}

fn command(data: &Path, environment: &Environment) -> Command {
    let mut command = Command::new(binary());
    command
        .env("VANTHU_DATA", data)
        .env("VANTHU_DEMONSTRATION", "false")
        .env("VANTHU_LOG", "warn")
        .envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

/// The demonstration is made once and copied for each test.
fn template() -> &'static Path {
    static TEMPLATE: OnceLock<tempfile::TempDir> = OnceLock::new();
    TEMPLATE
        .get_or_init(|| {
            let folder = tempfile::tempdir().expect("a folder for the demonstration");
            set_up(folder.path(), None);
            folder
        })
        .path()
}

/// Makes the demonstration with a few documents.
pub(crate) fn set_up(data: &Path, database: Option<&str>) {
    prepare(data, &on_database(database.map(ToOwned::to_owned)));
}

fn prepare(data: &Path, environment: &Environment) {
    let output = command(data, environment)
        .args(["demonstration", "--documents", "24"])
        .output()
        .expect("cargo test --workspace builds the binary");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("the demonstration is there") {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
