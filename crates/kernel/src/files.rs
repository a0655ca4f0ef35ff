//! Immutable files, each named by the SHA-256 of its content.

mod parts;
mod s3;

use std::{fmt, path::Path, str::FromStr, sync::Arc};

use bytes::Bytes;
use object_store::{
    ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, local::LocalFileSystem, path::Path as Key,
};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    Error,
    egress::{Client, Policy},
    settings::Settings,
};

/// The SHA-256 of a file's content in lower-case hexadecimal: its name in the store and in the database.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
#[serde(transparent)]
pub struct FileHash(String);

impl FileHash {
    /// The name of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(hex::encode(Sha256::digest(bytes)))
    }

    /// The 64 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn key(&self) -> Key {
        // Two levels of folders keep directories small with tens of millions of files.
        Key::from(format!("{}/{}/{}", &self.0[..2], &self.0[2..4], self.0))
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a SHA-256 in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 in hexadecimal")]
pub struct NotAHash;

impl FromStr for FileHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let valid = text.len() == 64
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAHash)
        }
    }
}

/// Where files are kept: a folder on disk, or any store that `object_store` speaks to.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

impl Files {
    /// A store over any `object_store` back end that can refuse to overwrite.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store }
    }

    /// The store the settings name: a folder in the data folder, or a bucket of an S3-compatible store.
    ///
    /// # Errors
    /// When the folder cannot be made, or the store cannot be described so.
    pub fn of(settings: &Settings) -> Result<Self, Error> {
        let Some(place) = settings.s3() else {
            return Self::in_folder(&settings.data().join("files"));
        };
        // Whoever runs the service named this very address, be it inside the agency's network or on this machine.
        let policy = Policy::closed()
            .allow_private_url(&place.endpoint)
            .reaching_this_machine();
        let client = Client::within(policy, settings)?;
        Ok(Self::new(s3::store(&place, client)?))
    }

    /// Refuses early when the store does not answer, or not to these keys.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn check(&self) -> Result<(), Error> {
        self.contains(&FileHash::of(b"")).await.map(|_| ())
    }

    /// A store in a folder, made if absent. A file is on disk, and its folder too, before `put` answers.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn in_folder(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(|source| Error::Path {
            path: folder.display().to_string(),
            source,
        })?;
        Ok(Self::new(Arc::new(
            LocalFileSystem::new_with_prefix(folder)?.with_fsync(true),
        )))
    }

    /// Stores the bytes and gives their name. Storing the same bytes again changes nothing.
    ///
    /// # Errors
    /// When the store cannot be written, for instance because the disk is full: then nothing is stored.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<FileHash, Error> {
        let bytes = bytes.into();
        let hash = FileHash::of(&bytes);
        let options = PutOptions::from(PutMode::Create);
        match self.store.put_opts(&hash.key(), bytes.into(), options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(hash),
            Err(error) => Err(error.into()),
        }
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// When the file is absent or its content no longer has its name.
    pub async fn get(&self, hash: &FileHash) -> Result<Bytes, Error> {
        let bytes = self.store.get(&hash.key()).await?.bytes().await?;
        if FileHash::of(&bytes) == *hash {
            Ok(bytes)
        } else {
            Err(Error::FileDamaged(hash.to_string()))
        }
    }

    /// Whether the file is in the store.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn contains(&self, hash: &FileHash) -> Result<bool, Error> {
        match self.store.head(&hash.key()).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stored_file_comes_back_under_the_hash_of_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path()).unwrap();

        let hash = files.put("văn bản".as_bytes().to_vec()).await.unwrap();
        let again = files.put("văn bản".as_bytes().to_vec()).await.unwrap();

        assert_eq!(hash, again);
        assert_eq!(files.get(&hash).await.unwrap(), "văn bản".as_bytes());
        assert!(!files.contains(&FileHash::of(b"other")).await.unwrap());
    }

    #[tokio::test]
    async fn a_file_changed_on_disk_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path()).unwrap();
        let hash = files.put("1".as_bytes().to_vec()).await.unwrap();
        let name = hash.as_str();

        std::fs::write(folder.path().join(&name[..2]).join(&name[2..4]).join(name), "2").unwrap();

        assert!(matches!(files.get(&hash).await, Err(Error::FileDamaged(_))));
    }
}
