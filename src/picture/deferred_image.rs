//! [`DeferredImage`]: bytes that are made when somebody wants them, and what they are made of.
//!
//! A page names its pictures before they are there, because their names follow from what they are
//! made of. So a preview shows a page at once, and a picture is made when a browser asks for it or
//! the output folder is written.

use std::io;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::{ImageCache, SocialCard, Variant, encode};
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
    job: ImageJob,
    key: Digest,
    cache: Arc<ImageCache>,
    encoded: OnceLock<EncodedImage>,
}

/// What is known of bytes once they were made.
#[derive(Clone, Debug)]
struct EncodedImage {
    digest: Digest,
    length: u64,
    fault: Option<String>,
    /// The bytes, where the cache did not take them.
    bytes: Option<Arc<[u8]>>,
}

impl DeferredImage {
    /// Something that is to be made.
    pub fn new(job: ImageJob, cache: &Arc<ImageCache>) -> Self {
        let key = match &job {
            ImageJob::Variant { variant, .. } => variant.key(),
            ImageJob::SocialCard(card) => card.key(),
        };
        Self { job, key, cache: Arc::clone(cache), encoded: OnceLock::new() }
    }

    /// Stands for its bytes, made or not.
    pub fn key(&self) -> Digest {
        self.key
    }

    /// The file of the site that it is made of, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.job {
            ImageJob::Variant { file: AssetFile::Disk(file), .. } => Some(file),
            ImageJob::Variant { .. } | ImageJob::SocialCard(_) => None,
        }
    }

    /// The digest and the length of its bytes.
    ///
    /// # Errors
    /// If what it is made of cannot be read.
    pub fn measure(&self) -> io::Result<(Digest, u64)> {
        self.encoded().map(|encoded| (encoded.digest, encoded.length))
    }

    /// What could not be decoded, and why: its bytes are those of the original then.
    pub fn fault(&self) -> Option<(&SitePath, &str)> {
        let ImageJob::Variant { path, .. } = &self.job else { return None };
        Some((path, self.encoded.get()?.fault.as_deref()?))
    }

    /// The bytes.
    ///
    /// # Errors
    /// If what it is made of cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        if let Some(bytes) = &self.encoded()?.bytes {
            return Ok(bytes.to_vec());
        }
        match self.cache.get(self.key) {
            Some((_, bytes)) => Ok(bytes),
            // The cache may be deleted at any time.
            None => Ok(self.encode()?.0),
        }
    }

    fn encoded(&self) -> io::Result<&EncodedImage> {
        if let Some(encoded) = self.encoded.get() {
            return Ok(encoded);
        }
        let encoded = match self.cache.get(self.key) {
            Some((digest, bytes)) => {
                EncodedImage { digest, length: bytes.len() as u64, fault: None, bytes: None }
            }
            None => {
                let (bytes, fault) = self.encode()?;
                let digest = Digest::of(&bytes);
                // What has a fault is not put there, so that the next build tells of it too.
                let is_put = fault.is_none() && self.cache.put(self.key, digest, &bytes);
                EncodedImage {
                    digest,
                    length: bytes.len() as u64,
                    fault,
                    bytes: (!is_put).then(|| bytes.into()),
                }
            }
        };
        // Two who want it at once make the same.
        Ok(self.encoded.get_or_init(|| encoded))
    }

    fn encode(&self) -> io::Result<(Vec<u8>, Option<String>)> {
        let (file, variant) = match &self.job {
            ImageJob::Variant { file, variant, .. } => (file, variant),
            ImageJob::SocialCard(card) => return Ok((card.draw(), None)),
        };
        let bytes = file.read()?;
        if Digest::of(&bytes) != variant.source {
            return Err(io::Error::other("its source changed while the site was built"));
        }
        // A decoder that comes to grief on a strange file must not take the build with it.
        Ok(match catch_unwind(|| encode::scale(&bytes, variant)) {
            Ok(Ok(encoded)) => (encoded, None),
            // Browsers go by what is in a file, and show of a broken one what they can.
            Ok(Err(reason)) => (bytes, Some(reason)),
            Err(_) => (bytes, Some("its decoder crashed".to_owned())),
        })
    }
}
