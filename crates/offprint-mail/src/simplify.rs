//! [`simplify_for_mail`]: reduces the text of a page to what mail programs show. Elements that they do
//! not know become elements that they know, images fit into the mail, and images of unknown formats
//! become links.
//!
//! Nothing that readers can see disappears silently: [`SimplifiedHtml::changes`] says what looks
//! different. This must not know what the text is about.

use std::collections::{HashMap, HashSet};

use ammonia::Builder;
use offprint_base::{HIDDEN_ELEMENTS, HtmlToken, StartTag, visit_html};

use crate::allow_list::{ATTRIBUTES, ELEMENTS, is_shown_image};
use crate::formula_text::{escaped, with_plain_formulas};

/// A text for mail programs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SimplifiedHtml {
    /// The HTML.
    pub html: String,
    /// What looks different from the page, for the editor; each once.
    pub changes: Vec<String>,
}

/// Elements without a counterpart in mails, and the element that shows their content.
const REPLACED: [(&str, &str); 15] = [
    ("article", "div"),
    ("aside", "div"),
    ("details", "div"),
    ("figcaption", "p"),
    ("figure", "div"),
    ("footer", "div"),
    ("header", "div"),
    ("main", "div"),
    ("nav", "div"),
    ("section", "div"),
    ("summary", "p"),
    ("s", "del"),
    ("strike", "del"),
    ("mark", "b"),
    ("ins", "u"),
];

/// Elements whose content cannot be shown, with the word for readers of the report.
const LOST: [(&str, &str); 7] = [
    ("audio", "an audio recording"),
    ("canvas", "a drawing"),
    ("form", "a form"),
    ("iframe", "an embedded page"),
    ("math", "a formula"),
    ("svg", "a drawing"),
    ("video", "a video"),
];

/// Reduces a text to what mail programs show. Its addresses must be complete. Images become at most
/// `width` pixels wide.
pub fn simplify_for_mail(html: &str, width: u32) -> SimplifiedHtml {
    let mut changes = Vec::new();
    let mut note = |change: String| {
        if !changes.contains(&change) {
            changes.push(change);
        }
    };
    visit_html(html, |token| {
        let HtmlToken::Start(tag) = token else { return };
        if let Some((name, word)) = LOST.iter().find(|(name, _)| *name == tag.name) {
            note(match *name {
                "math" => format!("{word} is shown as one line of signs"),
                _ => format!("{word} is left out"),
            });
        }
    });
    // `ammonia` closes what is open, so that the text cannot break the layout around it.
    let clean = cleaner().clean(&with_plain_formulas(html)).to_string();
    let html = rewrite(&clean, width, &mut note);
    SimplifiedHtml { html, changes }
}

fn cleaner() -> Builder<'static> {
    let in_body = |name: &&str| !["html", "head", "meta", "title", "style", "body"].contains(name);
    let tags: HashSet<&str> = ELEMENTS
        .into_iter()
        .filter(in_body)
        .chain(REPLACED.into_iter().map(|(name, _)| name))
        .collect();
    // Styles of a page mean nothing in a mail. Classes stay for the rules of the template.
    let attributes: HashMap<&str, HashSet<&str>> = ATTRIBUTES
        .into_iter()
        .filter(|(name, _)| in_body(name))
        .map(|(name, own)| (name, own.iter().copied().filter(|own| *own != "rel").collect()))
        .collect();
    let removed = HIDDEN_ELEMENTS.into_iter().chain(["audio", "canvas", "object", "svg", "video"]);
    let mut builder = Builder::empty();
    builder
        .tags(tags)
        .tag_attributes(attributes)
        .generic_attributes(HashSet::from(["class", "dir", "lang", "title"]))
        .clean_content_tags(removed.collect())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(None);
    builder
}

/// Replaces elements, and fits images. The HTML is well-formed.
fn rewrite(html: &str, width: u32, note: &mut impl FnMut(String)) -> String {
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    let replaced = |name: &str| REPLACED.iter().find(|(old, _)| *old == name).map(|(_, new)| *new);
    let mut links = 0usize;
    visit_html(html, |token| match token {
        HtmlToken::Start(tag) => {
            links += usize::from(tag.name == "a");
            if tag.name == "img" {
                out.push_str(&html[from..tag.span.start]);
                push_image(&mut out, &tag, width, links > 0, note);
                from = tag.span.end;
            } else if let Some(new) = replaced(tag.name) {
                out.push_str(&html[from..tag.span.start]);
                out.push('<');
                out.push_str(new);
                from = tag.span.start + 1 + tag.name.len();
            }
        }
        HtmlToken::End(name, span) => {
            links = links.saturating_sub(usize::from(name == "a"));
            if let Some(new) = replaced(name) {
                out.push_str(&html[from..span.start]);
                out.push_str("</");
                out.push_str(new);
                out.push('>');
                from = span.end;
            }
        }
        HtmlToken::Text(_) | HtmlToken::Comment(_) => {}
    });
    out.push_str(&html[from..]);
    out
}

