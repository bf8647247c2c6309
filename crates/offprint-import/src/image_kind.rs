//! Which format an image has, by its bytes, and whether browsers can show it safely.
//!
//! The ending of a file says nothing: a page may name an HTML file `photo.png`. Must not depend on
//! the disk.

use offprint_base::{HtmlToken, visit_html_with};

/// So many bytes are enough to know every format but SVG, which is read as a whole.
pub(crate) const HEAD_BYTES: usize = 4096;

/// The format of an image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ImageKind {
    Png,
    Jpeg,
    Gif,
    Webp,
    Avif,
    Svg,
}

impl ImageKind {
    /// The ending of a copy of a file. Browsers know the formats of pixels by the bytes, so the
    /// ending stays if it is that of any of them; an SVG image must have its own.
    pub(crate) fn ending(self, of_source: &str) -> &'static str {
        const OF_PIXELS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];
        let own = match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Avif => "avif",
            Self::Svg => return "svg",
        };
        OF_PIXELS.into_iter().find(|ending| ending.eq_ignore_ascii_case(of_source)).unwrap_or(own)
    }
}

/// The format of an image, by its first bytes.
///
/// # Errors
/// The reason why browsers cannot show it, in words for an editor.
pub(crate) fn image_kind(head: &[u8]) -> Result<ImageKind, &'static str> {
    const OTHER: [(&[u8], &str); 6] = [
        (b"BM", "it is a BMP image: save it as PNG"),
        (b"II*\0", "it is a TIFF image, which browsers do not show: save it as PNG"),
        (b"MM\0*", "it is a TIFF image, which browsers do not show: save it as PNG"),
        (b"8BPS", "it is a Photoshop file: save it as PNG"),
        (b"%PDF-", "it is a PDF: save it as PNG"),
        (
            b"version https://git-lfs",
            "it only points to the image: fetch the image with `git lfs pull`",
        ),
    ];
    match head {
        [] => Err("the file is empty"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(ImageKind::Png),
        [0xff, 0xd8, 0xff, ..] => Ok(ImageKind::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(ImageKind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(ImageKind::Webp),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.get(..4) {
            Some(b"avif" | b"avis") => Ok(ImageKind::Avif),
            Some(b"heic" | b"heix" | b"mif1" | b"msf1") => {
                Err("it is a HEIC image, which browsers do not show: save it as JPEG")
            }
            _ => Err("it is no image"),
        },
        _ if is_svg(head) => Ok(ImageKind::Svg),
        _ => Err(OTHER
            .iter()
            .find(|(start, _)| head.starts_with(start))
            .map_or("it is no image", |(_, reason)| reason)),
    }
}

/// Whether the first element of a text is `svg`.
fn is_svg(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|at| at + 2)
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            rest.find('>').map(|at| at + 1)
        } else {
            break;
        };
        let Some(end) = end else { return false };
        rest = rest[end..].trim_start();
    }
    rest.strip_prefix("<svg").is_some_and(|after| {
        after.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
    })
}

