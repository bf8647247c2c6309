//! What links to images say beyond where they lead: size, smaller pictures, and the image that
//! stands for a document.

use std::fmt::Write as _;

use pulldown_cmark_escape::escape_html;
use rustc_hash::FxHashMap;

use super::Map;
use super::find::{Asking, Missing, find};
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, Fault, Link, Place, Role};
use crate::picture::{ImageHandling, MOST_PIXELS, Picture, Variant};
use crate::route::Route;
use crate::site::permalink;
use crate::source::SitePath;

/// The images that content may show. Where two files claim one place, the first is shown or the
/// site has an error.
pub(super) fn pictures<'m>(map: &Map<'m>) -> FxHashMap<&'m str, (&'m SitePath, &'m Picture)> {
    let mut pictures = FxHashMap::default();
    if map.pictures.is_empty() {
        return pictures;
    }
    for (path, route) in map.assets {
        if let Some(picture) = map.pictures.get(path) {
            pictures.entry(route.as_str()).or_insert((path, picture));
        }
    }
    pictures
}

/// The image that a document's author chose for previews of links.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnImage {
    /// Its whole address.
    pub url: String,
    /// What it shows.
    pub alt: String,
    /// Its width and height, if they are known.
    pub size: Option<(u32, u32)>,
}

pub(super) fn own_image(
    id: DocId,
    image: &crate::library::OwnImage,
    map: &Map<'_>,
    tables: &Asking<'_, '_>,
    faults: &mut Vec<Fault>,
) -> Option<OwnImage> {
    let alt = image.alt.clone().unwrap_or_else(|| map.facts[id].title.clone());
    let Some(target) = &image.target else {
        return Some(OwnImage { url: image.written.clone(), alt, size: None });
    };
    let link = Link { target: target.clone(), role: Role::Src, sentence: String::new() };
    match find(id, &link, map, tables) {
        Ok(found) => {
            let size = tables.picture(&found.route).and_then(|(_, picture)| picture.size);
            Some(OwnImage { url: permalink(map.config, &found.route), alt, size })
        }
        Err(missing) => {
            let (message, help) = match missing {
                Missing::Nothing(message, help) => (message, help),
                // A page is no image, shown or not.
                Missing::Hidden(..) | Missing::HiddenTerm(..) => {
                    (format!("there is no image `{}`", image.written), None)
                }
            };
            let place = Place::Image;
            faults.push(Fault {
                document: id,
                place,
                severity: Severity::Error,
                code: Code::BrokenLink,
                message,
                help,
                note: None,
            });
            None
        }
    }
}

/// What is wrong with an image file, and how to mend it.
pub(super) fn image_fault(path: &SitePath, picture: &Picture) -> Option<(String, String)> {
    match picture.handling {
        ImageHandling::Resizable | ImageHandling::Original => None,
        ImageHandling::Broken(reason) => Some((
            format!("the image `{path}` is broken: {reason}"),
            "save it once more from the program that it comes from; until then it is shown as it is".into(),
        )),
        ImageHandling::TooLarge => {
            let (width, height) = picture.size.unwrap_or_default();
            Some((
                format!(
                    "the image `{path}` has {width} × {height} pixels, and up to {} million are scaled",
                    MOST_PIXELS / 1_000_000
                ),
                "make it smaller; until then every reader loads it as it is".into(),
            ))
        }
    }
}

/// The smaller pictures of an image at a route: where each goes, under a name that changes with its
/// bytes.
pub(super) fn variants_of(
    route: &Route,
    picture: &Picture,
    map: &Map<'_>,
) -> Vec<(Route, Variant)> {
    let name = route.as_str().rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let short = stem.char_indices().nth(LONGEST_STEM).map_or(stem, |(end, _)| &stem[..end]);
    let named = |variant: Variant| {
        let key = variant.key().to_string();
        (route.beside(&format!("{short}-{}-{}.webp", variant.width, &key[..12])), variant)
    };
    picture.variants(&map.config.images).into_iter().map(named).collect()
}

/// Names of files have 255 bytes, and a letter up to four.
const LONGEST_STEM: usize = 48;

/// What goes before the address of an image: a browser that knows of smaller pictures never asks
/// for the address.
pub(super) fn attributes(
    picture: &Picture,
    variants: &[(Route, Variant)],
    is_first: bool,
    map: &Map<'_>,
) -> String {
    let mut html = String::new();
    // What comes first may be on the screen at once, and then waiting for it would only take
    // longer.
    if !is_first {
        html.push_str(" loading=\"lazy\"");
    }
    html.push_str(" decoding=\"async\"");
    if let Some((width, height)) = picture.size {
        let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
    }
    if !variants.is_empty() {
        html.push_str(" sizes=\"");
        let _ = escape_html(&mut html, &map.config.images.sizes);
        html.push_str("\" srcset=\"");
        for (number, (route, variant)) in variants.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            // A comma in an address would end it here.
            let url = route.encoded().replace(',', "%2C");
            let _ = write!(html, "{comma}{}{url} {}w", map.config.base_path, variant.width);
        }
        html.push('"');
    }
    html
}
