//! [`Pictures`]: the image files of a site with the data of their headers.
//!
//! A header is small and is read at once, so that pages know the size of their images. Pixels are
//! decoded only when a smaller [`Variant`] is needed ([`DeferredImage`]), which costs a thousand
//! times as much. This module does not know pages or URLs.

mod deferred_image;
mod encode;
mod header;
mod image_cache;
mod image_file;
mod photo_metadata;
mod social_card;

use std::collections::BTreeMap;

use rayon::prelude::*;

pub use deferred_image::{DeferredImage, ImageJob};
pub use image_cache::ImageCache;
pub use image_file::{ImageHandling, MOST_PIXELS, PersonalData, Picture, Variant};
pub use social_card::{SOCIAL_CARD_HEIGHT, SOCIAL_CARD_WIDTH, SocialCard};

use crate::source::{Asset, SitePath, Sources};
use offprint_base::Hashed;

/// The pictures of a site, by path.
pub type Pictures = BTreeMap<SitePath, Picture>;

/// Whether a file name is the name of an image.
pub fn is_image(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["svg", "png", "jpg", "jpeg", "gif", "webp", "avif"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether a file name is the name of a photo that browsers cannot show, but that may contain
/// personal data.
fn is_camera_file(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["heic", "heif", "tif", "tiff", "dng"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// What a file is that browsers cannot show as an image, by its name: with its article, and how to
/// make an image of it.
pub fn unshowable_kind(name: &str) -> Option<(&'static str, &'static str)> {
    const EXPORT: &str = "export it as JPEG, PNG or WebP and use that file";
    const LINK: &str = "write a link to it instead, without the `!`, or export a page as PNG";
    const VIDEO: &str =
        "write a link to it instead, without the `!`, or use <video> with `controls`";
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    Some(match &*ending {
        "heic" | "heif" | "hif" => ("a HEIC photo", EXPORT),
        "tif" | "tiff" => ("a TIFF image", EXPORT),
        "emf" | "wmf" | "emz" | "wmz" => {
            ("a Windows metafile", "export it as SVG or PNG and use that file")
        }
        "eps" | "ps" | "ai" => {
            ("a PostScript drawing", "export it as SVG or PNG and use that file")
        }
        "svgz" => ("a compressed SVG", "unpack it, and use the file that ends with .svg"),
        "pdf" => ("a PDF document", LINK),
        "doc" | "docx" | "odt" | "ppt" | "pptx" | "odp" | "xls" | "xlsx" | "ods" | "csv"
        | "zip" => ("a document", LINK),
        "mp4" | "m4v" | "mov" | "webm" | "avi" | "mkv" | "wmv" | "ogv" | "mpg" | "mpeg" => {
            ("a video", VIDEO)
        }
        "mp3" | "wav" | "ogg" | "m4a" | "flac" | "opus" | "aac" => (
            "an audio file",
            "write a link to it instead, without the `!`, or use <audio> with `controls`",
        ),
        // Without an ending, the host says what the file is.
        "" => return None,
        ending if BROWSER_IMAGES.contains(&ending) => return None,
        // JPEG XL, raw files of cameras, files of drawing programs, and whatever comes next.
        _ => ("a file of this kind", EXPORT),
    })
}

/// The endings of the images that all browsers show (WHATWG MIME Sniffing, and the endings that
/// registries and browsers give them).
const BROWSER_IMAGES: [&str; 16] = [
    "apng", "avif", "bmp", "cur", "dib", "gif", "ico", "jfif", "jpe", "jpeg", "jpg", "pjp",
    "pjpeg", "png", "svg", "webp",
];

/// Reads the headers of all image files that content may show. Unchanged files are taken from the
/// previous result.
pub fn read_pictures(sources: &Sources, previous: Option<&Hashed<Pictures>>) -> Hashed<Pictures> {
    let shown = |asset: &&Asset| {
        !asset.path.as_str().starts_with("themes/")
            && (is_image(asset.path.name()) || is_camera_file(asset.path.name()))
    };
    let assets: Vec<&Asset> = sources.assets.values().filter(shown).collect();
    if let Some(previous) = previous
        && previous.len() == assets.len()
        && previous
            .iter()
            .zip(&assets)
            .all(|((path, known), asset)| *path == asset.path && known.digest == asset.digest)
    {
        return previous.clone();
    }
    let known = |asset: &Asset| {
        previous?.get(&asset.path).filter(|known| known.digest == asset.digest).copied()
    };
    let pictures = assets
        .par_iter()
        .map(|asset| {
            (asset.path.clone(), known(asset).unwrap_or_else(|| header::read_picture(asset)))
        })
        .collect::<Vec<_>>();
    Hashed::new(pictures.into_iter().collect())
}
