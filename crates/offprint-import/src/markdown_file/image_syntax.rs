//! Images as other programs write them, as standard Markdown.
//!
//! Obsidian embeds (`![[chart.png|a chart]]`), shortcodes of Hugo and tags of Jekyll and Hexo
//! (`{{< figure src="chart.png" >}}`), addresses with Liquid (`{{ site.baseurl }}/chart.png`) or
//! with blanks, and references (`![a chart][1]`). No line feed is added or removed, so lines keep
//! their numbers. Must not know where the files are.

use std::borrow::Cow;
use std::ops::Range;

use crate::article::{LocalImage, Loss, LossKind};
use crate::image_links::image_links;
use crate::site_markdown::{code_ranges, with_edits};

/// Endings of image files, whether browsers show them or not.
const ENDINGS: [&str; 12] =
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff", "heic", "jfif"];

/// Whether an address is that of an image, by its ending.
pub(super) fn is_image_name(address: &str) -> bool {
    let path = address.trim().split(['?', '#']).next().unwrap_or_default();
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// What was found with the images of a body.
#[derive(Default)]
pub(super) struct FoundImages {
    /// The images that may be in any folder of a vault.
    pub(super) images: Vec<LocalImage>,
    /// The names of the notes and files that the body embeds.
    pub(super) embedded: Vec<String>,
    /// The attributes of images that Markdown cannot have.
    pub(super) losses: Vec<Loss>,
}

/// The body with all images in the form that the site reads.
pub(super) fn with_standard_images<'b>(body: &'b str, found: &mut FoundImages) -> Cow<'b, str> {
    if !body.contains("![") && !body.contains("{{") && !body.contains("{%") {
        return Cow::Borrowed(body);
    }
    let code = code_ranges(body);
    let is_code = |at: usize| {
        let next = code.partition_point(|range| range.start <= at);
        next > 0 && code[next - 1].contains(&at)
    };
    let mut edits = Vec::new();
    for (at, _) in body.match_indices("![[").filter(|(at, _)| !is_code(*at)) {
        edits.extend(embed(body, at, found));
    }
    for (open, close) in [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")] {
        for (at, _) in body.match_indices(open).filter(|(at, _)| !is_code(*at)) {
            edits.extend(command(body, at, open, close, found));
        }
    }
    for (at, _) in body.match_indices("![").filter(|(at, _)| !is_code(*at)) {
        edits.extend(loose_image(body, at, found));
    }
    for (at, quote) in body.match_indices(['"', '\'']).filter(|(at, _)| !is_code(*at)) {
        edits.extend(liquid_source(body, at, quote));
    }
    let body = with_edits(body, edits);
    let references: Vec<(Range<usize>, String)> = image_links(&body)
        .into_iter()
        .filter(|link| link.target_span.is_none() && !link.is_html)
        .map(|link| {
            let source = &body[link.span.clone()];
            // `![description][1]`, or `![1]` and `![1][]`, where the name describes it.
            let description = match source.rfind("][") {
                Some(at) => &source[2..at],
                None => &source[2..source.len() - 1],
            };
            let lines = source.matches('\n').count() - description.matches('\n').count();
            let image = standard(description, &link.target, &link.title) + &"\n".repeat(lines);
            let empty = if body[link.span.end..].starts_with("[]") { 2 } else { 0 };
            (link.span.start..link.span.end + empty, image)
        })
        .collect();
    Cow::Owned(with_edits(&body, references))
}

/// The text from a place on, as far as an image may reach.
fn window(body: &str, at: usize) -> &str {
    &body[at..body.floor_char_boundary(at + 4000)]
}

/// An image in standard Markdown. The description is Markdown.
fn standard(description: &str, address: &str, title: &str) -> String {
    let address = match address.contains([' ', '(', ')']) {
        true => format!("<{}>", address.replace(['<', '>'], "")),
        false => address.to_owned(),
    };
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "\\\"");
    let title = if title.is_empty() { String::new() } else { format!(" \"{title}\"") };
    format!("![{description}]({address}{title})")
}

