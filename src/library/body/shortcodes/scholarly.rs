//! Signs of Quarto, Pandoc, R Markdown, bookdown and MkDocs that are neither in braces nor in brackets:
//! results of code, cross references, captions of tables, attributes on a line of their own, included
//! files, and formulas between doubled backslashes.

use std::collections::HashSet;

use super::inline::are_attributes;
use super::{Finder, leading_name, limited};

/// The longest formula or label that is looked for, in bytes.
const LONGEST: usize = 400;

/// What the labels of figures, tables and formulas begin with.
const LABELS: [&str; 4] = ["fig", "tbl", "eq", "lst"];

/// What the labels of sections and theorems begin with. These are also usual words, as in the name of
/// somebody on a network.
const OTHER_LABELS: [&str; 6] = ["sec", "thm", "lem", "tab", "def", "exm"];

/// The labels that a text defines: `{#sec-doses}`, `{#sec-doses .unnumbered}`.
fn labels_of(text: &str) -> HashSet<&str> {
    let places = memchr::memmem::find_iter(text.as_bytes(), "{#");
    let label = |at: usize| {
        let rest = &text[at + 2..];
        rest.find([' ', '}', '\n']).map(|end| &rest[..end])
    };
    places.filter_map(label).collect()
}

impl Finder<'_> {
    /// Looks for these signs.
    pub(super) fn find_scholarly(&mut self) {
        self.find_results();
        self.find_references();
        self.find_doubled_formulas();
        let mut start = 0;
        let mut before = "";
        for line in self.text.split_inclusive('\n') {
            let content = line.trim_start_matches([' ', '\t', '>']);
            let at = start + line.len() - content.len();
            start += line.len();
            let content = content.trim_end();
            if !content.is_empty() {
                if self.is_free(at) {
                    self.find_scholarly_line(at, content, before);
                }
                before = content;
            }
        }
    }

    /// `` `r 1 + 1` ``, `` `{python} total` ``: a number that only the other program knows. Two back-ticks
    /// show it as it is.
    fn find_results(&mut self) {
        for index in 0..self.spans.code.len() {
            let span = self.spans.code[index].clone();
            let code = &self.text[span.clone()];
            let Some(inner) = code.strip_prefix('`').filter(|inner| !inner.starts_with('`')) else {
                continue;
            };
            let inner = inner.trim_end_matches('`');
            // `r = 0.5` is a coefficient.
            let begins_code = |rest: &str| {
                rest.trim_start().starts_with(|c: char| c.is_alphanumeric() || "(\"'-.".contains(c))
            };
            // `r squared` and `r of 0.5` are words.
            let is_said = |rest: &str| {
                let rest = rest.trim();
                let is_word = rest.len() > 3 && rest.chars().all(char::is_alphabetic);
                is_word || rest.contains(' ') && !rest.contains(['(', '[', '$', '+', '*', '/', '-'])
            };
            let is_result = match inner.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
                Some((name, rest)) => {
                    super::advice::is_language(name) && rest.starts_with(' ') && begins_code(rest)
                }
                None => {
                    inner.strip_prefix("r ").is_some_and(|rest| begins_code(rest) && !is_said(rest))
                }
            };
            if is_result {
                self.add(span, inner.to_owned(), "code of R Markdown or Quarto", "result");
            }
        }
    }

    /// `@fig-one`, `@tbl:a`, `\@ref(fig:one)`
    fn find_references(&mut self) {
        let text = self.text;
        let mut defined: Option<HashSet<&str>> = None;
        for at in memchr::memchr_iter(b'@', text.as_bytes()) {
            let before = &text[..at];
            let rest = &text[at + 1..];
            if before.ends_with('\\') {
                let inner = rest.strip_prefix("ref(").map(|rest| limited(rest, LONGEST));
                let Some(length) = inner.and_then(|inner| inner.find([')', '\n'])) else {
                    continue;
                };
                let end = at + 1 + "ref(".len() + length + 1;
                if inner.is_some_and(|inner| inner[length..].starts_with(')'))
                    && !self.spans.is_literal(at)
                {
                    let shown = text[at - 1..end].to_owned();
                    self.add(at - 1..end, shown, "a cross reference of bookdown", "crossref");
                }
                continue;
            }
            let is_inside = before.ends_with(|c: char| {
                c.is_alphanumeric() || matches!(c, '.' | '_' | '/' | '[' | '@')
            });
            if is_inside || !self.is_free(at) || self.is_in_link(at) {
                continue;
            }
            let name = rest.trim_start_matches(|c: char| c.is_ascii_lowercase());
            let kind = &rest[..rest.len() - name.len()];
            let Some(sign) = name.chars().next().filter(|sign| matches!(sign, '-' | ':')) else {
                continue;
            };
            let is_of_label = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
            let end = name.find(|c| !is_of_label(c)).unwrap_or(name.len());
            let label = rest[..kind.len() + end].trim_end_matches(['-', ':', '_']);
            // `@eq-news@social.example` is somebody on a network.
            if label.len() <= kind.len() + 1 || name[end..].starts_with('@') {
                continue;
            }
            let mut is_defined = || defined.get_or_insert_with(|| labels_of(text)).contains(label);
            let is_label = LABELS.contains(&kind)
                || OTHER_LABELS.contains(&kind) && (sign == ':' || is_defined());
            if is_label {
                let what = "a cross reference of Quarto or Pandoc";
                self.add(at..at + 1 + label.len(), format!("@{label}"), what, "crossref");
            }
        }
    }

    /// Whether a place is in a link or an image.
    fn is_in_link(&self, at: usize) -> bool {
        let links = &self.spans.links;
        let after = links.partition_point(|span| span.start <= at);
        links[..after].last().is_some_and(|span| span.end > at)
    }

    /// `\\(a_b\\)`, `\\[x\\]`
    fn find_doubled_formulas(&mut self) {
        let text = self.text;
        let mut from = 0;
        while let Some(at) = text[from..].find("\\\\").map(|at| from + at) {
            from = at + 2;
            let close = match text.as_bytes().get(from) {
                Some(b'(') => "\\\\)",
                Some(b'[') => "\\\\]",
                _ => continue,
            };
            let is_free = !text[..at].ends_with(|c: char| c.is_alphanumeric() || "\\:".contains(c));
            if !is_free || self.spans.is_literal(at) {
                continue;
            }
            if let Some(end) = self.end_of(from + 1, close, LONGEST) {
                let shown = text[at..end].to_owned();
                self.add(at..end, shown, "a formula in the signs of MathJax", "math");
                from = end;
            }
        }
    }

    /// What is a line of its own. `before` is the last line above it that is not empty.
    fn find_scholarly_line(&mut self, at: usize, line: &str, before: &str) {
        let span = at..at + line.len();
        let include = line.strip_prefix(';').unwrap_or(line);
        if include.starts_with("--8<--") {
            self.add(span, line.to_owned(), "an included file of MkDocs", "include");
            return;
        }
        let is_row = |line: &str| line.len() > 1 && (line.starts_with('|') || line.ends_with('|'));
        let attributes = line.rfind('{').filter(|_| line.ends_with('}')).map(|open| &line[open..]);
        let attributes = attributes.filter(|text| are_attributes(&text[1..text.len() - 1]));
        let caption = ["Table: ", ": "].iter().find_map(|mark| line.strip_prefix(mark));
        // `Table: twelve patients …` is a sentence.
        let is_below_row = is_row(before) && !line.ends_with(['.', '!', '?']);
        if caption.is_some_and(|text| !text.trim().is_empty())
            && (attributes.is_some() || is_below_row)
        {
            let what = "the caption of a table of Pandoc or Quarto";
            self.add(span, line.to_owned(), what, "table-caption");
            return;
        }
        // `{x=1}` alone is a set; below a table, an image or a formula it is an attribute.
        let Some(attributes) = attributes.filter(|attributes| attributes.len() == line.len())
        else {
            return;
        };
        let is_named = attributes[1..].trim_start().starts_with(['.', '#'])
            && !leading_name(attributes[1..].trim_start().get(1..).unwrap_or_default()).is_empty();
        let is_below_image = before.starts_with("![") && before.ends_with(')');
        if is_named || is_row(before) || is_below_image || before.ends_with("$$") {
            let what = "an attribute of Pandoc (Quarto, R Markdown)";
            self.add(span, line.to_owned(), what, "attribute");
        }
    }
}
