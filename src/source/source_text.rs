//! [`Source`]: one text file of the site.

use std::borrow::Cow;

use super::site_path::SitePath;
use crate::spill_file::{StorageMode, StoredText};
use offprint_base::Fingerprint;

/// One text file as it was read: UTF-8, without a byte order mark, with LF line endings.
#[derive(Debug)]
pub struct Source {
    /// Its path.
    pub path: SitePath,
    text: StoredText,
    /// The fingerprint of path and text.
    pub fingerprint: Fingerprint,
}

impl Source {
    /// A source whose text is kept in memory.
    pub fn new(path: SitePath, text: String) -> Self {
        Self::stored(path, text, &StorageMode::Memory)
    }

    /// A source whose text is kept where the storage mode says.
    pub fn stored(path: SitePath, text: String, storage: &StorageMode) -> Self {
        let fingerprint = Fingerprint::of(&(path.as_str(), Fingerprint::of_bytes(text.as_bytes())));
        Self { path, text: storage.store_text(text), fingerprint }
    }

    /// The text.
    pub fn text(&self) -> Cow<'_, str> {
        self.text.read()
    }

    /// The length of the text in bytes.
    pub fn length(&self) -> usize {
        self.text.len()
    }
}
