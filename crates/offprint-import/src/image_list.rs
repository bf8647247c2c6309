//! [`list_images`]: the images that an article shows, by where their files are.
//!
//! An image belongs to the source (its file may be beside it, or inside the page), or it is on
//! another site. Must not depend on the disk.

use percent_encoding::percent_decode_str;

use super::article::{Article, LocalImage};
use super::image_links::image_links;
use super::imported::{ImportedImage, RemoteImage};
use super::site_markdown::line_with_name;

/// The lines of more images are not searched for: nobody reads so many, and each search goes through
/// the source.
const MOST_WITH_LINES: usize = 500;

/// The images of the source, and the images on other sites, in the order of the article. `source`
/// is the text of the source, for the lines; None if its lines say nothing to an editor.
pub(super) fn list_images(
    article: &Article,
    source: Option<&str>,
) -> (Vec<ImportedImage>, Vec<RemoteImage>) {
    let mut own: Vec<ImportedImage> = Vec::new();
    let mut remote: Vec<RemoteImage> = Vec::new();
    let of_front = article.own.get("image").and_then(toml::Value::as_str);
    let of_front = of_front.filter(|target| !is_url(target)).map(str::to_owned);
    let of_body = image_links(&article.body).into_iter().map(|link| link.target);
    for target in of_front.into_iter().chain(of_body) {
        let is_known = own.iter().any(|image| image.target == target)
            || remote.iter().any(|image| image.url == target);
        if is_known || target.is_empty() || target.starts_with('#') || is_data(&target) {
            continue;
        }
        let known = article.images.iter().find(|image| image.target == target);
        let LocalImage { bytes, file, is_by_name, .. } = known.cloned().unwrap_or_default();
        let searched = source.filter(|_| own.len() + remote.len() < MOST_WITH_LINES);
        let line = searched.and_then(|source| line_of(source, file.as_deref().unwrap_or(&target)));
        if is_url(&target) {
            remote.push(RemoteImage { url: target.clone(), line });
        }
        if !is_url(&target) || file.is_some() || bytes.is_some() {
            own.push(ImportedImage { target, line, bytes, file, is_by_name });
        }
    }
    (own, remote)
}

/// Whether a browser would load the address from another site.
fn is_url(address: &str) -> bool {
    let lower = address.trim_start().to_ascii_lowercase();
    lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//")
}

fn is_data(address: &str) -> bool {
    address.trim_start().to_ascii_lowercase().starts_with("data:")
}

/// The line of a source that names an address, however it is encoded there.
fn line_of(source: &str, address: &str) -> Option<usize> {
    let decoded = percent_decode_str(address).decode_utf8_lossy().into_owned();
    let name = address.rsplit('/').next().unwrap_or_default();
    let spellings = [
        address.to_owned(),
        address.replace('&', "&amp;"),
        decoded.replace('&', "&amp;"),
        decoded.replace(' ', "%20"),
        decoded.clone(),
        // The page may write it relative to itself.
        if name.len() > 4 { name.to_owned() } else { String::new() },
    ];
    spellings.iter().find_map(|spelling| line_with_name(source, spelling))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_have_a_place_and_a_line() {
        let article = Article {
            body: "![a](a%20b.png) ![b](https://cdn.example/x.png) <img src=\"c.png\"> ![d](data:image/png;base64,AA)"
                .to_owned(),
            own: "image = \"cover.png\"".parse().expect("it is TOML"),
            ..Article::default()
        };
        let source = "image: cover.png\n\n<img src='a b.png'>\n<img src=\"/x.png\"> c.png\n";
        let (own, remote) = list_images(&article, Some(source));
        let own: Vec<_> = own.iter().map(|image| (image.target.as_str(), image.line)).collect();
        assert_eq!(own, [("cover.png", Some(1)), ("a%20b.png", Some(3)), ("c.png", Some(4))]);
        assert_eq!(
            remote,
            [RemoteImage { url: "https://cdn.example/x.png".to_owned(), line: Some(4) }]
        );
    }
}
