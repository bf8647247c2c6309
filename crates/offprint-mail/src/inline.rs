//! [`inline_styles`]: writes the rules of `<style>` into the elements, because several mail programs
//! ignore style sheets. Rules that cannot be written into an element, `@media`, stay in the head.
//!
//! Nothing is loaded: neither from the network nor from the disk.

use css_inline::CSSInliner;

use crate::error::{MailError, MailErrorKind};

/// The HTML with its styles in the elements.
///
/// # Errors
///
/// If a style sheet cannot be read.
pub fn inline_styles(html: &str) -> Result<String, MailError> {
    let options = CSSInliner::options().load_remote_stylesheets(false).keep_at_rules(true);
    options.minify_css(true).build().inline(html).map(with_style_last).map_err(|error| {
        MailError::new(
            MailErrorKind::Html,
            format!("the styles of the mail cannot be read: {error}"),
        )
        .help("correct the style sheet in the template `mail.html`")
    })
}

/// Moves the style sheet to the end of the head: browsers look for `<meta charset>` only at the beginning
/// of a file.
fn with_style_last(html: String) -> String {
    let Some(start) = html.find("<head><style>").map(|at| at + "<head>".len()) else { return html };
    let Some(end) = html[start..].find("</style>").map(|at| start + at + "</style>".len()) else {
        return html;
    };
    let Some(close) = html[end..].find("</head>").map(|at| end + at) else { return html };
    format!(
        "{}{}{}{}",
        &html[..start],
        html[end..close].trim_start(),
        &html[start..end],
        &html[close..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_written_into_elements_and_media_queries_stay() {
        let html = "<html><head><style>p{color:#123456} @media (prefers-color-scheme: dark)\
                    {p{color:#fff !important}}</style></head><body><p>a</p>\
                    <!--[if mso]><b>old</b><![endif]--></body></html>";
        let inlined = inline_styles(html).expect("the styles are sound");
        assert!(inlined.contains("<p style=\"color:#123456\">a</p>"), "{inlined}");
        assert!(inlined.contains("prefers-color-scheme"), "{inlined}");
        assert!(inlined.contains("<!--[if mso]><b>old</b><![endif]-->"), "{inlined}");
        assert_eq!(inlined.matches("#123456").count(), 1, "{inlined}");
    }

    #[test]
    fn the_encoding_comes_first() {
        let html = "<html><head><meta charset=\"utf-8\"><style>@media print{p{color:red}}</style>\
                    <title>a</title></head><body></body></html>";
        let inlined = inline_styles(html).expect("the styles are sound");
        assert!(
            inlined.contains("<head><meta charset=\"utf-8\"><title>a</title><style>"),
            "{inlined}"
        );
        assert_eq!(inlined.matches("</style>").count(), 1, "{inlined}");
    }

    #[test]
    fn nothing_is_loaded() {
        let html =
            "<html><head><link rel=\"stylesheet\" href=\"/etc/passwd\"></head><body></body></html>";
        assert!(inline_styles(html).is_ok());
    }
}
