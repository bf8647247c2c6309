//! [`DeferredImage`]: bytes that are made when somebody wants them, and what they are made of.
//!
//! A page names its pictures before they are there, because their names follow from what they are
//! made of. So a preview shows a page at once, and a picture is made when a browser asks for it or
//! the output folder is written.

use std::io;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::{Cache, SocialCard, Variant, encode};
use crate::source::{AssetFile, SitePath};
use offprint_base::Digest;

/// What something is made of.
#[derive(Clone, Debug)]
pub enum ImageJob {
    /// A smaller picture.
    Variant {
        /// The image file's path, to speak of it.
        path: SitePath,
        /// Where its bytes are.
        file: AssetFile,
        /// What is to be made of it.
        variant: Variant,
    },
    /// The picture that previews of links show.
    SocialCard(SocialCard),
}

/// Bytes that are made when somebody wants them.
#[derive(Debug)]
pub struct DeferredImage {
    recipe: ImageJob,
    key: Digest,
    cache: Arc<Cache>,
    made: OnceLock<Made>,
}

/// What is known of bytes once they were made.
#[derive(Clone, Debug)]
struct Made {
    digest: Digest,
    length: u64,
    fault: Option<String>,
    /// The bytes, where the cache did not take them.
    bytes: Option<Arc<[u8]>>,
}

impl DeferredImage {
    /// Something that is to be made.
    pub fn new(recipe: ImageJob, cache: &Arc<Cache>) -> Self {
        let key = match &recipe {
            ImageJob::Variant { variant, .. } => variant.key(),
            ImageJob::SocialCard(poster) => poster.key(),
        };
        Self { recipe, key, cache: Arc::clone(cache), made: OnceLock::new() }
    }

    /// Stands for its bytes, made or not.
    pub fn key(&self) -> Digest {
        self.key
    }

    /// The file of the site that it is made of, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.recipe {
            ImageJob::Variant { file: AssetFile::Disk(file), .. } => Some(file),
            ImageJob::Variant { .. } | ImageJob::SocialCard(_) => None,
        }
    }

    /// The digest and the length of its bytes.
    ///
    /// # Errors
    /// If what it is made of cannot be read.
    pub fn measure(&self) -> io::Result<(Digest, u64)> {
        self.made().map(|made| (made.digest, made.length))
    }

    /// What could not be decoded, and why: its bytes are those of the original then.
    pub fn fault(&self) -> Option<(&SitePath, &str)> {
        let ImageJob::Variant { path, .. } = &self.recipe else { return None };
        Some((path, self.made.get()?.fault.as_deref()?))
    }

    /// The bytes.
    ///
    /// # Errors
    /// If what it is made of cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        if let Some(bytes) = &self.made()?.bytes {
            return Ok(bytes.to_vec());
        }
        match self.cache.get(self.key) {
            Some((_, bytes)) => Ok(bytes),
            // The cache may be deleted at any time.
            None => Ok(self.make()?.0),
        }
    }

    fn made(&self) -> io::Result<&Made> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let made = match self.cache.get(self.key) {
            Some((digest, bytes)) => {
                Made { digest, length: bytes.len() as u64, fault: None, bytes: None }
            }
            None => {
                let (bytes, fault) = self.make()?;
                let digest = Digest::of(&bytes);
                // What has a fault is not put there, so that the next build tells of it too.
                let is_put = fault.is_none() && self.cache.put(self.key, digest, &bytes);
                Made {
                    digest,
                    length: bytes.len() as u64,
                    fault,
                    bytes: (!is_put).then(|| bytes.into()),
                }
            }
        };
        // Two who want it at once make the same.
        Ok(self.made.get_or_init(|| made))
    }

    fn make(&self) -> io::Result<(Vec<u8>, Option<String>)> {
        let (file, variant) = match &self.recipe {
            ImageJob::Variant { file, variant, .. } => (file, variant),
            ImageJob::SocialCard(poster) => return Ok((poster.draw(), None)),
        };
        let bytes = file.read()?;
        if Digest::of(&bytes) != variant.source {
            return Err(io::Error::other("its source changed while the site was built"));
        }
        // A decoder that comes to grief on a strange file must not take the build with it.
        Ok(match catch_unwind(|| encode::scale(&bytes, variant)) {
            Ok(Ok(made)) => (made, None),
            // Browsers go by what is in a file, and show of a broken one what they can.
            Ok(Err(reason)) => (bytes, Some(reason)),
            Err(_) => (bytes, Some("its decoder comes to grief".to_owned())),
        })
    }
}
