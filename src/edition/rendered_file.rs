//! [`RenderedFile`]: one file of an edition.

use super::file_content::FileContent;
use offprint_base::{Digest, Fingerprint};

/// One file of the output.
#[derive(Clone, Debug)]
pub struct RenderedFile {
    /// The fingerprint of everything that it depends on.
    pub inputs: Fingerprint,
    /// The digest of its bytes; for a deferred image, of everything that it is made from.
    pub digest: Digest,
    /// Its bytes.
    pub content: FileContent,
}
