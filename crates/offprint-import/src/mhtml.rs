//! A web page saved in one file (MHTML), taken apart: the page, its address, its images.
//!
//! Browsers save such a file as a mail whose parts are named by their addresses. Images of the page
//! are given names beside it, as a page saved with a folder has them, so that reading the page
//! needs to know nothing of parts.

use mail_parser::{MessageParser, MimeHeaders, PartType};
use rustc_hash::FxHashMap;
use url::Url;

use crate::article::LocalImage;

/// Images beyond this many are left to the network.
const MOST_IMAGES: usize = 500;

/// A page that was saved in one file.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Page {
    /// The page, its images renamed to `page_files/…`.
    pub(crate) html: String,
    /// Where it was saved from.
    pub(crate) url: Option<Url>,
    /// The images, as they are named in the page, with their bytes.
    pub(crate) images: Vec<LocalImage>,
}

/// Takes such a file apart. The reason, if it holds no page.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Page, String> {
    let message =
        MessageParser::default().parse(bytes).ok_or("this is no MHTML: it has no header")?;
    let mut html: Option<(&str, Option<String>)> = None;
    let mut images = Vec::new();
    let mut names: FxHashMap<String, String> = FxHashMap::default();
    for part in &message.parts {
        let location = part.content_location().map(str::to_owned);
        match &part.body {
            // The first page is the page; others are in its frames.
            PartType::Html(text) if html.is_none() && !text.trim().is_empty() => {
                html = Some((text, location))
            }
            PartType::Binary(data) | PartType::InlineBinary(data) => {
                let kind =
                    part.content_type().and_then(|kind| Some((kind.ctype(), kind.subtype()?)));
                let ending = match kind {
                    Some(("image", "png")) => "png",
                    Some(("image", "jpeg" | "jpg" | "pjpeg")) => "jpg",
                    Some(("image", "gif")) => "gif",
                    Some(("image", "webp")) => "webp",
                    Some(("image", "avif")) => "avif",
                    _ => continue,
                };
                if images.len() >= MOST_IMAGES {
                    continue;
                }
                let target = format!("page_files/image-{}.{ending}", images.len() + 1);
                if let Some(location) = location {
                    names.insert(location, target.clone());
                }
                if let Some(id) = part.content_id() {
                    names.insert(format!("cid:{}", id.trim_matches(['<', '>'])), target.clone());
                }
                images.push(LocalImage { target, bytes: Some(data.to_vec()) });
            }
            _ => {}
        }
    }
    let (html, location) = html.ok_or("this MHTML holds no page: none of its parts is HTML")?;
    let address = message
        .header_raw("Snapshot-Content-Location")
        .map(|address| address.trim().to_owned())
        .or(location);
    let url = address
        .and_then(|address| Url::parse(&address).ok())
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    Ok(Page { html: renamed(html, url.as_ref(), &names), url, images })
}

/// Gives the images that were found in the page their bytes.
pub(crate) fn fill(images: &mut [LocalImage], parts: &[LocalImage]) {
    for image in images {
        if image.bytes.is_none()
            && let Some(part) = parts.iter().find(|part| part.target == image.target)
        {
            image.bytes.clone_from(&part.bytes);
        }
    }
}

/// The page with the sources of its images replaced by their new names.
fn renamed(html: &str, url: Option<&Url>, names: &FxHashMap<String, String>) -> String {
    if names.is_empty() {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(position) = rest.find("src=") {
        let (before, after) = rest.split_at(position + "src=".len());
        out.push_str(before);
        rest = after;
        let Some(quote) = after.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else {
            continue;
        };
        let Some(end) = after[1..].find(quote) else { continue };
        let value = &after[1..=end];
        let address = value.replace("&amp;", "&");
        let absolute =
            || url.and_then(|url| url.join(&address).ok()).and_then(|url| names.get(url.as_str()));
        match names.get(&address).or_else(absolute) {
            Some(name) => {
                out.push(quote);
                out.push_str(name);
            }
            None => out.push_str(&after[..=end]),
        }
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::unpack;

    const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://site.example/a\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\
        Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://site.example/a\r\n\r\n\
        <p>caf=C3=A9 =\r\nau lait<img src=3D\"https://site.example/x.png\"><img src=3D\"cid:i1\"></p>\r\n--b\r\nContent-Type: image/png\r\n\
        Content-Transfer-Encoding: base64\r\nContent-Location: https://site.example/x.png\r\nContent-ID: <i1>\r\n\r\niVBORw0KGgo=\r\n--b--\r\n";

    #[test]
    fn parts_become_a_page_and_images() {
        let page = unpack(SAVED.as_bytes());
        let page = page.as_ref().map(|page| {
            (page.html.trim_end(), page.url.as_ref().map(url::Url::as_str), page.images.len())
        });
        let html = "<p>caf\u{e9} au lait<img src=\"page_files/image-1.png\"><img src=\"page_files/image-1.png\"></p>";
        assert_eq!(page, Ok((html, Some("https://site.example/a"), 1)));
    }

    #[test]
    fn mails_without_a_page_are_refused() {
        assert!(unpack(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello").is_err());
    }
}
