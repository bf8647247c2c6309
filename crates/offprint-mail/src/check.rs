//! [`check_mail_html`]: what a mail should not contain: elements, attributes and styles that mail
//! programs do not show, scripts, images that track readers, addresses that work only on a web page.
//!
//! It reads the HTML as it will be sent, after styles were inlined. The lists are in `allow_list`.

use std::collections::BTreeMap;

use offprint_base::{HtmlToken, StartTag, visit_html};

use crate::allow_list::{
    DISPLAYS, ELEMENTS, PROPERTIES, allows_attribute, doubtful_value, is_shown_image,
};

/// The maximum size of the HTML of a mail. Gmail shows about the first 102 kB of a mail, and hides the
/// rest behind a link.
pub const MAX_HTML_BYTES: usize = 100_000;

/// The size of the style sheet of a mail that Gmail reads.
const MAX_STYLE_BYTES: usize = 16_000;

/// Something that a mail should not contain.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct MailProblem {
    /// Whether the mail must not be sent like this: it contains a script, watches its readers, or has
    /// an address that works only on a web page.
    pub is_error: bool,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

const NOT_SHOWN: &str = "use an element, an attribute or a style that all mail programs show; the \
                         template documentation lists them";
const NO_SCRIPTS: &str =
    "remove it: mail programs run no scripts, and treat such a mail as dangerous";
const ABSOLUTE: &str =
    "write a complete URL: in a mail there is no page that a path could belong to";

/// The problems of a mail, each once, with the number of places; errors first.
pub fn check_mail_html(html: &str) -> Vec<MailProblem> {
    let mut check = Check::default();
    check.visit(html);
    if html.len() > MAX_HTML_BYTES {
        let size = html.len().div_ceil(1000);
        check.add(
            false,
            format!(
                "the HTML of the mail is {size} kB long, and Gmail shows about the first 102 kB of a mail"
            ),
            "put fewer articles into one issue, or let the template show less of each",
        );
    }
    let mut problems: Vec<MailProblem> = check
        .found
        .into_iter()
        .map(|((is_important, message, help), count)| {
            let message = match count {
                1 => message,
                count => format!("{message} ({count} places)"),
            };
            MailProblem { is_error: is_important, message, help }
        })
        .collect();
    problems.sort_by_key(|problem| !problem.is_error);
    problems
}

#[derive(Default)]
struct Check {
    found: BTreeMap<(bool, String, &'static str), usize>,
    is_in_style: bool,
}

impl Check {
    fn add(&mut self, is_error: bool, message: String, help: &'static str) {
        *self.found.entry((is_error, message, help)).or_default() += 1;
    }

    fn visit(&mut self, html: &str) {
        visit_html(html, |token| match token {
            HtmlToken::Start(tag) => self.element(&tag),
            HtmlToken::End(name, _) => self.is_in_style &= name != "style",
            HtmlToken::Text(text) if self.is_in_style => self.style_sheet(text),
            HtmlToken::Text(_) => {}
            HtmlToken::Comment(span) => {
                // Outlook reads the content of such comments.
                let comment = &html[span];
                let inner = comment
                    .strip_prefix("<!--[if")
                    .and_then(|rest| rest.split_once("]>"))
                    .and_then(|(_, rest)| rest.strip_suffix("<![endif]-->"));
                if let Some(inner) = inner {
                    self.visit(inner);
                }
            }
        });
    }

    fn element(&mut self, tag: &StartTag<'_>) {
        let name = tag.name;
        self.is_in_style = name == "style";
        if name == "script" {
            self.add(true, "the mail contains a script".to_owned(), NO_SCRIPTS);
            return;
        }
        // In conditional comments, Outlook knows elements of Office.
        if !ELEMENTS.contains(&name) && !name.contains(':') && name != "xml" {
            self.add(false, format!("mail programs do not show the element `{name}`"), NOT_SHOWN);
            return;
        }
        for attribute in tag.attributes() {
            let (key, value) = (attribute.name, attribute.value);
            if key.starts_with("on") {
                self.add(true, format!("`{name}` runs a script: `{key}`"), NO_SCRIPTS);
                continue;
            }
            if !allows_attribute(name, key) && !name.contains(':') {
                let message = format!("mail programs ignore the attribute `{key}` of `{name}`");
                self.add(false, message, NOT_SHOWN);
                continue;
            }
            match key {
                "style" => self.declarations(value),
                "href" => self.link(value),
                _ => {}
            }
        }
        if name == "img" {
            self.image(tag);
        }
    }

