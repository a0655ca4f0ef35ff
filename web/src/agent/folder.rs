//! What the agent keeps: the pages it was paired with, in a file only its owner reads.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use anyhow::Context as _;
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use super::origin::Origin;

/// A page that may ask for signatures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Paired {
    /// Where it comes from.
    pub(crate) origin: Origin,
    /// SHA-256 of the secret its pages hold, base64 without padding.
    pub(crate) key: String,
    /// When it was paired.
    pub(crate) at: Timestamp,
}

/// The folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    writing: Mutex<()>,
}

impl Folder {
    /// The folder at this path, made if absent.
    pub(crate) fn at(path: PathBuf) -> anyhow::Result<Self> {
        fs::create_dir_all(&path).with_context(|| format!("không tạo được thư mục {}", path.display()))?;
        restrict(&path, 0o700)?;
        Ok(Self {
            path,
            writing: Mutex::default(),
        })
    }

    /// Where programs of this system keep what a person configured.
    pub(crate) fn usual() -> anyhow::Result<PathBuf> {
        let of = |name: &str| std::env::var_os(name).map(PathBuf::from);
        let base = of("APPDATA")
            .or_else(|| of("XDG_CONFIG_HOME"))
            .or_else(|| of("HOME").map(|home| home.join(".config")));
        let base = base.context("không biết thư mục cấu hình của bạn: đặt --folder")?;
        Ok(base.join("vanthu-agent"))
    }

    fn file(&self) -> PathBuf {
        self.path.join("paired.json")
    }

    /// Everything paired, oldest first. A list that cannot be read pairs nobody.
    pub(crate) fn paired(&self) -> anyhow::Result<Vec<Paired>> {
        let file = self.file();
        match fs::read(&file) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).with_context(|| format!("không đọc được {}", file.display()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error).with_context(|| format!("không đọc được {}", file.display())),
        }
    }

    /// Adds a pairing; another browser of the same origin keeps its own.
    pub(crate) fn pair(&self, new: Paired) -> anyhow::Result<()> {
        self.change(|all| all.push(new))
    }

    /// Forgets an origin; answers whether it was there.
    pub(crate) fn revoke(&self, origin: &Origin) -> anyhow::Result<bool> {
        let mut was_there = false;
        self.change(|all| {
            let before = all.len();
            all.retain(|one| one.origin != *origin);
            was_there = all.len() < before;
        })?;
        Ok(was_there)
    }

    /// Writes beside the file and renames, so that it is never half there, and never readable by others.
    fn change(&self, alter: impl FnOnce(&mut Vec<Paired>)) -> anyhow::Result<()> {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = self.paired()?;
        alter(&mut all);
        let part = self.path.join("paired.json.part");
        let failed = || format!("không ghi được {}", part.display());
        let mut file = private_file(&part).with_context(failed)?;
        file.write_all(&serde_json::to_vec_pretty(&all)?)
            .with_context(failed)?;
        file.sync_all().with_context(failed)?;
        fs::rename(&part, self.file()).with_context(failed)
    }
}

#[cfg(unix)]
fn private_file(path: &Path) -> std::io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let file = options.open(path)?;
    // A file that was there keeps its mode: make sure.
    restrict(path, 0o600).map_err(std::io::Error::other)?;
    Ok(file)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> std::io::Result<fs::File> {
    // Folders under %APPDATA% are readable by their owner alone.
    fs::File::create(path)
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("không đặt được quyền của {}", path.display()))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signature on every system")]
fn restrict(_: &Path, _: u32) -> anyhow::Result<()> {
    Ok(())
}
