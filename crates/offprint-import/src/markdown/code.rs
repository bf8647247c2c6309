//! Inline code and code blocks, with their language if the page states it.

use crate::html::dom::NodeId;
use crate::html::tag::Tag;
use crate::markdown::converter::MarkdownConverter;

impl MarkdownConverter<'_> {
    pub(super) fn code(&mut self, node: NodeId) {
        let text = self.document.text_within(node, 20_000);
        if text.is_empty() {
            return;
        }
        let fence = "`".repeat(longest_run(&text, '`') + 1);
        let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
        // Spaces at the edges belong to the surrounding text.
        let is_open_left =
            self.first_text(node).is_some_and(|text| text.starts_with(char::is_whitespace));
        if is_open_left {
            self.run.gap();
        }
        self.run.finished(format!("{fence}{gap}{text}{gap}{fence}"));
    }

    fn first_text(&self, node: NodeId) -> Option<&str> {
        self.document.descendants(node).find_map(|inner| self.document.text(inner))
    }

    pub(super) fn code_block(&mut self, node: NodeId) {
        let mut text = String::new();
        let mut inner = self.document.first_child(node);
        while let Some(current) = inner {
            let class = self.document.attribute(current, "class").unwrap_or_default();
            let is_gutter = ["lineno", "linenos", "line-numbers-rows", "gutter", "line-number"]
                .iter()
                .any(|name| class.split(' ').any(|word| word == *name));
            match self.document.tag(current) {
                None => text.push_str(self.document.text(current).unwrap_or_default()),
                Some(Tag::Br) => text.push('\n'),
                Some(Tag::Div | Tag::Tr | Tag::P | Tag::Li)
                    if !text.is_empty() && !text.ends_with('\n') =>
                {
                    text.push('\n');
                }
                _ => {}
            }
            let skip = is_gutter
                || matches!(
                    self.document.tag(current),
                    Some(Tag::Script | Tag::Style | Tag::Button | Tag::Svg)
                );
            inner = if skip { None } else { self.document.first_child(current) }
                .or_else(|| self.document.after(current, node));
        }
        let text: String = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .chars()
            .map(|c| if c == '\u{a0}' { ' ' } else { c })
            .collect();
        let text: Vec<&str> = text.split('\n').map(str::trim_end).collect();
        let start = text.iter().position(|line| !line.is_empty()).unwrap_or(text.len());
        let end = text.iter().rposition(|line| !line.is_empty()).map_or(start, |last| last + 1);
        if start >= end {
            return;
        }
        let text = text[start..end].join("\n");
        let fence = "`".repeat((longest_run(&text, '`') + 1).max(3));
        let language = self.language(node).unwrap_or_default();
        self.push_block(format!("{fence}{language}\n{text}\n{fence}"), false);
    }

    /// The language of a code block, from the class names that highlighters use.
    fn language(&self, node: NodeId) -> Option<String> {
        let around = self.document.ancestors(node).take(2);
        let within =
            self.document.children(node).filter(|child| self.document.is(*child, Tag::Code));
        for place in std::iter::once(node).chain(within).chain(around) {
            for name in ["data-lang", "data-language"] {
                if let Some(language) = self.document.attribute(place, name).and_then(language_name)
                {
                    return Some(language);
                }
            }
            let class = self.document.attribute(place, "class").unwrap_or_default();
            let mut words = class.split([' ', ';']).peekable();
            while let Some(word) = words.next() {
                for prefix in ["language-", "lang-", "highlight-source-", "brush:"] {
                    let Some(name) = word.strip_prefix(prefix) else { continue };
                    let name = if name.is_empty() {
                        words.peek().copied().unwrap_or_default()
                    } else {
                        name
                    };
                    if let Some(language) = language_name(name) {
                        return Some(language);
                    }
                }
            }
        }
        None
    }
}

fn longest_run(text: &str, of: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

fn language_name(name: &str) -> Option<String> {
    let name = name.trim().to_ascii_lowercase();
    let is_name = !name.is_empty()
        && name.len() <= 20
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'#' | b'-'));
    (is_name && !matches!(name.as_str(), "none" | "text" | "plain" | "plaintext" | "undefined"))
        .then_some(name)
}