    fn link(&mut self, address: &str) {
        let lower = address.trim().to_ascii_lowercase();
        let is_sound =
            ["https://", "http://", "mailto:"].iter().any(|start| lower.starts_with(start))
                || is_placeholder(&lower);
        if lower.starts_with("javascript:") {
            self.add(true, "a link runs a script".to_owned(), NO_SCRIPTS);
        } else if !is_sound {
            self.add(true, format!("the link `{address}` does not work in an e-mail"), ABSOLUTE);
        }
    }

    fn image(&mut self, tag: &StartTag<'_>) {
        let address = tag.attribute("src").unwrap_or_default();
        let number = |name| tag.attribute(name).and_then(|value| value.trim().parse::<u32>().ok());
        if !address.starts_with("https://") && !address.starts_with("http://") {
            self.add(true, format!("the image `{address}` cannot be loaded in a mail"), ABSOLUTE);
        }
        let (width, height) = (number("width"), number("height"));
        if width.is_none() || height.is_none() {
            self.add(
                false,
                format!("the image `{address}` has no dimensions"),
                "give it `width` and `height` in pixels: most programs load images later",
            );
        }
        if width.is_some_and(|width| width < 3) || height.is_some_and(|height| height < 3) {
            self.add(
                true,
                format!("the image `{address}` cannot be seen, as one that tracks readers"),
                "remove it: Offprint's mails do not watch their readers",
            );
        }
        if tag.attribute("alt").is_none() {
            self.add(
                false,
                format!("the image `{address}` has no `alt`"),
                "say what it shows: many readers see no images",
            );
        }
        if !is_shown_image(address) {
            self.add(
                false,
                format!("several mail programs do not show the format of the image `{address}`"),
                "use a JPEG, PNG or GIF file",
            );
        }
    }

    /// The declarations of a `style` attribute or of a rule.
    fn declarations(&mut self, text: &str) {
        for declaration in split_declarations(text) {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let property = property.trim().to_ascii_lowercase();
            let value = value.trim().to_ascii_lowercase();
            if value.contains("url(") || value.contains("expression(") {
                self.add(
                    true,
                    format!("the style `{property}` loads a file"),
                    "use an `img` with `width`, `height` and `alt`",
                );
            }
            if property.starts_with("mso-") {
                continue;
            }
            if !PROPERTIES.contains(&property.as_str()) {
                let message = format!("several mail programs ignore the style `{property}`");
                self.add(false, message, NOT_SHOWN);
            }
            let value = value.trim_end_matches("!important").trim();
            if let Some(what) = doubtful_value(value) {
                let message =
                    format!("several mail programs do not understand {what} in `{property}`");
                self.add(false, message, "write sizes in px or em, and colours as #rrggbb");
            }
            if property == "display" && !DISPLAYS.contains(&value) {
                let message = format!("several mail programs do not know `display: {value}`");
                self.add(false, message, NOT_SHOWN);
            }
            if property.starts_with("margin")
                && value.split_whitespace().any(|part| part.starts_with('-'))
            {
                let message = "several mail programs ignore negative margins".to_owned();
                self.add(false, message, NOT_SHOWN);
            }
        }
    }

