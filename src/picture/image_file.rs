//! [`Picture`], one image file described by its header, and [`Variant`], a smaller version of it.
//!
//! Nothing here reads a file or decodes pixels.

use crate::config::Images;
use offprint_base::Digest;

/// One image file, described by its header.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Picture {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Width and height in pixels as shown, after applying the orientation. `None` if unknown.
    pub size: Option<(u32, u32)>,
    /// Whether smaller versions can be made.
    pub handling: ImageHandling,
    /// What its metadata tells about its author.
    pub personal: PersonalData,
}

/// What the metadata of an image file tells about its author. Generated sizes never contain it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct PersonalData {
    /// Where the photo was taken.
    pub location: bool,
    /// The serial number of the camera or the lens.
    pub serial_number: bool,
}

impl PersonalData {
    pub(super) fn add(&mut self, other: Self) {
        self.location |= other.location;
        self.serial_number |= other.serial_number;
    }
}

/// Whether smaller versions of an image file can be made.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ImageHandling {
    /// Smaller versions can be made.
    Resizable,
    /// It is used unchanged: a drawing, an animation, or a modern format.
    Original,
    /// It is used unchanged, because it has too many pixels to be decoded in memory.
    TooLarge,
    /// It is used unchanged, because it cannot be decoded; the reason.
    Broken(&'static str),
}

/// The largest number of pixels that is decoded: 8,000 × 8,000, 192 MB. A file of a few kilobytes
/// can claim any number.
pub const MOST_PIXELS: u64 = 64_000_000;

/// Part of the key of every variant. It must change whenever the encoder's output changes, for
/// example after an update of a crate; the test at the end of `encode` fails then.
pub(super) const ENCODER_VERSION: &str = "webp-1";

/// A smaller version of an image file, in a format for browsers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Variant {
    /// The digest of the image file's bytes.
    pub source: Digest,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// The quality of the compression, from 1 to 100.
    pub quality: u8,
}

impl Variant {
    /// Identifies its bytes: the same key always gives the same bytes.
    pub fn key(&self) -> Digest {
        Digest::of(
            format!(
                "{} {}x{} {} {}",
                self.source, self.width, self.height, self.quality, ENCODER_VERSION
            )
            .as_bytes(),
        )
    }
}

impl Picture {
    /// The variants to make: one for each configured width that is smaller than the image, and one
    /// with the image's width if that is not above the largest configured width. No variant is
    /// larger than the image.
    pub fn variants(&self, images: &Images) -> Vec<Variant> {
        let (ImageHandling::Resizable, Some((width, height)), true) =
            (self.handling, self.size, images.makes_variants)
        else {
            return Vec::new();
        };
        let own = images.widths.iter().any(|wanted| *wanted >= width).then_some(width);
        let widths = images.widths.iter().copied().filter(|wanted| *wanted < width).chain(own);
        widths.filter_map(|wanted| self.variant(wanted, (width, height), images)).collect()
    }

    /// The small variant for lists; `None` if the image is not larger, or is not scaled.
    pub fn thumbnail(&self, images: &Images) -> Option<Variant> {
        let (width, height) = self.size?;
        let is_scaled = self.handling == ImageHandling::Resizable && images.makes_variants;
        (is_scaled && width > THUMBNAIL_WIDTH)
            .then(|| self.variant(THUMBNAIL_WIDTH, (width, height), images))?
    }

    /// The variant of a width, if WebP can store it.
    fn variant(
        &self,
        wanted: u32,
        (width, height): (u32, u32),
        images: &Images,
    ) -> Option<Variant> {
        let scaled = (u64::from(height) * u64::from(wanted)).div_ceil(u64::from(width)).max(1);
        let height = u32::try_from(scaled).ok()?;
        (wanted <= LONGEST_SIDE && height <= LONGEST_SIDE).then_some(Variant {
            source: self.digest,
            width: wanted,
            height,
            quality: images.quality,
        })
    }
}

/// The width of the variant for lists, in pixels: what themes show at 8 rem needs twice as many on
/// most screens.
const THUMBNAIL_WIDTH: u32 = 320;

/// The longest side that WebP supports, which stores each side in 14 bits.
const LONGEST_SIDE: u32 = 16_383;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_widths(size: (u32, u32), expect: &[(u32, u32)]) {
        let images = Images {
            makes_variants: true,
            widths: vec![480, 800, 1200],
            quality: 80,
            sizes: String::new(),
        };
        let picture = Picture {
            digest: Digest::of(b""),
            size: Some(size),
            handling: ImageHandling::Resizable,
            personal: PersonalData::default(),
        };
        let made: Vec<_> = picture
            .variants(&images)
            .iter()
            .map(|variant| (variant.width, variant.height))
            .collect();
        assert_eq!(made, expect);
    }

    #[test]
    fn only_large_images_have_a_thumbnail() {
        let images =
            Images { makes_variants: true, widths: vec![480], quality: 80, sizes: String::new() };
        let thumbnail = |size, handling| {
            let personal = PersonalData::default();
            let picture = Picture { digest: Digest::of(b""), size: Some(size), handling, personal };
            picture.thumbnail(&images).map(|variant| (variant.width, variant.height))
        };
        assert_eq!(thumbnail((640, 480), ImageHandling::Resizable), Some((320, 240)));
        assert_eq!(thumbnail((321, 1), ImageHandling::Resizable), Some((320, 1)));
        assert_eq!(thumbnail((320, 480), ImageHandling::Resizable), None);
        assert_eq!(thumbnail((640, 480), ImageHandling::Original), None);
        assert_eq!(thumbnail((500, 60_000), ImageHandling::Resizable), None);
    }

    #[test]
    fn no_variant_is_larger_than_its_picture() {
        check_widths((3000, 1500), &[(480, 240), (800, 400), (1200, 600)]);
        check_widths((1000, 10), &[(480, 5), (800, 8), (1000, 10)]);
        check_widths((1200, 600), &[(480, 240), (800, 400), (1200, 600)]);
        check_widths((300, 100), &[(300, 100)]);
        check_widths((1, 1), &[(1, 1)]);
        check_widths((500, 60_000), &[]);
    }
}
