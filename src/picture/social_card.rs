//! [`SocialCard`]: the image in previews of links, drawn from a few words.
//!
//! It has 1200 × 630 pixels, the size that preview services agree on. The font is DejaVu Serif,
//! which has Latin, Greek and Cyrillic letters and chemical symbols. A card with characters that
//! the font lacks is not drawn, because boxes instead of letters are worse than no card. Text runs
//! from left to right only, like all scripts of the font.

use std::hash::Hash;
use std::io::Cursor;
use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, GlyphId, PxScale, ScaleFont as _, point};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _, Rgb, RgbImage};
use unicode_normalization::UnicodeNormalization as _;

use offprint_base::Digest;

/// The width of a social card in pixels.
pub const SOCIAL_CARD_WIDTH: u32 = 1200;
/// Its height.
pub const SOCIAL_CARD_HEIGHT: u32 = 630;

/// Part of the key of every card. It must change whenever the appearance changes; the test at the
/// end fails then.
const VERSION: &str = "poster-1";

const PAPER: [u8; 3] = [0xfd, 0xfd, 0xfb];
const INK: [u8; 3] = [0x1c, 0x1b, 0x19];
const FAINT: [u8; 3] = [0x56, 0x52, 0x4c];
/// The width of the coloured bar at the left edge.
const RULE: u32 = 24;
const MARGIN: f32 = 96.0;
const TOP: f32 = 104.0;
const BOTTOM: f32 = 552.0;
/// Sizes of the title, beginning with the largest, and the largest number of lines for each.
const SIZES: [(f32, usize); 5] = [(80.0, 2), (68.0, 3), (58.0, 4), (50.0, 5), (42.0, 6)];
const SMALL: f32 = 32.0;

static BOLD: LazyLock<FontRef<'static>> = LazyLock::new(|| font(dejavu::serif_condensed::bold()));
static REGULAR: LazyLock<FontRef<'static>> =
    LazyLock::new(|| font(dejavu::serif_condensed::regular()));

fn font(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the font is compiled into the program")
}

/// The texts and the colour of a social card.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SocialCard {
    /// A few words above the title, such as the name of the site.
    pub above: String,
    /// The title.
    pub title: String,
    /// One or two lines below the title.
    pub below: String,
    /// The colour of the bar: red, green, blue.
    pub accent: [u8; 3],
}

impl SocialCard {
    /// A card with normalised texts.
    pub fn new(above: &str, title: &str, below: &str, accent: [u8; 3]) -> Self {
        let normalize = |text: &str| {
            text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect::<String>()
        };
        Self { above: normalize(above), title: normalize(title), below: normalize(below), accent }
    }

    /// Whether the font has all characters.
    pub fn is_writable(&self) -> bool {
        has_glyphs(&BOLD, &self.title)
            && has_glyphs(&REGULAR, &self.above)
            && has_glyphs(&REGULAR, &self.below)
    }

