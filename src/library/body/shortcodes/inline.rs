//! Shortcodes in braces and percent signs: of Hugo, Quarto, Jekyll and other users of Liquid, Zola,
//! MediaWiki, kramdown, Pandoc, Obsidian, Confluence, and the editing marks of CriticMarkup.

use super::{Finder, leading_name, limited};

/// The longest shortcode, in bytes.
const LONGEST: usize = 2000;

impl Finder<'_> {
    /// Looks for shortcodes that begin with `{` or `%`.
    pub(super) fn find_inline(&mut self) {
        let mut at = 0;
        while let Some(found) = memchr::memchr2(b'{', b'%', &self.text.as_bytes()[at..]) {
            let start = at + found;
            at = start + 1;
            if self.is_free(start)
                && let Some(end) = self.find_at(start)
            {
                at = end.max(at);
            }
        }
    }

    /// Looks for a shortcode at a place. Returns where it ends.
    fn find_at(&mut self, start: usize) -> Option<usize> {
        let rest = &self.text[start..];
        if rest.starts_with("{{<") {
            self.find_hugo(start, ">}}")
        } else if rest.starts_with("{{%") {
            self.find_hugo(start, "%}}")
        } else if rest.starts_with("{{") {
            self.find_expression(start)
        } else if rest.starts_with("{%") {
            self.find_statement(start)
        } else if rest.starts_with("{:") {
            self.find_kramdown(start)
        } else if rest.starts_with("%%") {
            self.find_obsidian_comment(start)
        } else if rest.starts_with('{') {
            self.find_editing_mark(start)
                .or_else(|| self.find_macro(start))
                .or_else(|| self.find_attributes(start))
        } else {
            None
        }
    }

    /// `{{< name … >}}`, `{{% name … %}}`
    fn find_hugo(&mut self, start: usize, mark: &str) -> Option<usize> {
        let text = self.text;
        let inner = text[start + 3..].trim_start_matches(['/', '*', ' ', '\t', '\n', '\r', '-']);
        let name = leading_name(inner);
        if name.is_empty() {
            return None;
        }
        let skipped = text[start + 3..].len() - inner.len();
        let is_end = text[start + 3..start + 3 + skipped].trim_start() == "/"
            || text[start + 3..start + 3 + skipped].trim() == "/";
        let end = self.end_of(start, mark, LONGEST);
        // Without its end it is one, too: up to the end of the line.
        let line = limited(&text[start..], LONGEST);
        let end = end.unwrap_or(start + line.find('\n').unwrap_or(line.len()));
        let key = format!("{{{{{name}");
        if is_end && self.close(&key) {
            return Some(end);
        }
        self.open(&key);
        const QUARTO: [&str; 14] = [
            "brand",
            "contents",
            "embed",
            "env",
            "include",
            "kbd",
            "lipsum",
            "meta",
            "pagebreak",
            "placeholder",
            "prerelease",
            "var",
            "version",
            "video",
        ];
        let what = if mark == ">}}" && QUARTO.contains(&name) {
            "a shortcode of Quarto or Hugo"
        } else {
            "a shortcode of Hugo"
        };
        let slash = if is_end { "/" } else { "" };
        let (open, close) = if mark == ">}}" { ("{{<", ">}}") } else { ("{{%", "%}}") };
        self.add(start..end, format!("{open} {slash}{name} {close}"), what, name);
        Some(end)
    }

    /// `{% name … %}`
    fn find_statement(&mut self, start: usize) -> Option<usize> {
        let inner = self.text[start + 2..].trim_start_matches(['-', '~', '+', ' ', '\t', '\n']);
        let name = leading_name(inner);
        let end = self.end_of(start, "%}", LONGEST)?;
        if name.is_empty() {
            return None;
        }
        let opened = name.strip_prefix("end").unwrap_or("");
        // In Zola, `{% end %}` ends any of them.
        let is_end = name == "end" || !opened.is_empty();
        if is_end {
            let key = format!("{{%{opened}");
            let is_known = self.close(&key);
            if is_known || name == "end" && self.close("{%") {
                return Some(end);
            }
        }
        self.open(&format!("{{%{name}"));
        self.open("{%");
        let after = &inner[name.len()..];
        let what = match name {
            _ if after.starts_with('(') || name == "end" => "a shortcode of Zola",
            "asset_img" | "asset_link" | "asset_path" | "codeblock" | "post_link" | "post_path"
            | "pullquote" => "a tag of Hexo",
            "hint" | "embed" | "tab" | "tabs" | "content-ref" | "swagger" | "file" => {
                "a block of GitBook"
            }
            _ => "a tag of Liquid (Jekyll, Eleventy)",
        };
        self.add(start..end, format!("{{% {name} %}}"), what, name);
        Some(end)
    }

    /// `{{ expression }}`
    fn find_expression(&mut self, start: usize) -> Option<usize> {
        let end = self.end_of(start, "}}", 400)?;
        let inner = self.text[start + 2..end - 2].trim_matches(['-', '~', ' ', '\t', '\n']);
        if inner.contains(['{', '}']) {
            return None;
        }
        let name = leading_name(inner);
        let after = inner[name.len()..].trim_start();
        let shown = || format!("{{{{ {} }}}}", limited(inner, 40));
        let is_call = !name.is_empty() && inner[name.len()..].starts_with('(');
        let what = match inner.as_bytes().first()? {
            b'.' | b'$' if inner[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => {
                "a template expression of Hugo"
            }
            b'#' | b'/' | b'>' | b'!' | b'^' => {
                let name = leading_name(inner[1..].trim_start());
                if name.is_empty() && !inner.starts_with('!') {
                    return None;
                }
                let key = format!("{{{{#{name}");
                if inner.starts_with('/') && self.close(&key) {
                    return Some(end);
                }
                self.open(&key);
                "an expression of Handlebars (Ghost)"
            }
            b'\'' | b'"' if inner.contains('|') => "an expression of Liquid (Jekyll, Eleventy)",
            _ if is_call => "a shortcode of Zola",
            // A name of one letter is mathematics.
            _ if name.len() < 2 => return None,
            _ if after.contains('|') && after.contains('=') => "a template of MediaWiki",
            _ if after.is_empty() || after.starts_with(['.', '|', '[']) => {
                "an expression of Liquid (Jekyll, Eleventy)"
            }
            _ if after.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
                "a template of MediaWiki"
            }
            _ => return None,
        };
        let name = name.to_owned();
        self.add(start..end, shown(), what, &name);
        Some(end)
    }

    /// `{: .class}`, `{:toc}`, `{::comment}`
    fn find_kramdown(&mut self, start: usize) -> Option<usize> {
        let end = self.end_of(start, "}", 200)?;
        let inner = self.text[start + 2..end - 1].trim_start_matches(':').trim_matches([' ', '/']);
        let name = leading_name(inner);
        let name = if matches!(name, "toc" | "comment") { name } else { "attribute" };
        if inner.contains(['\n', '{']) || !inner.split_whitespace().all(is_attribute_or_name) {
            return None;
        }
        self.add(
            start..end,
            self.text[start..end].to_owned(),
            "an attribute of kramdown (Jekyll)",
            name,
        );
        Some(end)
    }

    /// `%%comment%%`
    fn find_obsidian_comment(&mut self, start: usize) -> Option<usize> {
        let text = self.text;
        let is_word = |c: char| !c.is_whitespace() && !matches!(c, '(' | '*' | '_' | '>');
        let after = &text[start + 2..];
        if text[..start].ends_with(is_word) || after.starts_with('%') {
            return None;
        }
        let length = limited(after, LONGEST).find("%%").filter(|length| *length > 0)?;
        if after[..length].starts_with(' ')
            && !after[..length].contains('\n')
            && !after[..length].ends_with(' ')
        {
            return None;
        }
        let end = start + 2 + length + 2;
        if self.spans.is_literal(end - 1) {
            return None;
        }
        self.add(start..end, "%%…%%".to_owned(), "a comment of Obsidian", "comment");
        Some(end)
    }

    /// `{++added++}`, `{--deleted--}`, `{~~old~>new~~}`, `{==marked==}`, `{>>comment<<}`
    fn find_editing_mark(&mut self, start: usize) -> Option<usize> {
        let mark = self.text.get(start + 1..start + 3)?;
        let (close, shown, name) = match mark {
            "++" => ("++}", "{++…++}", "change"),
            "--" => ("--}", "{--…--}", "change"),
            "~~" => ("~~}", "{~~…~~}", "change"),
            "==" => ("==}", "{==…==}", "mark"),
            ">>" => ("<<}", "{>>…<<}", "comment"),
            _ => return None,
        };
        let end = self.end_of(start + 3, close, LONGEST)?;
        if end - start <= 3 + close.len() {
            return None;
        }
        self.add(start..end, shown.to_owned(), "an editing mark of CriticMarkup", name);
        Some(end)
    }

    /// `{toc}`, `{toc:maxLevel=2}` on a line of its own
    fn find_macro(&mut self, start: usize) -> Option<usize> {
        let text = self.text;
        let end = self.end_of(start, "}", 200)?;
        let name = leading_name(&text[start + 1..end]);
        let after = &text[start + 1 + name.len()..end];
        const MACROS: [&str; 9] = [
            "anchor", "children", "column", "excerpt", "expand", "info", "panel", "section", "toc",
        ];
        let is_macro = MACROS.contains(&name) && after.starts_with(['}', ':']);
        let before = text[..start].rsplit('\n').next().unwrap_or_default();
        let behind = text[end..].lines().next().unwrap_or_default();
        if !is_macro || !before.trim().is_empty() || !behind.trim().is_empty() {
            return None;
        }
        self.add(start..end, text[start..end].to_owned(), "a macro of Confluence", name);
        Some(end)
    }

    /// `{.class #id key=value}` after a link, an image, code or `[text]`
    fn find_attributes(&mut self, start: usize) -> Option<usize> {
        let text = self.text;
        // The label of a formula may follow after a space.
        let is_after_formula = text[..start].trim_end_matches([' ', '\t']).ends_with("$$");
        let is_after = text[..start].ends_with(']') || self.spans.ends.contains(&start);
        if !is_after && !is_after_formula {
            return None;
        }
        let end = self.end_of(start, "}", LONGEST)?;
        let is_all = are_attributes(&text[start + 1..end - 1]);
        let line = text[..start].rsplit('\n').next().unwrap_or_default();
        let is_last = text[end..].lines().next().unwrap_or_default().trim().is_empty();
        // The attributes of a heading are supported.
        if !is_all || is_last && line.trim_start().starts_with('#') {
            return None;
        }
        self.add(
            start..end,
            text[start..end].to_owned(),
            "an attribute of Pandoc (Quarto, R Markdown)",
            "attribute",
        );
        Some(end)
    }
}

