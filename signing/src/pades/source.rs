//! Where the bytes of a PDF come from: memory, or a file that is read piece by piece.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use ring::digest::Context;

/// Bytes that can be read anywhere.
pub(super) trait Source {
    /// How many bytes there are.
    fn length(&self) -> u64;

    /// The bytes from `offset`: at least `wanted` of them where the end allows.
    fn window(&self, offset: u64, wanted: usize) -> io::Result<Cow<'_, [u8]>>;

    /// Feeds everything into `context`.
    fn hash_into(&self, context: &mut Context) -> io::Result<()>;
}

impl Source for &[u8] {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn window(&self, offset: u64, _wanted: usize) -> io::Result<Cow<'_, [u8]>> {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        Ok(Cow::Borrowed(self.get(offset..).unwrap_or_default()))
    }

    fn hash_into(&self, context: &mut Context) -> io::Result<()> {
        context.update(self);
        Ok(())
    }
}

/// An open file; nothing of it stays in memory.
pub(super) struct FileSource {
    file: File,
    length: u64,
}

impl FileSource {
    /// Wraps an open file.
    pub(super) fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(bytes)
    }
}

impl Source for FileSource {
    fn length(&self) -> u64 {
        self.length
    }

    fn window(&self, offset: u64, wanted: usize) -> io::Result<Cow<'_, [u8]>> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        let mut bytes = vec![0; wanted.min(left)];
        self.read_at(&mut bytes, offset)?;
        Ok(Cow::Owned(bytes))
    }

    fn hash_into(&self, context: &mut Context) -> io::Result<()> {
        let mut buffer = vec![0; 256 * 1024];
        let mut offset = 0;
        while offset < self.length {
            let left = usize::try_from(self.length - offset).unwrap_or(usize::MAX);
            let piece = left.min(buffer.len());
            self.read_at(&mut buffer[..piece], offset)?;
            context.update(&buffer[..piece]);
            offset += piece as u64;
        }
        Ok(())
    }
}