/// Whether an SVG image only draws: no scripts, no event handlers, no content from elsewhere. In
/// case of doubt it does more.
pub(crate) fn is_harmless_svg(bytes: &[u8]) -> bool {
    const DRAWN_ELSEWHERE: [&str; 10] = [
        "script",
        "foreignobject",
        "iframe",
        "object",
        "embed",
        "handler",
        "listener",
        "audio",
        "video",
        "link",
    ];
    // Other encodings could hide markup from this check.
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let lower = text.to_ascii_lowercase();
    let has_hidden = ["<!entity", "<!attlist", "<?xml-stylesheet", "@import", "\0"]
        .iter()
        .any(|hidden| lower.contains(hidden));
    if has_hidden || !is_svg(&bytes[..bytes.len().min(HEAD_BYTES)]) {
        return false;
    }
    let mut is_harmless = true;
    // In XML an element such as `title` may contain others, unlike in HTML.
    visit_html_with(
        text,
        |_| false,
        |token| {
            let HtmlToken::Start(tag) = token else { return };
            let name = tag.name.rsplit(':').next().unwrap_or_default();
            is_harmless &= !DRAWN_ELSEWHERE.contains(&name);
            for attribute in tag.attributes() {
                let value: String = attribute
                    .value
                    .chars()
                    .filter(|c| !c.is_whitespace() && !c.is_control())
                    .flat_map(char::to_lowercase)
                    .collect();
                let is_link =
                    matches!(attribute.name, "href" | "src") || attribute.name.ends_with(":href");
                let is_inside = value.is_empty()
                    || value.starts_with('#')
                    || ["png", "jpeg", "jpg", "gif", "webp"]
                        .iter()
                        .any(|kind| value.starts_with(&format!("data:image/{kind};")));
                // A link of the drawing is followed only by a click, but it must not be a program.
                let is_followed = name == "a" && value.starts_with("https:");
                let is_animated_link = attribute.name == "attributename"
                    && (value.ends_with("href") || value.starts_with("on"));
                is_harmless &= !attribute.name.starts_with("on")
                    && !value.contains("javascript:")
                    && (!is_link || is_inside || is_followed)
                    && !is_animated_link;
            }
        },
    );
    is_harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_that_of_the_bytes() {
        assert_eq!(image_kind(b"\x89PNG\r\n\x1a\n...."), Ok(ImageKind::Png));
        assert_eq!(image_kind(b"\xff\xd8\xff\xe0"), Ok(ImageKind::Jpeg));
        assert_eq!(ImageKind::Png.ending("JPG"), "jpg");
        assert_eq!(ImageKind::Png.ending("php"), "png");
        assert_eq!(ImageKind::Svg.ending("png"), "svg");
        assert_eq!(image_kind(b"RIFF\0\0\0\0WEBPVP8 "), Ok(ImageKind::Webp));
        assert_eq!(image_kind(b"\0\0\0\x20ftypavif"), Ok(ImageKind::Avif));
        assert_eq!(
            image_kind(b"<?xml version=\"1.0\"?>\n<!-- x -->\n<svg xmlns=\"y\">"),
            Ok(ImageKind::Svg)
        );
        for wrong in [
            &b""[..],
            b"<!DOCTYPE html><html><svg></svg>",
            b"\0\0\0\x20ftypheic",
            b"BM123456",
            b"II*\0",
            b"text",
            b"version https://git-lfs.github.com/spec/v1",
            b"<svgx>",
        ] {
            assert!(image_kind(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn drawings_that_only_draw_are_harmless() {
        let drawing =
            |inner: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inner}</svg>");
        for inner in [
            "<path d='M0 0h9'/><use xlink:href='#a'/>",
            "<style>.a{fill:red}</style><text class='a'>on load</text>",
            "<a href='https://example.org'><rect/></a>",
            "<image href='data:image/png;base64,AA'/>",
        ] {
            assert!(is_harmless_svg(drawing(inner).as_bytes()), "{inner}");
        }
        for inner in [
            "<script>alert(1)</script>",
            "<title><script>alert(1)</script></title>",
            "<svg:script>alert(1)</svg:script>",
            "<g onload='x()'/>",
            "<a href='java\tscript:x'><rect/></a>",
            "<a xlink:href='&#106;avascript:x'><rect/></a>",
            "<foreignObject><p>x</p></foreignObject>",
            "<image href='https://example.org/x.png'/>",
            "<use href='other.svg#a'/>",
            "<animate attributeName='href' to='x'/>",
            "<style>@import 'x.css'</style>",
            "<image href='data:image/svg+xml;base64,AA'/>",
        ] {
            assert!(!is_harmless_svg(drawing(inner).as_bytes()), "{inner}");
        }
        assert!(!is_harmless_svg(b"<!DOCTYPE svg [<!ENTITY x 'y'>]><svg/>"));
        assert!(!is_harmless_svg(b"\xff\xfe<\0s\0v\0g\0"));
    }
}