/// `![[chart.png]]`, `![[chart.png|300]]`, `![[folder/chart.png|a chart|300x200]]`. What is no image
/// (a note, a PDF) becomes its name.
fn embed(body: &str, at: usize, found: &mut FoundImages) -> Option<(Range<usize>, String)> {
    let inner = window(body, at + 3);
    let inner = &inner[..inner.find("]]")?];
    if inner.contains('\n') {
        return None;
    }
    // In a table the bar is escaped.
    let mut parts = inner.split('|').map(|part| part.trim_end_matches('\\').trim());
    let address = parts.next()?.split('#').next()?.trim();
    if !is_image_name(address) {
        found.embedded.push(inner.to_owned());
        let name = address.rsplit('/').next().unwrap_or_default();
        return Some((at..at + 5 + inner.len(), name.replace(['[', ']', '<'], "")));
    }
    let is_words = |part: &&str| !is_size(part);
    let description = parts.find(is_words).unwrap_or_default().replace(['[', ']'], "");
    found.images.push(LocalImage {
        target: address.to_owned(),
        is_by_name: true,
        ..LocalImage::default()
    });
    Some((at..at + 5 + inner.len(), standard(&description, address, "")))
}

/// `300`, `300x200`.
fn is_size(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || c == 'x')
}

/// A shortcode or tag that shows an image: with a `src`, or with the name of an image file.
fn command(
    body: &str,
    at: usize,
    open: &str,
    close: &str,
    found: &mut FoundImages,
) -> Option<(Range<usize>, String)> {
    let inner = window(body, at + open.len());
    let inner = &inner[..inner.find(close)?];
    let words = command_words(inner);
    let name = words.first()?.1.to_ascii_lowercase();
    let is_of_image =
        ["fig", "img", "image", "picture", "photo"].iter().any(|part| name.contains(part))
            || words.get(1).is_some_and(|(key, file)| {
                name == "include"
                    && key.is_empty()
                    && ["fig", "img", "image", "picture"].iter().any(|part| file.contains(part))
            });
    if !is_of_image {
        return None;
    }
    let value = |wanted: &[&str]| {
        let word = words.iter().find(|(key, _)| wanted.contains(&key.as_str()));
        word.map(|(_, value)| value.as_str())
    };
    let bare = words.iter().skip(1).find(|(key, word)| key.is_empty() && is_image_name(word));
    let address = value(&["src", "url", "image_path", "path", "file", "image"])
        .filter(|address| is_image_name(address))
        .or(bare.map(|(_, word)| word.as_str()))?;
    let address = without_liquid(address);
    let description = value(&["alt"]).unwrap_or_default().replace(['[', ']', '\n'], " ");
    let credit = value(&["attr", "credit", "attribution", "source"]).unwrap_or_default();
    let credit = match value(&["attrlink", "attr_link", "credit_link", "source_link"]) {
        Some(link) if !credit.is_empty() => {
            format!("[{}](<{}>)", credit.replace(['[', ']'], " "), link.replace(['<', '>'], ""))
        }
        link => link.unwrap_or(credit).to_owned(),
    };
    let texts = [value(&["title"]), value(&["caption", "cap"]), Some(&credit)];
    let title = joined_sentences(texts.into_iter().flatten());
    for (key, value) in words.iter().skip(1).filter(|(key, _)| is_lost_attribute(key)) {
        found.lose(format!("{key}={value}"), value);
    }
    let lines = "\n".repeat(inner.matches('\n').count());
    let end = at + open.len() + inner.len() + close.len();
    Some((at..end, standard(&description, &address, &title) + &lines))
}

/// Keys of the parts of an image command that Markdown can express, and of its appearance.
const EXPRESSED: [&str; 37] = [
    "",
    "src",
    "url",
    "image_path",
    "path",
    "file",
    "image",
    "alt",
    "title",
    "caption",
    "cap",
    "attr",
    "credit",
    "attribution",
    "source",
    "attrlink",
    "attr_link",
    "credit_link",
    "source_link",
    "class",
    "style",
    "width",
    "height",
    "size",
    "loading",
    "decoding",
    "align",
    "position",
    "float",
    "target",
    "rel",
    "max-width",
    "fig-alt",
    "fig-cap",
    "fig-align",
    "out-width",
    "out.width",
];

/// Whether an attribute says something that is lost without it: a link, an id.
fn is_lost_attribute(key: &str) -> bool {
    !EXPRESSED.contains(&key)
}

