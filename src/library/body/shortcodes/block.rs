//! Directives that are lines of their own, and roles before code: of MyST and Sphinx, Quarto and
//! Pandoc, Docusaurus and VitePress, MkDocs, R Markdown, MDX.

use std::ops::Range;

use offprint_base::is_escaped;

use super::advice::is_language;
use super::{Finder, leading_name};

/// The longest name of a role, in bytes.
const LONGEST_ROLE: usize = 80;

impl Finder<'_> {
    /// Looks for directives.
    pub(super) fn find_blocks(&mut self) {
        self.find_fences();
        self.find_roles();
        let mut start = 0;
        let mut open = 0usize;
        for line in self.text.split_inclusive('\n') {
            let line_start = start;
            start += line.len();
            let content = line.trim_start_matches(is_container_mark);
            let at = line_start + line.len() - content.len();
            let content = content.trim_end();
            if !content.is_empty() && self.is_free(at) {
                self.find_line(at..at + content.len(), content, &mut open);
            }
        }
    }

    fn find_line(&mut self, span: Range<usize>, line: &str, open: &mut usize) {
        if line.starts_with(":::") {
            let rest = line.trim_start_matches(':').trim();
            let inner = rest.trim_start_matches('{');
            let name = leading_name(inner.trim_start_matches(['.', '#']));
            if rest.is_empty() {
                if *open > 0 {
                    *open -= 1;
                    return;
                }
            } else if name.is_empty() {
                return;
            } else {
                *open += 1;
            }
            let what = if rest.starts_with("{.") || rest.starts_with("{#") {
                "a block of Quarto or Pandoc"
            } else if rest.starts_with('{') {
                "a directive of MyST"
            } else {
                "a block of Docusaurus, VitePress or Pandoc"
            };
            let name = name.trim_start_matches("callout-");
            self.add(span, line.to_owned(), what, name);
            return;
        }
        for mark in ["!!! ", "???+ ", "??? "] {
            let name = leading_name(line.strip_prefix(mark).unwrap_or_default());
            let rest = line.get(mark.len() + name.len()..).unwrap_or_default().trim();
            let has_title = rest.is_empty() || rest.starts_with('"');
            if !name.is_empty() && has_title && self.has_indented_line(span.end) {
                self.add(span, line.to_owned(), "an admonition of MkDocs", name);
                return;
            }
        }
        if let Some(rest) = line.strip_prefix(".. ") {
            let name = leading_name(rest);
            if !name.is_empty() && rest[name.len()..].starts_with("::") {
                self.add(
                    span,
                    format!(".. {name}::"),
                    "a directive of Sphinx (reStructuredText)",
                    name,
                );
            }
            return;
        }
        if is_module_line(line) {
            self.add(span, line.to_owned(), "an import or export of MDX", "import");
        }
    }

    /// Whether the line after a place belongs to a block that is indented.
    fn has_indented_line(&self, at: usize) -> bool {
        let mut lines = self.text[at..].lines().skip(1).skip_while(|line| line.trim().is_empty());
        lines.next().is_some_and(|line| line.starts_with("    ") || line.starts_with('\t'))
    }

    /// `` ```{note} ``
    fn find_fences(&mut self) {
        let spans = self.spans;
        for (start, info) in &spans.fences {
            let line = self.text[*start..].lines().next().unwrap_or_default().trim_end();
            let is_dataview = matches!(info.trim(), "dataview" | "dataviewjs");
            let inner = info.trim().strip_prefix('{').unwrap_or_default();
            let end = inner.find('}').unwrap_or(0);
            let name = leading_name(inner.trim_start_matches('='));
            let (what, name) = if is_dataview {
                ("a query of Obsidian", "")
            } else if end == 0 || name.is_empty() {
                continue;
            } else if inner.starts_with('=') {
                ("a raw block of Pandoc (Quarto, R Markdown)", "")
            } else if is_language(name) {
                ("a code cell of Quarto or R Markdown", name)
            } else {
                ("a directive of MyST", name)
            };
            let shown = line.trim_start_matches(['`', '~']).to_owned();
            self.add(*start..start + line.len(), shown, what, name);
        }
    }

    /// `` {cite}`key` ``, `` :ref:`label` ``
    fn find_roles(&mut self) {
        let spans = self.spans;
        for code in &spans.code {
            let before = &self.text[..code.start];
            // A role is short; a line may be long.
            let mut tail = before.len().saturating_sub(LONGEST_ROLE);
            while !before.is_char_boundary(tail) {
                tail += 1;
            }
            let line = before[tail..].rsplit('\n').next().unwrap_or_default();
            let is_name = |name: &str| {
                !name.is_empty()
                    && name.starts_with(|c: char| c.is_ascii_alphabetic())
                    && name
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b":-_.+".contains(&byte))
            };
            let name = if let Some(line) = line.strip_suffix('}') {
                line.rsplit('{').next().filter(|_| line.contains('{'))
            } else if let Some(line) = line.strip_suffix(':') {
                let start =
                    line.rfind(|c: char| c.is_whitespace() || c == '(').map_or(0, |at| at + 1);
                line[start..].strip_prefix(':')
            } else {
                None
            };
            let Some(name) = name.filter(|name| is_name(name)) else { continue };
            let start = code.start - name.len() - 2;
            if !self.is_free(start) {
                continue;
            }
            let shown = self.text[start..code.end].replace('`', "");
            let last = name.rsplit(':').next().unwrap_or_default().to_owned();
            self.add(start..code.end, shown, "a role of MyST or Sphinx", &last);
        }
    }
}

/// Whether a sign may precede a block in its line: indentation, quotations, list items.
fn is_container_mark(c: char) -> bool {
    matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+')
}

/// `import A from 'b'`, `export const a = …`
fn is_module_line(line: &str) -> bool {
    let line = line.trim_end_matches(';');
    let is_import = line.strip_prefix("import ").is_some_and(|rest| {
        rest.rsplit_once(" from ").is_some_and(|(_, module)| {
            module.len() > 2
                && (module.starts_with('\'') && module.ends_with('\'')
                    || module.starts_with('"') && module.ends_with('"'))
        })
    });
    let is_export = ["export const ", "export default ", "export function ", "export let "]
        .iter()
        .filter_map(|known| line.strip_prefix(known))
        // With a backslash the sign is text.
        .any(|rest| rest.find(['=', '(', '{']).is_some_and(|at| !is_escaped(rest, at)));
    is_import || is_export
}
