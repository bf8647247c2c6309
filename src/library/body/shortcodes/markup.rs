//! Signs of other markup languages and of programs in pages: LaTeX, MediaWiki, Org mode, CriticMarkup,
//! highlights of Obsidian, components of MDX, and code of PHP and of templates with `<%`.

use super::super::html_elements::is_html_element;
use super::{Finder, leading_name, limited};

/// The longest sign that is looked for, in bytes.
const LONGEST: usize = 2000;

/// How far away the end of a component is looked for, in bytes.
const FARTHEST: usize = 20_000;

/// Commands of LaTeX for text. Those of formulas belong between dollars, where they are no concern here.
const LATEX: [&str; 23] = [
    "autocite",
    "begin",
    "caption",
    "chapter",
    "cite",
    "citep",
    "citet",
    "emph",
    "end",
    "footnote",
    "href",
    "include",
    "includegraphics",
    "input",
    "label",
    "parencite",
    "paragraph",
    "ref",
    "section",
    "subsection",
    "textbf",
    "textit",
    "textcite",
];

/// Words between underscores that change a page of MediaWiki.
const MAGIC_WORDS: [&str; 5] = ["FORCETOC", "NOEDITSECTION", "NOINDEX", "NOTOC", "TOC"];

impl Finder<'_> {
    /// Looks for the signs of other languages.
    pub(super) fn find_markup(&mut self) {
        let signs: &[u8] = b"\\<='_#";
        let mut at = 0;
        while let Some(found) =
            self.text.as_bytes()[at..].iter().position(|byte| signs.contains(byte))
        {
            let start = at + found;
            at = start + 1;
            // A backslash and the sign that it escapes are no markup, however many follow each other.
            let is_escape = self.text.as_bytes()[start] == b'\\'
                && !self.text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
            if is_escape {
                at += usize::from(self.text.is_char_boundary(at + 1));
                continue;
            }
            if self.spans.is_literal(start) || !self.is_free(start) {
                continue;
            }
            let end = match self.text.as_bytes()[start] {
                b'\\' => self.find_latex(start),
                b'<' => self.find_program(start).or_else(|| self.find_mdx(start)),
                b'=' => self.find_highlight(start),
                b'\'' => self.find_bold_quotes(start),
                b'_' => self.find_magic_word(start),
                _ => self.find_org(start),
            };
            at = end.unwrap_or(at).max(at);
        }
    }

    /// `\cite{name}`, `\begin{table}`
    fn find_latex(&mut self, start: usize) -> Option<usize> {
        let name = leading_name(&self.text[start + 1..]).trim_end_matches('_');
        let rest = &self.text[start + 1 + name.len()..];
        if !LATEX.contains(&name) || !rest.starts_with(['{', '[']) {
            return None;
        }
        let end = self.end_of(start, "}", LONGEST)?;
        let advice = match name {
            "autocite" | "cite" | "citep" | "citet" | "parencite" | "textcite" => "cite",
            "includegraphics" => "image",
            "href" | "label" | "ref" => "ref",
            "footnote" | "include" => name,
            "input" => "include",
            _ => "",
        };
        self.add(start..end, format!("\\{name}{{…}}"), "a command of LaTeX", advice);
        Some(end)
    }

    /// `<% code %>`, `<?php code ?>`
    fn find_program(&mut self, start: usize) -> Option<usize> {
        let rest = &self.text[start..];
        let (end, shown, what) = if rest.starts_with("<%") {
            ("%>", "<% … %>", "code of a template")
        } else if rest.starts_with("<?php") || rest.starts_with("<?=") {
            ("?>", "<?php … ?>", "code of PHP")
        } else {
            return None;
        };
        let end = self.end_of(start, end, LONGEST)?;
        self.add(start..end, shown.to_owned(), what, "");
        Some(end)
    }

    /// `<Tabs>`, `</Tabs>`, `<Chart data={x} />`
    fn find_mdx(&mut self, start: usize) -> Option<usize> {
        let inner = &self.text[start + 1..];
        let is_end = inner.starts_with('/');
        let inner = inner.strip_prefix('/').unwrap_or(inner);
        let name = leading_name(inner);
        let is_component = inner.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().any(|byte| byte.is_ascii_lowercase())
            && !name.contains(['-', '_'])
            && !is_html_element(&name.to_ascii_lowercase());
        let after = inner.get(name.len()..)?;
        let attributes = &after[..limited(after, 400).find('>')?];
        let is_tag = attributes.is_empty()
            || attributes.trim() == "/"
            || attributes.starts_with(char::is_whitespace) && attributes.contains('=');
        if !is_component || !is_tag {
            return None;
        }
        let end = start + self.text[start..].find('>')? + 1;
        let key = format!("<{name}");
        // Without its end it is no component, and its end is a part of it.
        let has_end = attributes.ends_with('/')
            || limited(&self.text[end..], FARTHEST).contains(&format!("</{name}"));
        if is_end && self.close(&key) || !is_end && !has_end {
            return Some(end);
        }
        if !attributes.ends_with('/') && !is_end {
            self.open(&key);
        }
        self.add(start..end, format!("<{name}>"), "a component of MDX", name);
        Some(end)
    }

    /// `==text==`
    fn find_highlight(&mut self, start: usize) -> Option<usize> {
        let text = self.text;
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let after = text[start..].strip_prefix("==")?;
        let before = text[..start].chars().next_back();
        if is_word(before) || before == Some('=') || !is_word(after.chars().next()) {
            return None;
        }
        let line = limited(after, LONGEST).lines().next()?;
        let length = line.find("==")?;
        let next = line[length + 2..].chars().next();
        if line[..length].ends_with(char::is_whitespace) || is_word(next) || next == Some('=') {
            return None;
        }
        let end = start + 2 + length + 2;
        self.add(start..end, "==…==".to_owned(), "a highlight of Obsidian or Pandoc", "mark");
        Some(end)
    }

    /// `'''bold'''`
    fn find_bold_quotes(&mut self, start: usize) -> Option<usize> {
        let after = self.text[start..].strip_prefix("'''")?;
        let length = limited(after, LONGEST).lines().next()?.find("'''").filter(|at| *at > 0)?;
        let end = start + 3 + length + 3;
        self.add(start..end, "'''…'''".to_owned(), "bold text of MediaWiki", "bold");
        Some(end)
    }

    /// `__TOC__`
    fn find_magic_word(&mut self, start: usize) -> Option<usize> {
        let after = self.text[start..].strip_prefix("__")?;
        let word = MAGIC_WORDS
            .into_iter()
            .find(|word| after.strip_prefix(word).is_some_and(|rest| rest.starts_with("__")))?;
        let end = start + 2 + word.len() + 2;
        self.add(start..end, format!("__{word}__"), "a magic word of MediaWiki", "toc");
        Some(end)
    }

    /// `#+BEGIN_SRC`, `#+TITLE: text`
    fn find_org(&mut self, start: usize) -> Option<usize> {
        let line = self.text[start..].lines().next()?;
        let name = leading_name(line.strip_prefix("#+")?);
        let begins_line = self.text[..start].ends_with('\n') || start == 0;
        let is_keyword = name.len() > 3 && name.bytes().all(|byte| !byte.is_ascii_lowercase());
        if !begins_line || !is_keyword {
            return None;
        }
        let end = start + line.trim_end().len();
        self.add(start..end, format!("#+{name}"), "a keyword of Org mode", "");
        Some(end)
    }
}