impl FoundImages {
    /// Notes an attribute: its whole text, or as much of it as is in the source.
    fn lose(&mut self, whole: String, value: &str) {
        let name = if value.is_empty() { whole } else { value.to_owned() };
        self.losses.push(Loss { kind: LossKind::ImageAttribute, name, line: None });
    }
}

/// The texts one after another, each ended like a sentence.
fn joined_sentences<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut out = String::new();
    for text in texts.map(str::trim).filter(|text| !text.is_empty()) {
        if !out.is_empty() {
            out.push_str(if out.ends_with(['.', '!', '?', ':', '…', '。']) {
                " "
            } else {
                ". "
            });
        }
        out.push_str(text);
    }
    out
}

/// The words of a command: key (or nothing) and value, without quotes.
fn command_words(text: &str) -> Vec<(String, String)> {
    let mut words = Vec::new();
    let mut rest = text.trim_start().trim_end_matches('/');
    while !rest.is_empty() && words.len() < 50 {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '`'));
        let (key, after) = rest.split_at(end.unwrap_or(rest.len()));
        let after_equals = after.strip_prefix('=').map(str::trim_start);
        let value_text = after_equals.unwrap_or(if key.is_empty() { after } else { "" });
        let quote = value_text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let (key, value, left) = match (quote, after_equals) {
            (Some(quote), _) => {
                let inner = &value_text[1..];
                let end = end_of_quoted(inner, quote);
                (key, &inner[..end], inner.get(end + 1..).unwrap_or_default())
            }
            (None, Some(value)) => {
                let end = value.find(char::is_whitespace).unwrap_or(value.len());
                (key, &value[..end], &value[end..])
            }
            (None, None) if key.is_empty() => ("", "", after.get(1..).unwrap_or_default()),
            (None, None) => ("", key, after),
        };
        if !value.is_empty() {
            let value = value.replace("\\\"", "\"");
            words.push((key.to_ascii_lowercase(), value));
        }
        rest = left.trim_start();
    }
    words
}

/// Where a text in quotation marks ends. In double ones, `\"` is a part of it.
fn end_of_quoted(text: &str, quote: char) -> usize {
    let is_end = |at: &usize| quote != '"' || !text[..*at].ends_with('\\');
    text.match_indices(quote).map(|(at, _)| at).find(is_end).unwrap_or(text.len())
}

/// `![…](address)` where the address has blanks or Liquid, the description a size, or a list of
/// attributes follows: none of this is Markdown.
fn loose_image(body: &str, at: usize, found: &mut FoundImages) -> Option<(Range<usize>, String)> {
    let paragraph = window(body, at);
    let paragraph = &paragraph[..paragraph.find("\n\n").unwrap_or(paragraph.len())];
    let open = paragraph.find("](")?;
    let description = &paragraph[2..open];
    let inner = &paragraph[open + 2..];
    let line = &inner[..inner.find('\n').unwrap_or(inner.len())];
    let after_liquid = line.rfind("}}").map_or(0, |at| at + 2);
    let has_liquid = line.starts_with("{{");
    let from = if has_liquid { after_liquid } else { 0 };
    let end = from + line[from..].find(')')?;
    let content = &line[..end];
    let size = description.rfind('|').filter(|bar| is_size(description[bar + 1..].trim()));
    let list = &line[end + 1..];
    let attributes = attribute_list(list);
    let has_blank =
        content.contains(' ') && !content.contains(['"', '\'', '<']) && is_image_name(content);
    if !has_liquid && !has_blank && size.is_none() && attributes == 0 {
        return None;
    }
    let description = size.map_or(description, |bar| description[..bar].trim_end());
    let whole = at..at + open + 2 + end + 1 + attributes;
    let content = match (has_liquid, has_blank) {
        (true, _) => without_liquid(content).into_owned(),
        (false, true) => format!("<{}>", content.trim()),
        (false, false) => content.to_owned(),
    };
    let Some(figure) = figure_of_attributes(&list[..attributes], description, found) else {
        return Some((whole, format!("![{description}]({content})")));
    };
    // A title of its own stays, below the caption.
    let (address, title) = match content.strip_prefix('<') {
        Some(quoted) => quoted.split_once('>').unwrap_or((quoted, "")),
        None => content.split_once([' ', '\n']).unwrap_or((&content, "")),
    };
    let title = title.trim();
    let title =
        title.get(1..title.len().saturating_sub(1)).unwrap_or_default().replace("\\\"", "\"");
    let caption = joined_sentences([figure.caption.as_str(), title.as_str()].into_iter());
    let image = standard(&figure.description, address, &caption);
    let lines = body[whole.clone()].matches('\n').count() - image.matches('\n').count();
    Some((whole, image + &"\n".repeat(lines)))
}