    /// The content of `<style>`: rules, and `@media` around rules.
    fn style_sheet(&mut self, text: &str) {
        if text.len() > MAX_STYLE_BYTES {
            self.add(
                false,
                "the styles in the head are longer than the 16 kB that Gmail reads".to_owned(),
                "remove styles: those outside of `@media` are in the elements, too",
            );
        }
        let lower = text.to_ascii_lowercase();
        for (at, _) in lower.match_indices('@') {
            let rule = lower[at + 1..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let rule = rule.into_iter().next().unwrap_or_default();
            if rule != "media" {
                let message = format!("several mail programs ignore `@{rule}`");
                self.add(
                    rule == "import",
                    message,
                    "only `@media` is possible in the styles of a mail",
                );
            }
        }
        // The innermost braces contain declarations.
        let mut rest = text;
        while let Some(end) = rest.find('}') {
            if let Some(start) = rest[..end].rfind('{') {
                self.declarations(&rest[start + 1..end]);
            }
            rest = &rest[end + 1..];
        }
    }
}

/// Whether a service replaces an address before the mail is sent.
fn is_placeholder(address: &str) -> bool {
    (address.starts_with("*|") && address.ends_with("|*"))
        || (address.starts_with("{{") && address.ends_with("}}"))
}

/// The declarations of a style, without comments. A `;` in quotation marks or brackets ends none.
fn split_declarations(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut from, mut quote, mut depth) = (0, None, 0usize);
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            (Some(open), _) if sign == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(sign),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, ';') if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expect: &[(bool, &str)]) {
        let problems = check_mail_html(html);
        let found: Vec<_> =
            problems.iter().map(|problem| (problem.is_error, problem.message.as_str())).collect();
        assert_eq!(found, expect, "{html}");
    }

    #[test]
    fn a_sound_mail_has_no_problems() {
        check(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>a</title>\
             <style>@media (max-width:600px){.a{width:100% !important}}</style></head>\
             <body style=\"margin:0\"><!--[if mso]><table width=\"600\"><tr><td><![endif]-->\
             <table role=\"presentation\" width=\"100%\" cellpadding=\"0\"><tr><td align=\"center\" \
             style=\"padding:0 8px;font-family:'a;b', serif;mso-line-height-rule:exactly\">\
             <img src=\"https://e.org/a.jpg\" width=\"120\" height=\"80\" alt=\"\">\
             <a href=\"https://e.org/\">b</a> <a href=\"{{ UnsubscribeURL }}\">c</a>\
             <a href=\"*|UNSUB|*\">d</a> <a href=\"mailto:a@b.org\">e</a></td></tr></table></body></html>",
            &[],
        );
    }

    #[test]
    fn scripts_and_trackers_are_errors() {
        check("<script>x</script>", &[(true, "the mail contains a script")]);
        check("<p onclick=\"x\">", &[(true, "`p` runs a script: `onclick`")]);
        check("<a href=\"JavaScript:x\">", &[(true, "a link runs a script")]);
        check(
            "<img src=\"https://t.org/o.gif\" width=\"1\" height=\"1\" alt=\"\">",
            &[(true, "the image `https://t.org/o.gif` cannot be seen, as one that tracks readers")],
        );
        check(
            "<td style=\"background-color:#fff;border:url(https://t.org/o)\">",
            &[(true, "the style `border` loads a file")],
        );
        check(
            "<!--[if mso]><script>x</script><![endif]-->",
            &[(true, "the mail contains a script")],
        );
    }

    #[test]
    fn addresses_are_complete() {
        for address in ["/a/", "#a", "a.html", "//e.org/", ""] {
            check(
                &format!("<a href=\"{address}\">x</a>"),
                &[(true, &format!("the link `{address}` does not work in an e-mail"))],
            );
        }
        check(
            "<img src=\"/a.png\" width=\"9\" height=\"9\" alt=\"\">",
            &[(true, "the image `/a.png` cannot be loaded in a mail")],
        );
    }

    #[test]
    fn what_mail_programs_ignore_is_a_warning() {
        check(
            "<section>x</section>",
            &[(false, "mail programs do not show the element `section`")],
        );
        check(
            "<p data-x=\"1\"><p data-x=\"2\">",
            &[(false, "mail programs ignore the attribute `data-x` of `p` (2 places)")],
        );
        check(
            "<p style=\"position:absolute\">",
            &[(false, "several mail programs ignore the style `position`")],
        );
        check(
            "<p style=\"display: flex\">",
            &[(false, "several mail programs do not know `display: flex`")],
        );
        check(
            "<p style=\"margin: 0 -4px\">",
            &[(false, "several mail programs ignore negative margins")],
        );
        check(
            "<p style=\"width:calc(100% - 2px);color:rgb(0 0 0);margin:1rem\">",
            &[
                (
                    false,
                    "several mail programs do not understand a colour that is written in a new way in \
                     `color`",
                ),
                (
                    false,
                    "several mail programs do not understand a function such as `calc()` or `var()` in \
                     `width`",
                ),
                (
                    false,
                    "several mail programs do not understand a size in `rem`, `vw` or `vh` in `margin`",
                ),
            ],
        );
        check(
            &format!("<style>{}</style>", "p{color:#000000}".repeat(1_001)),
            &[(false, "the styles in the head are longer than the 16 kB that Gmail reads")],
        );
        check(
            "<style>@font-face{font-family:x}</style>",
            &[(false, "several mail programs ignore `@font-face`")],
        );
        check(
            "<style>@media print{p{float:left}}</style>",
            &[(false, "several mail programs ignore the style `float`")],
        );
    }

    #[test]
    fn images_are_complete_and_of_a_known_format() {
        check(
            "<img src=\"https://e.org/a.webp\" width=\"9\" height=\"9\" alt=\"x\">",
            &[(
                false,
                "several mail programs do not show the format of the image `https://e.org/a.webp`",
            )],
        );
        check(
            "<img src=\"https://e.org/a.PNG?v=1\" width=\"100%\">",
            &[
                (false, "the image `https://e.org/a.PNG?v=1` has no `alt`"),
                (false, "the image `https://e.org/a.PNG?v=1` has no dimensions"),
            ],
        );
    }

    #[test]
    fn a_long_mail_is_reported() {
        check(&"<p>x</p>".repeat(12_500), &[]);
        check(
            &"<p>x</p>".repeat(12_501),
            &[(
                false,
                "the HTML of the mail is 101 kB long, and Gmail shows about the first 102 kB of a mail",
            )],
        );
    }
}
