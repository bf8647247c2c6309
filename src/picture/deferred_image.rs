//! [`DeferredImage`]: an image that is made on demand, and the [`ImageJob`] that makes it.
//!
//! Pages link to images before these exist, because file names are derived from the job. So a
//! preview shows a page at once, and an image is made when a browser requests it or the output
//! folder is written.

use std::io;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::encode;
use super::image_cache::ImageCache;
use super::image_file::Variant;
use super::social_card::SocialCard;
use crate::source::{AssetFile, SitePath};
use offprint_base::Digest;

/// How an image is made.
#[derive(Clone, Debug)]
pub enum ImageJob {
    /// A resized image.
    Variant {
        /// The path of the image file, for diagnostics.
        path: SitePath,
        /// Where its bytes are.
        file: AssetFile,
        /// The size and quality to produce.
        variant: Variant,
    },
    /// The image in previews of links.
    SocialCard(SocialCard),
}

/// An image that is made on demand.
#[derive(Debug)]
pub struct DeferredImage {
    job: ImageJob,
    key: Digest,
    cache: Arc<ImageCache>,
    encoded: OnceLock<EncodedImage>,
}

/// The result of making an image.
#[derive(Clone, Debug)]
struct EncodedImage {
    digest: Digest,
    length: u64,
    fault: Option<String>,
    /// The bytes, if they could not be stored in the cache.
    bytes: Option<Arc<[u8]>>,
}

impl DeferredImage {
    /// An image that is not made yet.
    pub fn new(job: ImageJob, cache: &Arc<ImageCache>) -> Self {
        let key = match &job {
            ImageJob::Variant { variant, .. } => variant.key(),
            ImageJob::SocialCard(card) => card.key(),
        };
        Self { job, key, cache: Arc::clone(cache), encoded: OnceLock::new() }
    }

    /// Identifies the image: the same key always gives the same bytes.
    pub fn key(&self) -> Digest {
        self.key
    }

    /// The file of the site from which it is made, if any.
    pub fn file(&self) -> Option<&Path> {
        match &self.job {
            ImageJob::Variant { file: AssetFile::Disk(file), .. } => Some(file),
            ImageJob::Variant { .. } | ImageJob::SocialCard(_) => None,
        }
    }

    /// The digest and the length of its bytes.
    ///
    /// # Errors
    /// If the source cannot be read.
    pub fn measure(&self) -> io::Result<(Digest, u64)> {
        self.encoded().map(|encoded| (encoded.digest, encoded.length))
    }

    /// The file that could not be decoded, and why. The image then has the bytes of the original.
    pub fn fault(&self) -> Option<(&SitePath, &str)> {
        let ImageJob::Variant { path, .. } = &self.job else { return None };
        Some((path, self.encoded.get()?.fault.as_deref()?))
    }

    /// Reads the bytes, and makes them if necessary.
    ///
    /// # Errors
    /// If the source cannot be read.
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
                // Broken images are not cached, so that the next build reports them again.
                let is_put = fault.is_none() && self.cache.put(self.key, digest, &bytes);
                EncodedImage {
                    digest,
                    length: bytes.len() as u64,
                    fault,
                    bytes: (!is_put).then(|| bytes.into()),
                }
            }
        };
        // Two threads that make it at the same time get the same result.
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
        // A decoder that panics on an unusual file must not end the build.
        Ok(match catch_unwind(|| encode::scale(&bytes, variant)) {
            Ok(Ok(encoded)) => (encoded, None),
            // Browsers detect the format from the content, and show as much of a broken image as
            // they can.
            Ok(Err(reason)) => (bytes, Some(reason)),
            Err(_) => (bytes, Some("its decoder crashed".to_owned())),
        })
    }
}
