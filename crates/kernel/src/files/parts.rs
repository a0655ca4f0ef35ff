//! Parts of files that are still being brought: kept in the same store, so that every copy of the service finds them, and
//! removed once the whole file is there or nobody goes on.

use bytes::Bytes;
use object_store::{ObjectStoreExt as _, path::Path as Key};
use uuid::Uuid;

use super::{FileHash, Files};
use crate::Error;

fn key(upload: Uuid, hash: &FileHash) -> Key {
    Key::from(format!("uploads/{}/{hash}", upload.simple()))
}

impl Files {
    /// Keeps a part and gives its name. It is on disk before this answers.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn put_part(&self, upload: Uuid, bytes: Bytes) -> Result<FileHash, Error> {
        let hash = FileHash::of(&bytes);
        self.store.put(&key(upload, &hash), bytes.into()).await?;
        Ok(hash)
    }

    /// The bytes of a part.
    ///
    /// # Errors
    /// When it is absent or its content no longer has its name.
    pub async fn part(&self, upload: Uuid, hash: &FileHash) -> Result<Bytes, Error> {
        let bytes = self.store.get(&key(upload, hash)).await?.bytes().await?;
        if FileHash::of(&bytes) == *hash {
            Ok(bytes)
        } else {
            Err(Error::FileDamaged(hash.to_string()))
        }
    }

    /// Removes a part; one that is gone already is no failure.
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub async fn drop_part(&self, upload: Uuid, hash: &FileHash) -> Result<(), Error> {
        match self.store.delete(&key(upload, hash)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
