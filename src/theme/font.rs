//! Fonts that a site chooses: families that readers have installed, or font files of the site. No
//! font is loaded from other servers.

use std::fmt::Write as _;

use crate::route::Route;

/// The extensions of font files.
const ENDINGS: [&str; 4] = [".woff2", ".woff", ".ttf", ".otf"];

/// Whether a text in `[params]` is the path of a font file on this site.
pub(super) fn is_font_path(text: &str) -> bool {
    let sound =
        text.starts_with('/') && !text.starts_with("//") && !text.contains(['"', '\\', '\n', '\r']);
    sound && ENDINGS.iter().any(|ending| text.to_ascii_lowercase().ends_with(ending))
}

/// `@font-face` rules for font files, each with the weight and style given by its name.
pub(super) fn font_faces(family: &str, files: &[&str]) -> String {
    let mut css = String::new();
    for file in files {
        let (weight, style) = weight_and_style(file);
        // The style sheet is at the root of the site, which may be below a base path, so the URL
        // must not begin with a slash.
        let url = Route::of(*file).encoded();
        let url = url.trim_start_matches('/');
        let _ = write!(
            css,
            "@font-face {{\n  font-family: \"{family}\";\n  src: url(\"{url}\");\n  font-weight: {weight};\n  \
             font-style: {style};\n  font-display: swap;\n}}\n"
        );
    }
    css
}

/// The weight and style of a font from its file name, as foundries write them:
/// `Literata-BoldItalic.woff2`, `literata-latin-700-italic.woff2`, `Literata[opsz,wght].ttf`. A
/// weight is a CSS weight from 100 to 900, or a range of weights.
fn weight_and_style(file: &str) -> (&'static str, &'static str) {
    let name = file.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let style =
        if name.contains("italic") || name.contains("oblique") { "italic" } else { "normal" };
    let has = |word: &str| name.contains(word);
    let number =
        |wanted: &str| name.split(|c: char| !c.is_ascii_digit()).any(|digits| digits == wanted);
    // Longer names come first, because `extrabold` contains `bold`.
    let weight = match () {
        () if has("variable") || has("wght") || has("-vf") => "100 900",
        () if number("100") || has("thin") || has("hairline") => "100",
        () if number("200") || has("extralight") || has("ultralight") => "200",
        () if number("800") || has("extrabold") || has("ultrabold") => "800",
        () if number("600") || has("semibold") || has("demibold") => "600",
        () if number("700") || has("bold") => "700",
        () if number("300") || has("light") => "300",
        () if number("500") || has("medium") => "500",
        () if number("900") || has("black") => "900",
        () => "400",
    };
    (weight, style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_give_weight_and_style() {
        for (file, weight, style) in [
            ("/fonts/Literata-Regular.woff2", "400", "normal"),
            ("/fonts/Literata-BoldItalic.woff2", "700", "italic"),
            ("/fonts/Literata-SemiBold.ttf", "600", "normal"),
            ("/fonts/Literata-ExtraLight.ttf", "200", "normal"),
            ("/fonts/literata-latin-700-italic.woff2", "700", "italic"),
            ("/fonts/literata-latin-wght-normal.woff2", "100 900", "normal"),
            ("/fonts/Literata[opsz,wght].ttf", "100 900", "normal"),
            ("/fonts/SourceSerif4Variable-Italic.otf", "100 900", "italic"),
            // The name of a folder is ignored.
            ("/bold/plain.woff", "400", "normal"),
        ] {
            assert_eq!(weight_and_style(file), (weight, style), "{file}");
        }
    }

    #[test]
    fn only_files_of_this_site() {
        for text in [
            "https://fonts.example/a.woff2",
            "//fonts.example/a.woff2",
            "/a.css",
            "/a\".woff2",
            "a.woff2",
        ] {
            assert!(!is_font_path(text), "{text}");
        }
        assert!(is_font_path("/fonts/My Font.WOFF2"));
    }

    #[test]
    fn a_face_for_each_file() {
        let css = font_faces("text_font", &["/fonts/a b.woff2", "/fonts/a-italic.woff2"]);
        assert!(css.contains("src: url(\"fonts/a%20b.woff2\")"), "{css}");
        assert_eq!(css.matches("@font-face").count(), 2);
    }
}
