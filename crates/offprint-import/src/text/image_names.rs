//! Lines of a pasted text that only name an image: `[image: A ward]`, `[cid:image001.png@01D9]`,
//! `IMG_2034.JPG`, `![A ward](ward.jpg)`, the sign that stands for an object.
//!
//! A text contains no images, so the editor must learn where one was. Does not know other lines.

use crate::phrases::{Category, is_phrase};

/// Why such a line is not in the article.
pub(super) const IMAGE_NAME: &str = "the name of an image, which a text cannot contain";

/// The endings of image files.
const ENDINGS: [&str; 11] =
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".tif", ".tiff", ".heic", ".avif", ".bmp"];

/// A file name has no more words.
const MOST_WORDS: usize = 5;

/// Whether a line only names an image.
pub(super) fn is_image_name(line: &str) -> bool {
    let line = line.trim();
    let lower = line.to_lowercase();
    if line.chars().all(|sign| sign == '\u{fffc}') {
        return !line.is_empty();
    }
    if let Some(inner) = lower.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let label = inner.split([':', ' ']).next().unwrap_or_default();
        return !inner.contains(['[', ']'])
            && (label == "cid" && inner.starts_with("cid:")
                || is_phrase(Category::PictureWords, inner)
                || is_phrase(Category::PictureWords, label)
                    && inner[label.len()..].starts_with(':')
                || is_file_name(inner));
    }
    if lower.starts_with("![") && lower.ends_with(')') {
        return lower.matches("](").count() == 1 && lower.matches(')').count() == 1;
    }
    if lower.starts_with("<img ") && lower.ends_with('>') {
        return lower.matches('<').count() == 1;
    }
    lower.starts_with("data:image/") || is_file_name(&lower)
}

/// `ward at night.jpg`, and not a sentence on a file.
fn is_file_name(lower: &str) -> bool {
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
        && lower.split_whitespace().count() <= MOST_WORDS
        && !lower.contains(", ")
        && lower.len() > 5
}

#[cfg(test)]
mod tests {
    use super::is_image_name;

    #[test]
    fn lines_that_name_an_image() {
        for line in [
            "[image: A ward at night]",
            "[Image]",
            "[cid:image001.png@01D9A1]",
            "[ward.jpg]",
            "IMG_2034.JPG",
            "ward at night.png",
            "https://cdn.example.org/a/ward.webp",
            "![A ward](ward.jpg)",
            "![](https://a.example/b.png \"A ward\")",
            "<img src=\"x.png\" alt=\"A ward\">",
            "\u{fffc}",
        ] {
            assert!(is_image_name(line), "{line}");
        }
    }

    #[test]
    fn other_lines() {
        for line in [
            "",
            "[1]",
            "[sic]",
            "Image quality was good.",
            "The file is named ward.jpg, and it is in the folder",
            "We saved each scan of the brain as scan.png",
            "![A](a.png) and text (see below)",
            "[imaging: none]",
            ".png",
        ] {
            assert!(!is_image_name(line), "{line}");
        }
    }
}
