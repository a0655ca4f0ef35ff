//! The running service: database, jobs, listener, and an orderly end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use documents::notification::{self, Messenger};
use documents::outbound::{Preservation, StatusNotes};
use documents::search::{self, Indexer, Keeper, Watcher};
use documents::upload;
use kernel::{
    Database, Office, SystemClock,
    files::Files,
    jobs::{Handler, Runner},
    settings::Settings,
};
use tokio::{net::TcpListener, signal};
use tracing::{error, info};

use crate::{AppState, app, demonstration};

/// How often what has ended is swept out.
const SWEEP: Duration = Duration::from_hours(1);

/// How often timers and reminders are looked at.
const TICK: Duration = Duration::from_secs(30);

/// How long requests under way may go on after the service was told to stop.
const GRACE: Duration = Duration::from_secs(30);

/// Opens the office that the settings describe, and brings its database to the newest schema.
pub(crate) async fn open(settings: Arc<Settings>) -> anyhow::Result<Office> {
    let data = settings.data();
    std::fs::create_dir_all(&data)
        .with_context(|| format!("không tạo được thư mục dữ liệu {}", data.display()))?;
    let database = Database::connect(&settings.database())
        .await
        .context("không mở được cơ sở dữ liệu")?;
    migrations::run(database.for_migrations())
        .await
        .context("không nâng cấp được cơ sở dữ liệu")?;
    let files = Files::of(&settings)?;
    files.check().await.context("không hỏi được kho tệp")?;
    let office = Office {
        database,
        files,
        clock: Arc::new(SystemClock),
        settings,
    };
    documents::processes::ship(&office)
        .await
        .context("không ban hành được quy trình đi kèm")?;
    Ok(office)
}

/// Serves until the process is told to stop.
pub(crate) async fn serve(settings: Arc<Settings>) -> anyhow::Result<()> {
    let address = settings.listen();
    let office = open(Arc::clone(&settings)).await?;
    if settings.demonstration() && directory::setup::is_empty(&office).await? {
        eprintln!("Thư mục dữ liệu còn trống: đang lập tỉnh mẫu (một lần, vài phút)…");
        let extent = demonstration::Extent {
            documents: demonstration::DOCUMENTS,
        };
        demonstration::make(&office, extent, demonstration::print_progress).await?;
        demonstration::print_accounts();
    }
    let state = AppState::open(office)?;
    info!(
        standing = state.recognition.standing().code(),
        "recognition of scanned pages"
    );
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("không mở được cổng {address}"))?;
    let background = tokio::spawn(sweep(state.office.clone()));
    let clockwork = tokio::spawn(wind(state.office.clone()));
    let jobs = tokio::spawn(runner(&state).run());
    let follower = tokio::spawn(search::follow(state.office.clone(), state.index.clone()));
    let keeper = tokio::spawn(Keeper::new(state.office.clone(), state.index.clone()).run());
    info!(%address, "serving on {}", settings.public_url());
    eprintln!("Vanthu đang phục vụ tại {}", settings.public_url());
    let service = app(state).into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopped) = tokio::sync::watch::channel(());
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        told_to_stop().await;
        info!("stopping");
        drop(stop);
    });
    let hurry = async move {
        let mut stopped = stopped;
        // Ends with an error when the sender is dropped: that is the sign.
        let _ = stopped.changed().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        outcome = serving => outcome.context("dịch vụ dừng vì lỗi")?,
        () = hurry => info!("requests still under way after the grace period were cut off"),
    }
    background.abort();
    clockwork.abort();
    jobs.abort();
    follower.abort();
    keeper.abort();
    Ok(())
}

/// Does what follows changes.
fn runner(state: &AppState) -> Runner {
    let (office, index) = (&state.office, &state.index);
    let mut handlers: Vec<Arc<dyn Handler>> = vec![
        Arc::new(Indexer::new(office.clone(), index.clone())),
        Arc::new(Watcher::new(office.clone(), index.clone())),
        Arc::new(StatusNotes::new(office.clone())),
        Arc::new(Messenger::new(office.clone())),
        Arc::new(Preservation::new(office.clone(), state.evidence.clone())),
    ];
    if let Some(recognition) = state.recognition.handler(office) {
        handlers.push(Arc::new(recognition));
    }
    Runner::new(
        state.office.database.clone(),
        Arc::clone(&state.office.clock),
        handlers,
    )
}

async fn told_to_stop() {
    let interrupt = async {
        let _ = signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Fires timers and sends reminders as their time comes.
async fn wind(office: Office) {
    loop {
        if let Err(reason) = documents::clockwork::run(&office).await {
            error!(%reason, "timers and reminders could not be looked at");
        }
        tokio::time::sleep(TICK).await;
    }
}

/// Removes sessions that ended and answers kept too long, now and then.
async fn sweep(office: Office) {
    loop {
        let outcome = async {
            directory::session::sweep(&office).await?;
            directory::stored_answer::sweep(&office).await?;
            office.database.keep_statistics().await?;
            notification::sweep(&office).await?;
            upload::sweep(&office).await?;
            anyhow::Ok(())
        };
        if let Err(reason) = outcome.await {
            error!(%reason, "what has ended could not be swept out");
        }
        tokio::time::sleep(SWEEP).await;
    }
}
