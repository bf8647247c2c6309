//! Converts a page to text that a person can review: headings, paragraphs, lists, table rows and
//! link targets, but not its appearance.

use super::markup::{begin, resolved};

/// Elements that begin a new line.
const BLOCKS: [&str; 31] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
    "legend",
    "option",
];

/// The title of a page, then its visible content.
pub(crate) fn outline(html: &str) -> String {
    let mut outline = Outline::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        outline.text(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("<!") {
            rest = &rest[rest.find('>').expect("a declaration ends") + 1..];
        } else if let Some(after) = rest.strip_prefix("</") {
            let end = after.find('>').expect("a tag ends");
            outline.end(&after[..end]);
            rest = &after[end + 1..];
        } else {
            let (element, _, after) = begin(rest).expect("a tag begins here");
            let name = element.name.as_str();
            outline.begin(name, |attribute| element.attribute(attribute).map(str::to_owned));
            rest = after;
            // These are not shown, and in scripts and styles a `<` is an ordinary character.
            if matches!(name, "script" | "style" | "template" | "svg") {
                let end = format!("</{name}>");
                rest = &rest[rest.find(&end).expect("the element ends") + end.len()..];
            }
        }
    }
    outline.lines.join("\n") + "\n"
}

#[derive(Default)]
struct Outline {
    lines: Vec<String>,
    line: String,
    /// The targets of open links.
    links: Vec<String>,
}

impl Outline {
    fn text(&mut self, text: &str) {
        let text = resolved(text).expect("entities are known");
        if text.starts_with(char::is_whitespace) && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
        self.line.push_str(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        if text.ends_with(char::is_whitespace) && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        if !line.is_empty() && line != "-" && line != "|" {
            self.lines.push(line.to_owned());
        }
    }

    fn begin(&mut self, name: &str, attribute: impl Fn(&str) -> Option<String>) {
        if let Some(level) = heading_level(name) {
            self.end_line();
            self.line = format!("{} ", "#".repeat(level));
        } else if BLOCKS.contains(&name) || name == "title" {
            self.end_line();
            match name {
                "li" => self.line.push_str("- "),
                "hr" => self.line.push_str("---"),
                _ => {}
            }
        }
        match name {
            "br" => self.end_line(),
            "td" | "th" => self.line.push_str("| "),
            "img" => {
                let alt = attribute("alt").unwrap_or_default();
                self.line.push_str(&format!("![{alt}]"));
            }
            "a" => {
                self.line.push('[');
                self.links.push(attribute("href").unwrap_or_default());
            }
            "meta" if attribute("name").as_deref() == Some("description") => {
                let content = attribute("content").unwrap_or_default();
                self.lines.push(format!("description: {content}"));
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "a" => {
                let target = self.links.pop().expect("a link was begun");
                self.line.push_str(&format!("]({target})"));
            }
            "td" | "th" => self.line.push(' '),
            _ => {}
        }
        if heading_level(name).is_some() || BLOCKS.contains(&name) || name == "title" {
            self.end_line();
        }
    }
}

/// The level of `h1` to `h6`.
fn heading_level(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}
