//! [`plain_text`]: the HTML of a mail as plain text, for programs and readers that prefer it.
//!
//! Tables with `role="presentation"` are layout: their cells are paragraphs. Addresses follow their
//! links, except those of links with the class `secondary`, which would only repeat what is said.
//! Elements with `display: none` are left out.

use offprint_base::{
    HiddenContent, HtmlToken, StartTag, is_void_element, unicode_script, visit_html,
};

use crate::paragraphs::{LINE_LENGTH, Paragraphs};

/// What stands around a deleted text: without it, the text would be valid.
const DELETED: &str = "~~";

/// The HTML of a mail as plain text.
pub fn plain_text(html: &str) -> String {
    let mut writer = TextWriter::default();
    let mut hidden = HiddenContent::default();
    let mut invisible = 0usize;
    visit_html(html, |token| match token {
        HtmlToken::Start(tag) => {
            hidden.start(&tag);
            if invisible > 0 {
                invisible += usize::from(!is_void_element(tag.name));
            } else if is_invisible(&tag) && !is_void_element(tag.name) {
                invisible = 1;
            } else if !hidden.is_hidden() {
                writer.start(&tag);
            }
        }
        HtmlToken::End(name, _) => {
            let was_hidden = hidden.is_hidden();
            hidden.end(name);
            if invisible > 0 {
                invisible -= 1;
            } else if !was_hidden {
                writer.end(name);
            }
        }
        HtmlToken::Text(text) if invisible == 0 && !hidden.is_hidden() => writer.text(text),
        HtmlToken::Text(_) | HtmlToken::Comment(_) => {}
    });
    writer.flush();
    writer.paragraphs.finish()
}

fn is_invisible(tag: &StartTag<'_>) -> bool {
    let style: String =
        tag.attribute("style").unwrap_or_default().split_whitespace().collect::<String>();
    style.to_ascii_lowercase().contains("display:none")
}

#[derive(Default)]
struct TextWriter {
    paragraphs: Paragraphs,
    /// The paragraph that is not yet added.
    line: String,
    /// For each open list: the number of the next entry, or `None` for one without numbers.
    lists: Vec<Option<usize>>,
    /// For each open table: whether it is layout.
    tables: Vec<bool>,
    /// The open links: where their text begins, and the address to add.
    links: Vec<(usize, Option<String>)>,
    /// The open subscripts and superscripts.
    scripts: Vec<(usize, bool)>,
    preformatted: usize,
}