    /// The same card without the texts that the font cannot show.
    #[must_use]
    pub fn writable(self) -> Self {
        let kept = |font: &FontRef<'_>, text: String| {
            if has_glyphs(font, &text) { text } else { String::new() }
        };
        Self {
            above: kept(&REGULAR, self.above),
            title: kept(&BOLD, self.title),
            below: kept(&REGULAR, self.below),
            ..self
        }
    }

    /// Identifies its bytes: the same key always gives the same bytes.
    pub fn key(&self) -> Digest {
        let Self { above, title, below, accent } = self;
        Digest::of(format!("{VERSION}\n{above}\n{title}\n{below}\n{accent:?}").as_bytes())
    }

    /// Draws the card as PNG.
    pub fn draw(&self) -> Vec<u8> {
        let mut canvas = RgbImage::from_pixel(SOCIAL_CARD_WIDTH, SOCIAL_CARD_HEIGHT, Rgb(PAPER));
        for y in 0..SOCIAL_CARD_HEIGHT {
            for x in 0..RULE {
                canvas.put_pixel(x, y, Rgb(self.accent));
            }
        }
        let width = SOCIAL_CARD_WIDTH as f32 - 2.0 * MARGIN;
        if let [first, ..] = &break_lines(&REGULAR, SMALL, &self.above, width)[..] {
            draw_line(&mut canvas, &REGULAR, SMALL, first, TOP, self.accent);
        }
        let (size, title) = fit_title(&self.title, width);
        let mut below = break_lines(&REGULAR, SMALL, &self.below, width);
        truncate_lines(&mut below, 2, &REGULAR, SMALL, width);
        // The title is centred in the remaining space.
        let (step, small_step) = (size * 1.18, SMALL * 1.35);
        let foot = BOTTOM - small_step * below.len().saturating_sub(1) as f32;
        let (from, to) = (TOP + SMALL, foot - SMALL * 1.4);
        let mut y = from + (to - from - step * title.len() as f32) / 2.0 + size * 0.95;
        for line in &title {
            draw_line(&mut canvas, &BOLD, size, line, y, INK);
            y += step;
        }
        for (number, line) in below.iter().enumerate() {
            draw_line(&mut canvas, &REGULAR, SMALL, line, foot + small_step * number as f32, FAINT);
        }
        let mut bytes = Vec::new();
        PngEncoder::new_with_quality(
            Cursor::new(&mut bytes),
            CompressionType::Best,
            FilterType::Adaptive,
        )
        .write_image(&canvas, SOCIAL_CARD_WIDTH, SOCIAL_CARD_HEIGHT, ExtendedColorType::Rgb8)
        .expect("a canvas of that size can be written to memory");
        bytes
    }
}

fn has_glyphs(font: &FontRef<'_>, text: &str) -> bool {
    text.chars().all(|c| font.glyph_id(c) != GlyphId(0))
}

/// The width of a text in a font size.
fn width_of(font: &FontRef<'_>, size: f32, text: &str) -> f32 {
    for_each_glyph(font, size, text, |_, _| {})
}

/// Calls a function for each glyph of a text with its position, and returns the width.
fn for_each_glyph(
    font: &FontRef<'_>,
    size: f32,
    text: &str,
    mut each: impl FnMut(GlyphId, f32),
) -> f32 {
    let scaled = font.as_scaled(PxScale::from(size));
    let mut x = 0.0;
    let mut last = None;
    for c in text.chars() {
        let glyph = font.glyph_id(c);
        if let Some(last) = last {
            x += scaled.kern(last, glyph);
        }
        each(glyph, x);
        x += scaled.h_advance(glyph);
        last = Some(glyph);
    }
    x
}

/// Breaks a text into lines between words, and within a word only if it is wider than a line.
fn break_lines(font: &FontRef<'_>, size: f32, text: &str, width: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width_of(font, size, &longer) <= width {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            line.push(c);
            if width_of(font, size, &line) > width && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, c.to_string()));
            }
        }
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    lines
}

/// Shortens a text that has too many lines.
fn truncate_lines(lines: &mut Vec<String>, most: usize, font: &FontRef<'_>, size: f32, width: f32) {
    if lines.len() <= most {
        return;
    }
    lines.truncate(most);
    let Some(last) = lines.last_mut() else { return };
    while width_of(font, size, &format!("{last}…")) > width && last.pop().is_some() {}
    let end = last.trim_end_matches([' ', ',', ';', ':', '.']).len();
    last.truncate(end);
    last.push('…');
}

/// The largest size in which a title fits, and its lines, as evenly filled as possible.
fn fit_title(title: &str, width: f32) -> (f32, Vec<String>) {
    let fits =
        SIZES.into_iter().map(|(size, most)| (size, most, break_lines(&BOLD, size, title, width)));
    let mut last = None;
    for (size, most, found) in fits {
        if found.len() <= most {
            let count = found.len();
            // The width is reduced as long as the number of lines stays the same.
            let narrower = (1..=12).map(|step| width * (1.0 - 0.05 * step as f32));
            let even = narrower
                .map(|width| break_lines(&BOLD, size, title, width))
                .take_while(|found| found.len() == count)
                .last();
            return (size, even.unwrap_or(found));
        }
        last = Some((size, most, found));
    }
    let (size, most, mut found) = last.unwrap_or((SMALL, 1, Vec::new()));
    truncate_lines(&mut found, most, &BOLD, size, width);
    (size, found)
}

