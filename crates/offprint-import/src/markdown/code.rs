//! Inline code and code blocks, with their language if the page states it.

use crate::html::dom::NodeId;
use crate::html::element_purpose::for_each_word;
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

    /// Adds inline code.
    pub(super) fn inline_code(&mut self, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let fence = "`".repeat(longest_run(&text, '`') + 1);
        let gap = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
        self.run.finished(format!("{fence}{gap}{text}{gap}{fence}"));
    }

    /// Whether an element is a code block without `pre`: `code` that is alone in its block and has
    /// several lines, or a block that is named so.
    pub(super) fn is_code_block(&self, node: NodeId) -> bool {
        let Some(tag) = self.document.tag(node) else { return false };
        let class = self.document.attribute(node, "class").unwrap_or_default();
        let has_lines = || {
            let text: String =
                self.document.descendants(node).filter_map(|id| self.document.text(id)).collect();
            text.trim().contains('\n')
        };
        let has_word = |words: &[&str]| has_word(class, words);
        match tag {
            Tag::Code => {
                let is_alone = self.document.parent(node).is_some_and(|parent| {
                    matches!(
                        self.document.tag(parent),
                        Some(
                            Tag::Div
                                | Tag::Section
                                | Tag::Article
                                | Tag::Figure
                                | Tag::Main
                                | Tag::Td
                                | Tag::Li
                                | Tag::Dd
                                | Tag::Body
                        )
                    ) && self.document.children(parent).all(|child| {
                        self.document.text(child).is_none_or(|text| text.trim().is_empty())
                    })
                });
                let has_blocks = self.document.descendants(node).any(|inner| {
                    matches!(self.document.tag(inner), Some(Tag::Pre | Tag::Table | Tag::Img))
                });
                is_alone && !has_blocks && (has_word(&["block"]) || has_lines())
            }
            Tag::Div => {
                let is_stated = self.document.attribute(node, "data-lang").is_some()
                    || self.document.attribute(node, "data-language").is_some();
                let is_named = has_word(&["code", "codeblock", "sourcecode", "listing"]);
                is_named
                    && (is_stated || class.contains("block"))
                    && has_lines()
                    && self
                        .document
                        .descendants(node)
                        .all(|inner| self.document.tag(inner).is_none_or(|tag| !tag.is_block()))
            }
            _ => false,
        }
    }

    /// Writes a table whose first column numbers the lines of the code in the second; whether it
    /// is one.
    pub(super) fn code_table(&mut self, table: NodeId) -> bool {
        let cells: Vec<NodeId> = self
            .document
            .descendants(table)
            .filter(|id| matches!(self.document.tag(*id), Some(Tag::Td | Tag::Th)))
            .take(20_000)
            .collect();
        let is_number = |cell: &NodeId| {
            let text = self.document.text_within(*cell, 20_000);
            text.chars().all(|character| character.is_ascii_digit() || character == ' ')
                && (!text.is_empty() || self.is_gutter(*cell))
        };
        let is_code = |cell: &NodeId| {
            std::iter::once(*cell).chain(self.document.descendants(*cell)).any(|id| {
                matches!(self.document.tag(id), Some(Tag::Pre | Tag::Code))
                    || has_word(
                        self.document.attribute(id, "class").unwrap_or_default(),
                        &["code", "hljs", "blob"],
                    )
            })
        };
        if cells.is_empty()
            || !cells.len().is_multiple_of(2)
            || !cells.chunks(2).all(|row| is_number(&row[0]) && is_code(&row[1]))
        {
            return false;
        }
        let lines: Vec<String> = cells
            .chunks(2)
            .map(|row| self.code_text(row[1]).trim_end_matches('\n').to_owned())
            .collect();
        self.push_code(&lines.join("\n"), table);
        true
    }

    /// Whether an element numbers the lines of code.
    fn is_gutter(&self, node: NodeId) -> bool {
        let attribute = |name| self.document.attribute(node, name).unwrap_or_default();
        let class = attribute("class");
        if has_word(
            class,
            &["gutter", "lineno", "linenos", "linenumber", "linenumbers", "linenodiv", "lnt"],
        ) || class.contains("line-number")
            || class.contains("hljs-ln-n")
            || class.contains("blob-num")
        {
            return true;
        }
        // Numbers that cannot be selected.
        let style: String = attribute("style").split_whitespace().collect();
        let is_unselectable = style.contains("user-select:none") || has_word(class, &["ln"]);
        is_unselectable && {
            let text = self.document.text_within(node, 40);
            text.bytes().all(|byte| byte.is_ascii_digit())
        }
    }

    pub(super) fn code_block(&mut self, node: NodeId) {
        let text = self.code_text(node);
        self.push_code(&text, node);
    }

    /// The text of an element with its lines, without line numbers and what opens on a click.
    fn code_text(&self, node: NodeId) -> String {
        let mut text = String::new();
        let mut inner = self.document.first_child(node);
        while let Some(current) = inner {
            let class = self.document.attribute(current, "class").unwrap_or_default();
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
            let skip = matches!(
                self.document.tag(current),
                Some(Tag::Script | Tag::Style | Tag::Button | Tag::Svg)
            ) || self.document.tag(current).is_some()
                && (self.is_gutter(current)
                    || has_word(class, &["hover", "tooltip", "popover", "clipboard"]));
            inner = if skip { None } else { self.document.first_child(current) }
                .or_else(|| self.document.after(current, node));
        }
        text
    }

    fn push_code(&mut self, text: &str, node: NodeId) {
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
        let mut lines = text[start..end].to_vec();
        // The indentation of the page is not that of the code.
        if !self.document.is(node, Tag::Pre) {
            lines[0] = lines[0].trim_start();
        }
        let text = lines.join("\n");
        let fence = "`".repeat((longest_run(&text, '`') + 1).max(3));
        let language = self.language(node).unwrap_or_default();
        // A label above the code that says no more than its language.
        if let Some(container) = self.containers.last_mut() {
            container
                .blocks
                .pop_if(|above| !language.is_empty() && above.text.eq_ignore_ascii_case(&language));
        }
        self.push_block(format!("{fence}{language}\n{text}\n{fence}"), false);
    }

    /// The language of a code block, from the class names that highlighters use.
    fn language(&self, node: NodeId) -> Option<String> {
        let is_table = self.document.is(node, Tag::Table);
        let around = self.document.ancestors(node).take(if is_table { 4 } else { 2 });
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
                // `highlight cpp`, `sourceCode python`
                let is_before = matches!(word, "highlight" | "sourceCode" | "hl")
                    && (!self.document.is(place, Tag::Div) || word == "sourceCode");
                if is_before
                    && let Some(language) = words.peek().copied().and_then(language_name)
                    && language.bytes().all(|byte| byte != b'-')
                {
                    return Some(language);
                }
            }
        }
        None
    }
}

/// Whether one of these words is in a class.
fn has_word(class: &str, words: &[&str]) -> bool {
    let mut found = false;
    for_each_word(&class[..class.floor_char_boundary(300)], |word| found |= words.contains(&word));
    found
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