impl TextWriter {
    fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.line.push_str(text);
            return;
        }
        for (index, part) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            let needs_space = !self.line.is_empty() && !self.line.ends_with([' ', '\n']);
            if index > 0 && needs_space {
                self.line.push(' ');
            }
            self.line.push_str(part);
        }
    }

    fn start(&mut self, tag: &StartTag<'_>) {
        match tag.name {
            "br" => self.line.push('\n'),
            "hr" => {
                self.block();
                self.paragraphs.add_lines(&"-".repeat(LINE_LENGTH));
                self.paragraphs.space();
            }
            "img" => {
                if let Some(alt) = tag.attribute("alt").filter(|alt| !alt.trim().is_empty()) {
                    self.text(&format!("[{}]", alt.trim()));
                }
            }
            "a" => {
                let is_secondary = tag.attribute("class").is_some_and(|classes| {
                    classes.split_whitespace().any(|own| own == "secondary")
                });
                let address = tag.attribute("href").filter(|_| !is_secondary).map(str::to_owned);
                self.links.push((self.line.len(), address));
            }
            "del" | "s" | "strike" => self.line.push_str(DELETED),
            "sub" | "sup" => self.scripts.push((self.line.len(), tag.name == "sup")),
            "ul" | "ol" | "dl" => {
                self.end_of_list_or_block();
                let first = tag.attribute("start").and_then(|text| text.parse().ok()).unwrap_or(1);
                self.lists.push((tag.name == "ol").then_some(first));
            }
            "li" => {
                self.flush();
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                let rest = " ".repeat(mark.len());
                self.paragraphs.open(mark, rest);
            }
            "dd" => {
                self.flush();
                self.paragraphs.open("  ".to_owned(), "  ".to_owned());
            }
            "blockquote" => {
                self.block();
                self.paragraphs.open("> ".to_owned(), "> ".to_owned());
            }
            "pre" => {
                self.block();
                self.preformatted += 1;
            }
            "table" => {
                self.block();
                self.tables.push(tag.attribute("role") == Some("presentation"));
            }
            "dt" => self.flush(),
            "td" | "th" | "tr" if self.is_layout() => self.flush(),
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "center" | "caption" => {
                self.end_of_list_or_block();
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "a" => self.end_link(),
            "del" | "s" | "strike" => self.line.push_str(DELETED),
            "sub" | "sup" => self.end_script(),
            "h1" => self.heading('='),
            "h2" => self.heading('-'),
            "p" | "h3" | "h4" | "h5" | "h6" | "caption" => self.block(),
            "div" | "center" => self.flush(),
            "ul" | "ol" | "dl" => {
                self.flush();
                self.lists.pop();
                if self.lists.is_empty() {
                    self.paragraphs.space();
                }
            }
            "li" | "dd" => {
                self.flush();
                self.paragraphs.close();
            }
            "blockquote" => {
                self.flush();
                self.paragraphs.close();
                self.paragraphs.space();
            }
            "pre" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                let text = std::mem::take(&mut self.line);
                self.paragraphs.add_lines(&text);
                self.paragraphs.space();
            }
            "td" | "th" if !self.is_layout() => self.line.push_str(" | "),
            "td" | "th" | "tr" => {
                self.flush();
                if self.is_layout() {
                    self.paragraphs.space();
                }
            }
            "table" => {
                self.flush();
                self.tables.pop();
                self.paragraphs.space();
            }
            _ => {}
        }
    }

    fn is_layout(&self) -> bool {
        self.tables.last().copied().unwrap_or(true)
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = if self.is_layout() { line.as_str() } else { line.trim_end_matches([' ', '|']) };
        self.links.clear();
        self.scripts.clear();
        self.paragraphs.add(line);
    }

    /// Ends the paragraph, and separates the next one.
    fn block(&mut self) {
        self.flush();
        self.paragraphs.space();
    }

    /// Paragraphs in a list, and lists in a list, are not separated by empty lines.
    fn end_of_list_or_block(&mut self) {
        match self.lists.is_empty() {
            true => self.block(),
            false => self.flush(),
        }
    }

    fn heading(&mut self, sign: char) {
        if self.line.trim().is_empty() {
            return self.flush();
        }
        self.flush();
        self.paragraphs.underline(sign);
        self.paragraphs.space();
    }

    fn end_link(&mut self) {
        let Some((from, address)) = self.links.pop() else { return };
        let Some(address) = address else { return };
        let text = self.line.get(from..).unwrap_or_default().trim();
        let shown = address.strip_prefix("mailto:").unwrap_or(&address);
        let without_scheme = shown.split_once("://").map_or(shown, |(_, rest)| rest);
        let is_said = [shown, without_scheme]
            .iter()
            .any(|own| own.trim_end_matches('/') == text.trim_end_matches('/'));
        // A reference gives a DOI, and its link contains the DOI again.
        if !is_said && text.contains('/') && shown.ends_with(&format!("doi.org/{text}")) {
            let before = self.line[..from].trim_end();
            let label = before.len().saturating_sub("doi:".len());
            let is_label =
                before.get(label..).is_some_and(|label| label.eq_ignore_ascii_case("doi:"));
            self.line.truncate(if is_label { label } else { from });
            self.line.push_str(&format!("<{shown}>"));
        } else if !is_said {
            // The parts of a placeholder, `{{ name }}`, stay together.
            let shown = shown.replace(' ', "\u{a0}");
            let space = if text.is_empty() { "" } else { " " };
            let end = self.line.trim_end().len();
            self.line.truncate(end);
            self.line.push_str(&format!("{space}<{shown}>"));
        }
    }

    /// A power without its sign would be another number.
    fn end_script(&mut self) {
        let Some((from, is_super)) = self.scripts.pop() else { return };
        let Some(text) = self.line.get(from..).map(str::to_owned) else { return };
        let sign = if is_super { '^' } else { '_' };
        let script = unicode_script(&text, is_super).unwrap_or_else(|| format!("{sign}({text})"));
        self.line.truncate(from);
        self.line.push_str(&script);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expect: &str) {
        assert_eq!(plain_text(html), expect, "{html}");
    }

    #[test]
    fn headings_paragraphs_and_lists() {
        check(
            "<h1>Title</h1><p>a  b<br>c</p><ul><li>one</li><li><p>two</p></li></ul><ol start=\"3\"><li>x</li></ol><h2>Next</h2>y",
            "Title\n=====\n\na b\nc\n\n- one\n- two\n\n3. x\n\nNext\n----\n\ny\n",
        );
        check("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc\n");
        check("<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>", "a\n\n> b\n");
        check("a <del>b</del> <s>c</s>", "a ~~b~~ ~~c~~\n");
        check("a<hr>b", &format!("a\n\n{}\n\nb\n", "-".repeat(72)));
    }

    #[test]
    fn links_have_their_addresses() {
        check("<a href=\"https://e.org/a/\">A</a>, b", "A <https://e.org/a/>, b\n");
        check("<a href=\"https://e.org/\">e.org</a>", "e.org\n");
        let doi = "<a href=\"https://doi.org/10.5555/a\">10.5555/a</a>";
        check(
            &format!("2020. doi:{doi}. Retracted"),
            "2020. <https://doi.org/10.5555/a>. Retracted\n",
        );
        check(&format!("2020. {doi}"), "2020. <https://doi.org/10.5555/a>\n");
        check(doi, "<https://doi.org/10.5555/a>\n");
        check("<a href=\"mailto:a@b.org\">a@b.org</a>", "a@b.org\n");
        check("<a class=\"x secondary\" href=\"https://e.org/a/\">A</a>", "A\n");
        check("<a href=\"{{ UnsubscribeURL }}\">U</a>", "U <{{ UnsubscribeURL }}>\n");
        check("<a href=\"https://e.org/\"><img alt=\"A\" src=\"x\"></a>", "[A] <https://e.org/>\n");
    }

    #[test]
    fn tables_of_layout_are_paragraphs_and_others_are_rows() {
        check(
            "<table role=\"presentation\"><tr><td>a</td><td>b</td></tr><tr><td><p>c</p></td></tr></table>",
            "a\n\nb\n\nc\n",
        );
        check(
            "<table><tr><th>Dose</th><th>n</th></tr><tr><td>10 mg</td><td>5</td></tr></table>",
            "Dose | n\n10 mg | 5\n",
        );
    }

    #[test]
    fn what_is_not_shown_is_left_out() {
        check(
            "<title>t</title><style>p{}</style><div style=\"display: none\">a<div>b</div><br></div>c",
            "c\n",
        );
        check("<!-- a -->b<script>c</script>", "b\n");
    }

    #[test]
    fn powers_keep_their_meaning() {
        check(
            "10<sup>9</sup> m<sup>−2</sup>, E<sub>max</sub>, x<sup>a/b</sup>",
            "10⁹ m⁻², Eₘₐₓ, x^(a/b)\n",
        );
    }

    #[test]
    fn code_keeps_its_lines() {
        check("<pre>a\n  b</pre>c", "a\n  b\n\nc\n");
    }
}
