//! The store that is measured: the demonstration, and around it a whole province.

use std::{path::Path, process::Command, sync::Arc, time::Instant};

use kernel::{Database, Office, SystemClock, files::Files, settings::Settings};
use tempfile::TempDir;

use crate::{
    arrivals, outgoing,
    peers::harness::{binary, set_up},
    people,
    sizes::Sizes,
};

/// A filled folder on SQLite; a kept one is copied.
pub(crate) async fn on_sqlite(sizes: &Sizes) -> anyhow::Result<(TempDir, Office)> {
    let folder = tempfile::tempdir()?;
    let kept = sizes.store.as_ref().map(|store| store.join(sizes.name()));
    if let Some(kept) = kept.as_ref().filter(|kept| kept.exists()) {
        copy(kept, folder.path())?;
    } else {
        set_up(folder.path(), None);
        let office = open(folder.path(), None).await?;
        fill(&office, sizes).await?;
        office.database.close().await?;
        index(folder.path(), &office.settings.database())?;
        if let Some(kept) = kept {
            std::fs::create_dir_all(&kept)?;
            copy(folder.path(), &kept)?;
        }
    }
    let office = open(folder.path(), None).await?;
    Ok((folder, office))
}

/// A filled database on PostgreSQL, with its folder.
pub(crate) async fn on_postgres(sizes: &Sizes, address: &str) -> anyhow::Result<(TempDir, Office)> {
    let folder = tempfile::tempdir()?;
    set_up(folder.path(), Some(address));
    let office = open(folder.path(), Some(address)).await?;
    fill(&office, sizes).await?;
    index(folder.path(), address)?;
    Ok((folder, office))
}

/// Builds the search index, so that the service does not do it while it is measured.
fn index(folder: &Path, address: &str) -> anyhow::Result<()> {
    let built = Command::new(binary())
        .arg("reindex")
        .env("VANTHU_DATA", folder)
        .env("VANTHU_DATABASE", address)
        .env("VANTHU_LOG", "warn")
        .status()?;
    anyhow::ensure!(built.success(), "the search index could not be built");
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from.join("."))
        .arg(to)
        .status()?;
    anyhow::ensure!(copied.success(), "{} could not be copied", from.display());
    Ok(())
}

async fn open(folder: &Path, address: Option<&str>) -> anyhow::Result<Office> {
    let settings = Settings::for_folder(folder);
    let address = address.map_or_else(|| settings.database(), ToOwned::to_owned);
    Ok(Office {
        database: Database::connect(&address).await?,
        files: Files::in_folder(&folder.join("files"))?,
        clock: Arc::new(SystemClock),
        settings: Arc::new(settings),
    })
}

async fn fill(office: &Office, sizes: &Sizes) -> anyhow::Result<()> {
    let begun = Instant::now();
    people::fill(office, sizes).await?;
    eprintln!("  people: {:.0} s", begun.elapsed().as_secs_f64());
    outgoing::fill(office, sizes).await?;
    eprintln!("  issued: {:.0} s", begun.elapsed().as_secs_f64());
    let staff = people::all_staff(office, sizes).await?;
    arrivals::fill(office, sizes, &staff).await?;
    office.database.refresh_statistics().await?;
    eprintln!("  filled in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}
