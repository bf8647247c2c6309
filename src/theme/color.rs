//! Colours that a site chooses, and whether text in them is readable.
//!
//! A theme lists the light and dark backgrounds of each colour. A colour that is not readable there
//! is replaced by the nearest readable one of the same hue, so that one choice gives a light and a
//! dark shade. This module does not know what the colours are used for.

use color::{Oklab, OpaqueColor, Srgb};

/// Red, green and blue.
pub type Rgb = [u8; 3];

/// The smallest readable contrast of text and background (WCAG 2.2, success criterion 1.4.3, level
/// AA).
pub(super) const MIN_CONTRAST: f32 = 4.5;

/// The contrast of computed shades, enough for small text too (WCAG 2.2, success criterion 1.4.6,
/// level AAA).
pub(super) const COMFORTABLE_CONTRAST: f32 = 7.0;

/// Parses `#0f5e5a` or `#0fa`.
pub(super) fn parse_color(text: &str) -> Option<Rgb> {
    let digits = text
        .strip_prefix('#')
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    let part =
        |from: usize, length: usize| u8::from_str_radix(digits.get(from..from + length)?, 16).ok();
    match digits.len() {
        3 => Some([part(0, 1)? * 17, part(1, 1)? * 17, part(2, 1)? * 17]),
        6 => Some([part(0, 2)?, part(2, 2)?, part(4, 2)?]),
        _ => None,
    }
}

/// A colour in hexadecimal notation.
pub(super) fn hex_color([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn srgb([red, green, blue]: Rgb) -> OpaqueColor<Srgb> {
    OpaqueColor::from_rgb8(red, green, blue)
}

/// The contrast of two colours, from 1 to 21: `(L1 + 0.05) / (L2 + 0.05)`, where L1 is the relative
/// luminance of the lighter and L2 that of the darker (WCAG 2.2, definitions of "contrast ratio"
/// and "relative luminance", <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).
pub(super) fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (one, other) = (srgb(one).relative_luminance(), srgb(other).relative_luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The smallest contrast of a colour with any of its backgrounds.
pub(super) fn least_contrast(colour: Rgb, backgrounds: &[Rgb]) -> f32 {
    backgrounds.iter().map(|background| contrast(colour, *background)).fold(21.0, f32::min)
}

/// The colour of the same hue, nearest in lightness, that has this contrast with all of its
/// backgrounds.
///
/// Lightness is that of Oklab, in which steps look even and hues are constant (Ottosson, 2020).
/// Where a colour is outside sRGB, its chroma is reduced.
pub(super) fn nearest_readable(colour: Rgb, backgrounds: &[Rgb], wanted: f32) -> Rgb {
    const STEPS: u16 = 250;
    let [lightness, a, b] = srgb(colour).convert::<Oklab>().components;
    let steps = (0..=STEPS).flat_map(|step| {
        let by = f32::from(step) / f32::from(STEPS);
        [lightness - by, lightness + by]
    });
    steps
        .filter(|lightness| (0.0..=1.0).contains(lightness))
        .map(|lightness| in_srgb_gamut(lightness, a, b))
        .find(|colour| least_contrast(*colour, backgrounds) >= wanted)
        // No colour has such a contrast with a light and a dark background, so the colour is not
        // changed.
        .unwrap_or(colour)
}

/// A colour of Oklab, reduced in chroma until it is inside sRGB.
fn in_srgb_gamut(lightness: f32, a: f32, b: f32) -> Rgb {
    const STEPS: u8 = 20;
    let fits = |colour: &OpaqueColor<Srgb>| {
        colour.components.iter().all(|part| (-0.001..=1.001).contains(part))
    };
    let weaker = (0..=STEPS).map(|step| {
        let chroma = 1.0 - f32::from(step) / f32::from(STEPS);
        OpaqueColor::<Oklab>::new([lightness, a * chroma, b * chroma]).convert::<Srgb>()
    });
    let grey = OpaqueColor::<Oklab>::new([lightness, 0.0, 0.0]).convert::<Srgb>();
    let shown = weaker.clone().find(fits).unwrap_or(grey).to_rgba8();
    [shown.r, shown.g, shown.b]
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHT: [Rgb; 2] = [[0xfd, 0xfd, 0xfb], [0xf4, 0xf2, 0xec]];
    const DARK: [Rgb; 2] = [[0x15, 0x16, 0x17], [0x1f, 0x21, 0x23]];

    #[test]
    fn contrasts_are_those_that_others_find() {
        assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 0.01);
        // A well-known example: the lightest grey that passes on white.
        let grey = contrast([0x76; 3], [255; 3]);
        assert!((4.5..4.6).contains(&grey), "{grey}");
        assert_eq!(contrast([9, 8, 7], [9, 8, 7]), 1.0);
    }

    #[test]
    fn colours_are_read_and_written() {
        assert_eq!(parse_color("#0fa"), Some([0, 255, 170]));
        assert_eq!(parse_color("#0f5E5a").map(hex_color).as_deref(), Some("#0f5e5a"));
        for text in ["0f5e5a", "#0f5e", "#0f5e5g", "teal", "#é1234"] {
            assert_eq!(parse_color(text), None, "{text}");
        }
    }

    #[track_caller]
    fn check_shades(colour: &str, light: &str, dark: &str) {
        let colour = parse_color(colour).expect("it is one");
        let shades = [
            nearest_readable(colour, &LIGHT, MIN_CONTRAST),
            nearest_readable(colour, &DARK, COMFORTABLE_CONTRAST),
        ];
        assert!(
            least_contrast(shades[0], &LIGHT) >= MIN_CONTRAST
                && least_contrast(shades[1], &DARK) >= COMFORTABLE_CONTRAST
        );
        assert_eq!(shades.map(hex_color), [light, dark]);
    }

    #[test]
    fn one_choice_gives_both_shades() {
        check_shades("#0f5e5a", "#0f5e5a", "#72b7b2");
        check_shades("#ffd400", "#836c06", "#ffd400");
        for grey in [[255; 3], [0; 3], [128; 3]] {
            assert!(
                least_contrast(nearest_readable(grey, &LIGHT, MIN_CONTRAST), &LIGHT)
                    >= MIN_CONTRAST,
                "{grey:?}"
            );
            assert!(
                least_contrast(nearest_readable(grey, &DARK, COMFORTABLE_CONTRAST), &DARK)
                    >= COMFORTABLE_CONTRAST,
                "{grey:?}"
            );
        }
    }
}