fn push_image(
    out: &mut String,
    tag: &StartTag<'_>,
    width: u32,
    is_in_link: bool,
    note: &mut impl FnMut(String),
) {
    let address = tag.attribute("src").unwrap_or_default();
    let alt = tag.attribute("alt").unwrap_or_default();
    let number = |name| tag.attribute(name).and_then(|value| value.parse::<u32>().ok());
    let size = number("width").zip(number("height")).filter(|(own, _)| *own > 0);
    let (true, Some((own, height))) = (is_shown_image(address), size) else {
        // Without its text, a picture that decorates is not missed.
        if alt.is_empty() || address.is_empty() {
            note("an image without text is left out".to_owned());
            return;
        }
        note(format!("the image `{}` is a link", file_name(address)));
        match is_in_link {
            true => out.push_str(&escaped(alt)),
            false => {
                let (address, alt) = (escaped(address), escaped(alt));
                out.push_str(&format!("<a href=\"{address}\">{alt}</a>"));
            }
        }
        return;
    };
    let shown = own.min(width);
    let height = u64::from(height) * u64::from(shown) / u64::from(own);
    out.push_str(&format!(
        "<img src=\"{}\" width=\"{shown}\" height=\"{}\" alt=\"{}\">",
        escaped(address),
        height.max(1),
        escaped(alt)
    ));
}

fn file_name(address: &str) -> &str {
    address.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expect: &str, changes: &[&str]) {
        let simplified = simplify_for_mail(html, 500);
        assert_eq!(simplified.html, expect);
        assert_eq!(simplified.changes, changes, "{html}");
    }

    #[test]
    fn elements_become_elements_that_mail_programs_know() {
        check(
            "<section id=\"a\"><figure class=\"wide\"><figcaption>x</figcaption></figure></section>",
            "<div><div class=\"wide\"><p>x</p></div></div>",
            &[],
        );
        check("<p><mark>a</mark> <time datetime=\"x\">b</time></p>", "<p><b>a</b> b</p>", &[]);
    }

    #[test]
    fn the_text_cannot_break_the_layout() {
        check("<p>a</td></table><b>b", "<p>a<b>b</b></p>", &[]);
        check("<p style=\"position:fixed\" onclick=\"x\">a</p><script>b</script>", "<p>a</p>", &[]);
        check("<a href=\"javascript:x\">a</a>", "<a>a</a>", &[]);
    }

    #[test]
    fn images_fit_into_the_mail() {
        check(
            "<img src=\"https://e.org/a.png\" alt=\"A\" width=\"1000\" height=\"601\" loading=\"lazy\">",
            "<img src=\"https://e.org/a.png\" width=\"500\" height=\"300\" alt=\"A\">",
            &[],
        );
        check(
            "<img src=\"https://e.org/a.svg\" alt=\"A &amp; B\" width=\"9\" height=\"9\">",
            "<a href=\"https://e.org/a.svg\">A &amp; B</a>",
            &["the image `a.svg` is a link"],
        );
        check(
            "<a href=\"https://e.org/\"><img src=\"https://e.org/a.webp\" alt=\"A\"></a>",
            "<a href=\"https://e.org/\">A</a>",
            &["the image `a.webp` is a link"],
        );
        check(
            "<img src=\"https://e.org/a.png\" alt=\"\">",
            "",
            &["an image without text is left out"],
        );
    }

    #[test]
    fn what_is_left_out_is_told() {
        check(
            "<video src=\"https://e.org/a.mp4\">x</video><iframe src=\"https://e.org/\"></iframe>a",
            "a",
            &["a video is left out", "an embedded page is left out"],
        );
        let formula = "<math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math>";
        let changes = ["a formula is shown as one line of signs"];
        check(&format!("<p>{formula} a</p>"), "<p><code>x&lt;1</code> a</p>", &changes);
    }
}
