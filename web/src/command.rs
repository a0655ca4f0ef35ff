//! The commands of `vanthu`.

mod agent;
mod audit;
mod completion;
mod demonstration;
mod migrate;
mod openapi;
mod preserve;
mod process;
mod reindex;
mod serve;
mod settings;
mod setup;
mod sign;
mod verify;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};
use kernel::settings::Settings;
use tracing_subscriber::EnvFilter;

/// Vanthu: quản lý văn bản và điều hành của cơ quan nhà nước.
///
/// Lần đầu chỉ cần `vanthu serve`: dữ liệu nằm trong ./data, trang ở `http://127.0.0.1:8080`.
/// Mỗi thiết lập đặt được trong tệp TOML (--config) hoặc biến môi trường VANTHU_…; `vanthu settings` cho thấy giá trị nào
/// đang dùng và từ đâu ra.
#[derive(Debug, Parser)]
#[command(name = "vanthu", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// Tệp thiết lập TOML
    #[arg(long, short, global = true, env = "VANTHU_CONFIG", value_name = "TỆP")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Setup(setup::Setup),
    Demonstration(demonstration::Demonstration),
    Migrate(migrate::Migrate),
    Reindex(reindex::Reindex),
    Preserve(preserve::Preserve),
    #[command(subcommand)]
    Audit(audit::Audit),
    Sign(Box<sign::Sign>),
    Agent(agent::Agent),
    Verify(verify::Verify),
    #[command(subcommand)]
    Process(process::Process),
    Openapi(openapi::Openapi),
    Settings(settings::ShowSettings),
    Completion(completion::Completion),
}

/// How a command ends that nobody understands (`EX_USAGE` of sysexits.h): no verdict of `verify` is meant.
const USAGE: u8 = 64;

/// Reads the command line, does what it says, and tells how it went.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Where nobody reads it, nobody misses it.
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::from(USAGE)
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match act(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("vanthu: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn act(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let settings = || Settings::load(arguments.config.clone(), |name| std::env::var(name).ok()).map(Arc::new);
    match arguments.command {
        Command::Openapi(command) => command.run(),
        Command::Process(command) => command.run(),
        Command::Sign(command) => command.run(),
        Command::Agent(command) => command.run(),
        Command::Verify(command) => Ok(command.run(settings())),
        Command::Completion(command) => Ok(command.run()),
        Command::Settings(command) => Ok(command.run(&*settings()?)),
        Command::Setup(command) => with_runtime(settings()?, |settings| command.run(settings)),
        Command::Demonstration(command) => with_runtime(settings()?, |settings| command.run(settings)),
        Command::Serve(command) => with_runtime(settings()?, |settings| command.run(settings)),
        Command::Migrate(command) => with_runtime(settings()?, |settings| command.run(settings)),
        Command::Preserve(command) => with_runtime(settings()?, |settings| command.run(settings)),
        Command::Reindex(command) => with_runtime(settings()?, |settings| command.run(settings)),
        Command::Audit(command) => with_runtime(settings()?, |settings| command.run(settings)),
    }
}

fn with_runtime<F>(settings: Arc<Settings>, work: impl FnOnce(Arc<Settings>) -> F) -> anyhow::Result<ExitCode>
where
    F: Future<Output = anyhow::Result<ExitCode>>,
{
    let filter = EnvFilter::try_new(settings.log())?.add_directive("sea_orm_migration=warn".parse()?);
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work(settings))
}
