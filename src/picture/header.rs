//! [`read_picture`]: reads the size and format of an image file from its first bytes.
//!
//! The decoders of the crate `image` read the headers, so that decoding later gives the same
//! answers. The rest of the file is not decoded, but its end is checked to detect a truncated file.

use std::io::Cursor;
use std::panic::catch_unwind;

use html5gum::{Token, Tokenizer};
use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{ImageDecoder, ImageResult, Limits};

use super::image_file::{ImageHandling, MOST_PIXELS, Picture};
use super::photo_metadata::find_personal_data;
use crate::source::Asset;

/// Most headers are shorter; otherwise the complete file is read.
const HEAD: usize = 64 * 1024;

/// How much of a file is read to find its header. A file may begin with any amount of metadata.
const LONGEST_HEADER: usize = 16 * 1024 * 1024;

/// How much memory the decoder of a header may use: a colour profile of a few kilobytes can
/// unpack to any size.
pub(super) const HEADER_MEMORY: u64 = 16 * 1024 * 1024;

/// The content of a header.
struct ImageHeader {
    size: (u32, u32),
    is_still: bool,
}

/// Describes the image file of an asset.
pub(super) fn read_picture(asset: &Asset) -> Picture {
    let personal = asset.file.with_reader(find_personal_data);
    let broken = |reason| Picture {
        digest: asset.digest,
        size: None,
        handling: ImageHandling::Broken(reason),
        personal,
    };
    let Ok(head) = asset.file.head(HEAD) else { return broken("it cannot be read") };
    let is_whole = head.len() < HEAD;
    if head.is_empty() {
        return broken("it is empty");
    }
    let unprocessed = |size: Option<(u32, u32)>| Picture {
        digest: asset.digest,
        size,
        handling: ImageHandling::Original,
        personal,
    };
    let header: fn(&[u8]) -> ImageResult<ImageHeader> = match detect_format(&head) {
        FileFormat::Svg => return unprocessed(svg_size(&head)),
        FileFormat::Gif => return unprocessed(gif_size(&head)),
        FileFormat::Avif => return unprocessed(avif_size(&head)),
        FileFormat::Heic => return broken("it is a HEIC photo, which browsers cannot show"),
        FileFormat::Tiff => return broken("it is a TIFF image, which browsers cannot show"),
        FileFormat::Pdf => return broken("it is a PDF document, which browsers cannot show"),
        FileFormat::Unknown => return broken("it is not in a known image format"),
        FileFormat::Jpeg => jpeg,
        FileFormat::Png => png,
        FileFormat::Webp => webp,
    };
    let whole = || asset.file.head(LONGEST_HEADER);
    // A decoder that panics on an unusual file must not end the build.
    let header = |bytes: &[u8]| catch_unwind(|| header(bytes)).ok()?.ok();
    let found = header(&head).or_else(|| if is_whole { None } else { header(&whole().ok()?) });
    let Some(ImageHeader { size, is_still }) = found else {
        return broken("its header cannot be read");
    };
    let handling = if !is_still {
        ImageHandling::Original
    } else if u64::from(size.0) * u64::from(size.1) > MOST_PIXELS {
        ImageHandling::TooLarge
    } else if is_cut_short(asset, &head) {
        ImageHandling::Broken("it is truncated")
    } else {
        ImageHandling::Resizable
    };
    Picture { digest: asset.digest, size: Some(size), handling, personal }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileFormat {
    Jpeg,
    Png,
    Webp,
    Gif,
    Avif,
    Svg,
    Heic,
    Tiff,
    Pdf,
    Unknown,
}

/// Detects the format from the first bytes, like browsers, because file extensions may be wrong.
fn detect_format(head: &[u8]) -> FileFormat {
    match head {
        [0xff, 0xd8, 0xff, ..] => FileFormat::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => FileFormat::Png,
        [b'G', b'I', b'F', b'8', ..] => FileFormat::Gif,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => FileFormat::Webp,
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', ..] => FileFormat::Avif,
        [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', b'e' | b'i', ..] => FileFormat::Heic,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => FileFormat::Tiff,
        [b'%', b'P', b'D', b'F', b'-', ..] => FileFormat::Pdf,
        _ if find_bytes(head, b"<svg").is_some() => FileFormat::Svg,
        _ => FileFormat::Unknown,
    }
}

fn find_bytes(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn jpeg(bytes: &[u8]) -> ImageResult<ImageHeader> {
    let mut decoder = JpegDecoder::new(Cursor::new(bytes))?;
    Ok(ImageHeader { size: turned(&mut decoder), is_still: true })
}

fn png(bytes: &[u8]) -> ImageResult<ImageHeader> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(HEADER_MEMORY);
    let mut decoder = PngDecoder::with_limits(Cursor::new(bytes), limits)?;
    Ok(ImageHeader { is_still: !decoder.is_apng()?, size: turned(&mut decoder) })
}

fn webp(bytes: &[u8]) -> ImageResult<ImageHeader> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes))?;
    Ok(ImageHeader { is_still: !decoder.has_animation(), size: turned(&mut decoder) })
}

