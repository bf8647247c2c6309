//! [`FileContent`]: the bytes of one output, wherever they wait until they are published.

use std::io;
use std::sync::Arc;

use crate::picture::DeferredImage;
use crate::source::{AssetFile, Source};
use crate::spill_file::Spilled;
use crate::staging::StagedFile;

/// The bytes of one output.
#[derive(Clone, Debug)]
pub enum FileContent {
    /// In memory.
    Memory(Arc<[u8]>),
    /// On a shelf.
    Spilled(Spilled),
    /// In the output folder, where it waits or stands already.
    StagedFile(StagedFile),
    /// The text of a source, as it is.
    Text(Arc<Source>),
    /// A file that is copied.
    Asset(AssetFile),
    /// Bytes that are made when somebody wants them: a picture.
    DeferredImage(Arc<DeferredImage>),
}

impl FileContent {
    /// All the bytes.
    ///
    /// # Errors
    /// If a shelf or an asset cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::Memory(bytes) => Ok(bytes.to_vec()),
            Self::Spilled(spilled) => spilled.read(),
            Self::StagedFile(staged) => std::fs::read(&staged.file),
            Self::Text(source) => Ok(source.text().into_owned().into_bytes()),
            Self::Asset(file) => file.read(),
            Self::DeferredImage(later) => later.read(),
        }
    }
}