/// An image of Pandoc or Quarto whose caption is not its description.
struct Figure {
    description: String,
    caption: String,
}

/// The figure that attributes make of an image: `{#fig-a fig-alt="what it shows"}`. In brackets is
/// its caption.
fn figure_of_attributes(list: &str, brackets: &str, found: &mut FoundImages) -> Option<Figure> {
    let inner = list.strip_prefix('{')?.strip_suffix('}')?.trim_start_matches(':');
    let words = command_words(inner);
    let value = |wanted: &[&str]| {
        let word = words.iter().find(|(key, _)| wanted.contains(&key.as_str()));
        word.map(|(_, value)| value.replace(['[', ']', '\n'], " "))
    };
    let id = words.iter().find_map(|(key, word)| word.strip_prefix('#').filter(|_| key.is_empty()));
    for (key, value) in words.iter().filter(|(key, _)| is_lost_attribute(key)) {
        found.lose(format!("{key}={value}"), value);
    }
    if let Some(id) = id {
        found.lose(format!("#{id}"), "");
    }
    let alt = value(&["fig-alt", "alt"]);
    let caption = value(&["fig-cap"]);
    let is_figure =
        alt.is_some() || caption.is_some() || id.is_some_and(|id| id.starts_with("fig"));
    is_figure.then(|| {
        let caption =
            joined_sentences([brackets, caption.as_deref().unwrap_or_default()].into_iter());
        Figure { description: alt.unwrap_or_else(|| brackets.to_owned()), caption }
    })
}

/// The length of the attributes of kramdown or Pandoc at the start of a text: `{: .wide }`,
/// `{width=50%}`.
fn attribute_list(text: &str) -> usize {
    let Some(inner) = text.strip_prefix('{') else { return 0 };
    let Some(end) = inner.find('}') else { return 0 };
    let inner = &inner[..end];
    let is_list = inner.starts_with([':', '.', '#'])
        || inner.contains('=') && !inner.starts_with(['{', '%', '<']);
    if is_list { end + 2 } else { 0 }
}

/// `src="{{ … }}…"` in HTML.
fn liquid_source(body: &str, at: usize, quote: &str) -> Option<(Range<usize>, String)> {
    let before = &body[..at];
    if !before.ends_with("src=") || !body[at + 1..].starts_with("{{") {
        return None;
    }
    let inner = window(body, at + 1);
    let close = inner.find("}}")? + 2;
    let end = close + inner[close..].find(quote)?;
    let content = &inner[..end];
    (!content.contains('\n')).then(|| (at + 1..at + 1 + end, without_liquid(content).into_owned()))
}

/// An address without Liquid: `{{ site.baseurl }}/a.png` and `{{ "/a.png" | relative_url }}` are
/// `/a.png`.
fn without_liquid(address: &str) -> Cow<'_, str> {
    if !address.contains("{{") {
        return Cow::Borrowed(address);
    }
    let mut out = String::new();
    let mut rest = address;
    while let Some(at) = rest.find("{{") {
        out.push_str(&rest[..at]);
        let Some(length) = rest[at..].find("}}") else { break };
        let inner = &rest[at + 2..at + length];
        if let Some(start) = inner.find(['"', '\'']) {
            let quote = &inner[start..=start];
            let text = &inner[start + 1..];
            out.push_str(&text[..text.find(quote).unwrap_or(text.len())]);
        }
        rest = &rest[at + length + 2..];
    }
    Cow::Owned(out + rest)
}

#[cfg(test)]
mod tests {
    use super::{FoundImages, with_standard_images};

    #[track_caller]
    fn check(body: &str, expect: &str) {
        let found = with_standard_images(body, &mut FoundImages::default());
        assert_eq!(found, expect);
        assert_eq!(found.matches('\n').count(), body.matches('\n').count());
    }