/// Draws a line of text with its baseline at a height.
fn draw_line(
    canvas: &mut RgbImage,
    font: &FontRef<'_>,
    size: f32,
    text: &str,
    baseline: f32,
    colour: [u8; 3],
) {
    for_each_glyph(font, size, text, |glyph, x| {
        let Some(outline) =
            font.outline_glyph(glyph.with_scale_and_position(size, point(MARGIN + x, baseline)))
        else {
            return;
        };
        let bounds = outline.px_bounds();
        outline.draw(|x, y, coverage| {
            let (x, y) = (bounds.min.x as i64 + i64::from(x), bounds.min.y as i64 + i64::from(y));
            let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
            if x >= SOCIAL_CARD_WIDTH || y >= SOCIAL_CARD_HEIGHT {
                return;
            }
            let Rgb(below) = canvas.get_pixel_mut(x, y);
            let coverage = coverage.clamp(0.0, 1.0);
            for (below, above) in below.iter_mut().zip(colour) {
                *below = (f32::from(*below) * (1.0 - coverage) + f32::from(above) * coverage)
                    .round() as u8;
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn social_card(title: &str) -> SocialCard {
        SocialCard::new(
            "The Ketamine Digest",
            title,
            "onfasprodil, ketamine · 19 August 2025",
            [0x0f, 0x5e, 0x5a],
        )
    }

    #[test]
    fn the_bytes_are_those_that_the_version_names() {
        let made = social_card("Onfasprodil eases resistant depression within a day").draw();
        let picture = image::load_from_memory(&made).expect("it is a PNG");
        assert_eq!((picture.width(), picture.height()), (SOCIAL_CARD_WIDTH, SOCIAL_CARD_HEIGHT));
        // If this fails because cards look different now, change `VERSION`: caches contain the old
        // ones.
        assert_eq!(
            (VERSION, Digest::of(&made).to_string().as_str()),
            ("poster-1", "f5b3da0a5ddd47ffc133e906a29b3b5c")
        );
    }

    #[track_caller]
    fn check_lines(title: &str, expect: &[&str]) {
        assert_eq!(fit_title(title, 1008.0).1, expect);
    }

    #[test]
    fn titles_are_broken_evenly() {
        check_lines("Ketamine", &["Ketamine"]);
        check_lines(
            "Onfasprodil eases resistant depression within a day",
            &["Onfasprodil eases resistant", "depression within a day"],
        );
        let long = fit_title(&"Methylenedioxymethamphetamine ".repeat(20), 1008.0).1;
        assert!(long.len() == 6 && long[5].ends_with('…'), "{long:?}");
        let word = fit_title(&"x".repeat(400), 1008.0).1;
        assert!(word.iter().all(|line| width_of(&BOLD, 42.0, line) <= 1008.0), "{word:?}");
        check_lines("", &[]);
    }

    #[test]
    fn what_the_font_lacks_is_not_drawn() {
        for title in [
            "5-HT₂ₐ, α₂δ-1 and (2R,6R)-HNK: µg/kg",
            "Кетамин",
            "Κεταμίνη",
            "Ärzte über Spätfolgen",
            "≥ 50 %",
        ] {
            assert!(social_card(title).is_writable(), "{title}");
        }
        for title in ["ケタミン", "氯胺酮", "كيتامين", "케타민", "Ketamine 💊"] {
            assert!(!social_card(title).is_writable(), "{title}");
            assert_eq!(social_card(title).writable().title, "");
        }
    }
}
