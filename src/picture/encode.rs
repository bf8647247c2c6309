//! Converts an image file to a smaller WebP file.
//!
//! The same bytes and the same [`Variant`] give the same file on any machine and with any number of
//! threads: each image is made by one thread, in integer arithmetic.

use std::io::Cursor;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use webp::{Encoder, WebPConfig};

use super::header::HEADER_MEMORY;
use super::image_file::{MOST_PIXELS, Variant};

/// An image with at most this many colours is treated as a drawing, because a lossy format would
/// blur letters and lines.
const FEW_COLOURS: usize = 256;

/// Makes a variant.
///
/// # Errors
/// If the file cannot be decoded.
pub(super) fn scale(bytes: &[u8], variant: &Variant) -> Result<Vec<u8>, String> {
    let (picture, profile) = decode(bytes)?;
    let has_alpha = picture.color().has_alpha();
    let (from, pixels, kind) = if has_alpha {
        let rgba = picture.into_rgba8();
        (rgba.dimensions(), rgba.into_raw(), PixelType::U8x4)
    } else {
        let rgb = picture.into_rgb8();
        (rgb.dimensions(), rgb.into_raw(), PixelType::U8x3)
    };
    let is_drawing = has_few_colours(&pixels, kind.size());
    let to = (variant.width, variant.height);
    let pixels = if from == to { pixels } else { resize(from, &pixels, to, kind)? };
    let mut config = WebPConfig::new().map_err(|()| "the encoder does not start".to_owned())?;
    config.lossless = i32::from(is_drawing);
    config.quality = if is_drawing { 75.0 } else { f32::from(variant.quality) };
    // Encoding in two threads may split the image differently.
    config.thread_level = 0;
    let encoder = if has_alpha {
        Encoder::from_rgba(&pixels, to.0, to.1)
    } else {
        Encoder::from_rgb(&pixels, to.0, to.1)
    };
    let webp =
        encoder.encode_advanced(&config).map_err(|error| format!("the encoder says {error:?}"))?;
    Ok(match profile {
        Some(profile) => with_profile(&webp, &profile, to, has_alpha),
        None => webp.to_vec(),
    })
}

/// The pixels of an image, rotated according to its orientation, and its colour profile if it needs
/// one.
fn decode(bytes: &[u8]) -> Result<(DynamicImage, Option<Vec<u8>>), String> {
    let plain =
        |error: &image::ImageError| error.to_string().lines().next().unwrap_or_default().to_owned();
    let reader = |memory: u64| {
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| error.to_string())?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(memory);
        reader.limits(limits);
        Ok::<_, String>(reader)
    };
    let (width, height) =
        reader(HEADER_MEMORY)?.into_dimensions().map_err(|error| plain(&error))?;
    // Sixteen bits for each of four channels. Metadata may be compressed a thousandfold, so it has a
    // limit, too.
    let pixels = (u64::from(width) * u64::from(height)).min(MOST_PIXELS);
    let memory = pixels * 8 + HEADER_MEMORY;
    let mut decoder = reader(memory)?.into_decoder().map_err(|error| plain(&error))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| needs_profile(profile));
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| plain(&error))?;
    picture.apply_orientation(orientation);
    Ok((picture, profile))
}

/// Whether a colour profile must be kept: it is an RGB profile, and differs from what browsers
/// assume.
fn needs_profile(profile: &[u8]) -> bool {
    let is_rgb = profile.get(16..20) == Some(b"RGB ");
    // Descriptions are in ASCII or UTF-16.
    let text: Vec<u8> = profile.iter().copied().filter(|byte| *byte != 0).collect();
    is_rgb && !text.windows(4).any(|window| window == b"sRGB")
}

fn has_few_colours(pixels: &[u8], channels: usize) -> bool {
    let mut colours: Vec<&[u8]> = Vec::with_capacity(FEW_COLOURS);
    let mut last: &[u8] = &[];
    for pixel in pixels.chunks_exact(channels) {
        // Neighbouring pixels are mostly equal.
        if pixel == last {
            continue;
        }
        last = pixel;
        if let Err(at) = colours.binary_search(&pixel) {
            if colours.len() == FEW_COLOURS {
                return false;
            }
            colours.insert(at, pixel);
        }
    }
    true
}

fn resize(
    from: (u32, u32),
    pixels: &[u8],
    to: (u32, u32),
    kind: PixelType,
) -> Result<Vec<u8>, String> {
    let source = ImageRef::new(from.0, from.1, pixels, kind).map_err(|error| error.to_string())?;
    let mut scaled = Image::new(to.0, to.1, kind);
    Resizer::new().resize(&source, &mut scaled, None).map_err(|error| error.to_string())?;
    Ok(scaled.into_vec())
}