/// Whether a text consists of attributes: `#id .class key="some words"`.
pub(super) fn are_attributes(text: &str) -> bool {
    let mut rest = text.trim();
    if rest.is_empty() {
        return false;
    }
    while !rest.is_empty() {
        let mut quote = None;
        let end = rest.find(|c: char| match quote {
            Some(open) => {
                if c == open {
                    quote = None;
                }
                false
            }
            None if matches!(c, '"' | '\'') => {
                quote = Some(c);
                false
            }
            None => c.is_whitespace(),
        });
        let (attribute, after) = rest.split_at(end.unwrap_or(rest.len()));
        if !is_attribute(attribute) {
            return false;
        }
        rest = after.trim_start();
    }
    true
}

/// Whether a text is `.class`, `#id` or `key=value`.
fn is_attribute(text: &str) -> bool {
    let name = text.strip_prefix(['.', '#']);
    name.is_some_and(|name| {
        !name.is_empty() && leading_name(name).len() == name.split(':').next().map_or(0, str::len)
    }) || text.split_once('=').is_some_and(|(key, value)| {
        !key.is_empty() && leading_name(key) == key && !value.is_empty()
    })
}

fn is_attribute_or_name(text: &str) -> bool {
    is_attribute(text) || !text.is_empty() && leading_name(text) == text
}