    #[test]
    fn embeds_become_images() {
        check("![[chart.png]]", "![](chart.png)");
        check("![[my chart.png|a chart|300]] x", "![a chart](<my chart.png>) x");
        check("| ![[chart.png\\|300x200]] |", "| ![](chart.png) |");
        check("![[Other note#Part|x]] ![[a/paper.pdf]]", "Other note paper.pdf");
        check("`![[chart.png]]`", "`![[chart.png]]`");
    }

    #[test]
    fn shortcodes_and_tags_become_images() {
        check(
            "{{< figure src=\"a.png\" alt=\"A [b]\" caption=\"It's \\n\" >}}",
            "![A  b ](a.png \"It's \\n\")",
        );
        check("{{<figure src='/images/a b.png' title=\"T\"/>}}", "![](</images/a b.png> \"T\")");
        check("{{% img src=a.png %}}", "![](a.png)");
        check("{% asset_img a.png 300 A chart %}", "![](a.png)");
        check(
            "{% include figure.html src=\"/assets/a.png\" caption=\"C\" %}",
            "![](/assets/a.png \"C\")",
        );
        check("{{< youtube abc >}} {% raw %}", "{{< youtube abc >}} {% raw %}");
        check("{{< figure src=\"a.png\"\n  alt=\"A\" >}}", "![A](a.png)\n");
    }

    #[test]
    fn loose_addresses_become_strict() {
        check("![A](my chart.png)", "![A](<my chart.png>)");
        check("![A]({{ site.baseurl }}/assets/a.png)", "![A](/assets/a.png)");
        check("![A]({{ '/assets/a.png' | relative_url }} \"T\")", "![A](/assets/a.png \"T\")");
        check("<img src=\"{{ site.url }}/a.png\" alt=x>", "<img src=\"/a.png\" alt=x>");
        check("![A|300](a.png)", "![A](a.png)");
        check("![A](a.png){: .wide width=\"3\" }", "![A](a.png)");
        check("![A](a.png){width=50%} and {x}", "![A](a.png) and {x}");
        check("![A](a.png \"T\") (b)", "![A](a.png \"T\") (b)");
    }

    #[test]
    fn figures_keep_caption_credit_and_description() {
        check(
            "{{< figure src=\"a.png\" title=\"T\" caption=\"The cap.\" attr=\"Photo: Ann\" attrlink=\"https://x.example\" alt=\"Alt\" >}}",
            "![Alt](a.png \"T. The cap. [Photo: Ann](<https://x.example>)\")",
        );
        check(
            "![The *cap*](a.png){#fig-one width=50% fig-alt=\"What it shows\"}",
            "![What it shows](a.png \"The *cap*\")",
        );
        check(
            "{{< figure src=\"a.png\" caption=\"The \\\"cap\\\" is\" alt='A' >}}",
            "![A](a.png \"The \\\"cap\\\" is\")",
        );
        check("![Cap](a.png){#fig-one}", "![Cap](a.png \"Cap\")");
        check("![Cap](a.png \"T\"){fig-alt='A'}", "![A](a.png \"Cap. T\")");
        check("![](a b.png){fig-cap=\"C\" fig-alt=\"A [x]\"}", "![A  x ](<a b.png> \"C\")");
        check("![Cap](a.png \"T\"){.wide}", "![Cap](a.png \"T\")");
        let mut found = FoundImages::default();
        with_standard_images(
            "{{< figure src=\"a.png\" link=\"https://big.example\" width=3 >}} ![C](b.png){#one width=3 data-x=y .z}",
            &mut found,
        );
        let lost: Vec<&str> = found.losses.iter().map(|loss| loss.name.as_str()).collect();
        assert_eq!(lost, ["https://big.example", "y", "#one"]);
    }

    #[test]
    fn references_become_addresses() {
        check("![A *b*][1]\n\n[1]: a.png 'T'\n", "![A *b*](a.png \"T\")\n\n[1]: a.png 'T'\n");
        check("![a][]\n\n[a]: a.png\n", "![a](a.png)\n\n[a]: a.png\n");
        check("![a]\n\n[a]: a.png\n", "![a](a.png)\n\n[a]: a.png\n");
    }

    #[test]
    fn hostile_text_is_short_work() {
        for piece in ["![[", "![", "{{<", "{% img ", "![](", "\"{{", "src=\"{{"] {
            with_standard_images(&piece.repeat(20_000), &mut FoundImages::default());
        }
    }
}
