//! [`FileContent`]: the bytes of one output, wherever they are stored until they are published.

use std::io;
use std::sync::Arc;

use crate::picture::DeferredImage;
use crate::source::AssetFile;
use crate::spill_file::Spilled;
use crate::staging::StagedFile;

/// The bytes of one output.
#[derive(Clone, Debug)]
pub enum FileContent {
    /// In memory.
    Memory(Arc<[u8]>),
    /// In a spill file.
    Spilled(Spilled),
    /// In the output folder, staged or already published.
    StagedFile(StagedFile),
    /// A file that is copied.
    Asset(AssetFile),
    /// An image that is made on demand.
    DeferredImage(Arc<DeferredImage>),
}

impl FileContent {
    /// Reads all bytes.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::Memory(bytes) => Ok(bytes.to_vec()),
            Self::Spilled(spilled) => spilled.read(),
            Self::StagedFile(staged) => std::fs::read(&staged.file),
            Self::Asset(file) => file.read(),
            Self::DeferredImage(later) => later.read(),
        }
    }
}
