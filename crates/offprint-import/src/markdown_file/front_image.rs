//! The image of an article in the front matter of other programs.
//!
//! Hugo, Jekyll, Ghost, Hexo, Astro and their themes have many names for the image that stands for
//! an article: `image`, `cover.image`, `featured_image`, `header.teaser`. It becomes `image` and
//! `image_alt`. Must not know where the file is.

use serde_json::Value;

use super::image_syntax::is_image_name;

/// Keys of the image of an article.
const KEYS: [&str; 24] = [
    "image",
    "images",
    "img",
    "cover",
    "cover_image",
    "coverimage",
    "featured_image",
    "featuredimage",
    "featured",
    "feature_image",
    "featureimage",
    "feature",
    "header",
    "hero",
    "hero_image",
    "heroimage",
    "banner",
    "thumbnail",
    "thumb",
    "teaser",
    "og_image",
    "ogimage",
    "social_image",
    "preview_image",
];

/// Keys of the address, in a table.
const ADDRESS_KEYS: [&str; 10] = [
    "image",
    "src",
    "url",
    "path",
    "file",
    "filename",
    "teaser",
    "og_image",
    "overlay_image",
    "relative_url",
];

/// Keys of the description, beside the address or at the top.
const DESCRIPTION_KEYS: [&str; 6] =
    ["alt", "image_alt", "alt_text", "image_description", "feature_image_alt", "cover_alt"];

/// Whether a key describes the image of the article.
pub(super) fn is_description_key(name: &str) -> bool {
    DESCRIPTION_KEYS.contains(&name) && name != "alt"
}

/// The address and the description of the image of an article, if a key means it. `cover: true` and
/// `header: large` do not.
pub(super) fn front_image(name: &str, value: &Value) -> Option<(String, Option<String>)> {
    if name == "resources" {
        return bundled_image(value);
    }
    KEYS.contains(&name).then(|| image_in(value))?
}

fn image_in(value: &Value) -> Option<(String, Option<String>)> {
    match value {
        Value::String(text) => {
            let address = text.trim().trim_start_matches("![[").trim_end_matches("]]");
            // Obsidian quotes links: `"[[cover.png]]"`.
            let address = address.trim_start_matches("[[").split('|').next().unwrap_or_default();
            is_image_name(address).then(|| (address.trim().to_owned(), None))
        }
        Value::Array(items) => items.first().and_then(image_in),
        Value::Object(fields) => {
            let (address, inner) =
                ADDRESS_KEYS.iter().find_map(|key| image_in(fields.get(*key)?))?;
            let description = DESCRIPTION_KEYS
                .iter()
                .find_map(|key| fields.get(*key)?.as_str())
                .map(str::trim)
                .filter(|text| !text.is_empty());
            Some((address, description.map(str::to_owned).or(inner)))
        }
        _ => None,
    }
}

/// The cover in the `resources` of a page bundle of Hugo.
fn bundled_image(value: &Value) -> Option<(String, Option<String>)> {
    let is_cover = |resource: &&Value| {
        let name = resource.get("name").and_then(Value::as_str).unwrap_or_default();
        ["cover", "feature", "header", "hero", "thumbnail"].iter().any(|part| name.contains(part))
    };
    let resource = value.as_array()?.iter().find(is_cover)?;
    let address = resource.get("src")?.as_str()?;
    (is_image_name(address) && !address.contains('*')).then(|| (address.to_owned(), None))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::front_image;

    #[test]
    fn the_image_of_every_program() {
        for (name, value, expect) in [
            ("image", json!("a.png"), Some(("a.png", None))),
            ("images", json!(["/img/a.JPG", "b.png"]), Some(("/img/a.JPG", None))),
            ("cover", json!({"image": "a.webp", "alt": "A"}), Some(("a.webp", Some("A")))),
            ("header", json!({"teaser": "/assets/a.jpg"}), Some(("/assets/a.jpg", None))),
            (
                "feature_image",
                json!("https://x.example/a.png"),
                Some(("https://x.example/a.png", None)),
            ),
            ("cover", json!("[[cover.png]]"), Some(("cover.png", None))),
            ("resources", json!([{"src": "a.png", "name": "cover"}]), Some(("a.png", None))),
            ("heroimage", json!({"src": "../../assets/a.png"}), Some(("../../assets/a.png", None))),
            ("cover", json!(true), None),
            ("header", json!("large"), None),
            ("featured", json!(true), None),
            ("photos", json!("a.png"), None),
            ("resources", json!([{"src": "*.png", "name": "cover"}]), None),
        ] {
            let expect = expect.map(|(address, alt): (&str, Option<&str>)| {
                (address.to_owned(), alt.map(str::to_owned))
            });
            assert_eq!(front_image(name, &value), expect, "{name} {value}");
        }
    }
}
