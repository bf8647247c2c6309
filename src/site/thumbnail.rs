//! [`Thumbnail`]: the small file of an image that lists show.
//!
//! Must not know what the image belongs to.

use serde::Serialize;

/// An image for lists: a scaled copy, or a small file of the site itself.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct Thumbnail {
    /// Its URL, with the base path.
    pub url: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}
