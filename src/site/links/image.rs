//! What links to images need in addition to their URLs: size, scaled images, and the image that
//! represents a document.

use std::fmt::Write as _;

use pulldown_cmark_escape::escape_html;

use super::context::LinkContext;
use super::lookup::RecordingLookup;
use super::resolve_target::{
    HIDDEN_FILE_HELP, UnresolvedLink, hidden_file_message, resolve_target,
};
use crate::diagnostic::{Code, Severity};
use crate::library::{ContentLink, DocId, FactRef, LinkRole, UnlocatedDiagnostic};
use crate::picture::{ImageHandling, MOST_PIXELS, Picture, Variant, unshowable_kind};
use crate::route::Route;
use crate::site::document_links::PreviewImage;
use crate::site::linked_site::permalink;
use crate::site::thumbnail::Thumbnail;
use crate::source::SitePath;

/// A scaled image: its route, its file and its copy.
type ScaledImage = (Route, (SitePath, Variant));

/// The image that represents a document, with its copy for lists if there is one.
pub(super) fn preview_image(
    id: DocId,
    image: &crate::library::ImageFields,
    context: &LinkContext<'_>,
    lookup: &RecordingLookup<'_, '_>,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> Option<(PreviewImage, Option<ScaledImage>)> {
    let alt = image.alt.clone().unwrap_or_else(|| context.facts[id].title.clone());
    let Some(target) = &image.target else {
        let url = image.written.clone();
        let image = PreviewImage { url, path: None, alt, size: None, thumbnail: None };
        return Some((image, None));
    };
    let link = ContentLink { target: target.clone(), role: LinkRole::Src, sentence: String::new() };
    match resolve_target(id, &link, context, lookup) {
        Ok(found) => {
            if let Some((what, _)) = unshowable_kind(found.route.as_str()) {
                faults.push(UnlocatedDiagnostic {
                    document: id,
                    place: FactRef::Image,
                    severity: Severity::Warning,
                    code: Code::BadImage,
                    message: format!("browsers cannot show {what} as an image"),
                    help: Some("name a JPEG, PNG or WebP file".into()),
                    note: None,
                });
            }
            let picture = lookup.picture(&found.route);
            let size = picture.and_then(|(_, picture)| picture.size);
            let address =
                |route: &Route| format!("{}{}", context.config.base_path, route.encoded());
            let path = address(&found.route);
            let scaled = picture.and_then(|(file, picture)| {
                let variant = picture.thumbnail(&context.config.images)?;
                Some((variant_route(&found.route, &variant), (file.clone(), variant)))
            });
            let thumbnail = match &scaled {
                Some((route, (_, Variant { width, height, .. }))) => {
                    Some(Thumbnail { url: address(route), width: *width, height: *height })
                }
                None => size.map(|(width, height)| Thumbnail { url: path.clone(), width, height }),
            };
            let url = permalink(context.config, &found.route);
            Some((PreviewImage { url, path: Some(path), alt, size, thumbnail }, scaled))
        }
        Err(missing) => {
            let (severity, code) = match missing {
                UnresolvedLink::HiddenFile(..) => (Severity::Warning, Code::LinkToUnpublished),
                _ => (Severity::Error, Code::BrokenLink),
            };
            let (message, help) = match missing {
                UnresolvedLink::Missing(message, help) => (message, help),
                UnresolvedLink::HiddenFile(file, document, hidden) => (
                    hidden_file_message(&file, &context.facts[document].path, hidden, true),
                    Some(HIDDEN_FILE_HELP.into()),
                ),
                // A page is not an image, whether it is shown or not.
                UnresolvedLink::Hidden(..) | UnresolvedLink::HiddenTerm(..) => {
                    (format!("there is no image `{}`", image.written), None)
                }
            };
            let place = FactRef::Image;
            faults.push(UnlocatedDiagnostic {
                document: id,
                place,
                severity,
                code,
                message,
                help,
                note: None,
            });
            None
        }
    }
}

/// The problem with an image file, and how to fix it.
pub(super) fn image_problem(path: &SitePath, picture: &Picture) -> Option<(String, String)> {
    match picture.handling {
        ImageHandling::Resizable | ImageHandling::Original => None,
        ImageHandling::Broken(reason) => Some((
            format!("the image `{path}` is broken: {reason}"),
            "export the image again; the original file is used until then".into(),
        )),
        ImageHandling::TooLarge => {
            let (width, height) = picture.size.unwrap_or_default();
            Some((
                format!(
                    "the image `{path}` has {width} × {height} pixels, and up to {} million are scaled",
                    MOST_PIXELS / 1_000_000
                ),
                "make it smaller; the original file is used until then".into(),
            ))
        }
    }
}

/// The scaled copies of an image at a route, each under a name that changes with its bytes.
pub(super) fn scaled_variants(
    route: &Route,
    picture: &Picture,
    context: &LinkContext<'_>,
) -> Vec<(Route, Variant)> {
    let variants = picture.variants(&context.config.images).into_iter();
    variants.map(|variant| (variant_route(route, &variant), variant)).collect()
}

/// The route of a variant of the image at a route: its name changes with its bytes.
fn variant_route(route: &Route, variant: &Variant) -> Route {
    let name = route.as_str().rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let short = stem.char_indices().nth(LONGEST_STEM).map_or(stem, |(end, _)| &stem[..end]);
    let key = variant.key().to_string();
    route.beside(&format!("{short}-{}-{}.webp", variant.width, &key[..12]))
}

/// File names have at most 255 bytes, and a letter has up to four.
const LONGEST_STEM: usize = 48;

/// What is inserted before the URL of an image: a browser that supports scaled images never
/// requests the URL itself.
pub(super) fn image_attributes(
    picture: &Picture,
    variants: &[(Route, Variant)],
    is_first: bool,
    context: &LinkContext<'_>,
) -> String {
    let mut html = String::new();
    // The first image may be visible immediately, and lazy loading would only delay it.
    if !is_first {
        html.push_str(" loading=\"lazy\"");
    }
    html.push_str(" decoding=\"async\"");
    if let Some((width, height)) = picture.size {
        let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
    }
    if !variants.is_empty() {
        html.push_str(" sizes=\"");
        let _ = escape_html(&mut html, &context.config.images.sizes);
        html.push_str("\" srcset=\"");
        for (number, (route, variant)) in variants.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            // A comma would end the URL here.
            let url = route.encoded().replace(',', "%2C");
            let _ = write!(html, "{comma}{}{url} {}w", context.config.base_path, variant.width);
        }
        html.push('"');
    }
    html
}