/// A WebP file with a colour profile (RFC 9649, sections 2.5 and 2.7).
fn with_profile(webp: &[u8], profile: &[u8], size: (u32, u32), has_alpha: bool) -> Vec<u8> {
    let chunk = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
        let padding = vec![0; content.len() % 2];
        [name, &length.to_le_bytes(), content, &padding].concat()
    };
    let minus_one = |side: u32| side.saturating_sub(1).to_le_bytes();
    let flags = 0x20 | if has_alpha { 0x10 } else { 0 };
    let canvas = [&[flags, 0, 0, 0], &minus_one(size.0)[..3], &minus_one(size.1)[..3]].concat();
    // What follows the file header, without its simpler chunk header.
    let rest = &webp[12..];
    let rest = if rest.starts_with(b"VP8X") { &rest[18..] } else { rest };
    let content =
        [b"WEBP", chunk(b"VP8X", &canvas).as_slice(), &chunk(b"ICCP", profile), rest].concat();
    chunk(b"RIFF", &content)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;
    use crate::picture::image_file::ENCODER_VERSION;
    use offprint_base::Digest;

    fn variant(width: u32, height: u32) -> Variant {
        Variant { source: Digest::of(b""), width, height, quality: 80 }
    }

    fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture
            .into()
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .expect("it can be encoded");
        bytes
    }

    /// An image with many colours, in integer arithmetic.
    fn photograph() -> RgbImage {
        RgbImage::from_fn(320, 200, |x, y| {
            Rgb([(x * 7 % 256) as u8, (y * 5 % 256) as u8, ((x * y) % 251) as u8])
        })
    }

    #[track_caller]
    fn decoded(webp: &[u8]) -> DynamicImage {
        image::load_from_memory_with_format(webp, ImageFormat::WebP).expect("it is a WebP")
    }

    #[test]
    fn the_bytes_are_those_that_the_version_names() {
        let made = scale(&png(photograph()), &variant(160, 100)).expect("it can be decoded");
        assert_eq!(made, scale(&png(photograph()), &variant(160, 100)).expect("it can be decoded"));
        // If this fails after an update of a crate, change `ENCODER_VERSION`: caches contain images of the
        // old version.
        assert_eq!(
            (ENCODER_VERSION, Digest::of(&made).to_string().as_str()),
            ("webp-1", "d1c4b1bdc1ddf332f513bc1fe64d30b2")
        );
    }

    #[test]
    fn drawings_keep_their_colours() {
        let drawing = RgbaImage::from_fn(100, 50, |x, _| {
            if x < 50 { Rgba([200, 10, 30, 255]) } else { Rgba([0, 0, 0, 0]) }
        });
        let made = decoded(&scale(&png(drawing), &variant(50, 25)).expect("it can be decoded"))
            .into_rgba8();
        assert_eq!(made.dimensions(), (50, 25));
        assert_eq!((made.get_pixel(3, 3).0, made.get_pixel(45, 3).0[3]), ([200, 10, 30, 255], 0));
    }

    #[test]
    fn sixteen_bits_become_eight() {
        let deep = image::ImageBuffer::<Rgb<u16>, _>::from_pixel(40, 40, Rgb([65_535, 0, 32_768]));
        let made =
            decoded(&scale(&png(deep), &variant(20, 20)).expect("it can be decoded")).into_rgb8();
        assert_eq!(made.get_pixel(5, 5).0, [255, 0, 128]);
    }

    #[test]
    fn profiles_go_along_if_they_say_something() {
        let mut wide = vec![0; 128];
        wide[16..20].copy_from_slice(b"RGB ");
        assert!(needs_profile(&wide) && !needs_profile(b"GRAY"));
        let plain = scale(&png(photograph()), &variant(160, 100)).expect("it can be decoded");
        let framed = with_profile(&plain, &wide, (160, 100), false);
        let mut decoder =
            image::codecs::webp::WebPDecoder::new(Cursor::new(&framed)).expect("it is a WebP");
        assert_eq!(decoder.icc_profile().expect("it can be read"), Some(wide));
        assert_eq!(decoded(&framed).into_rgb8(), decoded(&plain).into_rgb8());
    }

    #[test]
    fn what_cannot_be_decoded_is_told() {
        let mut bytes = png(photograph());
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        assert!(scale(&bytes, &variant(10, 10)).is_err());
    }
}