/// Width and height as a browser shows it, after applying the camera's orientation.
fn turned(decoder: &mut impl ImageDecoder) -> (u32, u32) {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    let (width, height) = decoder.dimensions();
    match decoder.orientation() {
        Ok(Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH) => (height, width),
        _ => (width, height),
    }
}

fn gif_size(head: &[u8]) -> Option<(u32, u32)> {
    let side =
        |at: usize| Some(u32::from(u16::from_le_bytes([*head.get(at)?, *head.get(at + 1)?])));
    Some((side(6)?, side(8)?)).filter(|(width, height)| *width > 0 && *height > 0)
}

/// The largest of the sizes in the file: others belong to tiles and thumbnails (ISO/IEC 23008-12,
/// `ispe`).
fn avif_size(head: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    let boxes = head.windows(4).enumerate().filter(|(_, name)| name == b"ispe");
    boxes
        .filter_map(|(at, _)| Some((side(at + 8)?, side(at + 12)?)))
        .max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))
}

/// Width and height of a drawing, or the proportions of its view box.
fn svg_size(head: &[u8]) -> Option<(u32, u32)> {
    let start = find_bytes(head, b"<svg")?;
    let Some(Ok(Token::StartTag(tag))) = Tokenizer::new(&head[start..]).next() else { return None };
    let value = |name: &str| {
        let wanted =
            tag.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()))?;
        std::str::from_utf8(wanted.1).ok().map(str::to_owned)
    };
    let pixels = |number: &str| {
        let number: f64 = number.trim().trim_end_matches("px").parse().ok()?;
        (1.0..=100_000.0).contains(&number).then_some(number.round() as u32)
    };
    let side = |name: &str| pixels(&value(name)?);
    if let (Some(width), Some(height)) = (side("width"), side("height")) {
        return Some((width, height));
    }
    let view = value("viewBox")?;
    let numbers: Vec<&str> = view.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    let [_, _, width, height] = numbers[..] else { return None };
    Some((pixels(width)?, pixels(height)?))
}

/// Whether the end of a file is missing. Its header is valid then, and decoding would fail only at
/// the end.
fn is_cut_short(asset: &Asset, head: &[u8]) -> bool {
    const TAIL: usize = 4096;
    let has_end = |bytes: &[u8]| match detect_format(head) {
        FileFormat::Jpeg => find_bytes(bytes, &[0xff, 0xd9]).is_some(),
        _ => find_bytes(bytes, b"IEND").is_some(),
    };
    if detect_format(head) == FileFormat::Webp {
        let Some(length) =
            head.get(4..8).and_then(|length| length.try_into().ok()).map(u32::from_le_bytes)
        else {
            return true;
        };
        return u64::from(length) + 8 > asset.bytes;
    }
    // Some cameras append more data than the tail contains.
    !(asset.file.tail(TAIL).is_ok_and(|tail| has_end(&tail))
        || asset.file.tail(LONGEST_HEADER).is_ok_and(|bytes| has_end(&bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_drawings() {
        assert_eq!(
            svg_size(b"<?xml version=\"1.0\"?>\n<svg width=\"300\" height='200px'>"),
            Some((300, 200))
        );
        assert_eq!(svg_size(b"<svg viewBox=\"0 0 760.4 300\" width=\"100%\">"), Some((760, 300)));
        assert_eq!(svg_size(b"<svg>"), None);
    }

    #[test]
    fn sizes_of_other_formats() {
        assert_eq!(gif_size(b"GIF89a\x40\x01\xf0\x00"), Some((320, 240)));
        assert_eq!(gif_size(b"GIF89a"), None);
        let avif = b"\0\0\0\x18ftypavif....ispe\0\0\0\0\0\0\x01\0\0\0\0\x80ispe\0\0\0\0\0\0\x02\0\0\0\x01\0";
        assert_eq!(avif_size(avif), Some((512, 256)));
        assert!(detect_format(avif) == FileFormat::Avif);
    }
}
